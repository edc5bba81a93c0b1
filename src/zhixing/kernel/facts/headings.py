"""Which dataset a sheet holds, and which of its columns is which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from zhixing.foundation.issues import Issue, Refused, Where
from zhixing.foundation.quantities import Unit
from zhixing.kernel.facts import codes
from zhixing.kernel.facts.contract import FactPlan, compare_terms, near, require_dataset, unit_of
from zhixing.kernel.facts.folding import fold, fold_heading, split_unit, unit_word
from zhixing.kernel.facts.grids import Grid
from zhixing.kernel.facts.reading import Book
from zhixing.kernel.facts.strands import Cell, letter_of
from zhixing.kernel.plan import Column, Dataset

HEAD_ROWS = 30


@dataclass(frozen=True)
class Bound:
    """A column of the contract found in a file: where, under which heading, in which unit when it differs."""

    column: Column
    index: int
    heading: str
    unit: Unit | None

    @property
    def letter(self) -> str:
        """Column letters in the file."""
        return letter_of(self.index)


@dataclass(frozen=True)
class Heading:
    """The heading row: its 0-based index, the columns bound, required ones it lacks, what is worth a warning."""

    row: int
    bound: tuple[Bound, ...]
    absent: tuple[Column, ...] = ()
    issues: tuple[Issue, ...] = ()


class Names:
    """The words for the columns of a dataset."""

    def __init__(self, dataset: Dataset) -> None:
        self.columns = {column.id: column for column in dataset.columns}
        self.words: dict[str, str] = {}
        for column in dataset.columns:
            for word in (column.id, column.title, *column.aliases, column.title_en):
                if word:
                    self.words.setdefault(fold_heading(word), column.id)

    def find(self, heading: str) -> tuple[Column, str] | None:
        """The column a heading names and the unit word in it (empty when there is none)."""
        folded = fold_heading(heading)
        if folded in self.words:
            return self.columns[self.words[folded]], ""
        parts = split_unit(folded)
        if parts and fold_heading(parts[0]) in self.words and _is_unit(parts[1]):
            return self.columns[self.words[fold_heading(parts[0])]], parts[1]
        return None

    def count(self, row: Sequence[Cell]) -> int:
        """How many cells of a row name a column."""
        return len({found[0].id for cell in row if isinstance(cell, str) and (found := self.find(cell))})


def _is_unit(word: str) -> bool:
    try:
        Unit.parse(unit_word(word))
    except ValueError:
        return False
    return bool(word)


def find_sheet(plan: FactPlan, book: Book, dataset: str | None, sheet: str | None) -> tuple[Dataset, str]:
    """The dataset and the sheet to read: as asked, else by the form's signature, its name or headings.

    Raises:
        Refused: `facts.unknown-dataset`, `facts.sheet-missing`, `facts.dataset-unclear`, `facts.other-plan`,
            `facts.old-template`.
    """
    if sheet is not None and sheet not in book.sheets:
        known = "、".join(book.sheets)
        raise Refused([codes.SHEET_MISSING.at(book.where(), sheet=sheet, known=known)])
    wanted = require_dataset(plan, dataset) if dataset else None
    sheets = [sheet] if sheet is not None else list(book.sheets)
    candidates = [
        (found.id, name)
        for name in sheets
        for found in _candidates(plan, book, name)
        if wanted in (None, found)
    ]
    if wanted is not None and len(candidates) != 1:
        if len(sheets) == 1:
            return wanted, sheets[0]
        candidates = candidates or [(wanted.id, name) for name in sheets]
    if len(candidates) == 1:
        return plan.datasets[candidates[0][0]], candidates[0][1]
    listed = "、".join(f"{plan.datasets[key].title} {key} [{name}]" for key, name in candidates) or "—"
    raise Refused([codes.DATASET_UNCLEAR.at(book.where(), candidates=listed)])


def _candidates(plan: FactPlan, book: Book, sheet: str) -> list[Dataset]:
    """Datasets a sheet may hold. An empty sheet of a form is no candidate."""
    grid = book.grid(sheet)
    signed = _signed(book).get(sheet)
    if signed is not None:
        dataset = plan.datasets.get(signed)
        return [dataset] if dataset and _has_rows(grid, dataset) else []
    head = grid.head(HEAD_ROWS)
    scores = {key: max((Names(d).count(row) for row in head), default=0) for key, d in plan.datasets.items()}
    fitting = [d for key, d in plan.datasets.items() if scores[key] >= len(d.key) and _holds_key(d, head)]
    named = [d for d in fitting if fold(sheet) in (fold(d.title), fold(d.id))]
    if named:
        return named
    best = max((scores[d.id] for d in fitting), default=0)
    return [d for d in fitting if scores[d.id] == best]


def _holds_key(dataset: Dataset, head: Sequence[Sequence[Cell]]) -> bool:
    names = Names(dataset)
    key = set(dataset.key)
    return any(
        key <= {found[0].id for cell in row if isinstance(cell, str) and (found := names.find(cell))}
        for row in head
    )


def _has_rows(grid: Grid, dataset: Dataset) -> bool:
    head = grid.head(HEAD_ROWS)
    names = Names(dataset)
    row = max(range(len(head)), key=lambda i: names.count(head[i]), default=0)
    return grid.has_rows(row)


def _signed(book: Book) -> dict[str, str]:
    return {row[1]: row[2] for row in book.signature if row[:1] == ("sheet",) and len(row) > 2}


def check_signature(plan: FactPlan, book: Book, dataset: Dataset, used: Iterable[str]) -> list[Issue]:
    """What a form's hidden signature says against the present contract; only columns in use can refuse."""
    plans = [row[1] for row in book.signature if row[:1] == ("plan",) and len(row) > 1]
    if plans and plans[0] != plan.head.id:
        return [codes.OTHER_PLAN.at(book.where(), theirs=plans[0], ours=plan.head.id)]
    terms = _signed_terms(book, dataset.id)
    if not terms:
        return []
    change = compare_terms(terms, dataset)
    titles = {column.id: column.title for column in dataset.columns}
    wanted = set(used)
    altered = [titles.get(name, name) for name in change.altered if name in wanted or name not in titles]
    added = [titles[name] for name in change.added]
    found = [codes.OLD_TEMPLATE.at(book.where(), columns="、".join(altered))] if altered else []
    return found + ([codes.OLDER_TEMPLATE.at(book.where(), columns="、".join(added))] if added else [])


