"""Receipts: what was received when, from whom, what came of it; a receipt makes its rows visible."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any


@dataclass(frozen=True)
class SourceColumn:
    """A column of the received file: its heading as written and its letters."""

    heading: str
    letter: str


@dataclass(frozen=True)
class Conversion:
    """A column that came in another unit; `factor` is exact, such as 1/10000."""

    column: str
    found: str
    unit: str
    factor: str
    rounded: int


@dataclass(frozen=True)
class Counts:
    """Rows under the heading: accepted, refused, and skipped (blank, or the same as an earlier row)."""

    rows: int
    accepted: int
    refused: int
    skipped: int


@dataclass(frozen=True)
class Receipt:
    """One received file (one sheet of it) for one dataset.

    `ranges` holds the least and greatest value of each key column, `none` the columns in which some row
    states that there is none, `terms` what each contract column meant on that day.
    """

    id: str
    sequence: int
    plan: str
    dataset: str
    file: str
    sha256: str
    size: int
    kind: str
    encoding: str
    sheet: str
    known_on: date
    received_from: str
    first_row: int
    columns: Mapping[str, SourceColumn]
    conversions: tuple[Conversion, ...]
    counts: Counts
    notes: tuple[Mapping[str, Any], ...]
    signature: str
    terms: Mapping[str, str]
    ranges: Mapping[str, tuple[str, str]]
    none: tuple[str, ...]
    parquet_sha256: str
    refused_sha256: str = ""
    order: tuple[date, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "order", (self.known_on, self.sequence))

    @property
    def received(self) -> str:
        """Name under which the lake keeps the received file."""
        return f"{self.sha256}.{self.kind}"

    def to_json(self) -> dict[str, Any]:
        """A plain mapping for programs."""
        plain = asdict(self)
        del plain["order"]
        plain["known_on"] = self.known_on.isoformat()
        return plain

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Receipt:
        """Read a receipt back.

        Raises:
            ValueError, KeyError, TypeError: not a receipt, or one whose content does not match its id.
        """
        values = dict(plain)
        values["known_on"] = date.fromisoformat(values["known_on"])
        values["columns"] = {name: SourceColumn(**column) for name, column in values["columns"].items()}
        values["conversions"] = tuple(Conversion(**conversion) for conversion in values["conversions"])
        values["counts"] = Counts(**values["counts"])
        values["notes"] = tuple(values["notes"])
        values["ranges"] = {name: (low, high) for name, (low, high) in values["ranges"].items()}
        values["none"] = tuple(values["none"])
        if values["id"] != identified(plain)["id"]:
            raise ValueError("the content does not match the id")
        return cls(**values)


def identified(plain: Mapping[str, Any]) -> dict[str, Any]:
    """The mapping with the id its content asks for: the sequence and a hash over everything else."""
    content = {name: value for name, value in plain.items() if name != "id"}
    written = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return {"id": f"{content['sequence']:06d}-{sha256(written.encode()).hexdigest()[:8]}", **content}


def to_text(plain: object) -> str:
    """JSON for people: indented, Chinese as Chinese, a final newline."""
    return json.dumps(plain, ensure_ascii=False, indent=1) + "\n"
