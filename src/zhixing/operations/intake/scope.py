"""Whether all of a file is the filer's to file: its columns by who supplies them, its rows by place, firm and period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pyarrow as pa

from zhixing.foundation.issues import Issue, Refused, Where
from zhixing.foundation.periods import Period
from zhixing.kernel.facts import Examination
from zhixing.operations.accounts import Person, Reach, Verdict, covers
from zhixing.operations.intake import codes
from zhixing.operations.intake.asking import Asked
from zhixing.operations.office import Office, place_words

Homes = Mapping[tuple[object, ...], str]
"""The place of a row by its key, as far as it is known."""


def require_may_file(office: Office, person: Person, ask: Asked) -> Verdict:
    """That the person files figures for this place, unit or firm.

    Raises:
        Refused: `accounts.not-allowed`.
    """
    return office.require(person, "file-figures", ask.subject())


def sees_figures(office: Office, person: Person, ask: Asked) -> bool:
    """Whether the figures of a submission are for the person to see: to check, to approve or to file them."""
    form = office.plan.forms.get(ask.form)
    suppliers = dict.fromkeys(("", (form.reviewed_by if form else None) or ""))
    return any(
        office.may(person, action, ask.subject(supplier)).allowed
        for action in ("check-figures", "approve-figures", "file-figures")
        for supplier in suppliers
    )


def require_theirs(
    office: Office, person: Person, ask: Asked, found: Examination, verdict: Verdict, homes: Homes
) -> None:
    """That every column and every accepted row is theirs to file.

    Raises:
        Refused: `intake.column-of-others`, `intake.row-elsewhere`, `intake.row-of-others`, `intake.row-of-other-period`; each
            column and each row.
    """
    own_only = verdict.rule is not None and verdict.rule.reach is Reach.OWN
    rows = _Rows(office, ask, found, homes, own_only)
    issues = [*_columns(office, person, ask, found), *rows.issues()]
    if issues:
        raise Refused(issues)


def require_inside(office: Office, ask: Asked, found: Examination, homes: Homes) -> None:
    """That every accepted row lies in the place and period of the submission, whoever looks.

    Raises:
        Refused: `intake.row-elsewhere`, `intake.row-of-others`, `intake.row-of-other-period`.
    """
    issues = list(_Rows(office, ask, found, homes, bool(ask.enterprise)).issues())
    if issues:
        raise Refused(issues)


def _columns(office: Office, person: Person, ask: Asked, found: Examination) -> Iterator[Issue]:
    receipt = found.receipt
    for column in ask.dataset.columns:
        if column.id in ask.dataset.key or column.id not in receipt.columns or column.supplier is None:
            continue
        if office.may(person, "file-figures", ask.subject(column.supplier)).allowed:
            continue
        supplier = office.plan.organisations.get(column.supplier)
        where = Where(receipt.file, sheet=receipt.sheet, cell=receipt.columns[column.id].letter)
        yield codes.COLUMN_OF_OTHERS.at(
            where, title=column.title, who=person.display or person.name,
            supplier=supplier.title if supplier else column.supplier,
            supplier_en=(supplier.title_en or supplier.title) if supplier else column.supplier,
        )  # fmt: skip


@dataclass(frozen=True)
class _Rows:
    """The accepted rows of a file, looked at one by one."""

    office: Office
    ask: Asked
    found: Examination
    homes: Homes
    own_only: bool

    def issues(self) -> Iterator[Issue]:
        """What is wrong with the place, firm or period of each row."""
        for row in self.found.rows.to_pylist():
            yield from self._place(row)
            yield from self._firm(row)
            yield from self._period(row)

    def _at(self, row: Mapping[str, object], name: str) -> Where:
        receipt, number = self.found.receipt, row["_row"]
        column = receipt.columns.get(name)
        cell = f"{column.letter}{number}" if column else ""
        return Where(receipt.file, sheet=receipt.sheet, cell=cell, row=int(str(number)))

    def _place(self, row: Mapping[str, object]) -> Iterator[Issue]:
        ask, plan = self.ask, self.office.plan
        column = ask.place_column
        stated = str(row.get(column.id) or "") if column else ""
        known = self.homes.get(tuple(row[name] for name in ask.dataset.key), "")
        homes = [home for home in dict.fromkeys((stated, known)) if home]
        if not homes and ask.place == plan.head.province:
            return
        outside = [home for home in homes or [""] if not covers(plan, ask.place, home)]
        if outside:
            home = place_words(plan, outside[0]) or "—"
            where = self._at(row, column.id if column else ask.dataset.key[0])
            yield codes.ROW_ELSEWHERE.at(where, home=home, place=place_words(plan, ask.place))

    def _firm(self, row: Mapping[str, object]) -> Iterator[Issue]:
        firm = self.ask.firm_column
        if not self.own_only or (firm is not None and row[firm.id] == self.ask.enterprise):
            return
        name = firm.id if firm else self.ask.dataset.key[0]
        yield codes.ROW_OF_OTHERS.at(self._at(row, name), enterprise=row[name])

    def _period(self, row: Mapping[str, object]) -> Iterator[Issue]:
        column = self.ask.period_column
        value = row.get(column.id) if column else None
        if column is None or value is None:
            return
        read, wanted = Period.parse(str(value)), self.ask.period
        if not (wanted.holds(read) or read.holds(wanted)):
            yield codes.ROW_OF_OTHER_PERIOD.at(self._at(row, column.id), found=value, period=wanted.text)


def homes_of(ask: Asked, known: pa.Table, rows: pa.Table, listed: Mapping[str, str]) -> Homes:
    """Where rows belong by their keys: as known here, or as the list of firms says where the rows name no place."""
    column, firm, key = ask.place_column, ask.firm_column, ask.dataset.key
    if column is not None:
        stated = ((row, row[column.id]) for row in known.to_pylist())
    else:
        stated = ((row, listed.get(row[firm.id]) if firm else None) for row in rows.to_pylist())
    return {tuple(row[name] for name in key): str(home) for row, home in stated if home}
