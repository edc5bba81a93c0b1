"""Two lists of enterprises laid side by side by their codes: who is in one and not in the other, and who may be meant.

The codes are compared as they came, folded but not repaired: a file with wrong codes is just what is looked at here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

import pyarrow as pa

from zhixing.foundation.codes import uscc_fault
from zhixing.kernel.facts.folding import fold
from zhixing.kernel.facts.identities import code_text

Reason = Literal["one-character", "swapped", "same-name", "near-name"]
LIKENESS = 0.8
"""How alike two names must be at least, as `difflib` counts: twice the letters in common over all letters."""
_CANDIDATES, _MOST, _LOOKED_AT = 20, 3, 2_000
_SIDE = pa.schema([("code", pa.string()), ("name", pa.string()), ("row", pa.int32()), ("fault", pa.string())])
_GUESS = pa.schema(
    [
        ("returned_code", pa.string()), ("returned_name", pa.string()), ("row", pa.int32()),
        ("listed_code", pa.string()), ("listed_name", pa.string()), ("reason", pa.string()),
        ("likeness", pa.float64()),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class Unmatched:
    """What does not meet. `only_listed` and `only_returned`: code, name, row, fault of the code (empty when it is valid).

    `guesses` say which listed enterprise a returned one may be, and why; a person decides. `matched` counts the codes in both.
    """

    matched: int
    only_listed: pa.Table
    only_returned: pa.Table
    guesses: pa.Table


@dataclass(frozen=True)
class _Entry:
    code: str
    name: str
    row: int | None

    def plain(self) -> dict[str, object]:
        return {"code": self.code, "name": self.name, "row": self.row, "fault": uscc_fault(self.code)}


def unmatched(
    register_rows: pa.Table, returned_rows: pa.Table, key: str, *, name: str | None = None
) -> Unmatched:
    """Compare the codes in the column `key` of both tables; `name` is the column that holds the names, if there is one.

    `returned_rows` may hold `_row`, the row number in its file. A code in several rows counts once, at its first row.
    """
    listed, returned = _entries(register_rows, key, name), _entries(returned_rows, key, name)
    only_listed = {code: entry for code, entry in sorted(listed.items()) if code not in returned}
    only_returned = {code: entry for code, entry in sorted(returned.items()) if code not in listed}
    guesses = list(_guesses(only_listed, only_returned))
    return Unmatched(
        len(listed) - len(only_listed),
        pa.Table.from_pylist([entry.plain() for entry in only_listed.values()], _SIDE),
        pa.Table.from_pylist([entry.plain() for entry in only_returned.values()], _SIDE),
        pa.Table.from_pylist(guesses, _GUESS),
    )


def _entries(rows: pa.Table, key: str, name: str | None) -> dict[str, _Entry]:
    wanted = [column for column in (key, name, "_row") if column in rows.column_names]
    found: dict[str, _Entry] = {}
    for row in rows.select(wanted).to_pylist():
        code = code_text(row[key]).replace("-", "")
        known = found.get(code)
        if code and (known is None or not known.name):
            called = str(row.get(name) or "") if name else ""
            number = known.row if known else row.get("_row")
            found[code] = _Entry(code, called, number)
    return found


def _guesses(listed: Mapping[str, _Entry], returned: Mapping[str, _Entry]) -> Iterator[dict[str, object]]:
    """The best guesses only: names that look alike are told where no code and no name says more."""
    near, names = _NearCodes(listed), _NearNames(listed)
    for entry in returned.values():
        reasons: dict[str, Reason] = {
            **dict.fromkeys(names.same(entry.name), "same-name"),
            **dict(near.of(entry.code)),
        } or dict.fromkeys(names.near(entry.name), "near-name")
        found = [(_ORDER[reason], -_alike(entry, listed[code]), code) for code, reason in reasons.items()]
        for _, likeness, code in sorted(found):
            yield {
                "returned_code": entry.code,
                "returned_name": entry.name,
                "row": entry.row,
                "listed_code": code,
                "listed_name": listed[code].name,
                "reason": reasons[code],
                "likeness": -likeness,
            }


def _alike(one: _Entry, other: _Entry) -> float:
    return _likeness(fold(one.name), fold(other.name))


_ORDER: Mapping[Reason, int] = {"one-character": 0, "swapped": 1, "same-name": 2, "near-name": 3}


def _likeness(one: str, other: str) -> float:
    return round(SequenceMatcher(None, one, other, autojunk=False).ratio(), 4) if one and other else 0.0


class _NearCodes:
    """Codes one slip of a key away: a character changed, left out or added, or two neighbours swapped."""

    def __init__(self, codes: Mapping[str, _Entry]) -> None:
        self._codes = codes
        self._masked: dict[str, list[str]] = defaultdict(list)
        self._shorter: dict[str, list[str]] = defaultdict(list)
        for code in codes:
            for at in range(len(code)):
                self._masked[_masked(code, at)].append(code)
                self._shorter[code[:at] + code[at + 1 :]].append(code)

    def of(self, code: str) -> Iterator[tuple[str, Reason]]:
        for at in range(len(code) - 1):
            swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
            if swapped in self._codes and swapped != code:
                yield swapped, "swapped"
        for at in range(len(code)):
            shorter = code[:at] + code[at + 1 :]
            yield from ((other, "one-character") for other in self._masked.get(_masked(code, at), ()))
            if shorter in self._codes:
                yield shorter, "one-character"
        yield from ((other, "one-character") for other in self._shorter.get(code, ()))


def _masked(code: str, at: int) -> str:
    return f"{code[:at]}\0{code[at + 1 :]}"


class _NearNames:
    """Names that look alike; only those that share pairs of letters are measured, by the rarest pairs first."""

    def __init__(self, entries: Mapping[str, _Entry]) -> None:
        self._names = {code: fold(entry.name) for code, entry in entries.items() if entry.name}
        self._holders: dict[str, list[str]] = defaultdict(list)
        self._same: dict[str, list[str]] = defaultdict(list)
        for code, name in self._names.items():
            self._same[name].append(code)
            for pair in _pairs(name):
                self._holders[pair].append(code)

    def same(self, name: str) -> list[str]:
        return self._same.get(fold(name), []) if name else []

    def near(self, name: str) -> list[str]:
        folded = fold(name)
        found = {code: _likeness(folded, self._names[code]) for code in self._candidates(folded)}
        best = sorted(found, key=lambda code: (-found[code], code))[:_MOST]
        return [code for code in best if found[code] >= LIKENESS]

    def _candidates(self, folded: str) -> list[str]:
        """Pairs that very many names share (such as 有限公司) tell nothing; they are looked at only for want of others."""
        held = [self._holders[pair] for pair in sorted(_pairs(folded)) if folded and pair in self._holders]
        shared: Counter[str] = Counter()
        looked_at = 0
        for holders in sorted(held, key=len):
            if looked_at and looked_at + len(holders) > _LOOKED_AT:
                break
            looked_at += len(holders)
            shared.update(dict.fromkeys(holders, 1_000_000 // len(holders)))
        return sorted(shared, key=lambda code: (-shared[code], code))[:_CANDIDATES]


def _pairs(name: str) -> set[str]:
    return {name[at : at + 2] for at in range(max(len(name) - 1, 1))}
