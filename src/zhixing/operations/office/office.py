"""The office: workspace, plan, rules and clock, opened once and handed to every act."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

from zhixing.foundation.issues import Refused
from zhixing.kernel.plan import CompiledPlan
from zhixing.operations.accounts import Person, Rule, Subject, Verdict, may, require_allowed, rules_of
from zhixing.operations.office import codes
from zhixing.operations.workspace import Workspace

CHINA = timezone(timedelta(hours=8))
DAY_SET = "ZHIXING_TODAY"


def _clock() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Office:
    """Where acts happen. `clock` gives the moment in UTC; a day is a day in China."""

    workspace: Workspace
    plan: CompiledPlan
    rules: tuple[Rule, ...]
    clock: Callable[[], datetime] = _clock

    def today(self) -> date:
        """The day in China."""
        return self.clock().astimezone(CHINA).date()

    def may(self, person: Person, action: str, subject: Subject, purpose: str = "") -> Verdict:
        """Whether the person may do it today."""
        return may(self.plan, self.rules, person, action, subject, self.today(), purpose)

    def require(self, person: Person, action: str, subject: Subject, purpose: str = "") -> Verdict:
        """The verdict that allows it today.

        Raises:
            Refused: `accounts.not-allowed`.
        """
        return require_allowed(self.plan, self.rules, person, action, subject, self.today(), purpose)


def open_office(workspace: Workspace, clock: Callable[[], datetime] | None = None) -> Office:
    """The office of a workspace, with its plan compiled.

    Raises:
        Refused: the plan has errors; `office.day-set`, a day was set where it is no rehearsal.
    """
    plan = workspace.plan()
    return Office(workspace, plan, rules_of(plan), clock or _clock_of(workspace))


def _clock_of(workspace: Workspace) -> Callable[[], datetime]:
    """The clock of the machine; in a rehearsal, that of the day in `ZHIXING_TODAY`, at this time of day."""
    day = os.environ.get(DAY_SET)
    if not day:
        return _clock
    try:
        moved = datetime.combine(date.fromisoformat(day), time(), CHINA)
    except ValueError as error:
        raise Refused([codes.DAY_SET.at(day=day)]) from error
    if not workspace.rehearsal:
        raise Refused([codes.DAY_SET.at(day=day)])

    def set_clock() -> datetime:
        now = _clock().astimezone(CHINA)
        return (moved + (now - now.replace(hour=0, minute=0, second=0, microsecond=0))).astimezone(UTC)

    return set_clock


def place_words(plan: CompiledPlan, code: str) -> str:
    """A place by its name, or the code where the plan does not know it."""
    return plan.places[code].title if code in plan.places else code
