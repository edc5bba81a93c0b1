"""The drill of restoring: an archive becomes the same office again, on any database, and a damaged one nothing."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.kernel.plan import tiny
from tests.operations.integrity.conftest import CHECKOUT, Program, zhixing
from tests.operations.supervision.conftest import FILES

from zhixing.foundation.issues import Refused
from zhixing.kernel.runs import execute, request_for
from zhixing.operations.integrity import unpack
from zhixing.operations.workspace import make_workspace, open_workspace


def list_of(archive: Path) -> dict[str, Any]:
    with zipfile.ZipFile(archive) as file:
        content: dict[str, Any] = json.loads(file.read("manifest.json"))
    return content


def contents(archive: Path, but: tuple[str, ...] = ()) -> dict[str, str]:
    """What the parts are; settings differ by the database they name."""
    parts = list_of(archive)["parts"]
    return {name: part["sha256"] for name, part in parts.items() if not name.startswith(("settings/", *but))}


@pytest.fixture
def worked(program: Program, root: Path, tmp_path: Path) -> Path:
    """A workspace in which there was work: acts, evidence, loads, a job, a run."""
    ack = str(tmp_path / "ack")
    assert program.wait(program.start("acts", ack=ack, seed=1, most=6)) == 0
    program.done("submit")
    program.done("work", ack=str(tmp_path / "step"))
    place = open_workspace(root)
    plan = place.plan()
    years = tuple(plan.head.term.years)
    request = request_for(plan, place.lake, "monitor", years, as_of=date(2022, 5, 6))
    execute(plan, place.lake, place.runs, request)
    return root


def restored(archive: Path, to: Path, database: str = "") -> str:
    """Restore, check by commands, and give what was said."""
    more = ["--database", database] if database else []
    done = zhixing("restore", archive, "-w", to, *more)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    checked = zhixing("check", "--deep", "-w", to)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    return done.stdout


@pytest.mark.slow
def test_there_and_back_on_sqlite(worked: Path, address: str, tmp_path: Path) -> None:
    if address:
        pytest.skip("the other way round is another test")
    first, again = tmp_path / "one.zip", tmp_path / "two.zip"
    assert zhixing("backup", first, "-w", worked).returncode == 0
    assert first.stat().st_mode & 0o077 == 0
    assert "0 errors" in restored(first, tmp_path / "new")
    assert zhixing("backup", again, "-w", tmp_path / "new").returncode == 0
    assert contents(again) == contents(first)
    assert list_of(again)["trail"] == list_of(first)["trail"]
    new = Program(tmp_path / "new")
    try:
        acked = new.done("check", acks=[str(tmp_path / "ack")])
        assert (acked["wrong"], acked["acts"]) == ([], 12)
        # Work goes on where it was left.
        assert new.wait(new.start("acts", ack=str(tmp_path / "more"), seed=2, most=2)) == 0
        assert new.done("check", acks=[str(tmp_path / "ack"), str(tmp_path / "more")])["wrong"] == []
    finally:
        new.end()


@pytest.mark.slow
def test_from_sqlite_to_postgresql_and_back(
    worked: Path, address: str, new_postgres: Callable[[], str], tmp_path: Path
) -> None:
    other = "" if address else new_postgres()
    archives = [tmp_path / f"{number}.zip" for number in range(3)]
    assert zhixing("backup", archives[0], "-w", worked).returncode == 0
    restored(archives[0], tmp_path / "there", other)
    assert zhixing("backup", archives[1], "-w", tmp_path / "there").returncode == 0
    restored(archives[1], tmp_path / "back", new_postgres() if address else "")
    assert zhixing("backup", archives[2], "-w", tmp_path / "back").returncode == 0
    assert contents(archives[0]) == contents(archives[1]) == contents(archives[2])
    new = Program(tmp_path / "there")
    try:
        assert new.wait(new.start("acts", ack=str(tmp_path / "more"), seed=2, most=2)) == 0
        new.done("submit")
        assert new.done("check", acks=[str(tmp_path / "ack"), str(tmp_path / "more")])["wrong"] == []
    finally:
        new.end()


@pytest.mark.slow
def test_an_archive_made_while_others_write_is_consistent(
    program: Program, tmp_path: Path, address: str
) -> None:
    acks = [str(tmp_path / f"ack-{number}") for number in range(2)]
    pids = [program.start("acts", ack=ack, seed=number, most=40) for number, ack in enumerate(acks)]
    ends = []
    for number in range(3):
        made = program.done("backup", to=str(tmp_path / f"{number}.zip"))
        ends.append(made["number"])
    assert [program.wait(pid) for pid in pids] == [0, 0]
    assert ends == sorted(ends)
    for number in range(3):
        said = restored(tmp_path / f"{number}.zip", tmp_path / f"new-{number}")
        assert "0 errors" in said
        assert f"last event {ends[number]} " in said


def test_restoring_into_something_is_refused(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "own.txt").write_text("x", encoding="utf-8")
    with pytest.raises(Refused, match="folder-in-use"):
        unpack(archive, tmp_path / "new")
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["own.txt"]


@pytest.mark.slow
def test_a_database_that_holds_something_is_not_restored_into(
    archive: Path, new_postgres: Callable[[], str], tmp_path: Path
) -> None:
    address = new_postgres()
    restored(archive, tmp_path / "first", address)
    done = zhixing("restore", archive, "-w", tmp_path / "new", "--database", address)
    assert "integrity.database-in-use" in done.stderr
    assert list((tmp_path / "new").iterdir()) == []


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small archive of an office on SQLite; made once, changed never."""
    folder = tmp_path_factory.mktemp("archive")
    root = folder / "ws"
    make_workspace(root, str(tiny.write(folder / "tiny", FILES)))
    program = Program(root)
    try:
        assert program.wait(program.start("acts", ack=str(folder / "ack"), seed=1, most=1)) == 0
        program.done("backup", to=str(folder / "one.zip"))
    finally:
        program.end()
    return folder / "one.zip"


