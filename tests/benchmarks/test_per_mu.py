"""The benchmarks run, and both sides of the per-mu evaluation give the same result. No test asserts a time."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from benchmarks.__main__ import main, size_of
from benchmarks.alongside import Spread, Timings, alternate
from benchmarks.equality import Unequal, require_equal
from benchmarks.facts import COUNTIES, Facts, schema_of, write_facts

from benchmarks import per_mu

FIRMS = 6_000
LIMITS = per_mu.Limits(threads=1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("benchmarks")


@pytest.fixture(scope="module")
def facts(folder: Path) -> Facts:
    return write_facts(per_mu.shipped_plan(), FIRMS, 11, folder)


@pytest.fixture(scope="module")
def results(facts: Facts, folder: Path) -> dict[str, Path]:
    for way in per_mu.WAYS:
        per_mu.run(way, facts, folder, LIMITS)
    return {way: per_mu.result_of(folder, way) for way in per_mu.WAYS}


def test_facts_keep_the_contract(facts: Facts) -> None:
    plan = per_mu.shipped_plan()
    firms, marks = pq.read_table(facts.firms), pq.read_table(facts.marks)
    assert firms.schema.equals(schema_of(plan.datasets["enterprise-year"]))
    assert marks.schema.equals(schema_of(plan.datasets["enterprise-marks"]))
    assert firms.num_rows == len(pc.unique(firms["enterprise"])) == FIRMS
    counties = set(firms["county"].to_pylist())
    assert counties <= set(plan.places)
    assert len(counties) == COUNTIES
    keys = zip(*(marks[name].to_pylist() for name in ("enterprise", "year", "mark")), strict=True)
    assert len(set(keys)) == marks.num_rows


def test_facts_are_the_same_for_the_same_seed_alone(facts: Facts, tmp_path: Path) -> None:
    plan = per_mu.shipped_plan()
    again = write_facts(plan, FIRMS, 11, tmp_path)
    other = write_facts(plan, FIRMS, 12, tmp_path)
    assert pq.read_table(again.firms).equals(pq.read_table(facts.firms))
    assert not pq.read_table(other.firms).equals(pq.read_table(facts.firms))


def test_by_plan_and_by_hand_agree_in_every_column(results: dict[str, Path]) -> None:
    assert 0 < require_equal(results[per_mu.OURS], results[per_mu.BY_HAND]) < FIRMS


def test_floor_writes_as_many_columns_of_the_same_types(results: dict[str, Path]) -> None:
    full, floor = (pq.read_schema(results[way]) for way in (per_mu.OURS, per_mu.FLOOR))
    assert [(f.name, f.type) for f in floor] == [(f.name, f.type) for f in full]


def test_every_reason_and_grade_is_reached(results: dict[str, Path]) -> None:
    """Else the comparison would not say much."""
    result = pq.read_table(results[per_mu.OURS])
    reasons = {
        how for name in result.column_names if name.startswith("how_") for how in result[name].to_pylist()
    }
    assert reasons == {None, "ratio", "capped", "floored", "missing-zero", "missing-group-mean", "no-base"}
    assert set(result["grade"].to_pylist()) == {None, "A", "B", "C", "D"}
    assert set(result["state"].to_pylist()) == {None, "provisional"}
    assert set(result["moved_by"].to_pylist()) == {None, "veto"}
    assert (
        len(set(zip(result["county"].to_pylist(), result["group"].to_pylist(), strict=True))) == 2 * COUNTIES
    )


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"firm": ["a", "b"], "score": [1.0, None]}, "score: 1 values differ, first in row 1: 2.0 and None"),
        ({"firm": ["b", "a"], "score": [1.0, 2.0]}, "firm: 2 values differ, first in row 0: a and b"),
        ({"firm": ["a"], "score": [1.0]}, "rows differ: 2 and 1"),
        ({"firm": ["a", "b"], "score": [1, 2]}, "columns differ"),
    ],
)
def test_unlike_results_are_refused(tmp_path: Path, other: dict[str, list[object]], says: str) -> None:
    one, two = tmp_path / "one.parquet", tmp_path / "two.parquet"
    pq.write_table(pa.table({"firm": ["a", "b"], "score": [1.0, 2.0]}), one)
    pq.write_table(pa.table(other), two)
    with pytest.raises(Unequal, match=says):
        require_equal(one, two)
    assert require_equal(one, one) == 2


def test_nothing_is_printed_when_results_differ(
    facts: Facts, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def spoiled(way: str, facts: Facts, folder: Path, limits: per_mu.Limits) -> int:
        pq.write_table(
            pa.table({"grade": ["A" if way == per_mu.OURS else "B"]}), per_mu.result_of(folder, way)
        )
        return 0

    monkeypatch.setattr("benchmarks.__main__.peak", spoiled)
    assert main(["--sizes", "1k", "--rounds", "1", "--folder", str(folder / "spoiled")]) == 1
    shown = capsys.readouterr()
    assert not shown.out
    assert "grade: 1 values differ" in shown.err


def test_json_has_the_ratio_its_spread_and_the_memory(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--sizes", "1k", "--rounds", "1", "--threads", "1", "--json", "--folder", str(folder)]) == 0
    found = json.loads(capsys.readouterr().out)
    (row,) = found["rows"]
    assert row["size"] == 1_000
    assert row["ratio"]["least"] <= row["ratio"]["median"] <= row["ratio"]["greatest"]
    assert min(row["ours_memory"], row["theirs_memory"], row["floor_memory"]) > 0


def test_ways_alternate_and_ratios_go_round_by_round() -> None:
    order: list[str] = []
    alternate({"a": lambda: order.append("a"), "b": lambda: order.append("b")}, 3)
    assert order == list("ababab")
    seconds = {"a": [2.0, 9.0, 4.0], "b": [1.0, 3.0, 4.0]}
    assert Timings(seconds, seconds).ratio("a", "b") == Spread(2.0, 1.0, 3.0)


@pytest.mark.parametrize(("text", "size"), [("2500", 2_500), ("100k", 100_000), ("1M", 1_000_000)])
def test_sizes_are_read(text: str, size: int) -> None:
    assert size_of(text) == size
