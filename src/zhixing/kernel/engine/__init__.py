"""The engine room: renders and runs the syntax trees the other rooms build.

Receives: sqlglot trees, Arrow tables, Parquet files. Gives: Arrow tables, deterministic Parquet files, the text of a
tree for an engine. May touch: DuckDB and Spark (the only room that may), a temporary folder. Must not touch: any meaning; it
knows no plan, no indicator, no grade.
"""

from zhixing.kernel.engine.build import (
    ExactPercentile,
    Tree,
    and_,
    case,
    cast,
    col,
    compare,
    decimal,
    double,
    exact_mean,
    fixed,
    func,
    in_,
    is_known,
    is_null,
    lit,
    minus,
    named,
    not_,
    or_,
    over,
    percentile,
    plus,
    query,
    table,
    times,
    total,
    window,
)
from zhixing.kernel.engine.port import Session
from zhixing.kernel.engine.render import render, require_allowed
from zhixing.kernel.engine.session import Engine
from zhixing.kernel.engine.spark import SparkEngine

__all__ = [
    "Engine",
    "ExactPercentile",
    "Session",
    "SparkEngine",
    "Tree",
    "and_",
    "case",
    "cast",
    "col",
    "compare",
    "decimal",
    "double",
    "exact_mean",
    "fixed",
    "func",
    "in_",
    "is_known",
    "is_null",
    "lit",
    "minus",
    "named",
    "not_",
    "or_",
    "over",
    "percentile",
    "plus",
    "query",
    "render",
    "require_allowed",
    "table",
    "times",
    "total",
    "window",
]
