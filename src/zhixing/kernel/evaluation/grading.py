"""From totals to grades: rank, cut by shares or lines, then guards in their order. Both grades stay."""

from __future__ import annotations

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
    func,
    in_,
    is_known,
    is_null,
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
from zhixing.kernel.indicators import Lowering
from zhixing.kernel.plan import CompiledPlan, Guard, Inheritance, Scheme, cumulated_shares

Step = tuple[str, exp.Query]
RESULTS = ("total", "rank", "grade", "group")


def cut_steps(plan: CompiledPlan, scheme: Scheme, year: int, apart: tuple[str, ...] = ()) -> list[Step]:
    """The steps `ranked`, `cut`, one for each guard and inheritance, and `guarded`."""
    steps: list[Step] = [("ranked", _ranked(scheme, apart)), ("cut", _cut(plan, scheme, year))]
    last = "cut"
    for index, guard in enumerate(scheme.guards):
        steps.append((f"guard_{index}", _guarded(plan, scheme, year, guard, last)))
        last = f"guard_{index}"
    for index, inheritance in enumerate(scheme.inherits):
        steps.append((f"inherit_{index}", _inherited(plan, scheme, year, inheritance, last, apart)))
        last = f"inherit_{index}"
    steps.append(("guarded", exp.select(exp.Star()).from_(table(last))))
    return steps


def named_keys(scheme: Scheme) -> tuple[str, ...]:
    """Facts (not items) that an order in the grading looks at."""
    items = {item.indicator for item in items_of(scheme)}
    names = [*scheme.grading.tie_break, *(name for stage in scheme.grading.stages for name in stage.order_by)]
    return tuple(dict.fromkeys(name for name in names if name not in items and name != "total"))


def _key(scheme: Scheme, names: tuple[str, ...]) -> Tree:
    """What an order goes by: the sum of the items' points, or a fact."""
    items = {item.indicator: item for item in items_of(scheme)}
    parts: list[Tree] = []
    for name in names:
        column = items[name].score if name in items else name if name == "total" else f"in_{name}"
        parts.append(func("COALESCE", col(column), lit(0)))
    return plus(*parts)


def _ranked(scheme: Scheme, apart: tuple[str, ...]) -> exp.Select:
    """Rank among the scored, best first; `of` is the number the shares are taken of."""
    within = [col(name) for name in (*apart, *scheme.grading.within)]
    scored = is_known(col("total"))
    order: list[tuple[Tree, bool]] = [(col("total"), True)]
    order += [(_key(scheme, (name,)), True) for name in scheme.grading.tie_break]
    rank = window(func("RANK"), [w.copy() for w in within], order)
    counting = [s.id for s in scheme.population.states if s.in_denominator]
    counts = or_(scored.copy(), in_(col("state"), counting)) if counting else scored.copy()
    of = window(total(lit(1), counts), [w.copy() for w in within])
    selected: list[Tree] = [
        exp.Star(),
        named(case([(scored.copy(), cast(rank, "BIGINT"))]), "rank"),
        named(cast(of, "BIGINT"), "of"),
    ]
    if scheme.grading.ties == "worse":
        behind = window(
            func("RANK"), [w.copy() for w in within], [(key.copy(), not down) for key, down in order]
        )
        ranked = window(func("COUNT", col("total")), [w.copy() for w in within])
        worst = plus(minus(ranked, behind), lit(1))
        selected.append(named(case([(scored.copy(), cast(worst, "BIGINT"))]), "last_rank"))
    ranked_step = exp.select(*selected).from_(table("totals"))
    if not scheme.grading.stages:
        return ranked_step
    return _staged(scheme, ranked_step, within)


def _staged(scheme: Scheme, ranked: exp.Select, within: list[exp.Column]) -> exp.Select:
    """For each stage, who is in its pool, and the place there by its own order."""
    pooled: list[Tree] = [exp.Star()]
    for index, stage in enumerate(scheme.grading.stages):
        if stage.pool_last is not None:
            # The last so many per cent: everybody but the first so many.
            first = _within_share(col("rank"), 100 - stage.pool_last, scheme.grading.rounding)
            inside: Tree = exp.and_(is_known(col("total")), exp.not_(exp.paren(first)))
        else:
            share = stage.pool_first if stage.pool_first is not None else Fraction(100)
            inside = exp.and_(
                is_known(col("total")), _within_share(col("rank"), share, scheme.grading.rounding)
            )
        pooled.append(named(inside, f"pool_{index}"))
    placed: list[Tree] = [exp.Star()]
    for index, stage in enumerate(scheme.grading.stages):
        pool = col(f"pool_{index}")
        place = window(
            func("RANK"),
            [*(w.copy() for w in within), pool],
            [(_key(scheme, stage.order_by), stage.best_first)],
        )
        placed.append(named(case([(pool.copy(), cast(place, "BIGINT"))]), f"place_{index}"))
    pools = exp.select(*pooled).from_(ranked.subquery("by_total"))
    return exp.select(*placed).from_(pools.subquery("by_pool"))


