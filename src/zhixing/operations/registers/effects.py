"""What the program does when an act with an effect is done; each room that can do something says so when it starts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from zhixing.foundation.issues import NOWHERE, Refused
from zhixing.kernel.facts import Cell
from zhixing.kernel.plan import Act, Register
from zhixing.kernel.registers import Entry
from zhixing.operations.accounts import Person
from zhixing.operations.office import Office
from zhixing.operations.registers import codes

Effect = Callable[[Office, Person, Register, Entry], Mapping[str, Cell]]
"""Given the entry after the act; gives fields of it that the program itself fills in.

An effect may be asked for twice: the program may have been stopped between the effect and the act. It then finds its work
done and gives the same.
"""

Attendance = Callable[[Office, Register, Act, Entry], Mapping[str, Cell]]
"""Given the entry after any act of a register that serves the program's own work; refuses it, or gives fields to fill in.

It comes before the effect of the act, and like it may be asked twice.
"""

_EFFECTS: dict[str, Effect] = {}
_ATTENDANCES: dict[str, list[Attendance]] = {}


def offer(word: str, effect: Effect) -> None:
    """Say what the word stands for."""
    _EFFECTS[word] = effect


def attend(serves: str, attendance: Attendance) -> None:
    """Look at every act of the register that serves this work, whichever way the act is asked for."""
    looking = _ATTENDANCES.setdefault(serves, [])
    if attendance not in looking:
        looking.append(attendance)


def attendances_of(register: Register) -> Sequence[Attendance]:
    """Who looks at the acts of the register."""
    return _ATTENDANCES.get(register.serves, ())


def effect_of(register: Register, act: Act) -> Effect | None:
    """What an act does beside moving its entry.

    Raises:
        Refused: `registers.no-effect`.
    """
    if act.effect is None:
        return None
    if act.effect not in _EFFECTS:
        where = NOWHERE
        raise Refused([codes.NO_EFFECT.at(where, act=f"{register.title}：{act.title}", effect=act.effect)])
    return _EFFECTS[act.effect]
