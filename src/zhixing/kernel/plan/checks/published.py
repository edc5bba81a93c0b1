"""Counts that a place published: they must add up, and are compared with what the scheme's own rule gives."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from zhixing.foundation.issues import Issue
from zhixing.kernel.plan import codes
from zhixing.kernel.plan.compiled import CompiledPlan
from zhixing.kernel.plan.scheme import Grading, Scheme


def check_published(plan: CompiledPlan, scheme: Scheme) -> Iterator[Issue]:
    """Published counts that do not make the participants, or that the shares would not give."""
    for index, one in enumerate(scheme.published):
        where = plan.where("schemes", scheme.id, "published", index, clause=scheme.clause)
        found = sum(one.counts.values()) + sum(one.states.values())
        if found != one.participants:
            yield codes.COUNTS_DO_NOT_ADD.at(
                where, what=scheme.id, group=one.group, found=found, wanted=one.participants
            )
            continue
        counting = {state.id for state in scheme.population.states if state.in_denominator}
        of = one.participants - sum(n for state, n in one.states.items() if state not in counting)
        wanted = counts_by_shares(scheme.grading, sum(one.counts.values()), of)
        if wanted and wanted != {grade: one.counts.get(grade, 0) for grade in wanted}:
            yield codes.COUNTS_DIFFER.at(
                where, what=scheme.id, group=one.group, found=_text(one.counts), wanted=_text(wanted)
            )


def counts_by_shares(grading: Grading, ranked: int, of: int) -> dict[str, int]:
    """Head counts that the shares give `ranked` entities without ties, the shares taken `of` so many; empty without shares."""
    counts: dict[str, int] = {}
    cumulated, taken = Fraction(0), 0
    for share in grading.shares:
        cumulated += share.percent
        last = min(ranked, rounded(cumulated * of / 100, grading.rounding))
        counts[share.grade] = max(last - taken, 0)
        taken = max(taken, last)
    if grading.shares:
        rest = grading.rest or grading.shares[-1].grade
        counts[rest] = counts.get(rest, 0) + ranked - taken
    return counts


def rounded(value: Fraction, way: str) -> int:
    """A head count as a whole number: floor, nearest (half up) or ceiling."""
    if way == "floor":
        return value.__floor__()
    return (value + Fraction(1, 2)).__floor__() if way == "nearest" else value.__ceil__()


def _text(counts: dict[str, int]) -> str:
    return " ".join(f"{grade} {count}" for grade, count in counts.items())
