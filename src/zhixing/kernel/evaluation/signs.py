"""What in sealed results is worth a look: totals that crowd above a cut, totals carried over a cut by one item alone.

Signs are computed from results, never from facts, and say nothing of anybody's intent: who is listed may have every good
reason. All comparisons are of exact decimals and whole numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from sqlglot import exp

from zhixing.foundation.quantities import as_decimal
from zhixing.kernel.engine import (
    Tree,
    and_,
    case,
    cast,
    col,
    compare,
    decimal,
    double,
    func,
    in_,
    is_known,
    lit,
    minus,
    named,
    or_,
    plus,
    table,
    times,
    total,
    window,
)
from zhixing.kernel.evaluation.columns import entity_of, items_of
from zhixing.kernel.plan import CompiledPlan, Scheme, Sign

SIGN_COLUMNS = (
    "sign", "scheme", "year", "county", "industry", "group", "enterprise", "name", "cut", "item",
    "before", "now", "line_before", "line", "change", "above", "below", "beside",
)  # fmt: skip
"""Columns of the table of signs. `before`, `now`: the figure last year and this year; `line`: the cut, or what the figure is
held against; `change`: points by which `item` moved; `above`, `below`, `beside`: heads in the bands. Unknown where a kind
has no such figure: a crowd has no enterprise."""
_TEXT = ("sign", "scheme", "county", "industry", "group", "enterprise", "name", "cut", "item")
_COUNTS = ("above", "below", "beside")
_PLACES = 6


def signs(plan: CompiledPlan, found: Sequence[tuple[Sign, str, str | None]], year: int) -> exp.Query:
    """One row for each sign seen in a year, ordered by sign, county, group, cut and enterprise.

    Args:
        found: signs of the plan, each with the table of its scheme's result for the year and, where it looks back, for the
            year before. A `crossing` without a year before has no rows.
    """
    parts: list[exp.Query] = []
    for sign, result, before in found:
        scheme = plan.schemes[sign.scheme]
        if sign.kind == "graded":
            parts.append(_graded(plan, sign, scheme, result, year))
        elif sign.kind == "bunching":
            parts += [_bunching(sign, scheme, cut, result, year) for cut in sign.grades]
        elif before is not None:
            parts += [_crossing(plan, sign, scheme, cut, result, before, year) for cut in sign.grades]
    union: exp.Query = parts[0] if parts else _none()
    for part in parts[1:]:
        union = exp.union(union, part, distinct=False, copy=False)
    keys = [
        exp.Ordered(this=col(key), nulls_first=False)
        for key in ("sign", "county", "group", "cut", "enterprise")
    ]
    return exp.select(*(col(name) for name in SIGN_COLUMNS)).from_(union.subquery("seen")).order_by(*keys)


def _row(year: int, sign: Sign | None, given: dict[str, Tree]) -> list[Tree]:
    """The columns of the table, in one type each; what a kind does not have is unknown."""
    shown = {**given, "sign": lit(sign.id), "scheme": lit(sign.scheme)} if sign else given
    selected: list[Tree] = [named(cast(shown.get(name, lit(None)), "VARCHAR"), name) for name in _TEXT]
    selected.append(named(cast(lit(year), "INTEGER"), "year"))
    for name in SIGN_COLUMNS:
        if name in _COUNTS:
            selected.append(named(cast(shown.get(name, lit(None)), "BIGINT"), name))
        elif name not in (*_TEXT, "year"):
            selected.append(named(double(shown.get(name, lit(None))), name))
    return selected


def _none() -> exp.Select:
    return exp.select(*_row(0, None, {})).where(compare(lit(0), "=", lit(1)))


def _who(plan: CompiledPlan, scheme: Scheme, source: str) -> dict[str, Tree]:
    columns = {column.id for column in plan.datasets[scheme.population.dataset].columns}
    shown: dict[str, Tree] = {
        name: col(name, source)
        for name in ("county", "industry", "group", "name")
        if name in {*columns, "group"}
    }
    return {**shown, "enterprise": col(entity_of(plan, scheme), source)}


def _graded(plan: CompiledPlan, sign: Sign, scheme: Scheme, result: str, year: int) -> exp.Select:
    """Who has one of the grades, with the value of the first item and what it is held against."""
    item = items_of(scheme)[0]
    given = _who(plan, scheme, result) | {
        "cut": col("grade", result),
        "item": lit(item.indicator),
        "now": col(item.value, result),
        "line": col(item.base, result),
    }
    chosen = in_(col("grade", result), sign.grades)
    return exp.select(*_row(year, sign, given)).from_(table(result)).where(chosen)


def _lined(scheme: Scheme, cut: str, result: str) -> exp.Select:
    """The scored of a result with the lower cut of a grade: the line that opens it, or the least total that was given it."""
    line = next((one for one in scheme.grading.lines if one.grade == cut), None)
    if line is not None:
        bar: Tree = decimal(lit(as_decimal(line.from_points)), _PLACES, 28)
    else:
        grades = scheme.grading.grades
        inside = in_(col("grade_cut"), grades[: grades.index(cut) + 1])
        within = [col(name) for name in scheme.grading.within]
        bar = decimal(window(func("MIN", case([(inside, col("total"))])), within), _PLACES, 28)
    return exp.select(exp.Star(), named(bar, "bar")).from_(table(result)).where(is_known(col("total")))


def _in_band(value: Tree, bar: Tree, near: Fraction, far: Fraction) -> Tree:
    """Whether near ≤ value ÷ bar − 1 < far, both in per cent and below nothing for the side below; without any division.

    A bar that is not above zero has no bands.
    """
    scale = 100 * near.denominator * far.denominator

    def edge(percent: Fraction) -> Tree:
        return times(bar.copy(), lit(int((100 + percent) * scale / 100)))

    scaled = times(value, lit(scale))
    return and_(
        compare(bar.copy(), ">", lit(0)),
        compare(scaled, ">=", edge(near)),
        compare(scaled.copy(), "<", edge(far)),
    )


def _bunching(sign: Sign, scheme: Scheme, cut: str, result: str, year: int) -> exp.Query:
    """Counties and groups where the band above the cut holds far more than the bands around it.

    above ≥ least, and above ≥ excess × (below + beside) ÷ 3, where `beside` are the two bands next to both.
    """
    band = Fraction(sign.band or 0)
    value, bar = decimal(col("total"), _PLACES, 28), col("bar")
    zero = Fraction(0)
    inside = {
        "above": [(zero, band)],
        "below": [(-band, zero)],
        "beside": [(-2 * band, -band), (band, 2 * band)],
    }
    counts = [
        named(
            func("COALESCE", total(lit(1), or_(*(_in_band(value.copy(), bar, *one) for one in bands))), lit(0)), name
        )
        for name, bands in inside.items()
    ]  # fmt: skip
    keys = [col("county"), col("group")]
    low = named(func("MIN", bar.copy()), "low_bar")
    lined = _lined(scheme, cut, result).subquery("lined")
    counted = exp.select(*keys, low, *counts).from_(lined).group_by(*(key.copy() for key in keys))
    excess = Fraction(sign.excess or 0)
    around = times(plus(col("below"), col("beside")), lit(excess.numerator))
    seen = and_(
        compare(col("above"), ">=", lit(int(sign.least or 0))),
        compare(times(col("above"), lit(3 * excess.denominator)), ">=", exp.paren(around)),
    )
    given: dict[str, Tree] = {
        "county": col("county"),
        "group": col("group"),
        "cut": lit(cut),
        "line": col("low_bar"),
    }
    given |= {name: col(name) for name in _COUNTS}
    return exp.select(*_row(year, sign, given)).from_(counted.subquery("counted")).where(seen)


def _crossing(
    plan: CompiledPlan, sign: Sign, scheme: Scheme, cut: str, result: str, before: str, year: int
) -> exp.Query:
    """Totals just below a cut last year and just above it this year, where one item alone moved."""
    band = Fraction(sign.band or 0)
    key = entity_of(plan, scheme)
    items = items_of(scheme)
    changes = [
        minus(_points(col(item.score, "later")), _points(col(item.score, "earlier"))) for item in items
    ]
    moved = decimal(lit(as_decimal(Fraction(sign.moved or 0))), _PLACES, 28)
    still = decimal(lit(as_decimal(Fraction(sign.still or 0))), _PLACES, 28)
    large = [compare(func("ABS", exp.paren(change.copy())), ">=", moved.copy()) for change in changes]
    small = [compare(func("ABS", exp.paren(change.copy())), "<=", still.copy()) for change in changes]
    scored = plus(*(case([(is_known(col(item.score, "later")), lit(1))], lit(0)) for item in items))
    alone = and_(
        compare(scored, ">=", lit(2)),
        compare(plus(*(case([(one, lit(1))], lit(0)) for one in large)), "=", lit(1)),
        compare(plus(*(case([(one, lit(1))], lit(0)) for one in small)), "=", lit(len(items) - 1)),
        compare(col("group", "later"), "=", col("group", "earlier")),
    )
    zero = Fraction(0)
    now, then = decimal(col("total", "later"), _PLACES, 28), decimal(col("total", "earlier"), _PLACES, 28)
    over_the_cut = and_(
        _in_band(then.copy(), col("bar", "earlier"), -band, zero),
        _in_band(now.copy(), col("bar", "later"), zero, band),
    )
    by_item = [(one.copy(), lit(item.indicator)) for one, item in zip(large, items, strict=True)]
    by_change = [(one.copy(), exp.paren(change.copy())) for one, change in zip(large, changes, strict=True)]
    given = _who(plan, scheme, "later") | {
        "cut": lit(cut), "item": case(by_item), "before": then, "now": now,
        "line_before": col("bar", "earlier"), "line": col("bar", "later"), "change": case(by_change),
    }  # fmt: skip
    on = compare(col(key, "later"), "=", col(key, "earlier"))
    return (
        exp.select(*_row(year, sign, given))
        .from_(_lined(scheme, cut, result).subquery("later"))
        .join(_lined(scheme, cut, before).subquery("earlier"), on=on)
        .where(and_(alone, over_the_cut))
    )


def _points(score: Tree) -> Tree:
    return func("COALESCE", decimal(score, _PLACES, 28), decimal(lit(0), _PLACES, 28))
