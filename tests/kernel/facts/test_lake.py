"""The lake keeps what was accepted, shows nothing half done, and knows what was known when."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from importlib import import_module
from pathlib import Path

import pytest
from tests.kernel.facts.small_plan import (
    DAY,
    FIGURES,
    FIRMS,
    SmallPlan,
    firm,
    small_plan,
    write_csv,
    write_xlsx,
)

from zhixing.foundation.issues import Refused
from zhixing.kernel.engine import Engine, render
from zhixing.kernel.facts import (
    Lake,
    Receipt,
    cell_of,
    check_facts,
    history_of,
    load_file,
    snapshot,
)
from zhixing.kernel.facts import lake as lake_module

snapshot_module = import_module("zhixing.kernel.facts.snapshot")
FIRST, SECOND, THIRD = date(2019, 6, 1), date(2019, 7, 1), date(2019, 8, 1)


@pytest.fixture(params=["in one pass", "only what repeats"])
def road(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways to put keys together, whatever there is to read."""
    monkeypatch.setattr(snapshot_module, "ONE_PASS", 10**9 if request.param == "in one pass" else 0)
    return str(request.param)


def load(plan: SmallPlan, lake: Lake, folder: Path, known_on: date, *lines: tuple[object, ...]) -> Receipt:
    """Load a text file of its own name made of the lines."""
    name = f"file-{len(list(folder.glob('*.csv')))}.csv"
    return load_file(plan, lake, write_csv(folder / name, *lines), known_on=known_on)


def seen(
    plan: SmallPlan, lake: Lake, as_known_on: date | None, dataset: str = "firms"
) -> dict[tuple[object, ...], dict[str, object]]:
    """The snapshot's rows by key."""
    found = snapshot(plan, lake, dataset, as_known_on)
    with Engine(threads=2) as engine:
        found.register(engine)
        rows = engine.table(found.tree).to_pylist()
    keys = [tuple(row[name] for name in plan.datasets[dataset].key) for row in rows]
    assert len(set(keys)) == len(keys)
    return dict(zip(keys, rows, strict=True))


@pytest.mark.usefixtures("road")
def test_a_blank_never_overrides_and_a_stated_none_does(tmp_path: Path, plan: SmallPlan, lake: Lake) -> None:
    head = ("firm", "year", "tax", "land", "staff")
    load(plan, lake, tmp_path, FIRST, head, (firm(1), 2018, 1, 10, 5), (firm(2), 2018, 2, 20, 6))
    load(plan, lake, tmp_path, SECOND, head, (firm(1), 2018, "", "/", 7), (firm(3), 2018, 3, 30, 8))
    load(plan, lake, tmp_path, THIRD, ("firm", "year", "land"), (firm(1), 2018, 11))
    one = (firm(1), 2018)
    assert seen(plan, lake, date(2019, 5, 31)) == {}
    first, second, third = (seen(plan, lake, day)[one] for day in (FIRST, SECOND, THIRD))
    assert (first["tax"], first["land"], first["staff"]) == (Decimal(1), Decimal(10), 5)
    assert (second["tax"], second["land"], second["staff"]) == (Decimal(1), None, 7)
    assert (third["tax"], third["land"], third["staff"]) == (Decimal(1), Decimal(11), 7)
    assert len(seen(plan, lake, None)) == 3


@pytest.mark.usefixtures("road")
def test_known_on_decides_before_the_order_of_arrival(tmp_path: Path, plan: SmallPlan, lake: Lake) -> None:
    head = ("firm", "year", "tax")
    load(plan, lake, tmp_path, SECOND, head, (firm(1), 2018, 2))
    load(plan, lake, tmp_path, FIRST, head, (firm(1), 2018, 1))
    load(plan, lake, tmp_path, SECOND, head, (firm(1), 2018, 3))
    assert seen(plan, lake, FIRST)[(firm(1), 2018)]["tax"] == Decimal(1)
    assert seen(plan, lake, None)[(firm(1), 2018)]["tax"] == Decimal(3)


