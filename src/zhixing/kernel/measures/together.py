"""What becomes of claims once others are looked at: measures that meet in one entity, a budget that is too small, instalments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

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
    fixed,
    func,
    is_known,
    is_null,
    lit,
    minus,
    named,
    or_,
    over,
    query,
    table,
    times,
    window,
)
from zhixing.kernel.measures.claims import PROPOSED, Asked, rate_in
from zhixing.kernel.plan import Measure, Stacking

SUPERSEDED, CONFLICT, BEYOND = "superseded", "conflict", "beyond-budget"
TOGETHER, CUT = "together-at-most", "budget-pro-rata"
DUE = ("due_year", "instalment")
Step = tuple[str, exp.Query]


def stacked(stacking: Stacking, members: Mapping[str, str], mine: Asked) -> list[Step]:
    """Steps whose last, `stacked`, has the claims of one member with what the others leave of them.

    Args:
        members: engine tables of the claims of all members in force, by measure, strongest first.
    """
    ours = mine.measure.id
    keys = [col(key) for key in mine.keys]
    every: exp.Query | None = None
    for place, (key, name) in enumerate(members.items()):
        limit = col("limit") if stacking.at_most else lit(None)
        one = exp.select(
            *(col(k) for k in mine.keys), named(cast(lit(place), "INTEGER"), "place"), named(lit(key), "member"),
            named(decimal(col("amount"), mine.measure.decimals), "amount"),
            named(decimal(limit, mine.measure.decimals), "limit"),
        ).from_(table(name)).where(compare(col("outcome"), "=", lit(PROPOSED)))  # fmt: skip
        every = one if every is None else exp.union(every, one, distinct=False, copy=False)
    if every is None:
        raise ValueError(f"{stacking.id} has no member in force")
    first = [(col("place"), False)]
    order = {
        "largest": [(col("amount"), True), *first],
        "smallest": [(col("amount"), False), *first],
    }.get(stacking.rule, first)
    judged = exp.select(
        exp.Star(),
        named(window(func("ROW_NUMBER"), keys, order), "standing"),
        named(window(func("COUNT", exp.Star()), keys), "meeting"),
        named(minus(window(func("SUM", col("amount")), keys, first), col("amount")), "taken"),
    ).from_(table("meeting-claims"))  # fmt: skip
    winner = exp.select(*(named(k.copy(), f"w_{k.name}") for k in keys), named(col("member"), "winner"))
    winner = winner.from_(table("judged")).where(compare(col("standing"), "=", lit(1)))
    verdicts = exp.select(exp.Star(), col("winner")).from_(table("judged"))
    verdicts = verdicts.join(
        table("winners"),
        on=and_(*(compare(col(f"w_{k.name}"), "=", k.copy()) for k in keys)),
        join_type="left",
    ).where(compare(col("member"), "=", lit(ours)))
    claims = members[ours]
    on = and_(*(compare(col(k.name, "verdicts"), "=", col(k.name, claims)) for k in keys))
    outcome, amount, because = _verdict(stacking, mine.measure, claims)
    kept = exp.Column(this=exp.Star(), table=exp.to_identifier(claims, quoted=True))
    changed = exp.select(
        kept, named(outcome, "new_outcome"), named(amount, "new_amount"), named(because, "new_because"),
    ).from_(table(claims)).join(table("verdicts"), on=on, join_type="left")  # fmt: skip
    return [
        ("meeting-claims", every), ("judged", judged), ("winners", winner), ("verdicts", verdicts),
        ("changed", changed), ("stacked", _replaced(mine, "changed")),
    ]  # fmt: skip


def _verdict(stacking: Stacking, measure: Measure, claims: str) -> tuple[Tree, Tree, Tree]:
    own = {name: col(name, claims) for name in ("outcome", "amount", "because")}
    nothing = decimal(lit(0), measure.decimals)
    alone = or_(is_null(col("meeting", "verdicts")), compare(col("meeting", "verdicts"), "=", lit(1)))
    if stacking.rule == "add":
        if stacking.at_most is None:
            return own["outcome"], own["amount"], own["because"]
        left = minus(col("limit", "verdicts"), col("taken", "verdicts"))
        left = case([(compare(left, "<", lit(0)), nothing)], left.copy())
        cut = and_(is_known(col("limit", "verdicts")), compare(own["amount"].copy(), ">", left.copy()))
        return (
            own["outcome"],
            decimal(case([(cut, left)], own["amount"]), measure.decimals),
            case([(cut.copy(), lit(TOGETHER))], own["because"]),
        )
    if stacking.rule == "conflict":
        return (
            case([(alone, own["outcome"])], lit(CONFLICT)),
            case([(alone.copy(), own["amount"])], nothing),
            case([(alone.copy(), own["because"])], lit(stacking.id)),
        )
    stands = or_(is_null(col("standing", "verdicts")), compare(col("standing", "verdicts"), "=", lit(1)))
    return (
        case([(stands, own["outcome"])], lit(SUPERSEDED)),
        case([(stands.copy(), own["amount"])], nothing),
        case([(stands.copy(), own["because"])], col("winner", "verdicts")),
    )


def _replaced(asked: Asked, source: str) -> exp.Select:
    """The rows with the new outcome, amount and reason in place of the old ones."""
    new = ("outcome", "amount", "because")
    orders = [
        f"order_{n}" for n in range(1, 1 + len(asked.measure.budget.order_by if asked.measure.budget else ()))
    ]
    kept = [
        named(col(f"new_{name}"), name) if name in new else col(name) for name in (*columns(asked), *orders)
    ]
    return exp.select(*kept).from_(table(source))


def budgeted(asked: Asked, source: str) -> list[Step]:
    """Steps whose last, `budgeted`, keeps the proposals within the budget of the measure."""
    budget = asked.measure.budget
    if budget is None:
        return []
    places = asked.measure.decimals
    partition = [col(name) for name in asked.apart]
    all_there_is = _whole(lit(as_decimal(rate_in(asked.plan, budget.amount, asked.year))), places)
    standing = compare(col("outcome"), "=", lit(PROPOSED))
    units = _whole(case([(standing, col("amount"))]), places)
    counted = exp.select(exp.Star(), named(units, "units")).from_(table(source))
    if budget.when_short == "pro-rata":
        asked_for = window(func("SUM", col("units")), partition)
        product = decimal(times(col("units"), all_there_is), 0)
        share = _part(product, decimal(col("asked_for"), 0))
        short = and_(standing.copy(), compare(col("asked_for"), ">", all_there_is.copy()))
        amount = case([(short, _scaled(share, places))], col("amount"))
        new = [col("outcome"), amount, case([(short.copy(), lit(CUT))], col("because"))]
    else:
        order = [(col(f"order_{n}"), True) for n in range(1, 1 + len(budget.order_by))]
        order += [(col(key), False) for key in asked.keys if key not in asked.apart]
        asked_for = window(func("SUM", col("units")), partition, order)
        behind = and_(standing.copy(), compare(col("asked_for"), ">", all_there_is))
        nothing = decimal(lit(0), places)
        new = [
            case([(behind, lit(BEYOND))], col("outcome")),
            case([(behind.copy(), nothing)], col("amount")),
            col("because"),
        ]
    summed = exp.select(exp.Star(), named(asked_for, "asked_for")).from_(table("counted"))
    names = ("outcome", "amount", "because")
    changed = exp.select(
        exp.Star(), *(named(tree, f"new_{name}") for name, tree in zip(names, new, strict=True))
    )
    return [
        ("counted", counted), ("summed", summed), ("weighed", changed.from_(table("summed"))),
        ("budgeted", _replaced(asked, "weighed")),
    ]  # fmt: skip


def instalments(asked: Asked, source: str) -> exp.Query:
    """Every row as often as it has instalments, with the year each falls due; one row, due in the year, without any."""
    plan, measure = asked.measure.instalments, asked.measure
    if plan is None:
        due = (
            named(cast(lit(asked.year), "INTEGER"), "due_year"),
            named(cast(lit(1), "INTEGER"), "instalment"),
        )
        return exp.select(exp.Star(), *due).from_(table(source))
    units = _whole(col("amount"), measure.decimals)
    part = _part(units, lit(plan.years))
    last = minus(units.copy(), times(part.copy(), lit(plan.years - 1)))
    found: exp.Query | None = None
    for number in range(plan.years):
        falls = asked.year + plan.first_after + number
        amount = _scaled(last if number == plan.years - 1 else part.copy(), measure.decimals)
        one = exp.select(
            exp.Star(), named(cast(lit(falls), "INTEGER"), "due_year"),
            named(cast(lit(number + 1), "INTEGER"), "instalment"), named(decimal(amount, measure.decimals), "part"),
        ).from_(table(source))  # fmt: skip
        found = one if found is None else exp.union(found, one, distinct=False, copy=False)
    if found is None:
        raise ValueError("no instalments")
    kept = [named(col("part"), name) if name == "amount" else col(name) for name in columns(asked)]
    return exp.select(*kept, col("due_year"), col("instalment")).from_(found.subquery("parts"))


def columns(asked: Asked) -> tuple[str, ...]:
    """The columns of proposals that are kept; what only decides on them on the way is not."""
    return (
        "measure", "year", *asked.keys, "county", "plan_industry", "size", "grade", "state", "running", "line", "base",
        "rate", "claim", "amount", "says", "outcome", "because",
    )  # fmt: skip


def _whole(tree: Tree, places: int) -> Tree:
    """An amount in its smallest units, as a whole number."""
    return cast(times(decimal(tree, places, 28), lit(10**places)), "DECIMAL(19, 0)")


def _scaled(tree: Tree, places: int) -> Tree:
    return decimal(times(decimal(tree, 0, 19), lit(Decimal(1).scaleb(-places))), places)


def _part(above: Tree, below: Tree) -> Tree:
    """The whole part of a quotient of whole numbers: the remainder goes first, so that one division is exact."""
    rest = exp.Mod(this=exp.paren(above.copy(), copy=False), expression=exp.paren(below.copy(), copy=False))
    return fixed(over(minus(above, rest), below.copy()), 0)


def settled(asked: Asked, steps: Sequence[Step], source: str) -> exp.Query:
    """The proposals as they are kept: within the budget, by instalment, with the document they rest on."""
    steps = [*steps, *budgeted(asked, source)]
    if asked.measure.budget is not None:
        source = "budgeted"
    last = exp.select(*(col(name) for name in (*columns(asked), *DUE))).from_(table("due"))
    return query([*steps, ("due", instalments(asked, source))], last)
