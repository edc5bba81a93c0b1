"""What one measure by itself asks of or gives to each entity in a year: who qualifies, by which line, how much."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
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
    func,
    in_,
    is_known,
    is_null,
    lit,
    named,
    or_,
    query,
    table,
    times,
)
from zhixing.kernel.evaluation import entity_of
from zhixing.kernel.indicators import Lowering, frame, parameter_value
from zhixing.kernel.plan import (
    RATE_PLACES,
    CompiledPlan,
    Measure,
    Rate,
    RateLine,
    id_of,
    places_in,
    rests_on_placeholder,
)

BASE_PLACES = 8
PROPOSED, EXCEPTED, UNKNOWN = "proposed", "excepted", "unknown"
CAPPED = "at-most"
_ROWS = "graded-rows"


@dataclass(frozen=True)
class Asked:
    """A measure in a year, with the engine's tables of what it rests on.

    Args:
        graded: for each year back from the year of the grade, the tables of the schemes whose grade counts, the most local
            first; empty where that year was not evaluated.
        refunded: the table with the proposals of the measure that is refunded, of the year it refunds.
        limit: a formula that caps the amounts of several measures together (a stacking's).
        apart: columns of the facts beside the contract that keep populations apart.
    """

    plan: CompiledPlan
    measure: Measure
    year: int
    graded: tuple[tuple[str, ...], ...] = ()
    refunded: str | None = None
    limit: str | None = None
    apart: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """What names a row of the result: the first key of the dataset is called `entity`."""
        _, *others = self._keys
        return (*self.apart, "entity", *others)

    @property
    def _keys(self) -> list[str]:
        return [key for key in self.plan.datasets[self.measure.dataset].key if key != "year"]

    def has(self, column: str) -> bool:
        """Whether the dataset of the measure has a column."""
        return any(one.id == column for one in self.plan.datasets[self.measure.dataset].columns)


def claims(asked: Asked) -> exp.Query:
    """Everyone a line of the measure fits, with base, rate and amount before anything beyond this entity is looked at.

    Columns: measure, year, the keys, county, plan_industry, size, grade, state, running, line, base, rate, claim, amount,
    limit (where one is asked), says, outcome, because, and `order_1`, ... of a budget. `line` counts from 1. `outcome` is
    `proposed`, `excepted` (because: the exception), or `unknown` where the base is not known; an amount is then unknown too.
    """
    measure = asked.measure
    rows = frame(
        asked.plan,
        measure.dataset,
        asked.year,
        joined=_joined(asked),
        apart=asked.apart,
        inside=_inside(asked),
    )
    lowering = rows.lowering
    steps = [*rows.steps, (_ROWS, _with_grades(asked)), ("lined", _lined(asked, lowering))]
    amount = decimal(times(col("base"), col("rate")), measure.decimals)
    claimed = (
        exp.select(exp.Star(), named(amount, "claim")).from_(table("lined")).where(is_known(col("line")))
    )
    return query([*steps, ("claimed", claimed)], _settled(asked))


def _lined(asked: Asked, lowering: Lowering) -> exp.Select:
    measure, plan = asked.measure, asked.plan
    first, *others = asked._keys
    selected: list[Tree] = [
        *(col(name) for name in asked.apart),
        named(col(first), "entity"),
        *map(col, others),
    ]
    county = "county" if asked.has("county") else "place" if asked.has("place") else None
    selected += [
        named(col(county) if county else _text(None), "county"),
        named(col("plan_industry") if asked.has("industry") else _text(None), "plan_industry"),
        named(col("size") if asked.has("size") else _text(None), "size"),
        col("grade"), col("state"), named(_running(asked), "running"),
        named(_by_line(asked, lowering, lambda number, line: lit(number)), "line"),
        named(_by_line(asked, lowering, lambda number, line: _rate(plan, line.rate, asked.year)), "rate"),
        named(cast(_by_line(asked, lowering, lambda number, line: lit(line.says)), "VARCHAR"), "says"),
        named(_base(asked, lowering), "base"),
        named(_exempt(asked, lowering), "exempt"),
    ]  # fmt: skip
    if measure.at_most:
        selected.append(named(decimal(lowering.value_of(measure.at_most), measure.decimals), "most"))
    if asked.limit:
        selected.append(named(decimal(lowering.value_of(asked.limit), measure.decimals), "limit"))
    for number, text in enumerate(measure.budget.order_by if measure.budget else (), start=1):
        selected.append(named(decimal(lowering.value_of(text), BASE_PLACES), f"order_{number}"))
    lined = exp.select(*selected).from_(table(_ROWS))
    return lined.where(lowering.condition(measure.where)) if measure.where else lined


def _settled(asked: Asked) -> exp.Select:
    measure = asked.measure
    amount: Tree = col("claim")
    because: list[tuple[Tree, Tree]] = [(is_known(col("exempt")), col("exempt"))]
    if measure.at_most:
        above = and_(is_known(col("most")), compare(col("claim"), ">", col("most")))
        amount = case([(above, col("most"))], col("claim"))
        because.append((above.copy(), lit(CAPPED)))
    has_base = measure.base is not None or measure.refund_of is not None
    outcome = [(is_known(col("exempt")), lit(EXCEPTED))]
    outcome += [(is_null(col("base")), lit(UNKNOWN))] if has_base else []
    nothing = decimal(lit(0), measure.decimals)
    paid = (
        case([(is_known(col("exempt")), nothing)], amount)
        if has_base
        else cast(lit(None), f"DECIMAL(38, {measure.decimals})")
    )
    kept = ("county", "plan_industry", "size", "grade", "state", "running", "line", "base", "rate", "claim")
    orders = [f"order_{n}" for n in range(1, 1 + len(measure.budget.order_by if measure.budget else ()))]
    selected: list[Tree] = [
        named(lit(measure.id), "measure"), named(cast(lit(asked.year), "INTEGER"), "year"),
        *map(col, asked.keys), *map(col, kept), named(decimal(paid, measure.decimals), "amount"),
        *map(col, [*(["limit"] if asked.limit else []), *orders]), col("says"),
        named(case(outcome, lit(PROPOSED)), "outcome"), named(cast(case(because), "VARCHAR"), "because"),
    ]  # fmt: skip
    return exp.select(*selected).from_(table("claimed"))


# --- whose rows ----------------------------------------------------------------------------------------------------


def _inside(asked: Asked) -> Iterator[Tree]:
    """The region, asked where the rows are read."""
    measure, plan = asked.measure, asked.plan
    column = "county" if asked.has("county") else "place" if asked.has("place") else None
    if column and plan.head.province not in measure.region:
        yield in_(col(column), places_in(plan, measure.region))


def _joined(asked: Asked) -> list[str]:
    """Indicators aggregated from other datasets that any formula of the measure names."""
    measure, plan = asked.measure, asked.plan
    lowering = Lowering(plan, measure.dataset, asked.year)
    texts = [measure.where, measure.base, measure.at_most, asked.limit]
    texts += [line.where for line in measure.lines] + [one.where for one in measure.exceptions]
    texts += list(measure.budget.order_by) if measure.budget else []
    named_ = dict.fromkeys(name for text in texts if text for name in lowering.names(text))
    return [name for name in named_ if (i := plan.indicators.get(id_of(name))) is not None and i.per]


def _with_grades(asked: Asked) -> exp.Select:
    """Every row of the frame with the grade and state that count, and the grades of the years before."""
    measure, plan = asked.measure, asked.plan
    selected: list[Tree] = [exp.Column(this=exp.Star(), table=exp.to_identifier("frame", quoted=True))]
    rows = exp.select().from_(table("frame"))
    back = _years_back(asked)
    for lag in range(back + 1):
        tables = asked.graded[lag] if lag < len(asked.graded) else ()
        step = f"graded_{lag}"
        known = bool(tables) and measure.scheme is not None
        selected.append(named(col("grade", step) if known else _text(None), _grade_column(lag)))
        if lag == 0:
            selected.append(named(col("state", step) if known else _text(None), "state"))
        if known:
            entity = entity_of(plan, plan.schemes[measure.scheme or ""])
            keys = [*asked.apart, entity]
            on = and_(*(compare(col(key, step), "=", col(key, "frame")) for key in keys))
            rows = rows.join(_chosen(tables, keys).subquery(_alias(step)), on=on, join_type="left")
    if measure.refund_of:
        if asked.refunded:
            first = asked._keys[0]
            on = and_(
                compare(col("entity", "refunded"), "=", col(first, "frame")),
                *(compare(col(name, "refunded"), "=", col(name, "frame")) for name in asked.apart),
            )
            rows = rows.join(_refunds(asked).subquery(_alias("refunded")), on=on, join_type="left")
        taken = col("amount", "refunded") if asked.refunded else cast(lit(None), "DECIMAL(38, 2)")
        selected.append(named(taken, "refunded_amount"))
    found = rows.select(*selected)
    if measure.industries:
        found = found.where(in_(col("plan_industry", "frame"), measure.industries))
    # Without what was asked of it there is nothing to refund: such an entity is not in question at all.
    return (
        found.where(is_known(col("amount", "refunded")))
        if asked.refunded
        else (found.where(lit(False)) if measure.refund_of else found)
    )


def _alias(name: str) -> exp.TableAlias:
    return exp.TableAlias(this=exp.to_identifier(name, quoted=True))


def _chosen(tables: Sequence[str], keys: Sequence[str]) -> exp.Query:
    """Grade and state of each entity out of the first table that has it."""
    found: exp.Query | None = None
    for position, name in enumerate(tables):
        one = exp.select(
            *(col(key, name) for key in keys), named(col("treated_as", name), "grade"), col("state", name)
        )
        one = one.from_(table(name))
        for number, before in enumerate(tables[:position]):
            earlier = f"earlier_{number}"
            on = and_(*(compare(col(key, earlier), "=", col(key, name)) for key in keys))
            one = one.join(table(before, earlier), on=on, join_type="left").where(
                is_null(col(keys[-1], earlier))
            )
        found = one if found is None else exp.union(found, one, distinct=False, copy=False)
    if found is None:
        raise ValueError("no table of grades")
    return found


def _refunds(asked: Asked) -> exp.Select:
    """What the refunded measure asked of each entity, all its rows together."""
    keys = [*asked.apart, "entity"]
    stands = compare(col("outcome"), "=", lit(PROPOSED))
    asked_for = exp.select(*map(col, keys), named(func("SUM", col("amount")), "amount"))
    return asked_for.from_(table(asked.refunded or "")).where(stands).group_by(*map(col, keys))


# --- what they get -------------------------------------------------------------------------------------------------


def _years_back(asked: Asked) -> int:
    return max(line.years_back for line in asked.measure.lines)


def _grade_column(lag: int) -> str:
    return f"grade_{lag}" if lag else "grade"


def _running(asked: Asked) -> Tree:
    """For how many years in a row the entity has had this grade, as far as the measure looks back; unknown without one."""
    back = _years_back(asked)
    branches: list[tuple[Tree, Tree]] = [(is_null(col("grade")), cast(lit(None), "INTEGER"))]
    for lag in range(1, back + 1):
        differs = compare(col(_grade_column(lag)), "<>", col("grade"))
        branches.append((or_(is_null(col(_grade_column(lag))), differs), lit(lag)))
    return cast(case(branches, lit(back + 1)), "INTEGER")


def _fits(line: RateLine, lowering: Lowering) -> Tree:
    conditions: list[Tree] = []
    if line.grades:
        conditions += [in_(col(_grade_column(lag)), line.grades) for lag in range(line.running)]
    if line.was:
        conditions.append(in_(col(_grade_column(1)), line.was))
    if line.states:
        conditions.append(in_(col("state"), line.states))
    if line.where:
        conditions.append(lowering.condition(line.where))
    return and_(*conditions)


def _by_line(asked: Asked, lowering: Lowering, value: Callable[[int, RateLine], Tree]) -> Tree:
    """The value of the first line that fits."""
    branches = [
        (_fits(line, lowering), value(number, line))
        for number, line in enumerate(asked.measure.lines, start=1)
    ]
    return case(branches)


def _rate(plan: CompiledPlan, rate: Rate | None, year: int) -> Tree:
    if rate is None:
        return cast(lit(None), f"DECIMAL(12, {RATE_PLACES})")
    return decimal(lit(as_decimal(rate_in(plan, rate, year))), RATE_PLACES, 12)


def rate_in(plan: CompiledPlan, rate: Rate, year: int) -> Fraction:
    """The number a rate stands for in a year.

    Raises:
        Refused: `indicators.no-parameter-value`.
    """
    return rate.number if rate.number is not None else parameter_value(plan, rate.parameter or "", year)


def _base(asked: Asked, lowering: Lowering) -> Tree:
    measure = asked.measure
    if measure.refund_of:
        return decimal(col("refunded_amount"), BASE_PLACES, 26)
    if measure.base is None:
        return cast(lit(None), f"DECIMAL(26, {BASE_PLACES})")
    return decimal(lowering.value_of(measure.base), BASE_PLACES, 26)


def _exempt(asked: Asked, lowering: Lowering) -> Tree:
    branches = [(lowering.condition(one.where), lit(one.id)) for one in asked.measure.exceptions]
    return cast(case(branches), "VARCHAR")


def _text(value: str | None) -> Tree:
    return cast(lit(value), "VARCHAR")


def is_illustrative(plan: CompiledPlan, measure: Measure) -> bool:
    """Whether the amounts rest on a number that no source states."""
    return rests_on_placeholder(plan, ("measures", measure.id))
