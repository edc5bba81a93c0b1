"""What makes a computed evaluation unusable: firms in no group, refused gaps, no base, counts that do not add up."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from zhixing.foundation.issues import Issue
from zhixing.kernel.engine import (
    Engine,
    Tree,
    and_,
    col,
    compare,
    func,
    is_known,
    is_null,
    lit,
    named,
    table,
    total,
)
from zhixing.kernel.evaluation import codes
from zhixing.kernel.evaluation.columns import items_of
from zhixing.kernel.plan import CompiledPlan, Scheme

_EXAMPLES = 3


def check_result(engine: Engine, plan: CompiledPlan, scheme: Scheme, result: str) -> Iterator[Issue]:
    """Everything wrong with the result table named `result`."""
    where = plan.where("schemes", scheme.id, clause=scheme.clause)
    lost = and_(is_null(col("group")), is_null(col("state")))
    count, examples = _found(engine, result, lost)
    if count:
        yield codes.NO_GROUP.at(where, scheme=scheme.id, count=count, examples=examples)
    for item in items_of(scheme):
        for how, code in (("missing-refused", codes.MISSING_REFUSED), ("no-base-refused", codes.NO_BASE)):
            count, examples = _found(engine, result, compare(col(item.how), "=", lit(how)))
            if count:
                yield code.at(
                    where, scheme=scheme.id, indicator=item.indicator, count=count, examples=examples
                )
    yield from _reconciled(engine, plan, scheme, result)


def _found(engine: Engine, result: str, condition: Tree) -> tuple[int, str]:
    counted = engine.table(
        exp.select(named(func("COUNT", exp.Star()), "n")).from_(table(result)).where(condition)
    )
    count = int(counted["n"][0].as_py())
    if not count:
        return 0, ""
    some = exp.select(col("enterprise")).from_(table(result)).where(condition.copy())
    names = engine.table(some.order_by(col("enterprise")).limit(_EXAMPLES))["enterprise"].to_pylist()
    return count, "、".join(names)


def _reconciled(engine: Engine, plan: CompiledPlan, scheme: Scheme, result: str) -> Iterator[Issue]:
    """Participants are exactly the graded and those in a named state."""
    one = lit(1)
    counts = exp.select(
        named(func("COUNT", exp.Star()), "participants"),
        named(func("COALESCE", total(one, is_known(col("grade"))), lit(0)), "graded"),
        named(func("COALESCE", total(one.copy(), is_known(col("state"))), lit(0)), "states"),
    ).from_(table(result))
    row = {name: int(values[0]) for name, values in engine.table(counts).to_pydict().items()}
    if row["participants"] != row["graded"] + row["states"]:
        where = plan.where("schemes", scheme.id, clause=scheme.clause)
        yield codes.NOT_RECONCILED.at(where, scheme=scheme.id, **row)
