"""The difference as a workbook for people: the three values side by side, each outcome in a word and a colour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from zhixing.kernel.facts.contract import FactPlan, require_dataset
from zhixing.kernel.facts.difference import ROW_KINDS, Change, Key, Kind, Returned
from zhixing.kernel.facts.pages import Cell, Heading, Page, Styles, shown, write_cell
from zhixing.kernel.facts.template import form_book
from zhixing.kernel.facts.values import Value
from zhixing.kernel.plan import Column, Dataset

# For each kind: the words, the colour that goes with them, and what a person should know.
_WORDS: Mapping[Kind, tuple[str, str, str, str, str]] = {
    Kind.UNCHANGED: ("未变", "unchanged", "", "三方一致。", "All three agree."),
    Kind.BY_SENDER: ("报送方改", "changed by the sender", "#CFE2F3",
                     "只有报回的表改了；收下后即采用。", "Only the returned form differs; taken when it is loaded."),
    Kind.LEFT_BLANK: ("报送方留空", "left blank by the sender", "#FFF2CC",
                      "空白什么也没说，收下后原值不变；没有请填“/”。",
                      "A blank says nothing and changes nothing; '/' says that there is none."),
    Kind.HERE: ("此间改", "changed here meanwhile", "#D9EAD3",
                "发出后这里已改，报回的表仍是旧值：整份收下会把旧值写回，请先核对。",
                "Changed here after sending; the form still has the old value, and loading it whole would put that back."),
    Kind.BOTH_SAME: ("双方同改", "both changed, to the same", "#D0E0E3", "两边改成同一个值。",
                     "Both changed it to the same value."),
    Kind.CONFLICT: ("冲突", "conflict", "#F4B6AE", "两边改成不同的值，须由人决定。",
                    "Both changed it, differently: a person decides."),
    Kind.ROW_ADDED: ("新增行", "row added", "#CFE2F3", "发出的表里没有这一行。", "The form was sent without this row."),
    Kind.ROW_MISSING: ("未报回的行", "row not returned", "#FFF2CC",
                       "没有报回不等于删除：已知的值照旧有效。", "Not returned is not deleted: what is known stays known."),
    Kind.ROW_REFUSED: ("退回行", "row refused", "#F4B6AE", "这一行有错，收下时会退回。",
                       "This row has faults and would be refused."),
    Kind.ROW_ADDED_HERE: ("此间新增行", "row added here meanwhile", "#D9EAD3", "发出后这里新增，报回的表里没有。",
                          "Added here after sending; the returned form has no such row."),
    Kind.ROW_LEFT_HERE: ("此间不再有的行", "row no longer here", "#EFEFEF", "发出时有，现在的数据里没有。",
                         "It was sent, but is not among what is known now."),
}  # fmt: skip
_NONE_STATED = "/"


def write_difference(
    plan: FactPlan, dataset: str, changes: Sequence[Change], out: Path, *, returned: Returned, made_on: date
) -> None:
    """Write the difference: a summary, the rows that came or went, and every cell that somebody changed.

    Raises:
        Refused: `facts.unknown-dataset`.
    """
    contract = require_dataset(plan, dataset)
    names = _names(contract, changes)
    with form_book(out, made_on) as book:
        styles = Styles(book)
        _write_summary(book.add_worksheet("概要 Summary"), contract, changes, returned, made_on, styles)
        cells = [c for c in changes if c.column and c.kind is not Kind.UNCHANGED]
        _cells_page(contract, cells, names).write(book, styles)
        _rows_page(contract, [c for c in changes if c.kind in ROW_KINDS], names).write(book, styles)


def _names(dataset: Dataset, changes: Sequence[Change]) -> dict[Key, str]:
    """The first text of each row, by which a person knows it."""
    column = _name_column(dataset)
    if column is None:
        return {}
    said = ((c.key, c.returned or c.current or c.sent) for c in changes if c.column == column.id)
    return {key: str(name) for key, name in said if name}


def _name_column(dataset: Dataset) -> Column | None:
    return next((c for c in dataset.columns if c.type == "text" and c.id not in dataset.key), None)


def _write_summary(
    sheet: Any, dataset: Dataset, changes: Sequence[Change], returned: Returned, made_on: date, styles: Styles
) -> None:
    counts = Counter(change.kind for change in changes)
    place = f"{returned.file} [{returned.sheet}]" if returned.sheet else returned.file
    sheet.write_string(0, 0, f"三方比对 Three-way difference：{dataset.title}", styles.title)
    sheet.write_string(1, 0, f"{place}　{made_on.isoformat()}")
    for index, (heading, width) in enumerate(
        (("结果\nOutcome", 30), ("格或行\nCells or rows", 14), ("含义\nMeaning", 90))
    ):
        sheet.set_column(index, index, width)
        sheet.write_string(3, index, heading, styles.head)
    sheet.set_row(3, 34)
    for row, (kind, (zh, en, colour, means_zh, means_en)) in enumerate(_WORDS.items(), start=4):
        write_cell(sheet, row, 0, Cell(f"{zh} {en}", colour=colour), styles)
        write_cell(sheet, row, 1, Cell(counts[kind]), styles)
        sheet.write_string(row, 2, f"{means_zh} {means_en}", styles.wrapped)
        sheet.set_row(row, 32)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _key_headings(dataset: Dataset) -> list[Heading]:
    by_id = {column.id: column for column in dataset.columns}
    keys = [by_id[name] for name in dataset.key]
    found = [Heading(c.title, c.title_en or c.id, 22 if c.type == "uscc" else 10) for c in keys]
    name = _name_column(dataset)
    return [*found, Heading(name.title, name.title_en or name.id, 26)] if name else found


def _key_cells(dataset: Dataset, key: Key, names: Mapping[Key, str]) -> list[Cell]:
    by_id = {column.id: column for column in dataset.columns}
    cells = [Cell(shown(by_id[n], value), by_id[n]) for n, value in zip(dataset.key, key, strict=True)]
    return [*cells, Cell(names.get(key))] if _name_column(dataset) else cells


def _cells_page(dataset: Dataset, changes: Sequence[Change], names: Mapping[Key, str]) -> Page:
    headings = [
        *_key_headings(dataset), Heading("列", "Column", 26), Heading("单位", "Unit", 10),
        Heading("结果", "Outcome", 30), Heading("发出", "Sent", 16), Heading("报回", "Returned", 16),
        Heading("现在", "Now here", 16), Heading("单元格", "Cell", 9),
    ]  # fmt: skip
    return Page("逐格 Cells", headings, _cell_lines(dataset, changes, names), len(dataset.key))


def _cell_lines(
    dataset: Dataset, changes: Sequence[Change], names: Mapping[Key, str]
) -> Iterator[Sequence[Cell]]:
    by_id = {column.id: column for column in dataset.columns}
    for change in changes:
        column = by_id[change.column]
        zh, en, colour, _, _ = _WORDS[change.kind]
        yield [
            *_key_cells(dataset, change.key, names),
            Cell(column.title),
            Cell(column.unit.text if column.unit else ""),
            Cell(f"{zh} {en}", colour=colour, bold=change.kind is Kind.CONFLICT),
            Cell(shown(column, change.sent), column),
            Cell(_returned(column, change), column, colour=colour if change.where.cell else ""),
            Cell(shown(column, change.current), column),
            Cell(change.where.cell),
        ]


def _returned(column: Column, change: Change) -> Value:
    return _NONE_STATED if change.states_none else shown(column, change.returned)


def _rows_page(dataset: Dataset, changes: Sequence[Change], names: Mapping[Key, str]) -> Page:
    headings = [
        *_key_headings(dataset), Heading("结果", "Outcome", 30), Heading("行号", "Row", 8),
        Heading("含义", "Meaning", 60),
    ]  # fmt: skip

    def lines() -> Iterator[Sequence[Cell]]:
        for change in changes:
            zh, en, colour, means_zh, means_en = _WORDS[change.kind]
            yield [
                *_key_cells(dataset, change.key, names),
                Cell(f"{zh} {en}", colour=colour),
                Cell(change.where.row or None),
                Cell(f"{means_zh} {means_en}"),
            ]

    return Page("整行 Rows", headings, lines(), len(dataset.key))
