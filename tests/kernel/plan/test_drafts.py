"""Drafts: one scalar of the plan's own text changed, the rest to the letter, and said where it cannot be."""

from __future__ import annotations

import shutil
import subprocess
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from tests.kernel.plan import tiny

from zhixing.foundation.issues import Refused
from zhixing.kernel.plan import CompiledPlan, Edit, draft_patch, require_plan, write_draft
from zhixing.kernel.plan.draft_text import add_member, set_value, take_away


@pytest.fixture
def plan(tmp_path: Path) -> CompiledPlan:
    return require_plan(tiny.write(tmp_path / "plan", tiny.FILES))


def drafted(plan: CompiledPlan, folder: Path, *edits: str) -> CompiledPlan:
    return require_plan(write_draft(plan, [Edit.parse(edit) for edit in edits], folder / "draft"))


def test_a_figure_is_changed_where_it_stands_and_nothing_else(plan: CompiledPlan, tmp_path: Path) -> None:
    draft = drafted(plan, tmp_path, "evaluations/frame:criteria.large-ones.tax-per-mu.base=25")
    assert draft.schemes["frame"].criteria["large-ones"][0].base == 25
    patch = draft_patch(plan.root, draft.root)
    changed = [
        line for line in patch.splitlines() if line[:1] in "+-" and not line.startswith(("+++", "---"))
    ]
    assert len(changed) == 2
    assert changed[1] == changed[0].replace("-", "+", 1).replace("base: 20", "base: 25")


def test_members_of_lists_go_by_their_names(plan: CompiledPlan, tmp_path: Path) -> None:
    draft = drafted(
        plan, tmp_path, "evaluations/frame:grading.shares.A.percent=30", "evaluations/frame:grading.shares.B.percent=70",
        "measures/relief:by_grade.A=0.4", "parameters/tax-line:values.2021.value=3",
    )  # fmt: skip
    assert [share.percent for share in draft.schemes["frame"].grading.shares] == [30, 70]
    assert draft.measures["relief"].by_grade["A"].number == Fraction(2, 5)
    assert draft.parameters["tax-line"].values[1].value == 3


def test_words_are_quoted_when_they_must_be(plan: CompiledPlan, tmp_path: Path) -> None:
    draft = drafted(plan, tmp_path, 'evaluations/frame:title=框架: "新"')
    assert draft.schemes["frame"].title == '框架: "新"'


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_the_patch_can_be_applied_to_the_plan(plan: CompiledPlan, tmp_path: Path) -> None:
    draft = drafted(
        plan,
        tmp_path,
        "evaluations/frame:grading.shares.A.percent=30",
        "evaluations/frame:grading.shares.B.percent=70",
    )
    patch = tmp_path / "draft.patch"
    patch.write_text(draft_patch(plan.root, draft.root), encoding="utf-8")
    subprocess.run(["git", "apply", str(patch)], cwd=plan.root, check=True)
    assert require_plan(plan.root).fingerprint == draft.fingerprint


TEXT = """\
# 一个办法
id: one
criteria:
  large:
    - {indicator: tax, weight: 60, cap: 1.5}  # 主项
    - indicator: rd
      weight: 40
      steps:
        - 甲
        - 乙
guards:
  - {id: veto, title: 否决, goes_to: D}
# 末尾
grading: {rounding: floor}
"""


@pytest.mark.parametrize(
    ("change", "old", "new"),
    [
        (("=", "criteria.large.tax.cap", "none"), "cap: 1.5", "cap: none"),
        (("=", "criteria.large.tax.log", "true"), "cap: 1.5}", "cap: 1.5, log: true}"),
        (("=", "criteria.large.rd.cap", "2"), "        - 乙\n", "        - 乙\n      cap: 2\n"),
        (("=", "grading", "{rounding: nearest}"), "{rounding: floor}", "{rounding: nearest}"),
        (("=", "note", "新"), "grading: {rounding: floor}\n", "grading: {rounding: floor}\nnote: 新\n"),
        (("+=", "guards", "{id: b}"), "goes_to: D}\n", "goes_to: D}\n  - {id: b}\n"),
        (("+=", "criteria.large.rd.steps", "丙"), "        - 乙\n", "        - 乙\n        - 丙\n"),
        (("+=", "adjustments", "{id: c}"), "floor}\n", "floor}\nadjustments: [{id: c}]\n"),
        (("-=", "guards.veto", ""), "- {id: veto, title: 否决, goes_to: D}", "[]"),
        (("-=", "criteria.large.tax.cap", ""), ", cap: 1.5}", "}"),
        (("-=", "criteria.large.tax.indicator", ""), "{indicator: tax, weight", "{weight"),
        (("-=", "criteria.large.tax", ""), "    - {indicator: tax, weight: 60, cap: 1.5}  # 主项\n", ""),
        (("-=", "criteria.large.rd.indicator", ""), "indicator: rd\n      weight", "weight"),
        (("-=", "criteria.large.rd.steps.0", ""), "        - 甲\n", ""),
        (("-=", "criteria.large.rd.steps", ""), "      steps:\n        - 甲\n        - 乙\n", ""),
    ],
)  # fmt: skip
def test_a_change_touches_its_own_lines_alone(change: tuple[str, str, str], old: str, new: str) -> None:
    """Comments and layout stay; the changed text is read as what was meant."""
    how, path, value = change
    steps = tuple(path.split("."))
    ways = {"=": set_value, "+=": add_member}
    found = take_away(TEXT, steps) if how == "-=" else ways[how](TEXT, steps, value)
    assert isinstance(found, str)
    assert TEXT.count(old) == 1
    assert found == TEXT.replace(old, new)
    yaml.safe_load(found)


