"""`scripts/verify-trail`: what an outsider finds in an exported trail, with nothing but Python's standard library."""

from __future__ import annotations

import ast
import json
import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhixing.kernel.registers import FIRST, Event

SCRIPT = Path(__file__).parents[3] / "scripts" / "verify-trail"
COUNT = 7


def exported() -> tuple[bytes, ...]:
    """Lines as `trail.export` writes them."""
    lines, previous = [], FIRST
    for number in range(1, COUNT + 1):
        body = {"day": "2022-05-09", "values": {"name": f"{number}号厂房", "floor": "1200.00"}, "reason": ""}
        at = f"2022-05-09T02:00:{number:02d}.000000+00:00"
        event = Event(
            number, at, "chen", "county-officer", "propose", f"registers/plants/{number:06d}", body, previous
        )
        event = event.sealed()
        lines.append((json.dumps(event.to_json(), ensure_ascii=False, sort_keys=True) + "\n").encode())
        previous = event.seal
    return tuple(lines)


LINES = exported()
LAST = json.loads(LINES[-1])["seal"]


@pytest.fixture(scope="module")
def main() -> Callable[[list[str]], int]:
    found: Callable[[list[str]], int] = runpy.run_path(str(SCRIPT))["main"]
    return found


@pytest.fixture(scope="module")
def verified(
    main: Callable[[list[str]], int], tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., int]:
    file = tmp_path_factory.mktemp("trail") / "trail.jsonl"

    def verify(lines: Any, *more: str) -> int:
        file.write_bytes(b"".join(lines))
        return main([str(file), *more])

    return verify


def test_it_uses_the_standard_library_alone() -> None:
    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"))
    names = {
        alias.name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    assert names <= sys.stdlib_module_names
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]


def test_as_a_program_it_says_number_and_seal(tmp_path: Path) -> None:
    file = tmp_path / "trail.jsonl"
    file.write_bytes(b"".join(LINES))
    command = [sys.executable, "-I", "-S", str(SCRIPT), str(file)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"last event: {COUNT}" in done.stdout
    assert LAST in done.stdout
    file.write_bytes(b"".join(LINES).replace("3号".encode(), "4号".encode()))
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 1
    assert "第 3 条（chen，propose）被改过" in done.stdout
    assert "event 3 (chen, propose) was changed" in done.stdout


def test_untouched_passes_with_every_seal_it_holds(verified: Callable[..., int]) -> None:
    assert verified(LINES) == 0
    assert verified([]) == 0
    for line in LINES:
        assert verified(LINES, "--seal", json.loads(line)["seal"].upper()) == 0


def test_a_file_that_is_not_there(main: Callable[[list[str]], int], tmp_path: Path) -> None:
    assert main([str(tmp_path / "none")]) == 2


WHERE = st.integers(0, COUNT - 1)


@given(data=st.data(), where=st.integers(0, len(b"".join(LINES)) - 1))
@settings(max_examples=300, deadline=None)
def test_any_changed_byte_is_found(verified: Callable[..., int], data: st.DataObject, where: int) -> None:
    whole = bytearray(b"".join(LINES))
    whole[where] = data.draw(st.integers(0, 255).filter(lambda byte: byte != whole[where]))
    assert verified([bytes(whole)]) == 1


@given(where=st.integers(0, COUNT - 2))
@settings(deadline=None)
def test_a_removed_line_is_found(verified: Callable[..., int], where: int) -> None:
    assert verified([*LINES[:where], *LINES[where + 1 :]]) == 1


@given(where=WHERE, to=st.integers(0, COUNT))
@settings(deadline=None)
def test_a_repeated_line_is_found(verified: Callable[..., int], where: int, to: int) -> None:
    assert verified([*LINES[:to], LINES[where], *LINES[to:]]) == 1


@given(order=st.permutations(range(COUNT)).filter(lambda order: list(order) != list(range(COUNT))))
@settings(deadline=None)
def test_another_order_is_found(verified: Callable[..., int], order: list[int]) -> None:
    assert verified([LINES[at] for at in order]) == 1


@given(where=WHERE, data=st.data())
@settings(deadline=None)
def test_a_cut_line_is_found(verified: Callable[..., int], where: int, data: st.DataObject) -> None:
    kept = data.draw(st.integers(1, len(LINES[where]) - 1))
    assert verified([*LINES[:where], LINES[where][:kept], *LINES[where + 1 :]]) == 1
    assert verified([*LINES[:where], LINES[where][:kept]]) == 1


@given(kept=WHERE)
@settings(deadline=None)
def test_a_cut_end_is_found_by_the_seal(verified: Callable[..., int], kept: int) -> None:
    assert verified(LINES[:kept]) == 0
    assert verified(LINES[:kept], "--seal", LAST) == 1


def test_a_trail_sealed_anew_is_found_by_the_seal(verified: Callable[..., int]) -> None:
    lines, previous = [], FIRST
    for line in LINES:
        event = Event(**{**json.loads(line), "who": "zhao", "previous": previous}).sealed()
        lines.append((json.dumps(event.to_json(), ensure_ascii=False, sort_keys=True) + "\n").encode())
        previous = event.seal
    assert verified(lines) == 0
    assert verified(lines, "--seal", LAST) == 1


@pytest.mark.parametrize(
    "line", [b"[]\n", b"null\n", b'{"number": 1}\n', b"[" * 100_000 + b"\n", b'{"a": "\\ud800"}\n', b"\n"]
)
def test_a_line_that_is_no_event_is_found(verified: Callable[..., int], line: bytes) -> None:
    assert verified([line, *LINES[1:]]) == 1
