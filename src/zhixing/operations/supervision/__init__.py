"""The supervision room: follow-ups opened by rules and by hand, what is overdue and who answers, what waits for whom.

Receives: the follow-ups that a sealed run found; a person and what they ask; a day. Gives: entries of the register that
serves follow-ups; lists of what is due, by person and by unit; escalations. May touch: registers, through their acts; runs
and the lake, reading. Must not touch: entries by any other way than an act; what a rule means (the plan says it).
"""

from typing import TYPE_CHECKING

from zhixing.operations.doors import opened

if TYPE_CHECKING:
    from zhixing.operations.supervision.late import Escalation, Late, escalate, overdue
    from zhixing.operations.supervision.opening import Opening, open_by_hand, open_by_rules
    from zhixing.operations.supervision.waiting import NEAR, Waiting, agenda

__all__ = [
    "NEAR",
    "Escalation",
    "Late",
    "Opening",
    "Waiting",
    "agenda",
    "escalate",
    "open_by_hand",
    "open_by_rules",
    "overdue",
]


def __getattr__(name: str) -> object:
    return opened(__name__, ("opening", "late", "waiting"), name)
