"""Forms: a workbook that a supplier fills in, made from the contract so that it reads back as it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from zhixing.foundation.quantities import as_decimal
from zhixing.kernel.facts.contract import FactPlan, column_terms, decimals_of, require_dataset, signature_of
from zhixing.kernel.facts.folding import fold_heading, split_unit
from zhixing.kernel.facts.reading import SIGNATURE_SHEET
from zhixing.kernel.plan import Column, Dataset

HEADING_ROW = 1
DATA_ROWS = 5_000
EXPLANATION = "填报说明"
_TYPES = {
    "uscc": "统一社会信用代码（18 位文本）", "year": "年份（四位数字）", "text": "文字",
    "period": "时期（2018、2018Q1、2018-03）", "place": "区划代码（6 位文本）",
    "industry": "行业代码（GB/T 4754-2017，2 至 4 位文本）",
    "choice": "选项", "flag": "是或否", "date": "日期（2018-03-05）", "amount": "数", "count": "整数",
}  # fmt: skip
_TEXT_TYPES = ("uscc", "place", "industry", "text", "period", "choice", "flag")
_EXCEL_LIST = 255


def write_template(plan: FactPlan, dataset_ids: Iterable[str], path: Path) -> None:
    """Write a form for the datasets: one sheet each, an explanation, and a hidden signature of the contracts.

    Raises:
        Refused: `facts.unknown-dataset`.
    """
    datasets = [require_dataset(plan, name) for name in dataset_ids]
    names = sheet_names(datasets)
    with form_book(path, plan.head.issued) as book:
        formats = Formats(book)
        for dataset in datasets:
            write_form(book.add_worksheet(names[dataset.id]), plan, dataset, formats)
        write_explanation(book.add_worksheet(EXPLANATION), datasets, formats)
        write_signature(book.add_worksheet(SIGNATURE_SHEET), plan, datasets, names)


@contextmanager
def form_book(path: Path, made_on: date) -> Iterator[Any]:
    """A workbook to write into; `made_on` is the date it bears, so that the same content gives the same bytes."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": datetime(made_on.year, made_on.month, made_on.day, tzinfo=UTC)})
        yield book


class Formats:
    """The few formats of a form."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._data: dict[str, Any] = {}
        self._filled: dict[tuple[str, bool], Any] = {}
        self.title = book.add_format({"bold": True, "font_size": 14, "valign": "vcenter"})
        base = {"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter", "align": "center"}
        self.required = book.add_format({**base, "bg_color": "#F6E3B8"})
        self.optional = book.add_format({**base, "bg_color": "#E7EEF7"})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})

    def data(self, column: Column) -> Any:
        """Unlocked cells in the number format of a column."""
        form = number_format(column)
        if form not in self._data:
            self._data[form] = self._book.add_format({"num_format": form, "locked": False})
        return self._data[form]

    def filled(self, column: Column, *, locked: bool) -> Any:
        """Cells that hold a value already; those that are not to be changed are locked and grey.

        Amounts show as many decimals as they have: Excel would show 10 as `10.` in the format of empty cells.
        """
        form = "General" if column.type == "amount" else number_format(column)
        if (form, locked) not in self._filled:
            given = {"num_format": form, "locked": locked}
            self._filled[form, locked] = self._book.add_format(
                {**given, "bg_color": "#EDEDED"} if locked else given
            )
        return self._filled[form, locked]


def number_format(column: Column) -> str:
    """Excel's number format: text for codes, so that a leading zero lives."""
    if column.type in _TEXT_TYPES:
        return "@"
    if column.type == "date":
        return "yyyy-mm-dd"
    if column.type == "year":
        return "0"
    places = decimals_of(column)
    return "#,##0" + ("." + "#" * places if places else "")


def sheet_names(datasets: Sequence[Dataset]) -> Mapping[str, str]:
    """A sheet name for each dataset: its title without what Excel forbids, at most 31 characters."""
    names: dict[str, str] = {}
    taken = {EXPLANATION, SIGNATURE_SHEET}
    for dataset in datasets:
        plain = (
            "".join(" " if mark in "[]:*?/\\" else mark for mark in dataset.title).strip("' ") or dataset.id
        )
        name, again = plain[:31], 2
        while name in taken:
            name, again = f"{plain[:28]} {again}", again + 1
        taken.add(name)
        names[dataset.id] = name
    return names


