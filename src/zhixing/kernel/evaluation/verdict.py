"""What makes a computed evaluation unusable: firms in no group, refused gaps, no base, counts that do not add up."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from sqlglot import exp

from zhixing.foundation.issues import Issue
from zhixing.foundation.quantities import as_decimal
from zhixing.kernel.engine import (
    Session,
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
from zhixing.kernel.evaluation.columns import entity_of, items_of
from zhixing.kernel.plan import CompiledPlan, Scheme

_EXAMPLES = 3


def check_result(engine: Session, plan: CompiledPlan, scheme: Scheme, result: str) -> Iterator[Issue]:
    """Everything wrong with the result table named `result`."""
    where = plan.where("schemes", scheme.id, clause=scheme.clause)
    entity = entity_of(plan, scheme)
    lost = and_(is_null(col("group")), is_null(col("state")))
    count, examples = _found(engine, entity, result, lost)
    if count:
        yield codes.NO_GROUP.at(where, scheme=scheme.id, count=count, examples=examples)
    for item in items_of(scheme):
        for how, code in (("missing-refused", codes.MISSING_REFUSED), ("no-base-refused", codes.NO_BASE)):
            count, examples = _found(engine, entity, result, compare(col(item.how), "=", lit(how)))
            if count:
                yield code.at(
                    where, scheme=scheme.id, indicator=item.indicator, count=count, examples=examples
                )
    yield from _reconciled(engine, plan, scheme, result)
    yield from _limits(engine, plan, scheme, result)


def _found(engine: Session, entity: str, result: str, condition: Tree) -> tuple[int, str]:
    counted = engine.table(
        exp.select(named(func("COUNT", exp.Star()), "n")).from_(table(result)).where(condition)
    )
    count = int(counted["n"][0].as_py())
    if not count:
        return 0, ""
    some = exp.select(col(entity)).from_(table(result)).where(condition.copy())
    names = engine.table(some.order_by(col(entity)).limit(_EXAMPLES))[entity].to_pylist()
    return count, "、".join(map(str, names))


def _reconciled(engine: Session, plan: CompiledPlan, scheme: Scheme, result: str) -> Iterator[Issue]:
    """Participants are exactly the graded and those in a named state; who inherits a grade is graded."""
    one = lit(1)
    stated = and_(is_known(col("state")), is_null(col("grade")))
    counts = exp.select(
        named(func("COUNT", exp.Star()), "participants"),
        named(func("COALESCE", total(one, is_known(col("grade"))), lit(0)), "graded"),
        named(func("COALESCE", total(one.copy(), stated), lit(0)), "states"),
    ).from_(table(result))
    row = {name: int(values[0]) for name, values in engine.table(counts).to_pydict().items()}
    if row["participants"] != row["graded"] + row["states"]:
        where = plan.where("schemes", scheme.id, clause=scheme.clause)
        yield codes.NOT_RECONCILED.at(where, scheme=scheme.id, **row)


def _limits(engine: Session, plan: CompiledPlan, scheme: Scheme, result: str) -> Iterator[Issue]:
    """Shares of grades that the scheme bounds, within every group that is graded by itself."""
    within = [col(name) for name in scheme.grading.within]
    for limit in scheme.grading.limits:
        counts = exp.select(
            *within,
            named(func("COALESCE", total(lit(1), compare(col("grade"), "=", lit(limit.grade))), lit(0)), "graded"),
            named(func("MAX", col("of")), "of"),
        ).from_(table(result)).group_by(*(key.copy() for key in within))  # fmt: skip
        for row in engine.table(counts).to_pylist():
            share = Fraction(int(row["graded"]) * 100, int(row["of"] or 1))
            over = limit.at_most is not None and share > limit.at_most
            under = limit.at_least is not None and share < limit.at_least
            if row["of"] and (over or under):
                where = plan.where("schemes", scheme.id, "grading", clause=scheme.clause)
                bound = (
                    f"≤ {as_decimal(limit.at_most)}"
                    if limit.at_most is not None
                    else f"≥ {as_decimal(limit.at_least or Fraction(0))}"
                )
                group = " ".join(str(row[name]) for name in scheme.grading.within)
                yield codes.LIMIT_BROKEN.at(
                    where,
                    scheme=scheme.id,
                    grade=limit.grade,
                    group=group or "—",
                    found=as_decimal(share, 2),
                    bound=bound,
                )
