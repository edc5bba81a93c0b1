"""Criteria that stand for every group: written once, compiled as if each group had written them."""

from __future__ import annotations

from fractions import Fraction

from tests.kernel.plan import tiny
from tests.kernel.plan.conftest import Compile

FRAME = "evaluations/frame.yaml"
_TWICE = tiny.FILES[FRAME].replace("base: 20", "base: 10")
_SMALL = (
    "  small-ones:\n    - {indicator: tax-per-mu, weight: 100, base: 10, cap: 1.5, floor: 0, missing: zero}\n"
)
_ONCE = _TWICE.replace("  large-ones:", "  all:").replace(_SMALL, "")


def test_written_once_is_what_is_written_for_each_group(compile_files: Compile) -> None:
    once = compile_files({**tiny.FILES, FRAME: _ONCE}).plan
    twice = compile_files({**tiny.FILES, FRAME: _TWICE}).plan
    assert once is not None
    assert twice is not None
    assert _ONCE.count("tax-per-mu") == 1
    assert once.schemes["frame"] == twice.schemes["frame"]


def test_a_group_keeps_its_own_and_a_child_may_give_one(compile_files: Compile) -> None:
    """The child writes `large-ones`; `small-ones` has what stands for every group of the parent."""
    plan = compile_files({**tiny.FILES, FRAME: _ONCE}).plan
    assert plan is not None
    child = plan.schemes["county"]
    assert {group: one.base for group, (one,) in child.criteria.items()} == {
        "large-ones": Fraction(25),
        "small-ones": Fraction(10),
    }


def test_every_group_may_be_the_name_of_one_group_only(compile_files: Compile) -> None:
    """Where a group is called `all`, its criteria are its own, and a group without any is refused."""
    named = _ONCE.replace("{id: large-ones, title: 规上", "{id: all, title: 规上")
    files = {**tiny.FILES, FRAME: named}
    del files["evaluations/county.yaml"]
    assert "plan.unknown-group" in {issue.code for issue in compile_files(files).issues}


def test_criteria_for_nobody_are_refused(compile_files: Compile) -> None:
    spare = tiny.changed(FRAME, "criteria:\n", "criteria:\n  all: []\n")
    issues = [i for i in compile_files(spare).issues if i.code == "plan.unknown-group"]
    assert issues
    assert "'all'" in issues[0].en


def test_a_fault_is_reported_where_it_is_written(compile_files: Compile) -> None:
    files = {**tiny.FILES, FRAME: _ONCE.replace("base: 10", "base: 0")}
    line = next(n for n, text in enumerate(files[FRAME].splitlines(), 1) if "base: 0" in text)
    found = {
        (i.where.file, i.where.line) for i in compile_files(files).issues if i.code == "plan.base-source"
    }
    assert (FRAME, line) in found