def heading_of(column: Column) -> str:
    """The heading: title and unit, unless the title already ends in its unit."""
    if column.unit is None:
        return column.title
    parts = split_unit(fold_heading(column.title))
    return column.title if parts and parts[1] == column.unit.text else f"{column.title}（{column.unit.text}）"


def write_form(sheet: Any, plan: FactPlan, dataset: Dataset, formats: Formats, rows: int = DATA_ROWS) -> None:
    """The sheet of a dataset: headings, formats, lists of choices for so many rows; locked but for the cells to fill."""
    sheet.write_string(0, 0, f"{dataset.title}（{plan.head.title}）", formats.title)
    sheet.set_row(0, 26)
    sheet.set_row(HEADING_ROW, 42)
    for index, column in enumerate(dataset.columns):
        needed = column.required or column.id in dataset.key
        sheet.set_column(index, index, 24 if column.type == "uscc" else 16, formats.data(column))
        sheet.write_string(
            HEADING_ROW, index, heading_of(column), formats.required if needed else formats.optional
        )
        if column.note:
            sheet.write_comment(HEADING_ROW, index, column.note)
        _offer_choices(sheet, index, column, rows)
    sheet.freeze_panes(HEADING_ROW + 1, 1)
    sheet.protect(
        "",
        {"format_columns": True, "insert_rows": True, "delete_rows": True, "sort": True, "autofilter": True},
    )


def _offer_choices(sheet: Any, index: int, column: Column, rows: int) -> None:
    listed = ["是", "否"] if column.type == "flag" else list(column.choices.values())
    # Excel keeps a list of choices in 255 characters; a longer one is only explained.
    if listed and len(",".join(listed)) <= _EXCEL_LIST and not any("," in word for word in listed):
        rule = {"validate": "list", "source": listed, "ignore_blank": True}
        sheet.data_validation(HEADING_ROW + 1, index, HEADING_ROW + rows, index, rule)


def write_explanation(sheet: Any, datasets: Sequence[Dataset], formats: Formats) -> None:
    """The sheet that says what each column takes."""
    sheet.write_string(0, 0, "没有填“/”，不知道留空；单位写在表头里，换用别的单位时请改表头。", formats.title)
    for index, word in enumerate(("表", "列", "单位", "类型", "必填", "提供部门", "范围", "可填", "说明")):
        sheet.write_string(1, index, word, formats.optional)
        sheet.set_column(index, index, 18 if index < 7 else 40)
    row = 2
    for dataset in datasets:
        for column in dataset.columns:
            for index, text in enumerate(_explained(dataset, column)):
                sheet.write_string(row, index, text, formats.wrapped)
            row += 1
    sheet.freeze_panes(2, 2)
    sheet.protect()


def _explained(dataset: Dataset, column: Column) -> tuple[str, ...]:
    bounds = [
        f"{word} {as_decimal(bound):f}"
        for word, bound in (("不小于", column.minimum), ("不大于", column.maximum))
        if bound is not None
    ]
    decimals = f"，至多 {decimals_of(column)} 位小数" if column.type == "amount" else ""
    return (
        dataset.title,
        column.title,
        column.unit.text if column.unit else "",
        _TYPES[column.type] + decimals,
        "必填" if column.required or column.id in dataset.key else "",
        column.supplier or "",
        "，".join(bounds),
        "、".join(column.choices.values()),
        column.note,
    )


def write_signature(
    sheet: Any,
    plan: FactPlan,
    datasets: Sequence[Dataset],
    names: Mapping[str, str],
    more: Sequence[tuple[str, ...]] = (),
) -> None:
    """The hidden sheet by which a form is known again; `more` are further rows of it."""
    rows: list[tuple[str, ...]] = [("plan", plan.head.id)]
    for dataset in datasets:
        terms = column_terms(dataset)
        rows.append(("sheet", names[dataset.id], dataset.id, signature_of(terms)))
        rows += [("column", dataset.id, name, text) for name, text in terms.items()]
    for number, row in enumerate([*rows, *more]):
        for index, text in enumerate(row):
            sheet.write_string(number, index, text)
    sheet.very_hidden()
