"""What the handbook shows is what the program prints."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from tests.docs.handbook import Exchange, agrees, do, exchanges, masked, place

from zhixing.surfaces.reports.documents import WORDS
from zhixing.surfaces.reports.documents.pictures import PICTURES
from zhixing.surfaces.reports.documents.tables import TABLES

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "handbook"


def _follow(
    steps: list[Exchange], folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "110")
    monkeypatch.setenv("ZHIXING_LANG", "zh")
    for step in steps:
        if step.change is not None:
            file, old, new = step.change
            text = (folder / file).read_text(encoding="utf-8")
            assert text.count(f"{old}\n") == 1, f"{file} has no line {old!r}"
            (folder / file).write_text(text.replace(f"{old}\n", f"{new}\n"), encoding="utf-8")
            continue
        printed, said = masked(do(step.command, capsys, monkeypatch)), masked(list(step.said))
        assert agrees(said, printed), f"$ {step.command}\n" + "\n".join(printed)


def test_a_plan_is_written_as_the_handbook_says(
    checkout: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    place(checkout, tmp_path)
    changes: list[Exchange] = []
    for step in exchanges(FOLDER / "2-writing-a-plan.md"):
        if step.change is not None:
            changes.append(step)
            continue
        # Every fault is shown on the good plan, not on top of the last.
        _follow([*changes, step], tmp_path, capsys, monkeypatch)
        changes = []
        shutil.copytree(
            tmp_path / "original", tmp_path / "docs" / "examples" / "tiny-plan", dirs_exist_ok=True
        )


def test_facts_results_and_verification_are_as_the_handbook_says(
    checkout: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    place(checkout, tmp_path)
    pages = ("3-filing-facts.md", "4-reading-results.md", "5-verifying-a-run.md")
    steps = [step for name in pages for step in exchanges(FOLDER / name)]
    assert len(steps) > 10
    _follow(steps, tmp_path, capsys, monkeypatch)


def test_targets_are_watched_as_the_handbook_says(
    checkout: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    place(checkout, tmp_path)
    steps = list(exchanges(FOLDER / "6-watching-targets.md"))
    assert len(steps) == 4
    _follow(steps, tmp_path, capsys, monkeypatch)


def test_splits_are_filed_as_the_handbook_says(
    checkout: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    place(checkout, tmp_path)
    steps = list(exchanges(FOLDER / "7-splitting-targets.md"))
    assert len(steps) > 6
    _follow(steps, tmp_path, capsys, monkeypatch)


def test_every_word_of_documents_is_in_the_handbook() -> None:
    text = (FOLDER / "6-watching-targets.md").read_text(encoding="utf-8")
    listed = text.partition("| 词 | 给什么 |")[2]
    words = {
        word
        for cell in re.findall(r"^\| (`[^|]*) \|", listed, re.MULTILINE)
        for word in re.findall(r"`([a-z_]+)", cell)
    }
    assert words == set(WORDS)
    tables = re.search(r"表：([\w、-]+) ", text)
    charts = re.search(r"图：([\w、-]+) ", text)
    assert tables is not None
    assert charts is not None
    assert tables[1].split("、") == list(TABLES)
    assert charts[1].split("、") == list(PICTURES)


@pytest.mark.slow
def test_the_quick_start_is_as_the_handbook_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _follow(list(exchanges(FOLDER / "1-quick-start.md")), tmp_path, capsys, monkeypatch)


def test_shown_files_are_the_files_of_the_example(checkout: Path) -> None:
    page = (FOLDER / "2-writing-a-plan.md").read_text(encoding="utf-8")
    shown = re.findall(r"（`([a-z]+/[\w-]+\.yaml)`）.*?```yaml\n(.*?)```", page, re.DOTALL)
    assert len(shown) == 4
    for name, body in shown:
        assert body == (checkout / "docs" / "examples" / "tiny-plan" / name).read_text(encoding="utf-8"), name


def test_a_page_that_says_something_else_is_noticed() -> None:
    assert agrees(["甲", "……", "丙"], ["甲", "乙", "丙"])
    assert not agrees(["甲", "丙"], ["甲", "乙", "丙"])
    assert not agrees(["甲", "……"], ["乙", "甲"])
