"""Counts that a place published: they must add up, and are compared with what the scheme's own rule gives."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from zhixing.foundation.issues import Issue
from zhixing.kernel.plan import codes
from zhixing.kernel.plan.compiled import CompiledPlan
from zhixing.kernel.plan.scheme import Grading, PublishedCounts, Scheme, Stage, cumulated_shares


def check_published(plan: CompiledPlan, scheme: Scheme) -> Iterator[Issue]:
    """Published counts of unknown groups, grades or states; that do not add up; that the rule would not give."""
    for index, one in enumerate(scheme.published):
        where = plan.where("schemes", scheme.id, "published", index, clause=scheme.clause)
        unknown = list(_unknown(plan, scheme, one, index))
        found = sum(one.counts.values()) + sum(one.states.values())
        if found != one.participants:
            yield codes.COUNTS_DO_NOT_ADD.at(
                where, what=scheme.id, group=one.group, found=found, wanted=one.participants
            )
        yield from unknown
        if unknown or found != one.participants or not _cut_by_group(plan, scheme):
            continue
        counting = {state.id for state in scheme.population.states if state.in_denominator}
        of = one.participants - sum(n for state, n in one.states.items() if state not in counting)
        wanted = counts_by_rule(scheme.grading, sum(one.counts.values()), of)
        if wanted and wanted != {grade: one.counts.get(grade, 0) for grade in wanted}:
            yield codes.COUNTS_DIFFER.at(
                where, what=scheme.id, group=one.group, found=_text(one.counts), wanted=_text(wanted)
            )


def _unknown(plan: CompiledPlan, scheme: Scheme, one: PublishedCounts, index: int) -> Iterator[Issue]:
    where = plan.where("schemes", scheme.id, "published", index, clause=scheme.clause)
    groups = [group.id for group in scheme.population.groups]
    if one.group not in groups:
        yield codes.UNKNOWN_GROUP.at(where, what=scheme.id, name=one.group, near="、".join(groups))
    states = [state.id for state in scheme.population.states]
    for names, known in ((one.counts, scheme.grading.grades), (one.states, states)):
        for name in names:
            if name not in known:
                yield codes.UNKNOWN_GRADE.at(where, what=scheme.id, name=name, near="、".join(known) or "—")


def _cut_by_group(plan: CompiledPlan, scheme: Scheme) -> bool:
    """Whether a published group is cut in one piece: only then does its head count alone give the counts.

    A cut inside every park rounds in every park, and the sum over them cannot be known from the whole.
    """
    within = set(scheme.grading.within)
    if plan.places[scheme.place].level == "county":
        within.discard("county")
    return within == {"group"} or (not within and len(scheme.population.groups) == 1)


def counts_by_rule(grading: Grading, ranked: int, of: int) -> dict[str, int]:
    """Head counts that the cut gives `ranked` entities without ties, its shares taken `of` so many.

    Empty where the counts depend on the scores: absolute lines, or stages whose pools overlap.
    """
    if grading.shares:
        return _counts_by_shares(grading, ranked, of)
    return _counts_by_stages(grading, ranked, of) if grading.stages else {}


def _counts_by_shares(grading: Grading, ranked: int, of: int) -> dict[str, int]:
    counts: dict[str, int] = {}
    taken = 0
    for share, cumulated, counted in cumulated_shares(grading):
        last = min(ranked, counted + rounded(cumulated * of / 100, grading.rounding))
        counts[share.grade] = max(last - taken, 0)
        taken = max(taken, last)
    rest = grading.rest or grading.shares[-1].grade
    counts[rest] = counts.get(rest, 0) + ranked - taken
    return counts


def _counts_by_stages(grading: Grading, ranked: int, of: int) -> dict[str, int]:
    pools = [_pool(stage, grading, ranked, of) for stage in grading.stages]
    alike = all(stage.order_by == ("total",) for stage in grading.stages)
    apart = sum(map(len, pools)) == len(set().union(*map(set, pools)))
    if not (alike or apart):
        return {}
    grades: dict[int, str] = {}
    for stage, pool in zip(grading.stages, pools, strict=True):
        take = min(len(pool), rounded(stage.take * of / 100, grading.rounding))
        for position in pool[:take] if stage.best_first else pool[len(pool) - take :]:
            grades.setdefault(position, stage.grade)
    rest = grading.rest or ""
    counts = dict.fromkeys((*(stage.grade for stage in grading.stages), rest), 0)
    for position in range(1, ranked + 1):
        counts[grades.get(position, rest)] += 1
    return counts


def _pool(stage: Stage, grading: Grading, ranked: int, of: int) -> range:
    """Positions by total that a stage takes from."""
    if stage.pool_last is not None:
        first = min(ranked, rounded((100 - stage.pool_last) * of / 100, grading.rounding))
        return range(first + 1, ranked + 1)
    share = stage.pool_first if stage.pool_first is not None else Fraction(100)
    return range(1, min(ranked, rounded(share * of / 100, grading.rounding)) + 1)


def rounded(value: Fraction, way: str) -> int:
    """A head count as a whole number: floor, nearest (half up) or ceiling."""
    if way == "floor":
        return value.__floor__()
    return (value + Fraction(1, 2)).__floor__() if way == "nearest" else value.__ceil__()


def _text(counts: dict[str, int]) -> str:
    return " ".join(f"{grade} {count}" for grade, count in counts.items())
