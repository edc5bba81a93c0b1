"""What an expression of a text is, as far as it can be told without filling it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from zhixing.surfaces.reports.documents.kinds import Kind, Type

ROWS, ROW, RECORD, PLAIN, WORDS_ = "rows", "row", "record", "plain", "function"


@dataclass(frozen=True)
class Typed:
    """`what` it is; the kind of its rows; the type of a plain value; the column it came from and of which word."""

    what: str
    kind: Kind | None = None
    type: Type | None = None
    name: str = ""
    of: str = ""


ANY = Typed("any")
SAID = Typed(PLAIN, type=Type.TEXT)


def near(name: str, known: Iterable[str]) -> str:
    """Names like it; all of them where none is."""
    found = list(known)
    return "、".join(get_close_matches(name, found, n=3, cutoff=0.5) or found[:12]) or "—"
