"""Lowered formulas over arrays: the same tree the engine computes, for thousands of "what if this fact were" at once.

Decimals stay whole numbers until the tree itself makes them doubles; every double operation is the engine's own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlglot import exp

from zhixing.kernel.evaluation.whole import Flags, Wholes

Doubles = NDArray[np.float64]


class NotComputed(Exception):
    """A part of a tree that is not computed here; `part` is its text."""

    def __init__(self, part: str) -> None:
        self.part = part
        super().__init__(part)


@dataclass(frozen=True)
class Figure:
    """Numbers with what is known of them: whole numbers in 10^-places, or doubles where `places` is None."""

    values: NDArray[Any]
    known: Flags
    places: int | None

    def doubles(self) -> Doubles:
        """The numbers as doubles, each correctly rounded."""
        found: Doubles = (
            self.values if self.places is None else self.values.astype(float) / float(10**self.places)
        )
        return found

    def at(self, places: int) -> Wholes:
        """Whole numbers in 10^-places, halves away from zero."""
        if self.places is None:
            return half_away(self.values * float(10**places)).astype(np.int64)
        if self.places <= places:
            finer: Wholes = self.values * 10 ** (places - self.places)
            return finer
        return half_away(self.values / 10 ** (self.places - places)).astype(np.int64)


@dataclass(frozen=True)
class Truth:
    """Conditions, each true, false or unknown."""

    values: Flags
    known: Flags

    @property
    def holds(self) -> Flags:
        """Known to be true."""
        return self.values & self.known


Value = Figure | Truth
Columns = Mapping[str, Value]


def half_away(values: Doubles) -> Doubles:
    """Rounded to whole numbers, halves away from zero, without adding a half (which is inexact beside it)."""
    size = np.abs(values)
    down = np.floor(size)
    found: Doubles = np.copysign(down + (size - down >= 0.5), values)
    return found


def figure_of(tree: exp.Expr, columns: Columns, count: int) -> Figure:
    """The numbers a tree gives for `count` rows.

    Raises:
        NotComputed: the tree uses something that is not computed here.
    """
    found = _value(tree, columns, count)
    if not isinstance(found, Figure):
        raise NotComputed(tree.sql(dialect="duckdb"))
    return found


def truth_of(tree: exp.Expr, columns: Columns, count: int) -> Truth:
    """The conditions a tree gives for `count` rows.

    Raises:
        NotComputed: the tree uses something that is not computed here.
    """
    found = _value(tree, columns, count)
    if not isinstance(found, Truth):
        raise NotComputed(tree.sql(dialect="duckdb"))
    return found


def _value(tree: exp.Expr, columns: Columns, count: int) -> Value:
    rule = _BY_KIND.get(type(tree))
    if rule is None:
        raise NotComputed(tree.sql(dialect="duckdb"))
    return rule(tree, columns, count)


def _column(tree: Any, columns: Columns, count: int) -> Value:
    found = columns.get(tree.this.this)
    if found is None:
        raise NotComputed(tree.name)
    return found


def _literal(tree: Any, columns: Columns, count: int) -> Value:
    if tree.is_string:
        raise NotComputed(tree.name)
    everywhere = np.ones(count, dtype=np.bool_)
    if "e" in tree.name.lower():
        return Figure(np.full(count, float(tree.name)), everywhere, None)
    whole, _, part = tree.name.partition(".")
    return Figure(np.full(count, int(whole + part or "0"), dtype=np.int64), everywhere, len(part))


def _null(tree: Any, columns: Columns, count: int) -> Value:
    return Figure(np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.bool_), 0)


def _boolean(tree: Any, columns: Columns, count: int) -> Value:
    return Truth(np.full(count, bool(tree.this)), np.ones(count, dtype=np.bool_))


def _inner(tree: Any, columns: Columns, count: int) -> Value:
    return _value(tree.this, columns, count)


def _negative(tree: Any, columns: Columns, count: int) -> Value:
    found = figure_of(tree.this, columns, count)
    return Figure(-found.values, found.known, found.places)


def _absolute(tree: Any, columns: Columns, count: int) -> Value:
    found = figure_of(tree.this, columns, count)
    return Figure(np.abs(found.values), found.known, found.places)


def _alike(left: Figure, right: Figure) -> tuple[NDArray[Any], NDArray[Any], int | None]:
    """Two figures on one scale: the finer of both, or doubles."""
    if left.places is None or right.places is None:
        return left.doubles(), right.doubles(), None
    places = max(left.places, right.places)
    return left.at(places), right.at(places), places


def _sum(tree: Any, columns: Columns, count: int) -> Value:
    left, right = figure_of(tree.this, columns, count), figure_of(tree.expression, columns, count)
    one, other, places = _alike(left, right)
    values = one + other if isinstance(tree, exp.Add) else one - other
    return Figure(values, left.known & right.known, places)


def _product(tree: Any, columns: Columns, count: int) -> Value:
    left, right = figure_of(tree.this, columns, count), figure_of(tree.expression, columns, count)
    known = left.known & right.known
    if left.places is None or right.places is None:
        return Figure(left.doubles() * right.doubles(), known, None)
    most = int(np.abs(left.values).max(initial=0)) * int(np.abs(right.values).max(initial=0))
    kind = np.int64 if most < 1 << 62 else object
    return Figure(left.values.astype(kind) * right.values.astype(kind), known, left.places + right.places)


def _quotient(tree: Any, columns: Columns, count: int) -> Value:
    left, right = figure_of(tree.this, columns, count), figure_of(tree.expression, columns, count)
    below = right.doubles()
    some = below != 0
    values = np.divide(left.doubles(), below, out=np.zeros(count), where=some)
    return Figure(values, left.known & right.known & some, None)


def _round(tree: Any, columns: Columns, count: int) -> Value:
    found = figure_of(tree.this, columns, count)
    return Figure(half_away(found.doubles()), found.known, None)


def _cast(tree: Any, columns: Columns, count: int) -> Value:
    found = figure_of(tree.this, columns, count)
    kind = tree.to
    if kind.this == exp.DataType.Type.DOUBLE:
        return Figure(found.doubles(), found.known, None)
    if kind.this == exp.DataType.Type.DECIMAL and len(kind.expressions) == 2:
        places = int(kind.expressions[1].name)
        return Figure(found.at(places), found.known, places)
    raise NotComputed(tree.sql(dialect="duckdb"))


def _compare(tree: Any, columns: Columns, count: int) -> Value:
    left, right = _value(tree.this, columns, count), _value(tree.expression, columns, count)
    if isinstance(left, Truth) or isinstance(right, Truth):
        raise NotComputed(tree.sql(dialect="duckdb"))
    one, other, _ = _alike(left, right)
    ways: Mapping[type[exp.Expr], Callable[[Any, Any], Any]] = {
        exp.EQ: np.equal, exp.NEQ: np.not_equal, exp.LT: np.less,
        exp.LTE: np.less_equal, exp.GT: np.greater, exp.GTE: np.greater_equal,
    }  # fmt: skip
    return Truth(np.asarray(ways[type(tree)](one, other), dtype=np.bool_), left.known & right.known)


def _both(tree: Any, columns: Columns, count: int) -> Value:
    left, right = truth_of(tree.this, columns, count), truth_of(tree.expression, columns, count)
    untrue = (left.known & ~left.values) | (right.known & ~right.values)
    return Truth(left.holds & right.holds, untrue | (left.known & right.known))


def _either(tree: Any, columns: Columns, count: int) -> Value:
    left, right = truth_of(tree.this, columns, count), truth_of(tree.expression, columns, count)
    true = left.holds | right.holds
    return Truth(true, true | (left.known & right.known))


def _not(tree: Any, columns: Columns, count: int) -> Value:
    found = truth_of(tree.this, columns, count)
    return Truth(~found.values, found.known)


def _is(tree: Any, columns: Columns, count: int) -> Value:
    if not isinstance(tree.expression, exp.Null):
        raise NotComputed(tree.sql(dialect="duckdb"))
    return Truth(~_value(tree.this, columns, count).known, np.ones(count, dtype=np.bool_))


def _coalesce(tree: Any, columns: Columns, count: int) -> Value:
    found = _value(tree.this, columns, count)
    for part in tree.expressions:
        found = _chosen(found.known, found, _value(part, columns, count))
    return found


def _case(tree: Any, columns: Columns, count: int) -> Value:
    default = tree.args.get("default")
    found = _value(default, columns, count) if default is not None else None
    for branch in reversed(tree.args["ifs"]):
        value = _value(branch.args["true"], columns, count)
        other = found if found is not None else _unknown_like(value, count)
        found = _chosen(truth_of(branch.this, columns, count).holds, value, other)
    assert found is not None
    return found


def _unknown_like(value: Value, count: int) -> Value:
    none = np.zeros(count, dtype=np.bool_)
    return (
        Truth(none, none)
        if isinstance(value, Truth)
        else Figure(np.zeros_like(value.values), none, value.places)
    )


def _chosen(where: Flags, one: Value, other: Value) -> Value:
    known = np.where(where, one.known, other.known)
    if isinstance(one, Truth) and isinstance(other, Truth):
        return Truth(np.where(where, one.values, other.values), known)
    if not (isinstance(one, Figure) and isinstance(other, Figure)):
        raise NotComputed("case")
    left, right, places = _alike(one, other)
    return Figure(np.where(where, left, right), known, places)


_Rule = Callable[[Any, Columns, int], Value]
_RULES: tuple[tuple[tuple[type[exp.Expr], ...], _Rule], ...] = (
    ((exp.Column,), _column),
    ((exp.Literal,), _literal),
    ((exp.Null,), _null),
    ((exp.Boolean,), _boolean),
    ((exp.Paren,), _inner),
    ((exp.Neg,), _negative),
    ((exp.Abs,), _absolute),
    ((exp.Add, exp.Sub), _sum),
    ((exp.Mul,), _product),
    ((exp.Div,), _quotient),
    ((exp.Round,), _round),
    ((exp.Cast,), _cast),
    ((exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE), _compare),
    ((exp.And,), _both),
    ((exp.Or,), _either),
    ((exp.Not,), _not),
    ((exp.Is,), _is),
    ((exp.Coalesce,), _coalesce),
    ((exp.Case,), _case),
)
_BY_KIND: Mapping[type[exp.Expr], _Rule] = {kind: rule for kinds, rule in _RULES for kind in kinds}


def reduced(tree: exp.Expr, column: str, columns: Columns, count: int, made: dict[str, Value]) -> exp.Expr:
    """The tree with every part that does not look at a column worked out already and put into `made`.

    Raises:
        NotComputed: such a part uses something that is not computed here.
    """
    if not any(found.name == column for found in tree.find_all(exp.Column)):
        name = f"@{len(made)}"
        made[name] = _value(tree, columns, count)
        return exp.column(exp.to_identifier(name, quoted=True))
    if isinstance(tree, exp.Column):
        return tree
    parts = {key: _reduced_part(part, column, columns, count, made) for key, part in tree.args.items()}
    return type(tree)(**parts)


def _reduced_part(part: Any, column: str, columns: Columns, count: int, made: dict[str, Value]) -> Any:
    if isinstance(part, list):
        return [_reduced_part(one, column, columns, count, made) for one in part]
    if isinstance(part, exp.If):
        condition = reduced(part.this, column, columns, count, made)
        return exp.If(this=condition, true=reduced(part.args["true"], column, columns, count, made))
    if isinstance(part, exp.Expr) and not isinstance(part, exp.DataType | exp.Null):
        return reduced(part, column, columns, count, made)
    return part


def taken(columns: Columns, rows: NDArray[np.int64]) -> dict[str, Value]:
    """Some rows of columns."""
    return {
        name: Truth(value.values[rows], value.known[rows])
        if isinstance(value, Truth)
        else Figure(value.values[rows], value.known[rows], value.places)
        for name, value in columns.items()
    }
