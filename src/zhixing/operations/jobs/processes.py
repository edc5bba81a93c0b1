"""Which process does a job, and whether it still lives."""

from __future__ import annotations

import os
import secrets
import socket
from dataclasses import dataclass
from pathlib import Path

_LONGEST_HOST = 24


@dataclass(frozen=True)
class Worker:
    """A worker by host, process and the moment the process started, so that a number used again is another process."""

    host: str
    pid: int
    since: str
    mark: str

    def __str__(self) -> str:
        return f"{self.host}|{self.pid}|{self.since}|{self.mark}"


def this_worker() -> Worker:
    """A new worker of this process."""
    return Worker(_host(), os.getpid(), _since(os.getpid()), secrets.token_hex(4))


def gone(name: str) -> bool | None:
    """Whether the process of a worker is gone; None where it cannot be told from here."""
    host, _, rest = name.partition("|")
    number, _, rest = rest.partition("|")
    since, _, _ = rest.partition("|")
    if host != _host() or not number.isdecimal():
        return None
    pid = int(number)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass
    return bool(since) and _since(pid) != since


def _host() -> str:
    return socket.gethostname()[:_LONGEST_HOST].replace("|", "-")


def _since(pid: int) -> str:
    """When the process started, in the words of the system; empty where the system does not say."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    # The name of the program stands in brackets and may hold spaces; the fields are counted after it.
    fields = text.rpartition(")")[2].split()
    return fields[19] if len(fields) > 19 and fields[0] != "Z" else ""
