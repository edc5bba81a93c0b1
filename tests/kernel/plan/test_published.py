"""Published counts against the cut: shares, stages, states in the denominator, cuts inside parts of a group."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from tests.kernel.plan import tiny

from zhixing.kernel.plan import Compilation
from zhixing.kernel.plan.checks.published import counts_by_rule
from zhixing.kernel.plan.scheme import Grading

FRAME = "evaluations/frame.yaml"
Compile = Callable[[Mapping[str, str]], Compilation]


def grading(**parts: object) -> Grading:
    """A grading with the grades A to D."""
    return Grading.model_validate({"grades": ("A", "B", "C", "D"), **parts})


TWO_STAGES = [
    {"grade": "A", "pool_first": "50", "order_by": ["tax"], "take": "15"},
    {"grade": "C", "pool_last": "50", "order_by": ["tax"], "take": "10"},
]
FROM_BOTH_ENDS = [
    {"grade": "A", "order_by": ["total"], "take": "20"},
    {"grade": "B", "order_by": ["total"], "take": "55"},
    {"grade": "D", "order_by": ["total"], "best_first": False, "take": "5"},
]


def test_two_stages_take_their_quota_of_all() -> None:
    """Anyang below scale: 39 firms, 15 % is 5.85 and 10 % is 3.9, rounded 6 and 4."""
    cut = grading(stages=TWO_STAGES, rest="B", rounding="nearest")
    assert counts_by_rule(cut, 39, 39) == {"A": 6, "C": 4, "B": 29}


def test_stages_from_both_ends_with_a_state_in_the_denominator() -> None:
    """Jining: 265 ranked of 275; 20 % is 55, 55 % is 151.25, 5 % is 13.75, all rounded up."""
    cut = grading(stages=FROM_BOTH_ENDS, rest="C", rounding="ceiling")
    assert counts_by_rule(cut, 265, 275) == {"A": 55, "B": 97, "D": 14, "C": 99}


def test_shares_of_all_participants_leave_fewer_for_the_last_grades() -> None:
    """A of 25, of which 5 in a state that counts: 20 % is 5, 80 % is 20; nobody is left for C and D."""
    shares = [{"grade": g, "percent": p} for g, p in (("A", "20"), ("B", "60"), ("C", "15"), ("D", "5"))]
    assert counts_by_rule(grading(shares=shares), 20, 25) == {"A": 5, "B": 15, "C": 0, "D": 0}


def test_overlapping_pools_in_another_order_and_lines_say_nothing() -> None:
    overlapping = [{**TWO_STAGES[0], "pool_first": "60"}, TWO_STAGES[1]]
    assert counts_by_rule(grading(stages=overlapping, rest="B"), 39, 39) == {}
    assert counts_by_rule(grading(lines=[{"grade": "A", "from_points": "80"}], rest="B"), 39, 39) == {}


@pytest.mark.parametrize(
    ("published", "code"),
    [
        ("{group: big-ones, participants: 20, counts: {A: 4, B: 16}}", "plan.unknown-group"),
        ("{group: large-ones, participants: 20, counts: {A: 4, E: 16}}", "plan.unknown-grade"),
        (
            "{group: large-ones, participants: 20, counts: {A: 4}, states: {resting: 16}}",
            "plan.unknown-grade",
        ),
        ("{group: large-ones, participants: 20, counts: {A: 5, B: 15}}", "plan.counts-differ"),
        ("{group: large-ones, participants: 20, counts: {A: 4, B: 16}}", None),
    ],
)
def test_published_counts_name_what_there_is(
    published: str, code: str | None, compile_files: Compile
) -> None:
    files = tiny.changed(FRAME, "grading:", f"published:\n  - {published}\ngrading:")
    assert [issue.code for issue in compile_files(files).issues] == ([code] if code else [])


def test_a_cut_inside_every_county_is_not_compared(compile_files: Compile) -> None:
    """The frame is the province's: rounding in every county cannot be known from the sum."""
    published = "published:\n  - {group: large-ones, participants: 20, counts: {A: 5, B: 15}}\ngrading:"
    files = tiny.changed(FRAME, "grading:", f"{published}\n  within: [county, group]")
    assert compile_files(files).issues == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("grading:", "grading:\n  within: [park, group]"),
        ("base: 20,", "base_from: {statistic: mean, within: [park]},"),
        ("base: 20,", 'base_by: {by: park, values: {"1": 20}},'),
    ],
)
def test_a_population_is_parted_by_columns_that_exist(old: str, new: str, compile_files: Compile) -> None:
    issues = compile_files(tiny.changed(FRAME, old, new)).issues
    assert {issue.code for issue in issues} == {"plan.unknown-name"}
    assert FRAME in {issue.where.file for issue in issues}
