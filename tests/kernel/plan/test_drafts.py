"""Drafts: one scalar of the plan's own text changed, the rest to the letter, and said where it cannot be."""

from __future__ import annotations

import shutil
import subprocess
from fractions import Fraction
from pathlib import Path

import pytest
from tests.kernel.plan import tiny

from zhixing.foundation.issues import Refused
from zhixing.kernel.plan import CompiledPlan, Edit, draft_patch, require_plan, write_draft


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


@pytest.mark.parametrize(
    ("edit", "code", "near"),
    [
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
