"""Three sides of a form, compared: laws first, then the cases a person meets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from tests.kernel.facts.small_plan import DAY, SmallPlan, firm, small_plan, write_csv

from zhixing.kernel.facts import (
    Change,
    Key,
    Kind,
    Lake,
    Returned,
    current_rows,
    difference,
    examine,
    load_file,
    read_sent,
    returned_of,
    write_current,
    write_difference,
)

LATER = date(2019, 7, 1)
PLAN = small_plan()
FIRMS = PLAN.datasets["firms"]
SCHEMA = pa.schema(
    [
        ("firm", pa.string()), ("year", pa.int32()), ("name", pa.string()), ("land", pa.decimal128(18, 4)),
        ("staff", pa.int64()),
    ]
)  # fmt: skip
CELLS = ("name", "land", "staff")
LETTERS = {"firm": "A", "year": "B", "name": "C", "land": "D", "staff": "E"}
Cells = Mapping[str, object]
Rows = Mapping[Key, Cells]

KEYS = st.tuples(st.sampled_from([firm(n) for n in range(4)]), st.sampled_from([2018, 2019]))
VALUES = st.fixed_dictionaries(
    {
        "name": st.sampled_from([None, "甲", "乙", "丙"]),
        "land": st.sampled_from([None, Decimal("1.5000"), Decimal("2"), Decimal(-3)]),
        "staff": st.sampled_from([None, 0, 1, 2]),
    }
)
SIDE = st.dictionaries(KEYS, VALUES, max_size=6)
NONE_SAID = st.dictionaries(KEYS, st.sets(st.sampled_from(CELLS)), max_size=4)


def table(rows: Rows) -> pa.Table:
    return pa.Table.from_pylist([{"firm": k[0], "year": k[1], **cells} for k, cells in rows.items()], SCHEMA)


def returned(rows: Rows, none: Mapping[Key, set[str]] | None = None) -> Returned:
    none = none or {}
    said = [sorted(n for n in none.get(k, ()) if cells[n] is None) for k, cells in rows.items()]
    held = table(rows).append_column("_row", pa.array(range(3, 3 + len(rows)), pa.int32()))
    return Returned(held.append_column("_said", pa.array(said, pa.list_(pa.string()))), LETTERS)


def applied(sent: Rows, changes: Iterable[Change]) -> dict[Key, dict[str, object]]:
    """`sent` after all that the sender did to it."""
    rows = {key: dict(cells) for key, cells in sent.items()}
    for change in changes:
        if change.kind is Kind.ROW_ADDED:
            rows[change.key] = dict.fromkeys(CELLS)
        elif change.kind in (Kind.ROW_MISSING, Kind.ROW_REFUSED):
            rows.pop(change.key, None)
        elif change.kind in (Kind.BY_SENDER, Kind.LEFT_BLANK, Kind.BOTH_SAME, Kind.CONFLICT):
            rows[change.key][change.column] = change.returned
    return rows


@settings(deadline=None)
@given(SIDE, SIDE, SIDE, NONE_SAID)
def test_the_sender_s_changes_make_the_returned_rows(
    sent: Rows, back: Rows, now: Rows, none: dict[Key, set[str]]
) -> None:
    changes = difference(FIRMS, table(sent), returned(back, none), table(now))
    assert applied(sent, changes) == back


@settings(deadline=None)
@given(SIDE, SIDE, SIDE)
def test_a_conflict_is_where_both_differ_from_sent_and_from_each_other(
    sent: Rows, back: Rows, now: Rows
) -> None:
    changes = difference(FIRMS, table(sent), returned(back), table(now))
    found = {(c.key, c.column) for c in changes if c.kind is Kind.CONFLICT}
    expected = set()
    for key in back:
        for name in CELLS:
            was = sent.get(key, {}).get(name)
            here = now[key][name] if key in now else was
            if len({was, back[key][name], here}) == 3 or (was != here != back[key][name] != was):
                expected.add((key, name))
    assert found == expected


@settings(deadline=None)
@given(SIDE, SIDE, SIDE, st.randoms(use_true_random=False))
def test_the_order_of_rows_is_of_no_account(sent: Rows, back: Rows, now: Rows, chance: object) -> None:
    def shuffled(rows: Rows) -> Rows:
        keys = list(rows)
        chance.shuffle(keys)  # type: ignore[attr-defined]
        return {key: rows[key] for key in keys}

    def without_cells(changes: Iterable[Change]) -> list[tuple[object, ...]]:
        return [(c.key, c.column, c.kind, c.sent, c.returned, c.current) for c in changes]

    one = difference(FIRMS, table(sent), returned(back), table(now))
    other = difference(FIRMS, table(shuffled(sent)), returned(shuffled(back)), table(shuffled(now)))
    assert without_cells(one) == without_cells(other)


@settings(deadline=None)
@given(SIDE, SIDE)
def test_three_times_the_same_is_no_change(same: Rows, now: Rows) -> None:
    assert difference(FIRMS, table(same), returned(same), table(same), unchanged=False) == ()
    kinds = {c.kind for c in difference(FIRMS, table(same), returned(same), table(now))}
    assert kinds <= {Kind.UNCHANGED, Kind.HERE, Kind.ROW_ADDED_HERE, Kind.ROW_LEFT_HERE}


KEY = (firm(1), 2018)


def one_cell(sent: object, back: object, now: object, *, none: bool = False) -> Kind:
    cells = {"name": None, "land": None}
    sides = [{KEY: {**cells, "staff": value}} for value in (sent, back, now)]
    came = returned(sides[1], {KEY: {"staff"}} if none else None)
    [change] = [c for c in difference(FIRMS, table(sides[0]), came, table(sides[2])) if c.column == "staff"]
    return change.kind


def test_every_kind_of_cell() -> None:
    assert one_cell(1, 1, 1) is Kind.UNCHANGED
    assert one_cell(1, 2, 1) is Kind.BY_SENDER
    assert one_cell(1, 1, 2) is Kind.HERE
    assert one_cell(1, 2, 2) is Kind.BOTH_SAME
    assert one_cell(1, 2, 3) is Kind.CONFLICT


def test_a_blank_says_nothing_and_a_stroke_says_none() -> None:
    assert one_cell(1, None, 1) is Kind.LEFT_BLANK
    assert one_cell(1, None, 1, none=True) is Kind.BY_SENDER
    assert one_cell(None, None, None) is Kind.UNCHANGED
    assert one_cell(None, None, None, none=True) is Kind.BY_SENDER
    assert one_cell(None, None, 2, none=True) is Kind.CONFLICT
    assert one_cell(1, None, None, none=True) is Kind.BOTH_SAME


def test_a_column_that_did_not_come_back_was_not_blanked() -> None:
    sides = {KEY: {"name": "甲", "land": Decimal(1), "staff": 1}}
    came = returned({KEY: {"name": "甲", "land": None, "staff": 1}})
    narrow = Returned(came.rows, {name: letter for name, letter in LETTERS.items() if name != "land"})
    assert difference(FIRMS, table(sides), narrow, table(sides), unchanged=False) == ()


HEAD = ("firm", "year", "name", "county", "land", "tax", "staff")
KNOWN = [[firm(n), "2018", f"第{n}家公司", "331003", "10", "120", "50"] for n in range(1, 6)]


def a_returned_form(tmp_path: Path, plan: SmallPlan, lake: Lake) -> Path:
    """Sent with five firms; meanwhile two figures changed here; the sender changed, blanked, dropped, added and erred."""
    load_file(plan, lake, write_csv(tmp_path / "all.csv", HEAD, *KNOWN), known_on=DAY)
    form = tmp_path / "form.xlsx"
    write_current(plan, lake, "firms", form, where={"county": ["331003"]}, known_on=DAY)
    later = write_csv(
        tmp_path / "later.csv",
        ("firm", "year", "tax", "staff"),
        [firm(1), "2018", "777", ""],
        [firm(2), "2018", "", "88"],
        [firm(8), "2018", "1", ""],
    )
    load_file(plan, lake, later, dataset="firms", known_on=DAY)
    book = load_workbook(form)
    page = book.worksheets[0]
    column = {str(cell.value): cell.column for cell in page[2]}
    rows = {page.cell(row, 1).value: row for row in range(3, 8)}

    def put(number: int, heading: str, value: object) -> None:
        page.cell(rows[firm(number)], column[heading]).value = value  # type: ignore[assignment]

    put(1, "评价税收（万元）", 999)
    put(2, "用地面积（亩）", "20000 平方米")
    put(2, "企业名称", None)
    put(3, "职工人数（人）", "五十")
    for heading, value in (("统一社会信用代码", firm(7)), ("年度", 2018), ("职工人数（人）", 3)):
        page.cell(8, column[heading]).value = value  # type: ignore[assignment]
    page.cell(9, 1).value = firm(6)[:-1]
    page.delete_rows(rows[firm(5)])
    book.save(form)
    return form


def compared(tmp_path: Path, plan: SmallPlan, lake: Lake) -> tuple[tuple[Change, ...], Returned]:
    form = a_returned_form(tmp_path, plan, lake)
    sent = read_sent(plan, form)
    back = examine(plan, lake, form, known_on=LATER, keep_in=tmp_path / "kept")
    now = current_rows(plan, lake, sent, back.rows, known_on=LATER)
    came = returned_of(plan, back)
    return difference(plan.datasets["firms"], sent.rows, came, now), came


def test_a_form_that_went_out_and_came_back(tmp_path: Path, plan: SmallPlan, lake: Lake) -> None:
    changes, _ = compared(tmp_path, plan, lake)
    found = {
        (c.key[0], c.column): (c.kind, c.sent, c.returned, c.current, c.where.cell)
        for c in changes
        if c.kind is not Kind.UNCHANGED
    }
    row = {code: number for number, code in enumerate(sorted(firm(n) for n in range(1, 6)), start=3)}
    assert found[firm(1), "tax"] == (Kind.CONFLICT, 120, 999, 777, f"J{row[firm(1)]}")
    assert found[firm(2), "land"] == (Kind.BY_SENDER, 10, Decimal("30.0000"), 10, f"I{row[firm(2)]}")
    assert found[firm(2), "staff"] == (Kind.HERE, 50, 50, 88, f"L{row[firm(2)]}")
    assert found[firm(2), "name"][0] is Kind.LEFT_BLANK
    assert found[firm(3), ""][0] is Kind.ROW_REFUSED
    assert found[firm(5), ""][0] is Kind.ROW_MISSING
    assert found[firm(7), ""][0] is Kind.ROW_ADDED
    assert found[firm(7), "staff"][:4] == (Kind.BY_SENDER, None, 3, None)
    assert found[firm(6)[:-1], ""][0] is Kind.ROW_REFUSED, "also where the key cannot be read"
    assert len(found) == 9
    refused = next(c for c in changes if c.kind is Kind.ROW_REFUSED and c.key[0] == firm(3))
    assert str(refused.where) == f"form.xlsx [企业数据] row {row[firm(3)]}"


def test_the_workbook_of_the_difference(tmp_path: Path, plan: SmallPlan, lake: Lake) -> None:
    changes, came = compared(tmp_path, plan, lake)
    out = tmp_path / "diff.xlsx"
    write_difference(plan, "firms", changes, out, returned=came, made_on=LATER)
    book = load_workbook(out)
    assert book.sheetnames == ["概要 Summary", "逐格 Cells", "整行 Rows"]
    page = book["逐格 Cells"]
    heads = [cell.value for cell in page[1]]
    assert heads[3:] == [
        "列\nColumn", "单位\nUnit", "结果\nOutcome", "发出\nSent", "报回\nReturned", "现在\nNow here", "单元格\nCell",
    ]  # fmt: skip
    lines = {(row[0].value, row[3].value): row for row in page.iter_rows(min_row=2)}
    conflict = lines[firm(1), "评价税收"]
    assert [cell.value for cell in conflict[5:9]] == ["冲突 conflict", 120, 999, 777]
    assert conflict[2].value == "第1家公司"
    coloured = [cell for row in page.iter_rows(min_row=2) for cell in row if cell.fill.fill_type == "solid"]
    assert coloured
    for row in page.iter_rows(min_row=2):
        assert row[5].value, "no colour without its word"
    rows = [[cell.value for cell in row] for row in book["整行 Rows"].iter_rows(min_row=2)]
    missing = next(row for row in rows if row[0] == firm(5))
    assert "Not returned is not deleted" in str(missing[-1])
    summary = {row[0].value: row[1].value for row in book["概要 Summary"].iter_rows(min_row=5)}
    assert summary["冲突 conflict"] == 1
