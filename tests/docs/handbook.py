"""Runs the console blocks of a handbook page the way a reader would, in a folder with copies of the examples."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from zhixing.surfaces.cli import main

_BLOCK = re.compile(r"^```(console|diff)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_VARIES = (
    (re.compile(r"\b[0-9a-f]{64}\b"), "<seal>"),
    (re.compile(r"\b((?:run|evaluate|monitor)-[\d-]+)-[0-9a-f]{12}\b"), r"\1-<id>"),
    (re.compile(r"\b(\d{6})-[0-9a-f]{8}\b"), r"\1-<id>"),
    (re.compile(r"\b[0-9a-f]{16}\b"), "<fingerprint>"),
    (re.compile(r"用时 [\d.]+ 秒"), "用时 <n> 秒"),
)


@dataclass(frozen=True)
class Exchange:
    """One command and what it is said to print; or a change to a file of the examples."""

    command: str
    said: tuple[str, ...] = ()
    change: tuple[str, str, str] | None = None


def exchanges(page: Path) -> Iterator[Exchange]:
    """What a page asks the reader to do, in order."""
    for kind, body in _BLOCK.findall(page.read_text(encoding="utf-8")):
        if kind == "diff":
            for file, old, new in re.findall(r"^--- (\S+)\n-(.*)\n\+(.*)$", body, re.MULTILINE):
                yield Exchange("", change=(file, old, new))
            continue
        for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
            command, *said = part.rstrip("\n").split("\n")
            yield Exchange(command, tuple(said))


def place(checkout: Path, folder: Path) -> None:
    """Lay out the examples in `folder` as they lie in the checkout."""
    examples = checkout / "docs" / "examples"
    shutil.copytree(examples, folder / "docs" / "examples", dirs_exist_ok=True)
    shutil.copytree(examples / "tiny-plan", folder / "original", dirs_exist_ok=True)


def do(command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Run one command in the current folder; the lines it printed, without progress bars."""
    if not command.startswith("zhixing "):
        done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
        return done.stdout.splitlines()
    capsys.readouterr()
    words = re.findall(r"'[^']*'|\S+", command)
    monkeypatch.setattr(sys, "argv", [word.strip("'") for word in words])
    with pytest.raises(SystemExit):
        main()
    printed = capsys.readouterr()
    lines = [line.rstrip() for line in f"{printed.out}{printed.err}".splitlines()]
    return [line for line in lines if "━" not in line]


def masked(lines: list[str]) -> list[str]:
    """The lines without what differs from run to run."""
    text = "\n".join(lines).strip("\n")
    for pattern, word in _VARIES:
        text = pattern.sub(word, text)
    return text.split("\n")


def agrees(said: list[str], printed: list[str]) -> bool:
    """Whether the lines are the same, where a line `……` stands for any lines."""
    pattern = "\n".join("(?s:.*)" if line.strip() == "……" else re.escape(line) for line in said)
    return re.fullmatch(pattern, "\n".join(printed)) is not None
