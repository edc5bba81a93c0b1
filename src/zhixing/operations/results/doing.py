"""Acts on publications and objections by the words people use for them, whatever the plan calls them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from zhixing.foundation.issues import NOWHERE, Refused
from zhixing.kernel.facts import Cell
from zhixing.kernel.plan import Act, Register
from zhixing.kernel.registers import Entry, Evidence, identified
from zhixing.operations import registers
from zhixing.operations.accounts import Person, register_action
from zhixing.operations.office import Office
from zhixing.operations.results import codes
from zhixing.operations.results.noting import keep_up
from zhixing.operations.results.publishing import recomputed
from zhixing.operations.results.sealed import require_verified, sealed_run
from zhixing.operations.results.standing import objections_of, publications_of

Serves = Literal["publications", "objections"]
_EFFECTS = {"notice": ("notice",), "recompute": ("compute",), "finalise": ("publish",)}
_BY_KIND = {"data": "correct-fact", "grade": "correct-grade"}


def propose(
    office: Office, person: Person, given: Mapping[str, Cell], evidence: Sequence[Evidence] = ()
) -> Entry:
    """Open a publication of a run. The run is recomputed first, outside the writing transaction: it is long work.

    Raises:
        Refused: what the register and `results` refuse.
    """
    register = publications_of(office)
    act = _opening(register)
    about = registers.subject_about(register, identified(office.plan, register, None, given))
    office.require(person, register_action(register.id, act.id), about)
    require_verified(office, sealed_run(office, str(given.get("run") or "")))
    order = registers.Order(register.id, act.id, None, given, tuple(evidence))
    return registers.act(office, person, order)


def file_objection(
    office: Office, person: Person, given: Mapping[str, Cell], evidence: Sequence[Evidence] = ()
) -> Entry:
    """File an objection; the publication is counted anew where the plan leaves this to the program.

    Raises:
        Refused: what the register and `results` refuse.
    """
    register = objections_of(office)
    order = registers.Order(register.id, _opening(register).id, None, given, tuple(evidence))
    entry = registers.act(office, person, order)
    keep_up(office, str(entry.values["publication"]))
    return entry


def do(
    office: Office,
    person: Person,
    serves: Serves,
    what: str,
    entry: str,
    given: Mapping[str, Cell] | None = None,
    evidence: Sequence[Evidence] = (),
    reason: str = "",
) -> Entry:
    """Do what is asked for: `check`, `notice`, `recompute`, `finalise`, `accept`, or any act of the register by its id.

    What the program itself has to note is noted before and after. A new run is computed before the writing transaction.

    Raises:
        Refused: `results.no-such-act`, and what the register and `results` refuse.
    """
    register = registers.serving(office, serves)
    before = registers.entry_of(register, entry)
    publication = entry if serves == "publications" else str(before.values.get("publication") or "")
    keep_up(office, publication)
    before = registers.entry_of(register, entry)
    act = act_for(register, before, what)
    if act.effect == "compute":
        office.require(
            person, register_action(register.id, act.id), registers.subject_about(register, before)
        )
        recomputed(office, before)
    order = registers.Order(register.id, act.id, entry, given or {}, tuple(evidence), reason)
    after = registers.act(office, person, order)
    keep_up(office, publication)
    return after


def act_for(register: Register, entry: Entry, what: str) -> Act:
    """The act that a word stands for, of several the one that the entry's state allows.

    By the effect for the words that stand for one; else the act of this id, or one whose id goes on from it, as
    `check-rerun` from `check`.

    Raises:
        Refused: `results.no-such-act`.
    """
    effects = _EFFECTS.get(what, ())
    if what == "accept":
        effects = (_BY_KIND.get(str(entry.values.get("kind")), ""),)
    named = [act for act in register.acts if act.id == what or act.id.startswith(f"{what}-")]
    fitting = [act for act in register.acts if act.effect in effects] if effects else named
    if not fitting:
        known = "、".join(act.id for act in register.acts)
        raise Refused([codes.NO_SUCH_ACT.at(NOWHERE, register=register.title, what=what, known=known)])
    return next((act for act in fitting if entry.state in act.source), fitting[0])


def _opening(register: Register) -> Act:
    return next(act for act in register.acts if not act.source)
