"""The registers room: living lists, what acts make of their entries, and the trail that remembers every act.

Receives: the registers of a compiled plan, entries or their events, acts as people write them, dates. Gives: the entry
after an act or every reason against it; entries as of a day; deadlines; counts of indicators and rows of facts; seals of
events and the breaks of a chain. May touch: the engine, for conditions. Must not touch: a database, the clock, who may act.
"""

from zhixing.kernel.registers.acts import (
    Deed,
    Stored,
    act_of,
    contract_of,
    filled,
    identified,
    key_of,
    moved,
    possible,
    stored,
    writable,
)
from zhixing.kernel.registers.counting import Count, Counted, counted, counts
from zhixing.kernel.registers.deadlines import Deadline, deadline_of, overdue, state_of
from zhixing.kernel.registers.entries import (
    Entry,
    Evidence,
    Step,
    as_of,
    body_of,
    replayed,
    step_of,
    subject_of,
)
from zhixing.kernel.registers.feeding import count_rows, fed_rows
from zhixing.kernel.registers.trail import FIRST, Event, check_trail, seal_of
from zhixing.kernel.registers.walking import Walk, route, synthetic_code, walked

__all__ = [
    "FIRST",
    "Count",
    "Counted",
    "Deadline",
    "Deed",
    "Entry",
    "Event",
    "Evidence",
    "Step",
    "Stored",
    "Walk",
    "act_of",
    "as_of",
    "body_of",
    "check_trail",
    "contract_of",
    "count_rows",
    "counted",
    "counts",
    "deadline_of",
    "fed_rows",
    "filled",
    "identified",
    "key_of",
    "moved",
    "overdue",
    "possible",
    "replayed",
    "route",
    "seal_of",
    "state_of",
    "step_of",
    "stored",
    "subject_of",
    "synthetic_code",
    "walked",
    "writable",
]
