"""The trail: events in a chain, each sealed over the one before it, so that an outsider can see that none was changed.

The seal of an event is the sha256 of its canonical text: JSON of all its other parts, keys sorted, no spaces, UTF-8.
`scripts/verify-trail` computes the same with nothing but Python's standard library.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from zhixing.foundation.issues import Issue
from zhixing.kernel.registers import codes

FIRST = "0" * 64
"""What the first event gives as the seal before it."""


@dataclass(frozen=True)
class Event:
    """One thing somebody did. `at` is UTC, to the microsecond; `body` holds only what JSON can hold, never a float."""

    number: int
    at: str
    who: str
    role: str
    act: str
    subject: str
    body: Mapping[str, Any]
    previous: str
    seal: str = ""

    def text(self) -> str:
        """The canonical text that the seal is computed over."""
        parts = {key: value for key, value in asdict(self).items() if key != "seal"}
        return json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def sealed(self) -> Event:
        """The same event with its seal."""
        return Event(**{**asdict(self), "seal": seal_of(self.text())})

    def to_json(self) -> dict[str, Any]:
        """One line of an exported trail."""
        return asdict(self)


def seal_of(text: str) -> str:
    """sha256 of a canonical text."""
    return hashlib.sha256(text.encode()).hexdigest()


def check_trail(events: Iterable[Event], after: int = 0, previous: str = FIRST) -> Iterator[Issue]:
    """Every break of the chain, in order: a number that is missing or repeated, a changed event, a chain that was cut.

    After a break the chain is followed from the event as it stands, so that one change is one issue and not thousands.
    """
    for event in events:
        if event.number != after + 1:
            yield codes.TRAIL_GAP.at(expected=after + 1, found=event.number)
        if event.previous != previous:
            yield codes.TRAIL_CUT.at(number=event.number)
        if event.seal != seal_of(event.text()):
            yield codes.TRAIL_CHANGED.at(number=event.number, who=event.who, act=event.act)
        after, previous = event.number, event.seal