@pytest.mark.usefixtures("road")
def test_files_whose_keys_cannot_meet_are_read_as_they_stand(
    tmp_path: Path, plan: SmallPlan, lake: Lake
) -> None:
    head = ("firm", "year", "tax")
    for year in (2017, 2018, 2019):
        load(plan, lake, tmp_path, FIRST, head, (firm(1), year, 1), (firm(2), year, 2))
    assert list(snapshot(plan, lake, "firms", None).tables) == ["firms_apart"]
    load(plan, lake, tmp_path, SECOND, head, (firm(2), 2019, 5))
    found = snapshot(plan, lake, "firms", None)
    assert {name: len(paths) for name, paths in found.tables.items()} == {
        "firms_apart": 2,
        "firms_meeting": 2,
    }
    assert {key: row["tax"] for key, row in seen(plan, lake, None).items()} == {
        (firm(number), year): Decimal(5 if (number, year) == (2, 2019) else number)
        for number in (1, 2)
        for year in (2017, 2018, 2019)
    }
    assert "PERCENTILE" not in render(found.tree)
    assert len(render(found.tree, "spark")) > 100


def test_a_snapshot_of_nothing_is_an_empty_table(plan: SmallPlan, lake: Lake) -> None:
    found = snapshot(plan, lake, "figures", None)
    with Engine() as engine:
        table = engine.table(found.tree)
    assert table.num_rows == 0
    assert table.column_names == ["place", "period", "value", "growth"]
    with pytest.raises(Refused) as error:
        snapshot(plan, lake, "figure", None)
    assert [issue.code for issue in error.value.issues] == ["facts.unknown-dataset"]


def test_back_to_the_cell(tmp_path: Path, plan: SmallPlan, lake: Lake) -> None:
    head = ["税收表", None, None], ["统一社会信用代码", "年度", "评价税收（元）"]
    path = write_xlsx(tmp_path / "a.xlsx", *head, [firm(1), 2018, "12,345.00"], [firm(2), 2018, 500], first=2)
    first = load_file(plan, lake, path, known_on=FIRST, received_from="税务")
    second = load(
        plan, lake, tmp_path, SECOND, ("firm", "year", "tax"), (firm(1), 2018, "/"), (firm(3), 2018, 1)
    )
    key = {"firm": firm(1), "year": 2018}
    cell = cell_of(lake, "firms", key, "tax", FIRST)
    assert cell is not None
    assert (cell.file, cell.sheet, cell.cell, cell.text) == ("a.xlsx", "Sheet1", "C5", "12,345.00")
    assert (cell.receipt, cell.value, cell.known_on, cell.received_from) == (
        first.id, Decimal("1.2345"), FIRST, "税务",
    )  # fmt: skip
    latest = cell_of(lake, "firms", key, "tax", None)
    assert latest is not None
    assert (latest.receipt, latest.cell, latest.text, latest.value) == (
        second.id,
        "C2",
        "/",
        None,
    )
    assert [c.known_on for c in history_of(lake, "firms", key, "tax")] == [FIRST, SECOND]
    assert cell_of(lake, "firms", {"firm": firm(9), "year": 2018}, "tax", None) is None
    assert cell_of(lake, "firms", key, "land", None) is None


def test_back_to_the_cell_of_a_table(tmp_path: Path, plan: SmallPlan, lake: Lake) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(
        pa.table({"firm": [firm(1), firm(2)], "year": [2018, 2018], "tax": [1.5, 2.5]}),
        tmp_path / "a.parquet",
    )
    load_file(plan, lake, tmp_path / "a.parquet", known_on=FIRST)
    cell = cell_of(lake, "firms", {"firm": firm(2), "year": 2018}, "tax", None)
    assert cell is not None
    assert (cell.cell, cell.text) == ("C2", "2.5")


class Crashed(Exception):
    """The power went."""