def rewritten(archive: Path, to: Path, change: Callable[[str, bytes], tuple[str, bytes] | None]) -> Path:
    """The archive with parts changed, renamed or left out."""
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(to, "w") as new:
        for name in old.namelist():
            kept = change(name, old.read(name))
            if kept is not None:
                new.writestr(*kept)
    return to


@pytest.mark.parametrize("what", ["changed", "left out", "added", "outside", "cut", "no zip", "no list"])
def test_a_damaged_archive_makes_nothing(archive: Path, tmp_path: Path, what: str) -> None:
    to, new = tmp_path / "bad.zip", tmp_path / "new"
    trail = "tables/trail.EventRow.jsonl"
    if what == "changed":
        rewritten(archive, to, lambda n, c: (n, c.replace(b"chen", b"zhao")) if n == trail else (n, c))
    elif what == "left out":
        rewritten(archive, to, lambda n, c: None if n == trail else (n, c))
    elif what == "added":
        rewritten(archive, to, lambda n, c: (n + "x", c) if n == trail else (n, c))
    elif what == "outside":
        rewritten(
            archive, to,
            lambda n, c: (n, c.replace(b'"plan/plan.yaml"', b'"../plan.yaml"')) if n == "manifest.json"
            else (n.replace("plan/plan.yaml", "../plan.yaml"), c),
        )  # fmt: skip
    elif what == "no list":
        rewritten(archive, to, lambda n, c: None if n == "manifest.json" else (n, c))
    else:
        to.write_bytes(archive.read_bytes()[:2000] if what == "cut" else b"no zip")
    with pytest.raises(Refused, match="bad-archive"):
        unpack(to, new)
    assert not new.exists()
    assert not (tmp_path / "plan.yaml").exists()


