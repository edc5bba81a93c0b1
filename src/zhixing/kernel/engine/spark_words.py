"""Where Spark means something else by the same word: each is rewritten to mean what DuckDB means.

What needs the type of an expression asks `TYPEOF`, which Spark settles while it plans: no row pays for it.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from zhixing.kernel.engine.build import (
    ExactPercentile,
    Tree,
    and_,
    case,
    col,
    compare,
    double,
    in_,
    is_null,
    lit,
    named,
    times,
)

_WHOLE = (exp.DType.TINYINT, exp.DType.SMALLINT, exp.DType.INT, exp.DType.BIGINT)
_TEXT = (exp.DType.TEXT, exp.DType.VARCHAR)
# Their results are whole numbers or known constants: nothing to round.
_PLAIN = (exp.Null, exp.Literal, exp.Boolean, exp.Count, exp.Window, exp.Neg)


def in_spark(node: Tree) -> Tree:
    """The node as Spark has to be told it; to be applied to every node of a tree."""
    reword = _REWORDED.get(type(node))
    return reword(node) if reword is not None else node


def _membership(node: Tree) -> Tree:
    """Among nothing is nobody; whether an unknown is among nothing is unknown. Spark knows no empty list."""
    if node.expressions or node.args.get("query"):
        return node
    return exp.paren(and_(is_null(node.this), exp.Null()), copy=False)


def _count(node: Tree) -> Tree:
    if node.this is None:
        node.set("this", exp.Star())
    return node


def _concat(node: Tree) -> Tree:
    """DuckDB passes over unknowns; to Spark one makes the whole unknown."""
    parts = [exp.Coalesce(this=part, expressions=[lit("")]) for part in node.expressions]
    return exp.Anonymous(this="CONCAT", expressions=parts)


def _bare(tree: Tree) -> Tree:
    return _bare(tree.this) if isinstance(tree, exp.Paren) else tree


def _last_unknown(order: Tree) -> Tree:
    """Unknowns come last in any order, where the tree does not say."""
    keys = [
        key if isinstance(key, exp.Ordered) else exp.Ordered(this=key, nulls_first=False)
        for key in order.expressions
    ]
    order.set("expressions", keys)
    return order


def _select(select: Tree) -> Tree:
    """`HAVING` as a condition on the groups once made: beside grouping sets Spark does not know the columns there."""
    group = select.args.get("group")
    if group is None or not group.args.get("grouping_sets") or select.args.get("having") is None:
        return select
    inner, kept = select.copy(), "kept after grouping"
    assert isinstance(inner, exp.Select)
    names = [part.alias_or_name for part in inner.expressions]
    inner.append("expressions", named(inner.args["having"].this, kept))
    inner.set("having", None)
    order = inner.args.get("order")
    inner.set("order", None)
    outer = exp.select(*(col(name) for name in names)).from_(inner.subquery("grouped", copy=False))
    outer.set("order", order)
    return outer.where(col(kept))


def _contains(node: Tree) -> Tree:
    """In a list that holds unknowns Spark calls a missing member unknown, DuckDB absent."""
    found = exp.Anonymous(this="ARRAY_CONTAINS", expressions=[node.this, node.expression])
    unknown = exp.paren(and_(is_null(node.this.copy()), exp.Null()), copy=False)
    return exp.Coalesce(this=found, expressions=[unknown])


def _cast(node: Tree) -> Tree:
    """A double becomes a decimal as round(x × 10ⁿ) ÷ 10ⁿ, a whole number as the nearest; Spark reads its digits."""
    if not isinstance(node, exp.Cast) or isinstance(_bare(node.this), _PLAIN):
        return node
    kind: exp.DType = node.to.this
    if kind is exp.DType.DECIMAL:
        return _branched(node, [(_is_double(node.this), _as_decimal(node))])
    if kind in _WHOLE:
        nearest = _cast_like(node, _call("RINT", double(node.this.copy())))
        away = _cast_like(node, exp.Round(this=node.this.copy()))
        return _branched(node, [(_is_double(node.this), nearest), (_is_decimal(node.this), away)])
    if kind in _TEXT:
        said = lit("engines write doubles as different texts: round to a decimal first")
        return _branched(node, [(_is_double(node.this), _cast_like(node, _call("RAISE_ERROR", said)))])
    return node


def _as_decimal(node: exp.Cast) -> Tree:
    width, places = (int(part.name) for part in node.to.expressions)
    scaled = exp.Round(this=times(exp.paren(double(node.this.copy())), exp.Literal.number(f"1e{places}")))
    whole = exp.cast(exp.cast(scaled, "BIGINT"), "DECIMAL(20, 0)")
    unit = exp.cast(lit(f"1e-{places}"), f"DECIMAL({places + 1}, {places})")
    # 20 + places + 1 digits or fewer: the product is exact before it is given its final width.
    return exp.cast(exp.Mul(this=whole, expression=unit), f"DECIMAL({width}, {places})")


def _cast_like(node: exp.Cast, tree: Tree) -> Tree:
    return exp.Cast(this=tree, to=node.to.copy())


def _branched(node: exp.Cast, branches: list[tuple[Tree, Tree]]) -> Tree:
    return case(branches, _cast_like(node, node.this.copy()))


def _is_double(tree: Tree) -> Tree:
    return in_(_call("TYPEOF", tree.copy()), ("double", "float"))


def _is_decimal(tree: Tree) -> Tree:
    return compare(
        exp.Substring(this=_call("TYPEOF", tree.copy()), start=lit(1), length=lit(7)), "=", lit("decimal")
    )


def _call(name: str, *arguments: Tree) -> Tree:
    return exp.Anonymous(this=name, expressions=list(arguments))


def _percentile(node: Tree) -> Tree:
    """The exact one: what sqlglot would write for DuckDB's word is an estimate."""
    return _call("PERCENTILE", node.this, node.args["quantile"])


_REWORDED: dict[type[Tree], Callable[[Tree], Tree]] = {
    ExactPercentile: _percentile,
    exp.ArrayContains: _contains,
    exp.Cast: _cast,
    exp.Concat: _concat,
    exp.Count: _count,
    exp.In: _membership,
    exp.Order: _last_unknown,
    exp.Select: _select,
}
