"""From a value and its ends to points: six families, steps, caps and floors, what a gap gets, and why."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from sqlglot import exp

from zhixing.foundation.quantities import as_decimal
from zhixing.kernel.engine import (
    Tree,
    and_,
    case,
    col,
    compare,
    decimal,
    double,
    fixed,
    func,
    is_known,
    is_null,
    lit,
    minus,
    not_,
    or_,
    over,
    plus,
    times,
    window,
)
from zhixing.kernel.evaluation.anchors import logarithm
from zhixing.kernel.evaluation.columns import Item
from zhixing.kernel.plan import CompiledPlan, Criterion, Scheme

WIDTH = 18
_MISSING = {
    "zero": "missing-zero",
    "group-mean-score": "missing-group-mean",
    "group-mean-value": "missing-no-mean",
    "points-off": "missing-points-off",
    "leave-out": "missing-left-out",
    "refuse": "missing-refused",
}
_NO_BASE = {"zero": "no-base", "full": "no-base-full", "refuse": "no-base-refused"}


@dataclass(frozen=True)
class Points:
    """The trees of one scheme's item scores; `within` are the columns that part populations from each other."""

    plan: CompiledPlan
    scheme: Scheme
    within: tuple[str, ...]

    def raw(self, item: Item) -> Tree:
        """Points before cap and floor, rounded as declared; unknown without value or usable ends."""
        branches = []
        for group, criterion in item.by_group.items():
            share = _stepped(self._share(item, criterion), criterion)
            points = fixed(
                times(share, double(lit(as_decimal(criterion.weight)))), self.scheme.rounding.score
            )
            branches.append((and_(in_group(group), self._usable(item, criterion)), points))
        return case(branches)

    def _share(self, item: Item, criterion: Criterion) -> Tree:
        """The part of the weight that is earned."""
        value = logarithm(col(item.value)) if criterion.log else col(item.value)
        base, high = (logarithm(col(name)) if criterion.log else col(name) for name in (item.base, item.high))
        sign = -1 if self.plan.indicators[item.indicator].direction == "lower" else 1
        match criterion.family:
            case "ratio":
                return over(value, base)
            case "inverse":
                return over(base, case([(compare(value, ">", lit(0)), value.copy())]))
            case "linear":
                low_share = double(lit(as_decimal(criterion.low_share)))
                way = over(exp.paren(minus(value, base)), exp.paren(minus(high, base.copy())))
                if criterion.low_share == 0:
                    return way
                rest = double(lit(as_decimal(1 - criterion.low_share)))
                return exp.paren(plus(low_share, times(rest, way)))
            case "rank" | "percentile":
                return self._rank_share(item, criterion, sign)
            case _:
                distance = exp.paren(minus(value, base) if sign > 0 else minus(base, value))
                return over(distance, high)

    def _rank_share(self, item: Item, criterion: Criterion, sign: int) -> Tree:
        """(n − rank + 1) / n among those with a value, or (n − rank) / (n − 1); equals share a rank as declared."""
        taking_part = and_(is_null(col("state")), is_known(col(item.value)))
        keys = [col(name) for name in self.within]
        better = criterion.ties == "better"
        rank = window(func("RANK"), [*keys, taking_part], [(col(item.value), (sign > 0) == better)])
        known = case([(taking_part.copy(), lit(1))])
        count = window(func("SUM", known), [key.copy() for key in keys])
        # Counted from the worse end, equals share the first place, which is their last one from the better end.
        reached = exp.paren(plus(minus(count, rank), lit(1))) if better else rank
        if criterion.family == "rank":
            share = over(reached, count.copy())
        else:
            others = minus(count.copy(), lit(1))
            share = over(
                exp.paren(minus(reached, lit(1))), case([(compare(others, ">", lit(0)), others.copy())])
            )
        # Who has no value is not ranked, though a rank could be counted among those without.
        return case([(taking_part.copy(), share)])

    def _usable(self, item: Item, criterion: Criterion) -> Tree:
        base, high = col(item.base), col(item.high)
        match criterion.family:
            case "ratio" | "inverse":
                return compare(base, ">", lit(0))
            case "linear":
                return and_(is_known(base), is_known(high), compare(base.copy(), "<>", high.copy()))
            case "z-score":
                return and_(is_known(base), compare(high, ">", lit(0)))
            case _:
                return is_null(col("state"))

    def bounded(self, item: Item) -> Tree:
        """Points after cap and floor; unknown where the value or a usable end is missing."""
        branches: list[tuple[Tree, Tree]] = []
        for group, criterion in item.by_group.items():
            raw = col(f"raw_{item.name}")
            limits = [(beyond, limit) for beyond, limit, _ in _limits(raw, criterion)]
            branches.append((in_group(group), case(limits, raw)))
        return decimal(case(branches), self.scheme.rounding.score, WIDTH)

    def how(self, item: Item) -> Tree:
        """The word for how the points came about."""
        branches: list[tuple[Tree, Tree]] = [(or_(is_known(col("state")), is_null(col("group"))), lit(None))]
        for group, criterion in item.by_group.items():
            value = logarithm(col(item.value)) if criterion.log else col(item.value)
            inside: list[tuple[Tree, Tree]] = [
                (is_null(value), lit(_MISSING[criterion.missing])),
                (_unusable(self._usable(item, criterion)), lit(_NO_BASE[criterion.no_base])),
            ]
            raw = col(f"raw_{item.name}")
            if criterion.family in ("inverse", "percentile"):
                inside.append((is_null(raw), lit(_NO_BASE[criterion.no_base])))
            if criterion.missing == "group-mean-value":
                inside.append((col(item.filled), lit("missing-mean-value")))
            inside += [(beyond, lit(how)) for beyond, _, how in _limits(raw, criterion)]
            branches.append((in_group(group), case(inside, lit("step" if criterion.steps else "ratio"))))
        return case(branches)

    def final(self, item: Item, mean: Tree | None) -> Tree:
        """The item's points: own, or what a gap gets; unknown where the item is left out."""
        how = col(item.how, "bounded")
        zero = decimal(lit(0), self.scheme.rounding.score, WIDTH)
        branches: list[tuple[Tree, Tree]] = [(is_null(how), lit(None))]
        for group, criterion in item.by_group.items():
            inside = compare(col("group", "bounded"), "=", lit(group))
            if criterion.missing == "points-off":
                off = decimal(lit(-as_decimal(criterion.missing_points)), self.scheme.rounding.score, WIDTH)
                branches.append((and_(inside, compare(how.copy(), "=", lit("missing-points-off"))), off))
            if criterion.missing == "leave-out":
                branches.append(
                    (and_(inside.copy(), compare(how.copy(), "=", lit("missing-left-out"))), lit(None))
                )
            if criterion.no_base == "full":
                full = decimal(lit(as_decimal(criterion.weight)), self.scheme.rounding.score, WIDTH)
                branches.append((and_(inside.copy(), compare(how.copy(), "=", lit("no-base-full"))), full))
        if mean is not None:
            got = func("COALESCE", decimal(mean, self.scheme.rounding.score, WIDTH), zero.copy())
            branches.append((compare(how.copy(), "=", lit("missing-group-mean")), got))
        # Own points are unknown exactly where the value or a usable end is missing.
        return case(branches, func("COALESCE", col(f"own_{item.name}", "bounded"), zero))


