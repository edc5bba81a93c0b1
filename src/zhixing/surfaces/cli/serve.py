"""`zhixing serve`: the site, on this machine's own address."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Annotated

import typer

from zhixing.foundation.issues import NOWHERE, Refused
from zhixing.surfaces.cli import codes, say
from zhixing.surfaces.cli.office import office

_ADDRESS = "127.0.0.1"
_SITE = "zhixing.project.wsgi:application"
# Requests that one process works on at a time.
_THREADS = 8

Place = Annotated[Path, typer.Option("--workspace", "-w", help="工作区文件夹 / the workspace folder")]


def serve(
    port: Annotated[int, typer.Option(help="端口 / port", min=1, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(help="进程数 / processes", min=1, max=64)] = 1,
    jobs: Annotated[bool, typer.Option(help="同时做后台工作 / do jobs beside the site")] = True,
    workspace: Place = Path(),
) -> None:
    """开网站（只在本机；对外须经反向代理）。 Serve the site on this machine; others reach it through a proxy."""
    _require_free(port)
    office(workspace)
    from granian import Granian
    from granian.constants import Interfaces

    say.out.print(f"http://{_ADDRESS}:{port}/")
    site = Granian(
        _SITE,
        address=_ADDRESS,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        websockets=False,
        blocking_threads=_THREADS,
        backpressure=_THREADS,
    )
    with _jobs_done(workspace) if jobs else nullcontext():
        site.serve()


@contextmanager
def _jobs_done(workspace: Path) -> Iterator[None]:
    """A worker in a process of its own, since the server forks; it ends when this one does, however that ends."""
    command = [sys.executable, "-m", "zhixing", "work", "--until-closed", "-w", str(workspace)]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as worker:
        try:
            yield
        finally:
            # Before it is waited for: the worker finishes the job at hand and ends by itself.
            if worker.stdin is not None:
                worker.stdin.close()


def _require_free(port: int) -> None:
    with socket.socket() as asked:
        # A port that a server has just left is free.
        asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            asked.bind((_ADDRESS, port))
        except OSError as error:
            raise Refused([codes.PORT_TAKEN.at(NOWHERE, port=port, why=error.strerror)]) from error


COMMANDS: tuple[Callable[..., None], ...] = (serve,)
