"""What the handbook shows is what the program prints."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from tests.docs.handbook import Exchange, agrees, do, exchanges, masked, place

from zhixing.kernel.plan import require_plan
from zhixing.surfaces.cli import say
from zhixing.surfaces.reports import check_documents
from zhixing.surfaces.reports.documents import WORDS
from zhixing.surfaces.reports.documents.annexes import ANNEXES
from zhixing.surfaces.reports.documents.kinds import RESULTS
from zhixing.surfaces.reports.documents.pictures import PICTURES
from zhixing.surfaces.reports.documents.rows import FILTERS
from zhixing.surfaces.reports.documents.tables import TABLES

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "handbook"


def _follow(
    steps: list[Exchange], folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    # A console takes its width when it is made, and workers of a parallel run make it with their own.
    monkeypatch.setattr(say.out, "_width", 110)
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
    steps = list(exchanges(FOLDER / "8-splitting-targets.md"))
    assert len(steps) > 6
    _follow(steps, tmp_path, capsys, monkeypatch)


def test_measures_come_to_what_the_handbook_says(
    checkout: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    place(checkout, tmp_path)
    steps = list(exchanges(FOLDER / "10-measures.md"))
    assert len(steps) == 6
    _follow(steps, tmp_path, capsys, monkeypatch)


@pytest.mark.slow
def test_a_rule_is_tried_as_the_handbook_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = list(exchanges(FOLDER / "9-trying-a-rule.md"))
    assert len(steps) == 5
    _follow(steps, tmp_path, capsys, monkeypatch)


def test_every_word_of_documents_is_in_the_handbook() -> None:
    text = (FOLDER / "7-changing-a-report.md").read_text(encoding="utf-8")
    listed = text.partition("| 词 | 给什么 |")[2].partition("行可以挑")[0]
    cells = re.findall(r"^\| (`[^|]*) \|", listed, re.MULTILINE)
    assert {word for cell in cells for word in re.findall(r"`([a-z_]+)", cell)} == set(WORDS)
    used = text.partition("| 用法 | 意思 |")[2]
    assert set(re.findall(r"`([a-z]+)\(", used.partition("\n\n")[0])) == set(FILTERS)
    for heading, known in (("表：", TABLES), ("图：", PICTURES)):
        [found] = re.findall(rf"^{heading}([\w、-]+) ", text, re.MULTILINE)
        assert found.split("、") == list(known)
    [results] = re.findall(r"可写的结果：(.*?)。", text)
    assert re.findall(r"`([a-z-]+)`", results) == list(RESULTS)
    [annexes] = re.findall(r"^\| `annexes` \|(.*)$", text, re.MULTILINE)
    assert set(re.findall(r"`([a-z-]+)`", annexes)) == set(ANNEXES)


def test_the_document_of_the_handbook_is_a_document(checkout: Path, tmp_path: Path) -> None:
    """What the handbook shows compiles as it stands."""
    text = (FOLDER / "7-changing-a-report.md").read_text(encoding="utf-8")
    [shown] = re.findall(r"```markdown\n(.*?)```", text, re.DOTALL)
    copy = tmp_path / "plan"
    shutil.copytree(checkout / "plans" / "zhejiang-2018", copy)
    (copy / "reports" / "own-bulletin.md").write_text(shown, encoding="utf-8")
    plan = require_plan(copy)
    assert check_documents(plan) == ()
    assert plan.reports["own-bulletin"].annexes == ("targets",)


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