def in_group(group: str) -> Tree:
    """Whether the row is of the group."""
    return compare(col("group"), "=", lit(group))


def _unusable(usable: Tree) -> Tree:
    """Not usable, also where that is unknown."""
    return not_(exp.paren(func("COALESCE", usable, lit(False))))


def _stepped(share: Tree, criterion: Criterion) -> Tree:
    """The share of the highest step that a share reaches, compared in ten decimals; unknown stays unknown."""
    if not criterion.steps:
        return share
    reached = decimal(share, 10)
    steps = sorted(
        (s for s in criterion.steps if s.since is not None), key=lambda s: s.since or 0, reverse=True
    )
    rest = next(step for step in criterion.steps if step.since is None)
    branches: list[tuple[Tree, Tree]] = [(is_null(reached), lit(None))]
    for step in steps:
        reaches = compare(reached.copy(), ">=", lit(as_decimal(step.since or Fraction(0))))
        branches.append((reaches, double(lit(as_decimal(step.share)))))
    return case(branches, double(lit(as_decimal(rest.share))))


def _limits(raw: Tree, criterion: Criterion) -> list[tuple[Tree, Tree, str]]:
    """Whether raw points lie beyond the cap or the floor, the points they become, and the word for it."""
    found: list[tuple[Tree, Tree, str]] = []
    if criterion.cap != "none":
        cap = lit(as_decimal(criterion.cap * criterion.weight))
        found.append((compare(raw.copy(), ">", cap), cap.copy(), "capped"))
    if criterion.floor != "none":
        floor = lit(as_decimal(criterion.floor * criterion.weight))
        found.append((compare(raw.copy(), "<", floor), floor.copy(), "floored"))
    return found
