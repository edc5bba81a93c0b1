"""What accepting a file would do to what is known: the three sides, the difference, and the digest it is named by."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

import pyarrow as pa

from zhixing.foundation.issues import NOWHERE, Refused
from zhixing.kernel.facts import (
    Change,
    Examination,
    Kind,
    Returned,
    Sent,
    current_rows,
    difference,
    read_sent,
    returned_of,
)
from zhixing.kernel.plan import CompiledPlan, Dataset, places_in
from zhixing.operations.accounts import covers
from zhixing.operations.intake import codes
from zhixing.operations.intake.asking import Asked
from zhixing.operations.office import Office, place_words

_WORDS: Mapping[Kind, tuple[str, str]] = {
    Kind.BY_SENDER: ("报送方改", "changed by the sender"),
    Kind.HERE: ("会写回旧值", "old values put back"),
    Kind.CONFLICT: ("冲突", "conflicts"),
    Kind.BOTH_SAME: ("双方同改", "changed alike"),
    Kind.ROW_ADDED: ("新增行", "rows added"),
    Kind.ROW_REFUSED: ("退回行", "rows refused"),
}
_DIGEST = 64


@dataclass(frozen=True)
class Difference:
    """The difference of a file: how often accepting it does what (a new row counts once), and what somebody changed.

    `digest` is a sha256 over what accepting it would do: it stays the same as long as that stays the same. `replaced` counts
    known figures that would give way, `overwriting` those among them that were changed here since the form went out.
    """

    digest: str
    counts: Mapping[Kind, int]
    replaced: int
    overwriting: int
    changes: tuple[Change, ...] = ()

    def words(self, *, english: bool = False) -> str:
        """How many of what, in a sentence."""
        said = [
            f"{words[english]} {self.counts[kind]}" for kind, words in _WORDS.items() if self.counts.get(kind)
        ]
        return (", " if english else "，").join(said) or ("nothing changes" if english else "没有改动")


def selection(plan: CompiledPlan, ask: Asked) -> dict[str, tuple[str, ...]]:
    """Which known rows a submission is about: those of its place and period."""
    found: dict[str, tuple[str, ...]] = {}
    place, period = ask.place_column, ask.period_column
    if place is not None and ask.place != plan.head.province:
        inside = places_in(plan, (ask.place,))
        levels = tuple(one for one in inside if place.level in ("any", plan.places[one].level))
        found[place.id] = levels or (ask.place,)
    if period is not None and period.type == "period":
        found[period.id] = (ask.period.text,)
    elif period is not None:
        found[period.id] = tuple(str(year) for year in ask.period.years)
    return found


def sent_with(office: Office, ask: Asked, file: Path) -> Sent | None:
    """What the form held when it was sent, kept in it; None where the file is no such form.

    Raises:
        Refused: `intake.other-dataset`, `intake.sent-elsewhere`, and what reading a form refuses.
    """
    try:
        sent = read_sent(office.plan, file)
    except Refused as refused:
        if {issue.code for issue in refused.issues} == {"facts.sent-missing"}:
            return None
        raise
    if sent.dataset != ask.dataset.id:
        other = office.plan.datasets[sent.dataset].title
        raise Refused([codes.OTHER_DATASET.at(NOWHERE, found=other, wanted=ask.dataset.title)])
    _require_sent_here(office, ask, sent)
    return sent


def _require_sent_here(office: Office, ask: Asked, sent: Sent) -> None:
    """A form tells what is known of the rows it was sent with, so they must be the filer's to see."""
    column, plan = ask.place_column, office.plan
    if column is None:
        return
    asked = [*sent.rows[column.id].to_pylist(), *sent.where.get(column.id, ())]
    elsewhere = [home for home in asked if home and not covers(plan, ask.place, str(home))]
    if elsewhere:
        place = place_words(plan, ask.place)
        raise Refused([codes.SENT_ELSEWHERE.at(NOWHERE, count=len(elsewhere), place=place)])


def known_now(office: Office, sent: Sent, found: Examination) -> pa.Table:
    """What is known today of the rows a submission is about."""
    return current_rows(office.plan, office.workspace.lake, sent, found.rows, known_on=office.today())


def difference_from(
    office: Office, ask: Asked, sent: pa.Table, found: Examination, now: pa.Table
) -> tuple[Difference, Returned]:
    """The difference between what was sent (or known when the file came), the file and what is known now."""
    returned = returned_of(office.plan, found)
    # What the file does not say is not its difference, and may not be for its readers to see.
    compared = difference(ask.dataset, sent, returned, now, unchanged=False)
    changes = tuple(c for c in compared if not c.column or c.where.cell)
    touching = tuple(change for change in changes if _touches(change))
    overwriting = [c for c in touching if c.kind is Kind.CONFLICT or c.kind is Kind.HERE]
    replaced = [c for c in touching if c.column and c.current is not None and c.kind is not Kind.BOTH_SAME]
    digest = sha256(json.dumps([_plain(c) for c in touching], ensure_ascii=False).encode()).hexdigest()
    added = {change.key for change in touching if change.kind is Kind.ROW_ADDED}
    # A new row says itself that all its cells are new.
    counted = (c for c in touching if c.kind is not Kind.BY_SENDER or c.key not in added)
    counts = Counter(change.kind for change in counted)
    return Difference(digest, counts, len(replaced), len(overwriting), changes), returned


def _touches(change: Change) -> bool:
    """Whether accepting the file does anything here; a blank and a column the file lacks do nothing."""
    if not change.column:
        return change.kind in (Kind.ROW_ADDED, Kind.ROW_REFUSED)
    return (change.returned is not None or change.states_none) and change.kind in _WORDS


def _plain(change: Change) -> list[object]:
    values = (change.sent, change.returned, change.current)
    key = [str(part) for part in change.key]
    return [
        key, change.column, change.kind.value, *(None if v is None else str(v) for v in values), change.states_none
    ]  # fmt: skip


def named_by(difference: Difference, seen: str) -> bool:
    """Whether what was seen names this difference, by its digest or by at least the first eight letters of it."""
    return 8 <= len(seen) <= _DIGEST and difference.digest.startswith(seen)


def changed_since(difference: Difference, seen: str) -> Refused:
    """The refusal that says what the difference is now."""
    return Refused(
        [
            codes.DIFFERENCE_CHANGED.at(
                NOWHERE, seen=seen[:12] or "—", digest=difference.digest[:12], summary=difference.words(),
                summary_en=difference.words(english=True),
            )
        ]
    )  # fmt: skip


def empty_sent(plan: CompiledPlan, ask: Asked, day: date, schema: pa.Schema) -> Sent:
    """A selection with nothing sent, to ask what is known of it."""
    return Sent(ask.dataset.id, day, selection(plan, ask), schema.empty_table())


def contract_schema(rows: pa.Table, dataset: Dataset) -> pa.Schema:
    """The contract's columns as accepted rows hold them."""
    names: Sequence[str] = [column.id for column in dataset.columns]
    return pa.schema([rows.schema.field(name) for name in names])
