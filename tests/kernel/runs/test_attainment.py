"""What a sealed run found of the parts of places, as facts for an assessment."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from zhixing.foundation.issues import Refused
from zhixing.kernel.engine import Engine
from zhixing.kernel.facts import Lake, load_file, snapshot
from zhixing.kernel.plan import CompiledPlan
from zhixing.kernel.runs import Run, attainment_of

_NUMBER = pa.decimal128(38, 12)
_SCHEMA = pa.schema(
    [("place", pa.string()), ("level", pa.string()), ("light", pa.string()), ("observed", _NUMBER), ("expected", _NUMBER),
     ("over", pa.string()), ("goal", _NUMBER)]
)  # fmt: skip


def run_of(folder: Path, parts: list[tuple[str, str, str, Any, Any]], as_of: str = "2020-06-30") -> Run:
    """A run that holds these parts."""
    (folder / "results").mkdir()
    rows = [
        dict(zip(_SCHEMA.names, (*part, "330000" if part[0] else "", part[4]), strict=True)) for part in parts
    ]
    pq.write_table(pa.Table.from_pylist(rows, _SCHEMA), folder / "results" / "cascade.parquet")
    manifest = {"id": "monitor-x", "request": {"as_of": as_of}, "results": {"cascade.parquet": {}}}
    return Run(folder, manifest)


PARTS = [
    ("330100", "prefecture", "green", Decimal(30), Decimal(20)),
    ("330100", "prefecture", "red", Decimal(10), Decimal(40)),
    ("330100", "prefecture", "none", None, Decimal(5)),
    ("330400", "prefecture", "reached", Decimal(7), Decimal(7)),
    ("330102", "county", "yellow", Decimal(9), Decimal(10)),
    ("330922", "county", "reached", Decimal(0), Decimal(0)),
    ("", "prefecture", "none", None, None),
]


def test_lights_are_counted_and_progress_is_averaged_by_hand(tmp_path: Path) -> None:
    """330100: 30/20 counts as 1, 10/40 as 0.25, the third is unknown: (1 + 0.25)/2 = 62.5 %."""
    found = {row["place"]: row for row in attainment_of(run_of(tmp_path, PARTS)).to_pylist()}
    hangzhou = found["330100"]
    names = ("assigned", "on_track", "behind", "far_behind", "unknown", "mean_progress", "year", "source")
    assert tuple(hangzhou[name] for name in names) == (3, 1, 0, 1, 1, Decimal("62.5"), 2019, "monitor-x")
    assert (found["330400"]["on_track"], found["330400"]["mean_progress"]) == (1, 100)
    assert (found["330102"]["behind"], found["330102"]["mean_progress"]) == (1, 90)
    assert found["330922"]["mean_progress"] == 100, "nothing was due yet"
    assert set(found) == {"330100", "330400", "330102", "330922"}


@pytest.mark.parametrize(
    ("as_of", "year"), [("2020-06-30", 2019), ("2020-12-31", 2020), ("2021-01-01", 2020)]
)
def test_the_data_year_is_the_last_full_one(tmp_path: Path, as_of: str, year: int) -> None:
    assert set(attainment_of(run_of(tmp_path, PARTS, as_of))["year"].to_pylist()) == {year}


def test_the_file_is_loaded_like_any_other(tmp_path: Path, plan: CompiledPlan) -> None:
    file = tmp_path / "target-attainment.parquet"
    pq.write_table(attainment_of(run_of(tmp_path, PARTS)), file)
    lake = Lake(tmp_path / "lake")
    receipt = load_file(plan, lake, file, dataset="target-attainment", known_on=date(2020, 8, 14))
    assert (receipt.counts.accepted, receipt.counts.refused) == (4, 0)
    taken = snapshot(plan, lake, "target-attainment", date(2020, 8, 14))
    with Engine(threads=1) as engine:
        taken.register(engine)
        assert {row["source"] for row in engine.table(taken.tree).to_pylist()} == {"monitor-x"}


def test_a_run_that_split_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        attainment_of(Run(tmp_path, {"id": "x", "results": {}, "request": {"as_of": "2020-06-30"}}))
    assert [issue.code for issue in refused.value.issues] == ["runs.no-cascade"]