def test_an_archive_of_a_newer_program_is_refused(archive: Path, tmp_path: Path) -> None:
    newer = rewritten(
        archive, tmp_path / "newer.zip",
        lambda n, c: (n, c.replace(b'"0002_append_only"', b'"0099_of_tomorrow"')) if n == "manifest.json" else (n, c),
    )  # fmt: skip
    done = zhixing("restore", newer, "-w", tmp_path / "new")
    assert done.returncode == 1
    assert "integrity.newer-archive" in done.stderr
    assert list((tmp_path / "new").iterdir()) == []


def test_a_shipped_plan_that_has_changed_is_taken_from_the_archive(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_shipped = rewritten(
        archive, tmp_path / "shipped.zip",
        lambda n, c: (n, c.replace(list_of(archive)["plan"]["name"].encode(), b"local-methods"))
        if n == "manifest.json" else (n, c),
    )  # fmt: skip
    unpacked = unpack(as_shipped, tmp_path / "new")
    assert [issue.code for issue in unpacked.issues] == ["integrity.other-plan"]
    assert unpacked.workspace.plan().head.id == "tiny"


def test_what_the_settings_say_beside_plan_and_database_is_kept(archive: Path, tmp_path: Path) -> None:
    text = b'hosts = ["a.example"]\nplan = "../tiny"\n[sign_in]\nidle_minutes = 7\n'
    import hashlib

    def change(name: str, content: bytes) -> tuple[str, bytes]:
        if name == "settings/zhixing.toml":
            return name, text
        if name == "manifest.json":
            told = json.loads(content)
            told["parts"]["settings/zhixing.toml"]["sha256"] = hashlib.sha256(text).hexdigest()
            return name, json.dumps(told).encode()
        return name, content

    place = unpack(
        rewritten(archive, tmp_path / "set.zip", change), tmp_path / "new", "postgresql://h/d"
    ).workspace
    assert (place.hosts, place.plan_name, place.database) == (("a.example",), "plan", "postgresql://h/d")
    assert place.sign_in.idle_minutes == 7


@pytest.mark.slow
def test_the_drill_in_small(archive: Path, tmp_path: Path) -> None:
    assert "0 errors" in restored(archive, tmp_path / "new")
    again = tmp_path / "two.zip"
    assert zhixing("backup", again, "-w", tmp_path / "new").returncode == 0
    assert contents(again) == contents(archive)
    exported = tmp_path / "trail.jsonl"
    assert zhixing("trail", "export", exported, "-w", tmp_path / "new").returncode == 0
    known = list_of(archive)["trail"]
    script = CHECKOUT / "scripts" / "verify-trail"
    verified = subprocess.run(
        [sys.executable, script, exported, "--seal", known["seal"]],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (verified.returncode, verified.stderr) == (0, "")
    assert f"last event: {known['number']}\n" in verified.stdout


def test_an_archive_whose_trail_ends_elsewhere_is_said(archive: Path, tmp_path: Path) -> None:
    seal = list_of(archive)["trail"]["seal"].encode()
    other = rewritten(
        archive, tmp_path / "other.zip",
        lambda n, c: (n, c.replace(seal, b"f" * 64)) if n == "manifest.json" else (n, c),
    )  # fmt: skip
    done = zhixing("restore", other, "-w", tmp_path / "new")
    assert done.returncode == 1
    assert "integrity.trail-differs" in done.stdout


@pytest.mark.slow
def test_an_empty_workspace_on_the_shipped_plan(tmp_path: Path) -> None:
    make_workspace(tmp_path / "ws", "local-methods")
    assert zhixing("backup", tmp_path / "one.zip", "-w", tmp_path / "ws").returncode == 0
    restored(tmp_path / "one.zip", tmp_path / "new")
    assert open_workspace(tmp_path / "new").plan_name == "local-methods"
    assert not (tmp_path / "new" / "plan").exists()
