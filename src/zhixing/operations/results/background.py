"""Runs as jobs: computed in the background, with their progress, by the same door as any run."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, get_args

from zhixing.foundation.issues import NOWHERE, Refused
from zhixing.foundation.periods import Period
from zhixing.kernel.runs import Kind
from zhixing.operations import jobs
from zhixing.operations.accounts import Person, Subject
from zhixing.operations.office import Office
from zhixing.operations.results import codes
from zhixing.operations.results.starting import start_run

_STEPS = 100


def offer_runs() -> None:
    """Offer the work to the jobs."""
    jobs.offer("run", _run, zh="计算并封存", en="compute and seal a run", about=_about)


def _about(office: Office, arguments: Mapping[str, Any]) -> Subject:
    """The place of the first scheme asked for, or the whole; starting the run asks for every place again."""
    schemes = [office.plan.schemes[name] for name in _schemes(arguments) if name in office.plan.schemes]
    whole = arguments.get("kind", "run") != "evaluate" or not schemes
    return Subject(place=office.plan.head.province if whole else schemes[0].place)


def _schemes(arguments: Mapping[str, Any]) -> list[str]:
    given = arguments.get("schemes") or []
    return given.split(",") if isinstance(given, str) else list(given)


def _run(office: Office, person: Person, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    """Start a run as asked: `kind`, `years` (2022 or 2018..2022), `schemes`, `known_on`, `as_of`; all may be left out."""
    kind, years, days = _read(office, arguments)

    def tell(label: str, share: float) -> None:
        jobs.progress(int(share * (_STEPS - 1)), _STEPS, label, label)

    run = start_run(
        office, person, kind, years, _schemes(arguments), days["known_on"], as_of=days["as_of"], progress=tell
    )
    return {"run": run.id, "seal": run.seal}


def _read(
    office: Office, arguments: Mapping[str, Any]
) -> tuple[Kind, tuple[int, ...], dict[str, date | None]]:
    """The arguments as a run takes them.

    Raises:
        Refused: `results.bad-request`.
    """
    name = arguments.get("kind", "run")
    try:
        kind: Kind = next(one for one in get_args(Kind) if one == name)
        text = arguments.get("years")
        years = tuple(Period.parse(str(text)).years) if text else tuple(office.plan.head.term.years)
        days = {
            key: date.fromisoformat(arguments[key]) if arguments.get(key) else None
            for key in ("known_on", "as_of")
        }
    except (ValueError, TypeError, StopIteration) as error:
        asked = "，".join(f"{key}={value}" for key, value in arguments.items())
        raise Refused([codes.BAD_REQUEST.at(NOWHERE, asked=asked)]) from error
    return kind, years, days
