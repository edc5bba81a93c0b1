"""What a run is asked to compute."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

Kind = Literal["run", "evaluate", "monitor"]


@dataclass(frozen=True)
class Request:
    """Years, schemes and dates of a run.

    `as_known_on` picks what was known then; `as_of` is the day targets are judged on. A full `run` does both the
    evaluation and the monitoring.
    """

    kind: Kind
    years: tuple[int, ...]
    as_known_on: date
    as_of: date
    schemes: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """A plain mapping for the manifest."""
        return {
            "kind": self.kind,
            "years": list(self.years),
            "as_known_on": self.as_known_on.isoformat(),
            "as_of": self.as_of.isoformat(),
            "schemes": list(self.schemes),
        }

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Request:
        """Back from a manifest."""
        return cls(
            kind=content["kind"],
            years=tuple(content["years"]),
            as_known_on=date.fromisoformat(content["as_known_on"]),
            as_of=date.fromisoformat(content["as_of"]),
            schemes=tuple(content["schemes"]),
        )