@pytest.mark.parametrize("step", range(5))
def test_a_crash_at_any_rename_loses_and_shows_nothing(
    step: int, tmp_path: Path, plan: SmallPlan, lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = ("firm", "year", "tax")
    load(plan, lake, tmp_path, FIRST, head, (firm(1), 2018, 1))
    before = seen(plan, lake, None)
    path = write_csv(tmp_path / "b.csv", head, (firm(1), 2018, 2), (firm(2), 2018, "x"))
    done: list[Path] = []
    move = lake_module.move

    def fail(part: Path, final: Path) -> None:
        if len(done) == step:
            raise Crashed
        done.append(final)
        move(part, final)

    monkeypatch.setattr(lake_module, "move", fail)
    with pytest.raises(Crashed):
        load_file(plan, lake, path, known_on=SECOND)
    assert seen(plan, lake, None) == before
    assert len(lake.receipts()) == 1
    assert {issue.code for issue in check_facts(plan, lake)} == {"facts.leftover"}
    monkeypatch.setattr(lake_module, "move", move)
    receipt = load_file(plan, lake, path, known_on=SECOND)
    assert receipt.sequence == 2
    assert seen(plan, lake, None)[(firm(1), 2018)]["tax"] == Decimal(2)
    assert check_facts(plan, lake) == ()


def check_codes(plan: SmallPlan, lake: Lake) -> list[str]:
    issues = check_facts(plan, lake)
    assert all("{" not in issue.zh + issue.en for issue in issues)
    return sorted(issue.code for issue in issues)


def test_the_lake_is_checked(tmp_path: Path, plan: SmallPlan, lake: Lake) -> None:
    assert check_facts(plan, lake) == ()
    one = load(plan, lake, tmp_path, FIRST, ("firm", "year", "tax"), (firm(1), 2018, 1), (firm(2), 2018, "x"))
    two = load(plan, lake, tmp_path, FIRST, ("firm", "year", "tax"), (firm(1), 2019, 1))
    assert check_facts(plan, lake) == ()
    refused = lake.refused_path(one)
    assert refused is not None
    refused.write_bytes(b"other")
    assert check_codes(plan, lake) == ["facts.altered-file"]
    lake.received_path(one).unlink()
    assert check_codes(plan, lake) == ["facts.altered-file", "facts.missing-file"]
    paper = lake.root / "receipts" / f"{two.id}.json"
    told = json.loads(paper.read_text(encoding="utf-8"))
    told["counts"]["accepted"] = 7
    paper.write_text(json.dumps(told), encoding="utf-8")
    assert check_codes(plan, lake) == ["facts.altered-file", "facts.altered-receipt", "facts.missing-file"]
    with pytest.raises(Refused) as error:
        lake.receipts()
    assert [issue.code for issue in error.value.issues] == ["facts.altered-receipt"]


def test_a_snapshot_without_its_file_is_refused(tmp_path: Path, plan: SmallPlan, lake: Lake) -> None:
    receipt = load(plan, lake, tmp_path, FIRST, ("firm", "year", "tax"), (firm(1), 2018, 1))
    lake.rows_path(receipt).unlink()
    with pytest.raises(Refused) as error:
        snapshot(plan, lake, "firms", None)
    assert [issue.code for issue in error.value.issues] == ["facts.missing-file"]


def changed(**changes: Mapping[str, object]) -> SmallPlan:
    """The small plan with columns of the firms changed; a new name adds a column."""
    listed = FIRMS["columns"]
    assert isinstance(listed, list)
    columns = {column["id"]: dict(column) for column in listed}
    for name, change in changes.items():
        columns.setdefault(name, {"id": name}).update(change)
    return small_plan({**FIRMS, "columns": list(columns.values())}, FIGURES)


def test_a_contract_that_moved_on(tmp_path: Path, plan: SmallPlan, lake: Lake) -> None:
    load(plan, lake, tmp_path, FIRST, ("firm", "year", "tax"), (firm(1), 2018, 1))
    wider = changed(
        water={"title": "用水量", "type": "amount", "unit": "立方米", "decimals": 2}, land={"unit": "公顷"}
    )
    load(wider, lake, tmp_path, SECOND, ("firm", "year", "water"), (firm(1), 2018, 7))
    row = seen(wider, lake, None)[(firm(1), 2018)]
    assert (row["tax"], row["water"]) == (Decimal(1), Decimal(7))
    assert seen(wider, lake, FIRST)[(firm(1), 2018)]["water"] is None
    other = changed(tax={"unit": "元"})
    assert check_codes(other, lake) == ["facts.contract-changed"] * 2
    with pytest.raises(Refused) as error:
        snapshot(other, lake, "firms", FIRST)
    assert [issue.code for issue in error.value.issues] == ["facts.contract-changed"]


def test_receipts_survive_their_paper(tmp_path: Path, plan: SmallPlan, lake: Lake) -> None:
    receipt = load(plan, lake, tmp_path, DAY, ("firm", "year", "评价税收（元）"), (firm(1), 2018, 1))
    assert Lake(lake.root).receipts() == (receipt,)
    assert receipt.id.startswith("000001-")
    assert receipt.plan == "small-plan"