def test_a_file_without_a_last_line_break_is_added_to_and_patched(tmp_path: Path) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    for folder in (before, after):
        folder.mkdir()
        (folder / "a.yaml").write_text("id: a\nlist: [x]", encoding="utf-8")
    changed = set_value("id: a\nlist: [x]", ("title",), "t")
    assert changed == "id: a\nlist: [x]\ntitle: t\n"
    (after / "a.yaml").write_text(changed, encoding="utf-8")
    (after / "b.yaml").write_text("new", encoding="utf-8")
    patch = tmp_path / "it.patch"
    patch.write_text(draft_patch(before, after), encoding="utf-8")
    subprocess.run(["git", "apply", str(patch)], cwd=before, check=True)
    assert {p.name: p.read_text(encoding="utf-8") for p in before.iterdir()} == {
        p.name: p.read_text(encoding="utf-8") for p in after.iterdir()
    }


def test_guards_come_and_go_and_the_patch_says_so(plan: CompiledPlan, tmp_path: Path) -> None:
    draft = drafted(
        plan, tmp_path, "evaluations/frame:guards+={id: own, title: 自设, where: total > 100, not_below: A}",
        "evaluations/frame:criteria.large-ones.tax-per-mu.cap=none",
    )  # fmt: skip
    assert [guard.id for guard in draft.schemes["frame"].guards][-1] == "own"
    assert draft.schemes["frame"].criteria["large-ones"][0].cap == "none"
    patch = tmp_path / "draft.patch"
    patch.write_text(draft_patch(plan.root, draft.root), encoding="utf-8")
    subprocess.run(["git", "apply", str(patch)], cwd=plan.root, check=True)
    assert require_plan(plan.root).fingerprint == draft.fingerprint


def test_a_key_that_the_language_lacks_does_not_compile(plan: CompiledPlan, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        drafted(plan, tmp_path, "evaluations/frame:grading.roundin=floor")
    assert "plan.unknown-key" in {issue.code for issue in refused.value.issues}


@pytest.mark.parametrize(
    ("edit", "code", "near"),
    [
        ("evaluations/frame:guards+={id: a", "plan.edit-value", "{id: a"),
        ("evaluations/frame:guards.veto-=1", "plan.edit-form", "+="),
        ("evaluations/frame:guards.veto-=", "plan.edit-nowhere", "frame"),
        ("evaluations/frame:title+=a", "plan.edit-nowhere", "—"),
        ("frame.criteria=1", "plan.edit-form", "evaluations"),
        ("letters/frame:a=1", "plan.edit-form", "measures"),
        ("evaluations/fram:grading.rounding=floor", "plan.edit-nowhere", "frame"),
        ("evaluations/frame:grading.share.A.percent=30", "plan.edit-nowhere", "shares"),
        ("evaluations/frame:grading.shares.C.percent=30", "plan.edit-nowhere", "A、B"),
        ("evaluations/frame:grading.shares=30", "plan.edit-nowhere", "A、B"),
        ("evaluations/county:grading.shares.A.percent=30", "plan.edit-nowhere", "criteria"),
    ],
)
def test_a_change_that_leads_nowhere_says_what_is_there(
    plan: CompiledPlan, tmp_path: Path, edit: str, code: str, near: str
) -> None:
    with pytest.raises(Refused) as refused:
        drafted(plan, tmp_path, edit)
    [issue] = refused.value.issues
    assert issue.code == code
    assert near in issue.zh


def test_a_draft_must_compile(plan: CompiledPlan, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        drafted(plan, tmp_path, "evaluations/frame:grading.shares.A.percent=30")
    assert "plan.shares-do-not-add" in {issue.code for issue in refused.value.issues}
