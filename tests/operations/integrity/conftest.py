"""What tests of integrity share: workspaces with a database of their own, and programs that work in them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from tests.kernel.plan import tiny
from tests.operations.supervision.conftest import FILES

from zhixing.operations.workspace import SETTINGS, make_workspace

CHECKOUT = Path(__file__).resolve().parents[3]


def own_environment() -> dict[str, str]:
    """Without the database of the test run: each workspace names its own."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("ZHIXING_", "DJANGO_"))}
    return {**kept, "PYTHONPATH": os.pathsep.join([str(CHECKOUT / "src"), str(CHECKOUT)])}


class Program:
    """A `doer` in a workspace."""

    def __init__(self, root: Path) -> None:
        command = [sys.executable, "-m", "tests.operations.integrity.doer", str(root)]
        self._process = subprocess.Popen(
            command,
            cwd=CHECKOUT,
            env=own_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.root = root
        self._names = count()
        self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the program has ended"
        answer: dict[str, Any] = json.loads(line)
        return answer

    def ask(self, do: str, **what: object) -> dict[str, Any]:
        """Send a request and wait for the answer."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": do, **what}) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def start(self, do: str, **what: object) -> int:
        """A child that does it, by its number."""
        return int(self.ask(do, **what)["pid"])

    def wait(self, pid: int) -> int:
        """How the child ended."""
        return int(self.ask("wait", pid=pid)["code"])

    def done(self, do: str, **what: object) -> Any:
        """What a child gave that did it to the end."""
        out = self.root.parent / f"{self.root.name}-out-{next(self._names)}.json"
        assert self.wait(self.start(do, out=str(out), **what)) == 0
        return json.loads(out.read_text(encoding="utf-8"))

    def kill(self, pid: int) -> None:
        """Kill the child, as the system would."""
        os.kill(pid, signal.SIGKILL)
        assert self.wait(pid) == -signal.SIGKILL

    def end(self) -> None:
        """End the program."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(60)
        self._process.stdout.close()


def zhixing(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """The command, as a program of its own."""
    return subprocess.run(
        [sys.executable, "-m", "zhixing", *map(str, arguments)],
        env={**own_environment(), "ZHIXING_LANG": "en"}, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip


@pytest.fixture
def new_postgres() -> Iterator[Callable[[], str]]:
    """Makes empty PostgreSQL databases on the server that `ZHIXING_DATABASE` names, and drops them at the end."""
    address = os.environ.get("ZHIXING_DATABASE", "")
    if not address.startswith("postgres"):
        pytest.skip("no PostgreSQL: scripts/test-postgres names one")
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    parts: Mapping[str, Any] = {**conninfo_to_dict(address), "dbname": "postgres"}
    made: list[str] = []
    with psycopg.connect(**parts, autocommit=True) as connection:

        def make() -> str:
            name = f"zhixing_own_{os.getpid()}_{len(made)}"
            connection.execute(f'CREATE DATABASE "{name}" ENCODING UTF8 TEMPLATE template0')  # type: ignore[call-overload]
            made.append(name)
            user, host, port = (parts.get(key, "") for key in ("user", "host", "port"))
            secret = f":{parts['password']}" if parts.get("password") else ""
            return f"postgresql://{user}{secret}@{host}:{port}/{name}"

        try:
            yield make
        finally:
            for name in made:
                connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')  # type: ignore[call-overload]


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest) -> str:
    """The database of a workspace: none, which is SQLite in its folder, or one of PostgreSQL."""
    if request.param == "sqlite":
        return ""
    made: str = request.getfixturevalue("new_postgres")()
    return made


@pytest.fixture
def root(tmp_path: Path, address: str) -> Path:
    """A workspace on the tiny plan."""
    folder = tiny.write(tmp_path / "tiny", FILES)
    root = tmp_path / "ws"
    make_workspace(root, str(folder))
    if address:
        with (root / SETTINGS).open("a", encoding="utf-8") as settings:
            settings.write(f'database = "{address}"\n')
    return root


@pytest.fixture
def program(root: Path) -> Iterator[Program]:
    made = Program(root)
    try:
        yield made
    finally:
        made.end()
