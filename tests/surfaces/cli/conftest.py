"""The command line as a person uses it: arguments in, text and exit code out."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from zhixing.surfaces.cli import main


@dataclass(frozen=True)
class Said:
    """What came of a command."""

    code: int
    out: str
    err: str


Zhixing = Callable[..., Said]


@pytest.fixture
def zhixing(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Zhixing:
    """Run a command in this process."""
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("ZHIXING_LANG", "zh")

    def run(*arguments: str | Path) -> Said:
        monkeypatch.setattr(sys, "argv", ["zhixing", *map(str, arguments)])
        code = 0
        try:
            main()
        except SystemExit as stop:
            code = int(stop.code or 0)
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return run


@pytest.fixture(scope="session")
def province(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo workspace at one hundredth of the province."""
    folder = tmp_path_factory.mktemp("demo") / "workspace"
    argv, sys.argv = (
        sys.argv,
        ["zhixing", "demo", "--no-serve", "--scale", "0.01", "--workspace", str(folder)],
    )
    try:
        main()
    except SystemExit as stop:
        assert not stop.code  # noqa: PT017 (an exit with 0 is how the command line ends)
    finally:
        sys.argv = argv
    return folder
