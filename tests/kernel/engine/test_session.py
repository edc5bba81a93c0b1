"""Running trees: the same answer for any threads and any order of rows, and the same bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp

from zhixing.foundation.issues import Refused
from zhixing.kernel.engine import (
    Engine,
    Tree,
    and_,
    case,
    col,
    compare,
    exact_mean,
    fixed,
    func,
    in_,
    lit,
    minus,
    named,
    or_,
    over,
    percentile,
    plus,
    table,
    times,
    total,
)

ROWS = 200_000
COUNTIES = 90


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with Engine(threads=1) as opened:
        yield opened


@pytest.fixture(scope="module")
def firms() -> pa.Table:
    """Amounts of very different sizes, with gaps: what makes a floating sum depend on its order."""
    chance = np.random.default_rng(20180507)
    cents = (10 ** chance.uniform(0, 17.5, ROWS)).astype(np.int64) * chance.choice([-1, 1, 1, 1], ROWS)
    amounts = [
        None if gap else Decimal(int(c)).scaleb(-4)
        for c, gap in zip(cents, chance.random(ROWS) < 0.05, strict=True)
    ]
    return pa.table(
        {
            "firm": pa.array(np.arange(ROWS)),
            "county": pa.array([f"33{n:04d}" for n in chance.integers(0, COUNTIES, ROWS)]),
            "tax": pa.array(amounts, pa.decimal128(18, 4)),
        }
    )


def shuffled(rows: pa.Table) -> pa.Table:
    return rows.take(pa.array(np.random.default_rng(7).permutation(rows.num_rows)))


def by_county() -> exp.Select:
    tree = exp.Select(
        expressions=[
            col("county"),
            named(exact_mean(col("tax"), 4), "mean"),
            named(total(col("tax")), "total"),
            named(percentile(col("tax"), Decimal("0.2")), "low"),
            named(func("COUNT", col("tax")), "known"),
        ]
    )
    return tree.from_(table("firms")).group_by(col("county")).order_by(col("county"))


def value(engine: Engine, tree: Tree) -> Any:
    return engine.table(exp.Select(expressions=[named(tree, "x")])).column("x")[0].as_py()


def result(rows: pa.Table, threads: int) -> pa.Table:
    with Engine(threads=threads) as engine:
        engine.register("firms", rows)
        return engine.table(by_county())


def test_means_sums_and_percentiles_are_the_same_for_any_threads_and_any_order(firms: pa.Table) -> None:
    first = result(firms, 1)
    assert first.num_rows == COUNTIES
    assert result(firms, 2).equals(first)
    assert result(shuffled(firms), 1).equals(first)
    assert result(shuffled(firms), 2).equals(first)


def test_means_and_percentiles_are_those_of_exact_arithmetic(firms: pa.Table) -> None:
    row = result(firms, 2).slice(3, 1).to_pylist()[0]
    mine = [
        Fraction(tax)
        for tax, county in zip(firms["tax"].to_pylist(), firms["county"].to_pylist(), strict=True)
        if county == row["county"] and tax is not None
    ]
    assert row["known"] == len(mine)
    assert Fraction(row["total"]) == sum(mine)
    mean = sum(mine) / len(mine)
    assert abs(Fraction(row["mean"]) - mean) <= max(Fraction(1, 10_000), abs(mean) / 2**51)
    assert row["low"] == pytest.approx(float(interpolated(sorted(mine), Fraction(1, 5))), rel=1e-12)


def interpolated(ordered: list[Fraction], quantile: Fraction) -> Fraction:
    """The percentile by linear interpolation between the two neighbours of (n - 1) × quantile."""
    place = (len(ordered) - 1) * quantile
    below = place.numerator // place.denominator
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


@given(
    numbers=st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=30),
    hundredths=st.integers(0, 100),
)
def test_a_percentile_interpolates_between_neighbours(
    engine: Engine, numbers: list[int], hundredths: int
) -> None:
    engine.register("numbers", pa.table({"x": pa.array([*numbers, None], pa.int64())}))
    tree = exp.Select(expressions=[named(percentile(col("x"), Decimal(hundredths) / 100), "p")]).from_(
        table("numbers")
    )
    found = engine.table(tree).column("p")[0].as_py()
    wanted = interpolated(sorted(map(Fraction, numbers)), Fraction(hundredths, 100))
    assert found == pytest.approx(float(wanted), rel=1e-12, abs=1e-9)


@given(eighths=st.integers(-(10**7), 10**7), places=st.integers(0, 3))
def test_rounding_takes_halves_away_from_zero(engine: Engine, eighths: int, places: int) -> None:
    number = Decimal(eighths) / 8
    with localcontext(prec=40):
        wanted = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    found = value(engine, fixed(lit(number), places))
    assert Decimal(repr(float(found))) == wanted


def arithmetic() -> st.SearchStrategy[tuple[Tree, int]]:
    """Trees of sums, differences and products with what they must come to."""
    leaf = st.integers(-9, 9).map(lambda n: (lit(n), n))
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.tuples(inner, inner).map(lambda p: (plus(p[0][0], p[1][0]), p[0][1] + p[1][1])),
            st.tuples(inner, inner).map(lambda p: (minus(p[0][0], p[1][0]), p[0][1] - p[1][1])),
            st.tuples(inner, inner).map(lambda p: (times(p[0][0], p[1][0]), p[0][1] * p[1][1])),
        ),
        max_leaves=8,
    )


@given(pair=arithmetic())
def test_trees_mean_what_they_were_built_as(engine: Engine, pair: tuple[Tree, int]) -> None:
    tree, wanted = pair
    assert value(engine, tree) == wanted


@given(text=st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=20))
def test_a_text_comes_back_as_it_went_in(engine: Engine, text: str) -> None:
    assert value(engine, lit(text)) == text


@pytest.mark.parametrize(
    "constant", [None, True, False, 0, -7, Decimal("-0.0305"), Decimal("24.097"), date(2018, 5, 7)]
)
def test_a_constant_comes_back_as_it_went_in(engine: Engine, constant: Any) -> None:
    found = value(engine, lit(constant))
    assert found == constant
    assert type(found) is type(constant)


def test_conditions_of_nothing(engine: Engine) -> None:
    assert value(engine, and_()) is True
    assert value(engine, or_()) is False
    assert value(engine, case([], lit(1))) == 1
    assert value(engine, case([])) is None


def test_a_list_of_members(engine: Engine) -> None:
    assert value(engine, in_(lit("a"), ["a", "b"])) is True
    assert value(engine, in_(lit("c"), ["a", "b"])) is False
    assert value(engine, in_(lit("c"), [])) is False


def test_the_mean_of_nothing_is_unknown(engine: Engine) -> None:
    engine.register("empty", pa.table({"x": pa.array([None, None], pa.decimal128(18, 2))}))
    tree = exp.Select(expressions=[named(exact_mean(col("x"), 2), "mean")]).from_(table("empty"))
    assert engine.table(tree).to_pylist() == [{"mean": None}]


def test_a_quotient_is_one_correctly_rounded_division(engine: Engine) -> None:
    assert value(engine, over(lit(1), lit(3))) == 1 / 3
    assert value(engine, over(lit(Decimal("240.97")), lit(10))) == 240.97 / 10


@pytest.mark.parametrize("order", ["as given", "shuffled"])
def test_files_are_byte_identical_for_any_threads(firms: pa.Table, tmp_path: Path, order: str) -> None:
    rows = firms if order == "as given" else shuffled(firms)
    tree = exp.Select(expressions=[exp.Star()]).from_(table("firms")).order_by(col("firm"))
    digests = set()
    for name, threads, source in (("one", 1, firms), ("two", 2, rows)):
        path = tmp_path / f"{name}.parquet"
        with Engine(threads=threads) as engine:
            engine.register("firms", source)
            assert engine.write(tree, path) == ROWS
        digests.add(hashlib.sha256(path.read_bytes()).hexdigest())
    assert len(digests) == 1


def test_what_was_written_reads_back(firms: pa.Table, tmp_path: Path) -> None:
    path = tmp_path / "it's.parquet"
    with Engine(threads=2) as engine:
        engine.register("firms", firms)
        engine.write(by_county(), path)
        written = engine.table(by_county())
    assert pq.read_table(path).to_pylist() == written.to_pylist()


def test_a_written_result_needs_an_order(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    with pytest.raises(ValueError, match="ORDER BY"):
        engine.write(exp.Select(expressions=[named(lit(1), "x")]), path)
    assert not path.exists()


def test_files_are_read_by_name_of_column(engine: Engine, tmp_path: Path) -> None:
    paths = [tmp_path / "a.parquet", tmp_path / "b.parquet"]
    pq.write_table(pa.table({"x": [1], "y": [2]}), paths[0])
    pq.write_table(pa.table({"y": [4], "x": [3], "z": [5]}), paths[1])
    engine.register("both", paths)
    tree = exp.Select(expressions=[col("x"), col("y"), col("z")]).from_(table("both")).order_by(col("x"))
    assert engine.table(tree).to_pylist() == [{"x": 1, "y": 2, "z": None}, {"x": 3, "y": 4, "z": 5}]
    engine.register("one", paths[0])
    one = exp.Select(expressions=[col("y")]).from_(table("one"))
    assert engine.table(one).to_pylist() == [{"y": 2}]


def test_a_step_is_computed_once_and_can_be_replaced(engine: Engine) -> None:
    kept = exp.Select(expressions=[col("x")]).from_(table("step as kept"))
    for number in (1, 2):
        engine.create("step as kept", exp.Select(expressions=[named(lit(number), "x")]))
        assert engine.table(kept).to_pylist() == [{"x": number}]


def nowhere() -> exp.Select:
    return exp.Select(expressions=[col("x")]).from_(table("nowhere")).order_by(col("x"))


@pytest.mark.parametrize(
    "run",
    [
        lambda engine, folder: engine.table(nowhere()),
        lambda engine, folder: engine.create("t", nowhere()),
        lambda engine, folder: engine.write(nowhere(), folder / "t.parquet"),
    ],
    ids=["table", "create", "write"],
)
def test_a_failed_computation_is_refused_with_its_reason(
    engine: Engine, tmp_path: Path, run: Callable[[Engine, Path], object]
) -> None:
    with pytest.raises(Refused) as caught:
        run(engine, tmp_path)
    (issue,) = caught.value.issues
    assert issue.code == "engine.query-failed"
    assert "nowhere" in issue.en


def test_a_sum_beyond_its_type_is_refused_and_not_wrapped(engine: Engine) -> None:
    tree = exp.Select(expressions=[named(times(lit(2**62), lit(4)), "x")])
    with pytest.raises(Refused):
        engine.table(tree)


def test_nothing_is_left_behind() -> None:
    with Engine(threads=1, memory_limit="200MB") as engine:
        spill = Path(engine._spill.name)
        assert spill.is_dir()
        assert value(engine, compare(lit(1), "<", lit(2))) is True
    assert not spill.exists()
