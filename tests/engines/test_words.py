"""What every word of the engine room means, on every engine: answers by hand, not by another engine."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sqlglot import exp

from zhixing.foundation.issues import Refused
from zhixing.kernel.engine import (
    Session,
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

D = Decimal
ROWS = pa.table(
    {
        "firm": ["甲", "乙", "丙", "丁", None],
        "county": ["331003", "331003", "330102", "330102", "330102"],
        "tax": pa.array([D("1.0005"), D("-2.5"), None, D("99999999999999.9999"), D("0.5")], pa.decimal128(18, 4)),
        "land": [1.00005, -2.5, None, 3.5, 0.285],
        "staff": pa.array([1, 2, None, -7, 0], pa.int64()),
        "year": pa.array([2019, 2020, None, 2021, 2022], pa.int32()),
        "above": [True, False, None, True, None],
        "since": [date(2018, 5, 7), date(1970, 1, 1), None, date(2022, 12, 31), date(1899, 12, 31)],
        "said": [["tax"], [], None, ["land", "tax"], [None, "land"]],
    }
)  # fmt: skip
EVERY: list[tuple[str, Tree, list[Any]]] = [
    ("plus", plus(col("tax"), col("tax")), [D("2.0010"), D("-5"), None, D("199999999999999.9998"), D(1)]),
    ("minus", minus(lit(1), plus(col("staff"), lit(1))), [-1, -2, None, 7, 0]),
    ("times", times(decimal(col("tax"), 4, 28), lit(D("0.5"))), [D("0.50025"), D("-1.25"), None, D("49999999999999.99995"), D("0.25")]),
    ("over", over(col("staff"), lit(3)), [1 / 3, 2 / 3, None, -7 / 3, 0.0]),
    ("double", double(col("tax")), [1.0005, -2.5, None, 99999999999999.9999, 0.5]),
    ("decimal of a double", decimal(col("land"), 4, 18), [D("1.0001"), D("-2.5"), None, D("3.5"), D("0.285")]),
    # The double 0.285 is a little less: 0.285 × 100 is 28.499…, and that is what is rounded.
    ("decimal of a double, coarser", decimal(col("land"), 2), [D("1"), D("-2.5"), None, D("3.5"), D("0.28")]),
    ("decimal of a decimal", decimal(col("tax"), 3), [D("1.001"), D("-2.5"), None, D("100000000000000"), D("0.5")]),
    ("decimal of a whole number", decimal(col("staff"), 6), [D(1), D(2), None, D(-7), D(0)]),
    ("fixed", fixed(col("land"), 4), [1.0001, -2.5, None, 3.5, 0.285]),
    ("fixed to whole", fixed(col("land"), 0), [1.0, -3.0, None, 4.0, 0.0]),
    ("whole of a double", cast(col("land"), "BIGINT"), [1, -2, None, 4, 0]),
    ("whole of a decimal", cast(minus(col("tax"), col("staff")), "BIGINT"), [0, -5, None, 100000000000007, 1]),
    ("whole of a whole", cast(col("staff"), "INTEGER"), [1, 2, None, -7, 0]),
    ("text of a whole", cast(col("staff"), "VARCHAR"), ["1", "2", None, "-7", "0"]),
    ("text of a decimal", cast(col("tax"), "VARCHAR"), ["1.0005", "-2.5000", None, "99999999999999.9999", "0.5000"]),
    ("text of a day", cast(col("since"), "VARCHAR"), ["2018-05-07", "1970-01-01", None, "2022-12-31", "1899-12-31"]),
    ("text of a flag", cast(col("above"), "VARCHAR"), ["true", "false", None, "true", None]),
    ("equal", compare(col("firm"), "=", lit("甲")), [True, False, False, False, None]),
    ("unlike", compare(col("firm"), "<>", lit("甲")), [False, True, True, True, None]),
    ("less", compare(col("tax"), "<", lit(1)), [False, True, None, False, True]),
    ("double with decimal", compare(col("land"), "<=", lit(D("0.285"))), [False, True, None, False, True]),
    ("at least", compare(col("since"), ">=", lit(date(2018, 5, 7))), [True, False, None, True, False]),
    ("texts in order of code points", compare(col("firm"), ">", lit("丙")), [True, True, False, False, None]),
    ("and", and_(col("above"), is_known(col("staff"))), [True, False, False, True, None]),
    ("or", or_(col("above"), is_null(col("staff"))), [True, False, True, True, None]),
    ("not", not_(col("above")), [False, True, None, False, None]),
    ("is true", exp.Is(this=col("above"), expression=exp.Boolean(this=True)), [True, False, False, True, False]),
    ("in", in_(col("county"), ["331003"]), [True, True, False, False, False]),
    ("in nothing", in_(col("firm"), []), [False, False, False, False, None]),
    ("in an unknown", in_(lit(None), ["a"]), [None] * 5),
    ("case", case([(compare(col("staff"), ">", lit(0)), col("tax"))], lit(0)), [D("1.0005"), D("-2.5"), D(0), D(0), D(0)]),
    ("case without else", case([(col("above"), lit("大"))]), ["大", None, None, "大", None]),
    ("mixed case", case([(col("above"), col("land")), (is_null(col("above")), lit(D("0.1")))]), [1.00005, None, 0.1, 3.5, 0.1]),
    ("coalesce", func("COALESCE", col("tax"), lit(0)), [D("1.0005"), D("-2.5"), D(0), D("99999999999999.9999"), D("0.5")]),
    ("abs", func("ABS", col("tax")), [D("1.0005"), D("2.5"), None, D("99999999999999.9999"), D("0.5")]),
    ("floor", func("FLOOR", col("land")), [1.0, -3.0, None, 3.0, 0.0]),
    ("floor of a decimal", func("FLOOR", col("tax")), [D(1), D(-3), None, D(99999999999999), D(0)]),
    ("ceil", func("CEIL", col("land")), [2.0, -2.0, None, 4.0, 1.0]),
    ("root", func("SQRT", double(func("ABS", col("staff")))), [1.0, 2**0.5, None, 7**0.5, 0.0]),
    ("length", func("LENGTH", col("firm")), [1, 1, 1, 1, None]),
    ("substring", func("SUBSTRING", col("county"), lit(1), lit(4)), ["3310", "3310", "3301", "3301", "3301"]),
    ("its characters", func("SUBSTRING", func("CONCAT", col("firm"), lit("企业")), lit(2), lit(1)), ["企", "企", "企", "企", "业"]),
    ("concat passes over unknowns", func("CONCAT", col("firm"), lit("厂")), ["甲厂", "乙厂", "丙厂", "丁厂", "厂"]),
    ("trim", func("TRIM", lit("\t a  ")), ["\t a"] * 5),
    ("replace", func("REPLACE", col("county"), lit("33"), lit("x")), ["x1003", "x1003", "x0102", "x0102", "x0102"]),
    ("translate", func("TRANSLATE", col("county"), lit("310"), lit("ab")), ["aab a".replace(" ", ""), "aaba", "aab2", "aab2", "aab2"]),
    ("starts with", func("STARTS_WITH", col("county"), lit("3310")), [True, True, False, False, False]),
    ("year", func("YEAR", col("since")), [2018, 1970, None, 2022, 1899]),
    ("years between", minus(lit(2020), func("YEAR", col("since"))), [2, 50, None, -2, 121]),
    ("list", func("ARRAY_CONTAINS", col("said"), lit("tax")), [True, False, None, True, False]),
    ("flag", lit(True), [True] * 5),
    ("text", lit("a\\b'\n\"%_{}`\u3000亩"), ["a\\b'\n\"%_{}`\u3000亩"] * 5),
    ("day", lit(date(2018, 5, 7)), [date(2018, 5, 7)] * 5),
    ("number", lit(D("-0.0305")), [D("-0.0305")] * 5),
    ("whole number", lit(-(2**40)), [-(2**40)] * 5),
    ("nothing", lit(None), [None] * 5),
    ("rank", window(func("RANK"), [col("county")], [(col("tax"), True)]), [1, 2, 3, 1, 2]),
    ("row number", window(func("ROW_NUMBER"), [], [(col("since"), False)]), [3, 2, 5, 4, 1]),
    ("sum over", window(total(lit(1), is_known(col("tax"))), [col("county")]), [2, 2, 2, 2, 2]),
]  # fmt: skip


def of_rows(tree: Tree) -> exp.Select:
    number = window(func("ROW_NUMBER"), [], [(col("place"), False)])
    placed = exp.select(exp.Star(), named(tree, "x")).from_(table("rows"))
    return exp.select(col("x"), named(number, "n")).from_(placed.subquery("placed")).order_by(col("n"))


def register(session: Session) -> None:
    session.register("rows", ROWS.append_column("place", pa.array(range(ROWS.num_rows))))


def test_every_word(session: Session) -> None:
    """All in one query for each: which one differs is said by its name."""
    register(session)
    found = {name: session.table(of_rows(tree))["x"].to_pylist() for name, tree, _ in EVERY}
    assert found == {name: wanted for name, _, wanted in EVERY}
    assert len(found) == len(EVERY)


GROUPED = (
    (col("county"), ["330102", "331003"]),
    (func("COUNT", exp.Star()), [3, 2]),
    (func("COUNT", col("tax")), [2, 2]),
    (total(col("tax")), [D("100000000000000.4999"), D("-1.4995")]),
    (total(col("tax"), compare(col("staff"), ">", lit(5))), [None, None]),
    (func("MAX", col("firm")), ["丙", "甲"]),
    (func("MIN", col("since")), [date(1899, 12, 31), date(1970, 1, 1)]),
    (exact_mean(col("land"), 3), [1.893, -0.75]),
    (exact_mean(col("tax"), 4), [50000000000000.25, -0.7498]),
    (fixed(percentile(col("land"), D("0.25")), 7), [1.08875, -1.6249875]),
    (percentile(col("staff"), D("0.5")), [-3.5, 1.5]),
    (fixed(percentile(case([(compare(col("staff"), ">", lit(0)), col("staff"))]), D("0.9")), 6), [None, 1.9]),
    (func("ARG_MAX", col("county"), col("staff")), ["330102", "331003"]),
)


def test_every_word_over_groups(session: Session) -> None:
    register(session)
    selected = [named(tree, f"x{at}") for at, (tree, _) in enumerate(GROUPED)]
    tree = exp.select(*selected).from_(table("rows")).group_by(exp.Literal.number("1")).order_by(col("x0"))
    found = session.table(tree).to_pydict()
    assert found == {f"x{at}": wanted for at, (_, wanted) in enumerate(GROUPED)}


def test_sums_are_exact_to_the_last_of_thirty_eight_digits(session: Session) -> None:
    amounts = [D("9" * 31 + ".999999"), D("0.000001"), D("-" + "9" * 31 + ".999999")]
    session.register("big", pa.table({"x": pa.array(amounts * 500, pa.decimal128(38, 6))}))
    tree = exp.select(named(total(col("x")), "s")).from_(table("big"))
    found = session.table(tree)
    assert found.to_pylist() == [{"s": D("0.000500")}]
    assert found.schema.field("s").type == pa.decimal128(38, 6)


@pytest.mark.parametrize(
    "tree",
    [
        total(decimal(lit("9" * 32), 6)),
        times(col("staff"), lit(2**62)),
        decimal(times(col("tax"), lit(1000)), 4, 18),
        decimal(times(col("land"), lit(D("1e15"))), 4, 18),
    ],
    ids=["sum", "product", "decimal of a decimal", "decimal of a double"],
)
def test_what_does_not_fit_is_refused_and_not_wrapped_or_blanked(session: Session, tree: Tree) -> None:
    register(session)
    with pytest.raises(Refused) as caught:
        session.table(exp.select(named(tree, "x")).from_(table("rows")))
    assert [issue.code for issue in caught.value.issues] == ["engine.query-failed"]


def test_unknowns_come_last_whichever_way_and_in_every_kind(session: Session) -> None:
    register(session)
    for name in ("firm", "tax", "land", "since", "above"):
        for key in (col(name), exp.Ordered(this=col(name), desc=True, nulls_first=False)):
            tree = exp.select(named(col(name), "x")).from_(table("rows")).order_by(key)
            unknown = [value is None for value in session.table(tree)["x"].to_pylist()]
            assert unknown == sorted(unknown)


def test_grouping_sets(session: Session) -> None:
    register(session)
    sets = exp.GroupingSets(
        expressions=[exp.Tuple(expressions=[col("county")]), exp.Tuple(expressions=[col("above")])]
    )
    tree = exp.select(col("county"), col("above"), named(func("COUNT", exp.Star()), "n")).from_(table("rows"))
    tree.set("group", exp.Group(grouping_sets=[sets]))
    found = [
        tuple(row.values()) for row in session.table(tree.order_by(col("county"), col("above"))).to_pylist()
    ]
    assert found == [
        ("330102", None, 3),
        ("331003", None, 2),
        (None, False, 1),
        (None, True, 2),
        (None, None, 2),
    ]


def test_steps_joins_and_columns_left_out(session: Session) -> None:
    """A left join, a star without two columns, and a column of the same name beside it; names in any case."""
    register(session)
    sums = (
        exp.select(col("county"), named(total(col("staff")), "sum"))
        .from_(table("rows"))
        .group_by(col("county"))
    )
    on = compare(col("county", "sums"), "=", col("county", "rows"))
    left_out = [exp.to_identifier(name, quoted=True) for name in ("staff", "said", "tax", "land", "since")]
    joined = exp.select(
        exp.Column(this=exp.Star(), table=exp.to_identifier("rows", quoted=True)), col("sum", "sums")
    )
    joined = joined.from_(table("rows")).join(table("sums"), on=on, join_type="left")
    last = exp.select(exp.Star(except_=left_out), named(col("STAFF"), "staff")).from_(table("joined"))
    found = session.table(query([("sums", sums), ("joined", joined)], last.order_by(col("place"))))
    assert found.column_names == ["firm", "county", "year", "above", "place", "sum", "staff"]
    assert found["sum"].to_pylist() == [3, 3, -7, -7, -7]


def test_who_is_in_neither(session: Session) -> None:
    register(session)
    known = exp.select(lit(1)).from_(table("rows", "r")).where(
        and_(compare(col("place", "r"), "=", minus(col("place", "s"), lit(1))), col("above", "r"))
    )  # fmt: skip
    tree = exp.select(col("place", "s")).from_(table("rows", "s")).where(not_(exp.Exists(this=known)))
    assert session.table(tree.order_by(col("place", "s")))["place"].to_pylist() == [0, 2, 3]


TYPES = {
    "whole": pa.int32(), "long": pa.int64(), "day": pa.date32(), "flag": pa.bool_(), "words": pa.string(),
    "amount": pa.decimal128(18, 4), "share": pa.float64(), "sum": pa.decimal128(38, 4),
}  # fmt: skip


def test_types_are_the_same_in_tables_and_in_files(session: Session, tmp_path: Path) -> None:
    register(session)
    columns = {
        "whole": col("year"), "long": col("staff"), "day": col("since"), "flag": col("above"), "words": col("firm"),
        "amount": col("tax"), "share": col("land"), "sum": window(total(col("tax")), [col("county")]),
    }  # fmt: skip
    tree = exp.select(*(named(made, name) for name, made in columns.items())).from_(table("rows"))
    session.create("kept", tree)
    kept = exp.select(exp.Star()).from_(table("kept")).order_by(col("words"))
    assert dict(zip(TYPES, session.table(kept).schema.types, strict=True)) == TYPES
    assert session.write(kept, tmp_path / "kept.parquet") == ROWS.num_rows
    read = pq.read_table(tmp_path / "kept.parquet")
    assert dict(zip(TYPES, read.schema.types, strict=True)) == TYPES
    assert read.to_pylist() == session.table(kept).to_pylist()


def test_files_are_read_by_name_of_column_whatever_they_are_called(session: Session, tmp_path: Path) -> None:
    paths = [tmp_path / "甲 [1] {x}.parquet", tmp_path / "b=2*.parquet"]
    pq.write_table(pa.table({"x": [1], "y": [2]}), paths[0])
    pq.write_table(pa.table({"y": [4], "x": [3], "z": [5]}), paths[1])
    session.register("both", paths)
    tree = exp.select(exp.Star()).from_(table("both")).order_by(col("x"))
    assert session.table(tree).to_pylist() == [{"x": 1, "y": 2, "z": None}, {"x": 3, "y": 4, "z": 5}]


def test_a_name_can_be_given_again_to_a_table_a_file_or_a_step(session: Session, tmp_path: Path) -> None:
    pq.write_table(pa.table({"x": [2]}), tmp_path / "x.parquet")
    kept = exp.select(exp.Star()).from_(table("as kept"))
    session.register("as kept", pa.table({"x": [1]}))
    session.register("as kept", tmp_path / "x.parquet")
    assert session.table(kept).to_pylist() == [{"x": 2}]
    session.register("as kept", pa.table({"x": [3]}))
    assert session.table(kept).to_pylist() == [{"x": 3}]
    for number in (4, 5):
        session.create("step", exp.select(named(lit(number), "x")))
        assert session.table(exp.select(exp.Star()).from_(table("step"))).to_pylist() == [{"x": number}]


def test_a_table_of_no_rows(session: Session) -> None:
    session.register("empty", ROWS.schema.empty_table())
    tree = exp.select(named(total(col("tax")), "s"), named(func("COUNT", exp.Star()), "n")).from_(
        table("empty")
    )
    assert session.table(tree).to_pylist() == [{"s": None, "n": 0}]


def test_a_failed_computation_is_refused_in_a_line(session: Session) -> None:
    with pytest.raises(Refused) as caught:
        session.table(exp.select(col("x")).from_(table("nowhere")))
    (issue,) = caught.value.issues
    assert issue.code == "engine.query-failed"
    assert "nowhere" in issue.en


def test_a_written_result_needs_an_order(session: Session, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="ORDER BY"):
        session.write(exp.select(named(lit(1), "x")), tmp_path / "x.parquet")
    assert not (tmp_path / "x.parquet").exists()
