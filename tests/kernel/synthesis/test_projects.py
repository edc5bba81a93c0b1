"""Made-up projects and parcels: the land goes to who promises all of it, and what is promised is filed before what is done."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow.compute as pc
import pytest
from tests.kernel.synthesis.conftest import SEED, Made

from zhixing.kernel.facts import Lake, load_file
from zhixing.kernel.plan import CompiledPlan
from zhixing.kernel.synthesis import synthesise

YEARS = range(2018, 2023)
LOWER = ("energy_intensity", "emission_intensity")
HIGHER = ("investment_per_mu", "tax_per_mu", "floor_ratio")
Row = dict[str, str]


def rows_of(plan: CompiledPlan, folder: Path, dataset: str, name: object) -> list[Row]:
    """The rows of a file, under the ids of the columns."""
    ids = {column.title: column.id for column in plan.datasets[dataset].columns}
    with (folder / f"{dataset}-{name}.csv").open(encoding="utf-8") as stream:
        return [{ids[head]: cell for head, cell in row.items()} for row in csv.DictReader(stream)]


def meets(bid: Row) -> bool:
    """Whether every promise is at its index or better, the list is clear and the land is ready."""
    good = [Decimal(bid[f"promised_{n}"]) >= Decimal(bid[f"index_{n}"]) for n in HIGHER]
    good += [Decimal(bid[f"promised_{n}"]) <= Decimal(bid[f"index_{n}"]) for n in LOWER]
    return all(good) and bid["on_negative_list"] == "否" and bid["clean_land"] == "是" and bid["regional_assessments"] == "7"  # fmt: skip


def test_the_first_bid_that_meets_everything_wins(plan: CompiledPlan, small: Made) -> None:
    by_parcel: dict[str, list[Row]] = {}
    for year in YEARS:
        for bid in rows_of(plan, small.folder, "parcel-bid", year):
            by_parcel.setdefault(bid["parcel"], []).append(bid)
    for bids in by_parcel.values():
        won = [bid["won"] == "是" for bid in bids]
        first = next((i for i, bid in enumerate(bids) if meets(bid)), None)
        assert won == [i == first for i in range(len(bids))]
    assert {True, False} == {any(b["won"] == "是" for b in bids) for bids in by_parcel.values()}


def test_who_won_is_held_to_what_was_promised(plan: CompiledPlan, small: Made) -> None:
    """The promise is filed for every year until the agreed check; what was done only for the year of the check."""
    names = [f"promised_{name}" for name in (*HIGHER, *LOWER)]
    for year in YEARS:
        won = {
            bid["parcel"]: [bid[n] for n in names]
            for bid in rows_of(plan, small.folder, "parcel-bid", year)
            if bid["won"] == "是"
        }
        held = rows_of(plan, small.folder, "project-year", f"committed-{year}")
        assert {row["parcel"]: [row[n] for n in names] for row in held} == won
        assert all(int(row["year"]) <= date.fromisoformat(row["check_due_on"]).year for row in held)
    for year in YEARS:
        for row in rows_of(plan, small.folder, "project-year", year):
            assert bool(row["investment"]) == (row["approved_on"] == "")


def test_nothing_is_refused_and_promise_and_deed_have_their_own_receipts(
    plan: CompiledPlan, small: Made, tmp_path: Path
) -> None:
    lake = Lake(tmp_path / "lake")
    for dataset in ("land-parcel", "parcel-bid", "project-year", "energy-control"):
        for file in sorted(small.folder.glob(f"{dataset}-*.csv")):
            known_on = small.result.received[file.name]
            receipt = load_file(plan, lake, file, dataset=dataset, known_on=known_on)
            assert receipt.counts.refused == 0, file.name
    promised, done = (small.result.received[f"project-year-{n}.csv"] for n in ("committed-2018", "2021"))
    assert (promised, done) == (date(2018, 12, 31), date(2022, 3, 20))


def test_at_least_so_many_are_made_however_small_the_province(plan: CompiledPlan, small: Made) -> None:
    least = int(plan.calibration["projects"]["least"]["value"])
    for year in YEARS:
        parcels = len(rows_of(plan, small.folder, "land-parcel", year))
        reviewed = Counter(
            row["in_key_area"]
            for row in rows_of(plan, small.folder, "project-year", year)
            if row["approved_on"]
        )
        assert parcels + reviewed["否"] == least
        assert 0 < reviewed["是"] <= parcels


def test_a_prefecture_has_the_caps_of_its_counties(plan: CompiledPlan, small: Made) -> None:
    for year in YEARS:
        rows = {row["place"]: row for row in rows_of(plan, small.folder, "energy-control", year)}
        sums: dict[str, Decimal] = {}
        for code, row in rows.items():
            place = plan.places[code]
            if place.level == "county":
                sums[place.parent or ""] = sums.get(place.parent or "", Decimal(0)) + Decimal(
                    row["total_cap"]
                )
        cities = {
            code: Decimal(row["total_cap"])
            for code, row in rows.items()
            if plan.places[code].level == "prefecture"
        }
        assert sums == cities
        assert all(place.valid.until is None or place.valid.until.year >= year for place in map(plan.places.__getitem__, rows))  # fmt: skip


def test_the_line_stands_on_what_firms_used_the_year_before(plan: CompiledPlan, small: Made) -> None:
    """Blank cells apart, which are few: energy over value added of the firms above scale, in a county that never changed."""
    firms = small.year(2018)
    rows = {row["place"]: row for row in rows_of(plan, small.folder, "energy-control", 2019)}
    mine = firms.filter(pc.and_(firms["above_scale"], pc.equal(firms["county"], "330282")))
    found = pc.sum(mine["energy"]).as_py() / pc.sum(mine["value_added"]).as_py()
    assert float(rows["330282"]["base_intensity"]) == pytest.approx(float(found), rel=0.02)


def test_projects_of_a_year_do_not_depend_on_the_other_years_asked_for(
    plan: CompiledPlan, small: Made, tmp_path: Path
) -> None:
    synthesise(plan, tmp_path, seed=SEED, scale=Decimal("0.01"), years=[2021])
    for name in ("land-parcel", "parcel-bid", "project-year", "project-year-committed", "energy-control"):
        file = f"{name}-2021.csv"
        assert (tmp_path / file).read_bytes() == (small.folder / file).read_bytes()
