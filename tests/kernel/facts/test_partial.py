"""A department sends only its own column; only for what was received before."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from tests.kernel.facts.small_plan import FIRMS, SmallPlan, firm, small_plan, write_csv

from zhixing.kernel.engine import Engine
from zhixing.kernel.facts import Lake, load_file, snapshot

FIRST, LATER = date(2019, 6, 1), date(2019, 7, 1)
COLUMNS = [
    {**column, "required": "true"} if column["id"] == "county" else column
    for column in FIRMS["columns"]  # type: ignore[attr-defined]
]


def plan_with_required_county() -> SmallPlan:
    return small_plan({**FIRMS, "columns": COLUMNS})


def test_a_department_s_own_column_joins_what_is_there(tmp_path: Path, lake: Lake) -> None:
    plan = plan_with_required_county()
    whole = write_csv(
        tmp_path / "a.csv", ("firm", "year", "county", "land", "tax"), [firm(1), "2018", "331003", "10", "5"]
    )
    load_file(plan, lake, whole, dataset="firms", known_on=FIRST)
    part = write_csv(
        tmp_path / "b.csv", ("firm", "year", "tax"), [firm(1), "2018", "6"], [firm(2), "2018", "7"]
    )
    receipt = load_file(plan, lake, part, dataset="firms", known_on=LATER)
    assert (receipt.counts.accepted, receipt.counts.refused) == (1, 1)
    assert [issue["code"] for issue in lake.refused_issues(receipt)] == ["facts.new-without-required"]
    with Engine(threads=1) as engine:
        taken = snapshot(plan, lake, "firms", None)
        taken.register(engine)
        [row] = engine.table(taken.tree).to_pylist()
    assert (row["county"], row["land"], row["tax"]) == ("331003", Decimal(10), Decimal(6))


def test_what_was_received_only_later_is_not_there_yet(tmp_path: Path, lake: Lake) -> None:
    plan = plan_with_required_county()
    whole = write_csv(tmp_path / "a.csv", ("firm", "year", "county", "tax"), [firm(1), "2018", "331003", "5"])
    load_file(plan, lake, whole, dataset="firms", known_on=LATER)
    part = write_csv(tmp_path / "b.csv", ("firm", "year", "tax"), [firm(1), "2018", "6"])
    receipt = load_file(plan, lake, part, dataset="firms", known_on=FIRST)
    assert receipt.counts.accepted == 0