def _cut(plan: CompiledPlan, scheme: Scheme, year: int) -> exp.Select:
    grading = scheme.grading
    branches: list[tuple[Tree, Tree]] = [(is_null(col("total")), lit(None))]
    rest = grading.rest or ""
    for index, stage in enumerate(grading.stages):
        taken = _within_share(col(f"place_{index}"), stage.take, grading.rounding)
        branches.append((func("COALESCE", taken, lit(False)), lit(stage.grade)))
    if grading.shares:
        position = col("last_rank") if grading.ties == "worse" else col("rank")
        rest = grading.rest or grading.shares[-1].grade
        for share, cumulated, counted in cumulated_shares(grading):
            if counted or cumulated < 100 or share.grade != rest:
                inside = _within_share(position.copy(), cumulated, grading.rounding, counted)
                branches.append((inside, lit(share.grade)))
    lowering = _GuardLowering(plan, scheme.population.dataset, year, lambda name: col(f"in_{name}"))
    branches += [
        (func("COALESCE", exp.paren(lowering.condition(one.where)), lit(False)), lit(one.grade))
        for one in grading.conditions
    ]
    lines = sorted(grading.lines, key=lambda line: -line.from_points)
    branches += [
        (compare(col("total"), ">=", lit(as_decimal(at.from_points))), lit(at.grade)) for at in lines
    ]
    grade = case(branches, lit(rest))
    selected = [
        exp.Star(),
        named(grade, "grade_cut"),
        named(grade.copy(), "grade"),
        named(cast(lit(None), "VARCHAR"), "moved_by"),
    ]
    return exp.select(*selected).from_(table("ranked"))


def _inherited(
    plan: CompiledPlan,
    scheme: Scheme,
    year: int,
    inheritance: Inheritance,
    last: str,
    apart: tuple[str, ...],
) -> exp.Select:
    """Who takes over another's grade: the grade as it stands after the guards."""

    def column(name: str) -> Tree:
        return col(name if name in RESULTS else f"in_{name}", last)

    lowering = _GuardLowering(plan, scheme.population.dataset, year, column)
    key = entity_of(plan, scheme)
    holds = and_(exp.paren(lowering.condition(inheritance.where)), is_known(col("grade", "giver")))
    on = compare(col(key, "giver"), "=", col(f"in_{inheritance.of}", last))
    if apart:
        on = and_(on, *(compare(col(name, "giver"), "=", col(name, last)) for name in apart))
    star = exp.Column(
        this=exp.Star(
            except_=[
                exp.to_identifier("grade", quoted=True),
                exp.to_identifier("moved_by", quoted=True),
            ]
        ),
        table=exp.to_identifier(last, quoted=True),
    )
    own = col("grade", last)
    differs = or_(is_null(own.copy()), compare(col("grade", "giver"), "<>", own.copy()))
    return (
        exp.select(
            star,
            named(case([(holds, col("grade", "giver"))], own), "grade"),
            named(
                case([(and_(holds.copy(), differs), lit(inheritance.id))], col("moved_by", last)), "moved_by"
            ),
        )
        .from_(table(last))
        .join(table(last, "giver"), on=on, join_type="left")
    )


def _within_share(position: Tree, cumulated: Fraction, rounding: str, counted: int = 0) -> Tree:
    """Whether a position lies inside the head count of a cumulated share and so many more, in whole numbers only.

    position − counted ≤ floor(of × p/q ÷ 100), and the same for nearest (half up) and ceiling, without any division.
    """
    if counted and not cumulated:
        return compare(position, "<=", lit(counted))
    if counted:
        position = exp.paren(minus(position, lit(counted)))
    p, q = cumulated.numerator, cumulated.denominator
    left, right = times(position, lit(100 * q)), times(col("of"), lit(p))
    if rounding == "nearest":
        return compare(
            times(position.copy(), lit(200 * q)), "<=", plus(times(col("of"), lit(2 * p)), lit(100 * q))
        )
    if rounding == "ceiling":
        return compare(left, "<", plus(right, lit(100 * q)))
    return compare(left, "<=", right)


def _guarded(plan: CompiledPlan, scheme: Scheme, year: int, guard: Guard, last: str) -> exp.Select:
    def column(name: str) -> Tree:
        return col(name if name in RESULTS else f"in_{name}")

    lowering = _GuardLowering(plan, scheme.population.dataset, year, column)
    holds = and_(is_known(col("grade")), exp.paren(lowering.condition(guard.where)))
    moved = _moved(scheme, guard)
    changes = and_(holds, compare(moved.copy(), "<>", col("grade")))
    selected: list[Tree] = [
        exp.Star(
            except_=[
                exp.to_identifier("grade", quoted=True),
                exp.to_identifier("moved_by", quoted=True),
            ]
        ),
        named(case([(holds.copy(), moved)], col("grade")), "grade"),
        named(case([(changes, lit(guard.id))], col("moved_by")), "moved_by"),
    ]
    return exp.select(*selected).from_(table(last))


class _GuardLowering(Lowering):
    """Conditions after the cut look at carried inputs (`in_...`) and at results, never at definitions again."""

    def _name(self, name: str, missing: object) -> Tree:
        if self.plan.parameters.get(name.replace("_", "-")) and not self._is_input(name):
            return super()._name(name, missing)  # type: ignore[arg-type]
        return self.column(name)

    def _is_input(self, name: str) -> bool:
        return name in RESULTS or self._is_column(name) or name.replace("_", "-") in self.plan.indicators


def _moved(scheme: Scheme, guard: Guard) -> Tree:
    """The grade a guard gives to whom it holds for."""
    if guard.goes_to:
        return lit(guard.goes_to)
    grades = scheme.grading.grades
    bound = guard.not_above or guard.not_below or ""
    position = grades.index(bound)
    beyond = grades[:position] if guard.not_above else grades[position + 1 :]
    if not beyond:
        return col("grade")
    return case([(in_(col("grade"), beyond), lit(bound))], col("grade"))
