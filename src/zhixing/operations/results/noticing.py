"""Put a result on public notice: from which day to which."""

from __future__ import annotations

from collections.abc import Mapping

from zhixing.foundation.issues import NOWHERE, Refused
from zhixing.kernel.facts import Cell
from zhixing.kernel.monitoring import after_working_days
from zhixing.kernel.plan import Register
from zhixing.kernel.registers import Entry, state_of
from zhixing.operations.accounts import Person
from zhixing.operations.office import Office
from zhixing.operations.results import codes


def notice(office: Office, person: Person, register: Register, entry: Entry) -> Mapping[str, Cell]:
    """The notice begins today and lasts the working days that the entry names, or the deadline of its state.

    It begins on the day of the clock even where the act is dated earlier: nobody could read it before. A new notice begins
    anew: what is compared later is the run that is on notice now.

    Raises:
        Refused: `results.no-notice-days`, `monitoring.no-calendar`.
    """
    days = entry.values.get("notice_days") or state_of(register, entry.state).within_working_days
    if not days:
        raise Refused([codes.NO_NOTICE_DAYS.at(NOWHERE, entry=entry.id)])
    today = office.today()
    until = after_working_days(today, int(days))
    days_of_notice: dict[str, Cell] = {
        "notice_days": int(days),
        "notice_from": today.isoformat(),
        "notice_until": until.isoformat(),
    }
    return days_of_notice | ({"run_before": ""} if entry.values.get("run_before") else {})
