"""Registers as workbooks: out as a list that can be worked on, in as many acts at once, refused rows back with reasons."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from zhixing.foundation.issues import NOWHERE, Issue, Refused
from zhixing.kernel.facts import Examination, examine
from zhixing.kernel.plan import Act, Column, CompiledPlan, Dataset, Place, PlanHead, Register
from zhixing.kernel.registers import act_of, contract_of, stored, writable
from zhixing.operations import trail
from zhixing.operations.accounts import Person
from zhixing.operations.office import Office
from zhixing.operations.registers import codes
from zhixing.operations.registers.acting import Order, act
from zhixing.operations.registers.keeping import keep
from zhixing.operations.registers.reading import entry_of, lines, register_of

_ENTRY = Column(id="entry", title="编号", title_en="entry", type="text", note="台账给的编号；新登记的不填")
_STATE = Column(id="state", title="状态", title_en="state", type="text", note="只供查看")
_SINCE = Column(
    id="since", title="进入状态日期", title_en="in this state since", type="date", note="只供查看"
)
_SHOWN = (_ENTRY, _STATE, _SINCE)


@dataclass(frozen=True)
class _BookPlan:
    """A plan of one contract: what reading a workbook of a register asks of a plan."""

    head: PlanHead
    datasets: Mapping[str, Dataset]
    places: Mapping[str, Place]


@dataclass(frozen=True)
class Imported:
    """What came of a workbook: the entries moved or opened, and the rows refused, by the row number a person sees."""

    entries: tuple[str, ...]
    refused: Mapping[int, tuple[Issue, ...]]
    workbook: Path | None


def book_plan(plan: CompiledPlan, register: Register) -> _BookPlan:
    """The register as a contract for workbooks; nothing is required that an act does not ask for itself."""
    fields = tuple(column.model_copy(update={"required": False}) for column in register.fields)
    contract = contract_of(register).model_copy(update={"columns": (*_SHOWN, *fields), "key": ()})
    return _BookPlan(plan.head, {register.id: contract}, plan.places)


def export_book(
    office: Office, person: Person, name: str, path: Path, *, as_of_day: date | None = None, note: str = ""
) -> int:
    """Write the entries the person may see, as they stand or stood on a day; return how many. `note` stands above the list.

    Raises:
        Refused: `registers.no-register`.
    """
    register = register_of(office, name)
    titles = {state.id: state.title for state in register.states}
    found = list(lines(office, person, register, as_of_day=as_of_day))
    day = as_of_day or office.today()
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": datetime(day.year, day.month, day.day, tzinfo=UTC)})
        sheet = book.add_worksheet(register.title[:31])
        title = f"{register.title} · {register.title_en}（{day.isoformat()}，{len(found)} 条）{note}"
        sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
        contract = book_plan(office.plan, register).datasets[register.id]
        _headings(book, sheet, contract.columns)
        text, dated = book.add_format({"num_format": "@"}), book.add_format({"num_format": "yyyy-mm-dd"})
        for at, line in enumerate(found, start=2):
            known = {
                **line.values,
                "entry": line.id,
                "state": titles[line.state],
                "since": line.since.isoformat(),
            }
            for index, column in enumerate(contract.columns):
                _write(sheet, at, index, column, known.get(column.id), text, dated)
        sheet.autofilter(1, 0, len(found) + 1, len(contract.columns) - 1)
    return len(found)


def _headings(book: Any, sheet: Any, columns: Sequence[Column]) -> None:
    form = {"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter", "align": "center"}
    shown, filled = (
        book.add_format({**form, "bg_color": "#EDEDED"}),
        book.add_format({**form, "bg_color": "#E7EEF7"}),
    )
    for index, column in enumerate(columns):
        unit = f"（{column.unit.text}）" if column.unit else ""
        wide = 2 * len(column.title + unit) + 2
        sheet.set_column(index, index, min(max(12, wide), 28))
        sheet.write_string(1, index, column.title + unit, shown if column in _SHOWN else filled)
    sheet.set_row(1, 34)
    sheet.freeze_panes(2, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)


def _write(sheet: Any, row: int, index: int, column: Column, value: object, text: Any, dated: Any) -> None:
    if value is None:
        return
    if column.type == "date":
        sheet.write_datetime(row, index, datetime.fromisoformat(str(value)), dated)
    elif column.type == "flag":
        sheet.write_string(row, index, "是" if value else "否", text)
    elif column.type == "choice":
        sheet.write_string(row, index, column.choices.get(str(value), str(value)), text)
    elif column.type in ("amount", "count") and len(str(value)) <= 15:
        sheet.write_number(row, index, float(str(value)))
    else:
        sheet.write_string(row, index, str(value), text)


def import_book(
    office: Office,
    person: Person,
    name: str,
    act_name: str,
    file: Path,
    keep_in: Path,
    reason: str = "",
) -> Imported:
    """Do one act for every row of a workbook: open entries, or move those that the column 编号 names.

    The rows that can be done are done together in one go; the others come back in a workbook in `keep_in`, with the reasons.
    The file is kept as evidence, `reason` is given for every row. The same file for the same act a second time is refused as a whole.

    Raises:
        Refused: `registers.imported-before`, `registers.no-register`, `.unknown-act`, or the file cannot be read.
    """
    register = register_of(office, name)
    wanted = act_of(register, act_name)
    source = keep(office.workspace, file, "导入文件 / imported file")
    subject = f"registers-import/{register.id}/{wanted.id}/{source.sha256}"
    with tempfile.TemporaryDirectory() as folder:
        found = examine(
            book_plan(office.plan, register), office.workspace.lake, file, dataset=register.id,
            known_on=office.today(), keep_in=Path(folder),
        )  # fmt: skip
    refused = _misread(found)
    done: list[str] = []
    with trail.writing():
        if next(trail.events(subject=subject), None) is not None:
            raise Refused([codes.IMPORTED_BEFORE.at(NOWHERE, file=file.name, act=wanted.title)])
        for row, order in _orders(register, wanted, found):
            try:
                done.append(act(office, person, replace(order, reason=reason)).id)
            except Refused as refusal:
                refused[row] = tuple(issue.moved(row=row) for issue in refusal.issues)
        body = {"file": source.name, "sha256": source.sha256, "entries": done, "refused": sorted(refused)}
        trail.append(person.name, "", "import", subject, body, trail.moment(office.clock()))
    workbook = None
    if refused:
        keep_in.mkdir(parents=True, exist_ok=True)
        workbook = keep_in / f"{source.sha256[:12]}-{register.id}-refused.xlsx"
        _write_refused(workbook, register, found, refused)
    return Imported(tuple(done), refused, workbook)


def _misread(found: Examination) -> dict[int, tuple[Issue, ...]]:
    by_row: dict[int, list[Issue]] = {}
    for issue in found.issues:
        if issue.where.row:
            by_row.setdefault(issue.where.row, []).append(issue)
    return {row: tuple(issues) for row, issues in by_row.items()}


def _orders(register: Register, wanted: Act, found: Examination) -> Iterator[tuple[int, Order]]:
    """One order a row: what the row says differently from what stands, so that a list sent out and back changes little."""
    may = writable(register, wanted)
    fields = [column.id for column in register.fields if column.id in found.rows.column_names]
    for row in found.rows.to_pylist():
        id = str(row.get("entry") or "").strip().zfill(6) if row.get("entry") else None
        given = {name: stored(row[name]) for name in fields if row[name] is not None}
        if id is not None and wanted.source:
            given = _differing(register, id, given)
        elif wanted.source:
            id = "0"
        yield (
            row["_row"],
            Order(register.id, wanted.id, id, {n: v for n, v in given.items() if n in may or id}),
        )


def _differing(register: Register, id: str, given: Mapping[str, Any]) -> dict[str, Any]:
    try:
        known = entry_of(register, id).values
    except Refused:
        return dict(given)
    return {name: value for name, value in given.items() if known.get(name) != value}


def _write_refused(
    path: Path, register: Register, found: Examination, refused: Mapping[int, Sequence[Issue]]
) -> None:
    rows = {**_texts(found.rows), **_texts(found.refused)}
    columns = [c for c in (_ENTRY, *register.fields) if c.id in found.refused.column_names]
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("退回")
        plain = book.add_format({"num_format": "@", "valign": "top"})
        why = book.add_format({"font_color": "#9C2A10", "text_wrap": True, "valign": "top"})
        _headings(book, sheet, columns)
        sheet.write_string(0, 0, f"{register.title}：退回 {len(refused)} 行", book.add_format({"bold": True}))
        last = len(columns)
        sheet.set_column(last, last, 70)
        for index, heading in ((last, "退回原因"), (last + 1, "原行号")):
            sheet.write_string(1, index, heading, book.add_format({"bold": True, "border": 1}))
        for at, (row, issues) in enumerate(sorted(refused.items()), start=2):
            for index, column in enumerate(columns):
                sheet.write_string(at, index, rows.get(row, {}).get(column.id, ""), plain)
            sheet.write_string(at, last, "\n".join(issue.zh for issue in issues), why)
            sheet.write_number(at, last + 1, row)


def _texts(table: Any) -> dict[int, dict[str, str]]:
    return {
        row["_row"]: {name: "" if value is None else str(value) for name, value in row.items()}
        for row in table.to_pylist()
    }
