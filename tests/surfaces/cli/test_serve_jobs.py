"""`zhixing serve` does jobs beside the site, and its worker ends with it."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.kernel.plan import tiny
from tests.operations.supervision.conftest import FILES

from zhixing.operations.workspace import make_workspace

COMMAND = [sys.executable, "-m", "zhixing"]


def outside(**more: str) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("DJANGO_", "ZHIXING_"))}
    return {**kept, **more}


def said(root: Path, *command: str, password: str = "") -> str:
    done = subprocess.run(
        [*COMMAND, *command, "-w", str(root)], env=outside(ZHIXING_PASSWORD=password), capture_output=True,
        encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def job_of(root: Path, password: str) -> dict[str, object]:
    (job,) = json.loads(said(root, "jobs", "list", "--json", "--as", "wang", password=password))
    found: dict[str, object] = job
    return found


@pytest.mark.slow
def test_a_job_is_done_beside_the_site(tmp_path: Path) -> None:
    root = tmp_path / "ws"
    make_workspace(root, str(tiny.write(tmp_path / "plan", FILES)))
    found = re.search(
        r"[a-z2-9]{4}(-[a-z2-9]{4}){3}", said(root, "accounts", "add", "wang", "王工", "-o", "office")
    )
    assert found
    said(root, "accounts", "grant", "wang", "analyst", "--place", "330000")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = (tmp_path / "log").open("wb")
    with (
        log,
        subprocess.Popen(
            [*COMMAND, "serve", "--port", str(port), "-w", str(root)], env=outside(), stdout=log, stderr=log
        ) as server,
    ):
        try:
            said(
                root,
                "jobs",
                "submit",
                "watch",
                "--set",
                "as_of=2022-05-06",
                "--as",
                "wang",
                password=found[0],
            )
            until = time.monotonic() + 60
            while job_of(root, found[0])["state"] in ("waiting", "running") and time.monotonic() < until:
                time.sleep(0.2)
        finally:
            server.send_signal(signal.SIGINT)
    assert job_of(root, found[0])["state"] == "done"
    assert "做了 1 项" in (tmp_path / "log").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_worker_ends_when_its_input_is_closed(tmp_path: Path) -> None:
    root = tmp_path / "ws"
    make_workspace(root, str(tiny.write(tmp_path / "plan", FILES)))
    done = subprocess.run(
        [*COMMAND, "work", "--until-closed", "-w", str(root)], env=outside(), stdin=subprocess.DEVNULL, timeout=60,
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert "做了 0 项" in done.stdout