def _signed_terms(book: Book, dataset_id: str) -> Mapping[str, str]:
    return {row[2]: row[3] for row in book.signature if row[:2] == ("column", dataset_id) and len(row) > 3}


def bind_columns(book: Book, sheet: str, grid: Grid, dataset: Dataset) -> Heading:
    """Find the heading row and bind its cells to the contract's columns.

    Raises:
        Refused: `facts.no-heading`, `facts.missing-heading`, `facts.repeated-heading`, `facts.wrong-unit`.
    """
    names = Names(dataset)
    head = grid.head(HEAD_ROWS)
    row = max(range(len(head)), key=lambda i: names.count(head[i]), default=0)
    if not head or not names.count(head[row]):
        titles = "、".join(column.title for column in dataset.columns[:4])
        raise Refused([codes.NO_HEADING.at(book.where(sheet), dataset=dataset.title, titles=titles)])
    found: dict[str, list[Bound]] = {}
    strangers: list[tuple[int, str]] = []
    issues: list[Issue] = []
    for index, cell in enumerate(head[row]):
        heading = str(cell).strip() if cell is not None else ""
        named = names.find(heading) if heading else None
        if named is None:
            strangers += [(index, heading)] if heading else []
            continue
        unit, wrong = _unit_of(named[0], named[1], _at(book, sheet, index, row))
        issues += wrong
        found.setdefault(named[0].id, []).append(Bound(named[0], index, heading, unit))
    issues += _repeated(book, sheet, row, found)
    issues += _missing(book, sheet, row, dataset, found, [heading for _, heading in strangers])
    if issues:
        raise Refused([*issues, *_strangers(book, sheet, row, names, strangers)])
    bound = tuple(found[column.id][0] for column in dataset.columns if column.id in found)
    absent = tuple(column for column in dataset.columns if column.required and column.id not in found)
    return Heading(row, bound, absent, tuple(_strangers(book, sheet, row, names, strangers)))


def _at(book: Book, sheet: str, index: int, row: int) -> Where:
    return Where(book.name, sheet=sheet, cell=f"{letter_of(index)}{row + 1}", row=row + 1)


def _unit_of(column: Column, word: str, where: Where) -> tuple[Unit | None, list[Issue]]:
    """The heading's unit when it differs from the contract's."""
    if not word:
        return None, []
    found, unit = Unit.parse(unit_word(word)), unit_of(column)
    if not found.comparable(unit) or (column.unit is None and not found.same(unit)):
        return None, [codes.WRONG_UNIT.at(where, title=column.title, unit=unit.text, found=word)]
    return (None if found.same(unit) else found), []


def _repeated(book: Book, sheet: str, row: int, found: Mapping[str, list[Bound]]) -> list[Issue]:
    return [
        codes.REPEATED_HEADING.at(
            _at(book, sheet, bounds[1].index, row),
            title=bounds[0].column.title,
            cells="、".join(f"{bound.letter}{row + 1}" for bound in bounds),
        )
        for bounds in found.values()
        if len(bounds) > 1
    ]


def _missing(
    book: Book, sheet: str, row: int, dataset: Dataset, found: Mapping[str, list[Bound]], strangers: list[str]
) -> list[Issue]:
    where = Where(book.name, sheet=sheet, row=row + 1)
    return [
        codes.MISSING_HEADING.at(where, title=column.title, near=near(column.title, strangers))
        for column in dataset.columns
        if column.id in dataset.key and column.id not in found
    ]


def _strangers(
    book: Book, sheet: str, row: int, names: Names, strangers: list[tuple[int, str]]
) -> list[Issue]:
    titles = [column.title for column in names.columns.values()]
    return [
        codes.UNKNOWN_HEADING.at(_at(book, sheet, index, row), heading=heading, near=near(heading, titles))
        for index, heading in strangers
    ]
