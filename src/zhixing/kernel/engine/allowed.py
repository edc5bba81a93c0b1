"""Functions whose result is the same on every engine that Zhixing renders for.

Rounding, means and percentiles are missing on purpose: engines disagree on them. `build` offers exact forms. So are
letter case (ß, İ), regular expressions and casts that forgive. `spark_words` says what had to be reworded for Spark.
"""

from __future__ import annotations

from sqlglot import exp

ALLOWED: frozenset[type[exp.Expression]] = frozenset(
    {
        exp.Abs,
        exp.And,
        exp.Or,
        exp.Case,
        exp.If,
        exp.Cast,
        exp.Ceil,
        exp.Coalesce,
        exp.Count,
        exp.Exists,
        exp.Exp,
        exp.Extract,
        exp.Ln,
        exp.Sqrt,
        exp.Floor,
        exp.Length,
        exp.Max,
        exp.Min,
        exp.Rank,
        exp.Replace,
        exp.RowNumber,
        exp.Substring,
        exp.Sum,
        exp.Trim,
        exp.Array,
        exp.ArrayContains,
        exp.ArgMax,
        exp.Translate,
        exp.Concat,
        exp.StartsWith,
        exp.Year,
    }
)


KEYS: frozenset[str] = frozenset(kind.key for kind in ALLOWED)


def names() -> str:
    """The allowed functions as a person would write them."""
    return ", ".join(sorted(kind.key for kind in ALLOWED if kind not in (exp.And, exp.Or, exp.If)))
