"""The text of a tree: only functions on which engines agree, one exact percentile per engine."""

from __future__ import annotations

from decimal import Decimal

import pytest
import sqlglot
from sqlglot import exp

from zhixing.foundation.issues import Refused, declared
from zhixing.kernel.engine import (
    case,
    col,
    compare,
    exact_mean,
    fixed,
    func,
    lit,
    named,
    percentile,
    query,
    render,
    require_allowed,
    table,
    total,
)


def select(*trees: exp.Expression) -> exp.Select:
    return exp.Select(expressions=list(trees)).from_(table("firms"))


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("AVG", 1),
        ("MEDIAN", 1),
        ("QUANTILE_CONT", 2),
        ("STDDEV", 1),
        ("RANDOM", 0),
        ("CURRENT_DATE", 0),
        ("SIN", 1),
        ("UPPER", 1),
        ("REGEXP_MATCHES", 2),
        ("LISTAGG", 1),
        ("GREATEST", 2),
        ("LEAST", 2),
        ("READ_CSV", 1),
        ("SOMETHING_UNHEARD_OF", 1),
    ],
)
def test_a_function_on_which_engines_disagree_is_refused(name: str, arguments: int) -> None:
    with pytest.raises(Refused) as caught:
        render(select(func(name, *[col("tax")] * arguments)))
    assert [issue.code for issue in caught.value.issues] == ["engine.function-not-allowed"]


def test_every_such_function_is_named_at_once_wherever_it_hides() -> None:
    inner = select(named(func("AVG", col("tax")), "mean"))
    tree = query([("inner", inner)], exp.Select(expressions=[func("SIN", func("MEDIAN", col("x")))]))
    with pytest.raises(Refused) as caught:
        require_allowed(tree)
    assert sorted(str(issue.values["name"]) for issue in caught.value.issues) == ["avg", "median", "sin"]


def test_rounding_to_decimals_is_refused_and_rounding_to_a_whole_number_is_not() -> None:
    with pytest.raises(Refused):
        render(select(exp.Round(this=col("tax"), decimals=lit(2))))
    assert "ROUND(" in render(select(exp.Round(this=col("tax"))))


def test_what_the_room_offers_is_allowed() -> None:
    tree = select(
        named(exact_mean(col("tax"), 4), "mean"),
        named(percentile(col("tax"), Decimal("0.9")), "high"),
        named(fixed(total(col("tax")), 6), "sum"),
        named(func("MAX", case([(compare(col("tax"), ">", lit(0)), col("tax"))])), "most"),
    )
    require_allowed(tree)
    for dialect in ("duckdb", "spark"):
        assert sqlglot.parse_one(render(tree, dialect), read=dialect)


@pytest.mark.parametrize(
    ("dialect", "text"),
    [
        ("duckdb", 'QUANTILE_CONT(CAST("tax" AS DOUBLE), 0.25)'),
        ("spark", "PERCENTILE(CAST(`tax` AS DOUBLE), 0.25)"),
    ],
)
def test_the_percentile_has_one_exact_word_in_each_engine(dialect: str, text: str) -> None:
    assert text in render(select(percentile(col("tax"), Decimal("0.25"))), dialect)


def test_rendering_leaves_the_tree_as_it_was() -> None:
    tree = select(percentile(col("tax"), Decimal("0.5")))
    first = render(tree)
    assert render(tree, "spark") != first
    assert render(tree) == first


@pytest.mark.parametrize("name", ["order", "select", 'a"b', "亩均税收", "A b"])
def test_names_are_quoted(name: str) -> None:
    parsed = sqlglot.parse_one(render(exp.Select(expressions=[col(name)])), read="duckdb")
    assert [column.name for column in parsed.find_all(exp.Column)] == [name]


def test_every_code_of_the_room_is_provoked_in_these_files() -> None:
    mine = {code for code in declared() if code.startswith("engine.")}
    assert mine == {"engine.function-not-allowed", "engine.no-spark", "engine.query-failed"}
