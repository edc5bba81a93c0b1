"""From totals to grades: rank, cut by shares or lines, then guards in their order. Both grades stay."""

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
from zhixing.kernel.indicators import Lowering
from zhixing.kernel.plan import CompiledPlan, Guard, Scheme

Step = tuple[str, exp.Query]
RESULTS = ("total", "rank", "grade", "group")


def cut_steps(plan: CompiledPlan, scheme: Scheme, apart: tuple[str, ...] = ()) -> list[Step]:
    """The steps `ranked`, `cut`, one for each guard, and `guarded`."""
    steps: list[Step] = [("ranked", _ranked(scheme, apart)), ("cut", _cut(scheme))]
    last = "cut"
    for index, guard in enumerate(scheme.guards):
        steps.append((f"guard_{index}", _guarded(plan, scheme, guard, last)))
        last = f"guard_{index}"
    steps.append(("guarded", exp.select(exp.Star()).from_(table(last))))
    return steps


def _ranked(scheme: Scheme, apart: tuple[str, ...]) -> exp.Select:
    """Rank among the scored, best first; `of` is the number the shares are taken of.

    Whoever has no total comes last in the order and disturbs no rank. All windows have the same partition: an engine
    then parts and sorts the rows, which are wide here, once and not twice.
    """
    within = [col(name) for name in (*apart, *scheme.grading.within)]
    scored = is_known(col("total"))
    rank = _over_group(func("RANK"), within, [(col("total"), True)])
    counting = [s.id for s in scheme.population.states if s.in_denominator]
    counts = or_(scored.copy(), in_(col("state"), counting)) if counting else scored.copy()
    of = _over_group(total(lit(1), counts), within)
    selected: list[Tree] = [
        exp.Star(),
        named(case([(scored.copy(), cast(rank, "BIGINT"))]), "rank"),
        named(cast(of, "BIGINT"), "of"),
    ]
    if scheme.grading.ties == "worse":
        behind = _over_group(func("RANK"), within, [(col("total"), False)])
        ranked = _over_group(func("COUNT", col("total")), within)
        worst = plus(minus(ranked, behind), lit(1))
        selected.append(named(case([(scored.copy(), cast(worst, "BIGINT"))]), "last_rank"))
    return exp.select(*selected).from_(table("totals"))


def _over_group(tree: Tree, within: Sequence[Tree], order: Sequence[tuple[Tree, bool]] = ()) -> Tree:
    return window(tree, [key.copy() for key in within], order)


def _cut(scheme: Scheme) -> exp.Select:
    grading = scheme.grading
    branches: list[tuple[Tree, Tree]] = [(is_null(col("total")), lit(None))]
    if grading.shares:
        position = col("last_rank") if grading.ties == "worse" else col("rank")
        cumulated = Fraction(0)
        rest = grading.rest or grading.shares[-1].grade
        for share in grading.shares:
            cumulated += share.percent
            if cumulated < 100 or share.grade != rest:
                branches.append(
                    (_within_share(position.copy(), cumulated, grading.rounding), lit(share.grade))
                )
    else:
        lines = sorted(grading.lines, key=lambda line: -line.from_points)
        branches += [
            (compare(col("total"), ">=", lit(as_decimal(at.from_points))), lit(at.grade)) for at in lines
        ]
        rest = grading.rest or ""
    grade = case(branches, lit(rest))
    selected = [
        exp.Star(),
        named(grade, "grade_cut"),
        named(grade.copy(), "grade"),
        named(cast(lit(None), "VARCHAR"), "moved_by"),
    ]
    return exp.select(*selected).from_(table("ranked"))


def _within_share(position: Tree, cumulated: Fraction, rounding: str) -> Tree:
    """Whether a position lies inside the head count of a cumulated share, in whole numbers only.

    position ≤ floor(of × p/q ÷ 100), and the same for nearest (half up) and ceiling, without any division.
    """
    p, q = cumulated.numerator, cumulated.denominator
    left, right = times(position, lit(100 * q)), times(col("of"), lit(p))
    if rounding == "nearest":
        return compare(
            times(position.copy(), lit(200 * q)), "<=", plus(times(col("of"), lit(2 * p)), lit(100 * q))
        )
    if rounding == "ceiling":
        return compare(left, "<", plus(right, lit(100 * q)))
    return compare(left, "<=", right)


def _guarded(plan: CompiledPlan, scheme: Scheme, guard: Guard, last: str) -> exp.Select:
    def column(name: str) -> Tree:
        return col(name if name in RESULTS else f"in_{name}")

    lowering = _GuardLowering(plan, scheme.population.dataset, 0, column)
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
