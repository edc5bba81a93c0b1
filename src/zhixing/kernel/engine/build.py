"""Small words to build syntax trees with: no SQL is ever put together from text.

Every function takes and gives sqlglot expressions; the source dialect is DuckDB's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import reduce

from sqlglot import exp

Tree = exp.Expr
Value = str | int | Decimal | date | bool | None


class ExactPercentile(exp.Expression, exp.AggFunc):
    """The percentile with linear interpolation, exact on every engine; `render` knows each engine's own word."""

    arg_types = {"this": True, "quantile": True}  # noqa: RUF012 (sqlglot's own protocol)


def col(name: str, table: str | None = None) -> exp.Column:
    """A column, quoted, so that no name collides with a keyword."""
    return exp.column(
        exp.to_identifier(name, quoted=True), table=exp.to_identifier(table, quoted=True) if table else None
    )


def lit(value: Value) -> Tree:
    """A constant. A Decimal stays a decimal literal, a date becomes a typed date."""
    if value is None:
        return exp.Null()
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    if isinstance(value, date):
        return exp.cast(exp.Literal.string(value.isoformat()), "DATE")
    if isinstance(value, str):
        return exp.Literal.string(value)
    number = exp.Literal.number(f"{abs(value):f}" if isinstance(value, Decimal) else str(abs(value)))
    return exp.Paren(this=exp.Neg(this=number)) if value < 0 else number


def named(tree: Tree, name: str) -> Tree:
    """`tree AS name`."""
    return exp.alias_(tree, exp.to_identifier(name, quoted=True))


def func(name: str, *args: Tree) -> Tree:
    """A function by name; the allow-list is checked when the tree is rendered."""
    return exp.func(name, *args, dialect="duckdb")


def and_(*conditions: Tree) -> Tree:
    """All of the conditions; true when there is none."""
    return exp.and_(*conditions) if conditions else lit(True)


def or_(*conditions: Tree) -> Tree:
    """Any of the conditions; false when there is none."""
    return exp.or_(*conditions) if conditions else lit(False)


def not_(condition: Tree) -> Tree:
    """The condition does not hold."""
    return exp.not_(condition)


def compare(left: Tree, sign: str, right: Tree) -> Tree:
    """`left sign right` for = <> < <= > >=."""
    kinds: dict[str, type[exp.Binary]] = {
        "=": exp.EQ, "<>": exp.NEQ, "<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE,
    }  # fmt: skip
    return kinds[sign](this=left, expression=right)


def plus(*trees: Tree) -> Tree:
    """The sum, left to right."""
    return reduce(lambda a, b: exp.Add(this=a, expression=b), trees)


def minus(left: Tree, right: Tree) -> Tree:
    """The difference."""
    return exp.Sub(this=left, expression=exp.paren(right, copy=False))


def times(left: Tree, right: Tree) -> Tree:
    """The product."""
    return exp.Mul(this=_grouped(left), expression=_grouped(right))


def over(left: Tree, right: Tree) -> Tree:
    """The quotient as one correctly rounded floating division; the divisor must not be zero."""
    return exp.Div(this=double(left), expression=double(right), typed=False, safe=False)


def _grouped(tree: Tree) -> Tree:
    return exp.paren(tree, copy=False) if isinstance(tree, exp.Binary) else tree


def is_null(tree: Tree) -> Tree:
    """`tree IS NULL`."""
    return exp.Is(this=tree, expression=exp.Null())


def is_known(tree: Tree) -> Tree:
    """`tree IS NOT NULL`."""
    return exp.not_(is_null(tree))


def in_(tree: Tree, values: Iterable[Value]) -> Tree:
    """`tree IN (values)`."""
    return exp.In(this=tree, expressions=[lit(value) for value in values])


def case(branches: Sequence[tuple[Tree, Tree]], default: Tree | None = None) -> Tree:
    """The first branch whose condition holds, else the default (unknown when not given)."""
    if not branches:
        return default if default is not None else exp.Null()
    ifs = [exp.If(this=condition, true=value) for condition, value in branches]
    return exp.Case(ifs=ifs, default=default)


def cast(tree: Tree, kind: str) -> Tree:
    """`CAST(tree AS kind)`."""
    return exp.cast(tree, kind, dialect="duckdb")


def double(tree: Tree) -> Tree:
    """The tree as a double."""
    return cast(tree, "DOUBLE")


def decimal(tree: Tree, places: int, width: int = 38) -> Tree:
    """The tree as a fixed-point number; sums of these do not depend on order."""
    return cast(tree, f"DECIMAL({width}, {places})")


def fixed(tree: Tree, places: int) -> Tree:
    """A double rounded to `places`, halves away from zero, the same on every engine.

    `ROUND(x, n)` differs between engines; rounding a scaled double to a whole number does not.
    """
    if places == 0:
        return exp.Round(this=tree)
    scale = exp.Literal.number(f"1e{places}")
    return exp.Div(
        this=exp.Round(this=exp.Mul(this=_grouped(tree), expression=scale)),
        expression=scale.copy(),
        typed=False,
        safe=False,
    )


def total(tree: Tree, where: Tree | None = None) -> Tree:
    """`SUM(tree)`, of the rows where a condition holds."""
    return func("SUM", case([(where, tree)]) if where is not None else tree)


def exact_mean(tree: Tree, places: int) -> Tree:
    """The mean of values that carry `places` decimals: an exact sum, one division, rounded to `places`."""
    divisor = func("COUNT", tree)
    mean = over(func("SUM", decimal(tree, places)), case([(compare(divisor, ">", lit(0)), divisor)]))
    return fixed(mean, places)


def percentile(tree: Tree, quantile: Decimal) -> Tree:
    """The percentile with linear interpolation, as a double; to be rounded with `fixed`.

    The neighbours are exact, but the last bit of what lies between them is the engine's and the processor's own.
    """
    return ExactPercentile(this=double(tree), quantile=lit(quantile))


def window(tree: Tree, partition: Sequence[Tree] = (), order: Sequence[tuple[Tree, bool]] = ()) -> Tree:
    """`tree OVER (PARTITION BY ... ORDER BY ...)`; `order` pairs a tree with whether it descends."""
    ordered = [exp.Ordered(this=key, desc=descends, nulls_first=False) for key, descends in order]
    return exp.Window(
        this=tree,
        partition_by=list(partition),
        order=exp.Order(expressions=ordered) if ordered else None,
    )


def table(name: str, alias: str | None = None) -> exp.Table:
    """A table or view by name."""
    found = exp.to_identifier(name, quoted=True)
    return exp.Table(
        this=found, alias=exp.TableAlias(this=exp.to_identifier(alias, quoted=True)) if alias else None
    )


def query(steps: Sequence[tuple[str, exp.Query]], last: exp.Query) -> exp.Query:
    """A chain of named steps (`WITH name AS (...)`) and the final select."""
    for name, step in steps:
        last = last.with_(exp.to_identifier(name, quoted=True), as_=step, copy=False)
    return last
