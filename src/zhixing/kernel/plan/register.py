"""Registers: the living lists of a plan, with the states an entry goes through and who may move it.

One language for everything people decide: an enterprise put on a list, a case closed, a follow-up answered, a result made
public, an objection heard. A register says which fields an entry has, which acts lead from which state to which, who may
act, on what evidence, by when, and what an entry counts for.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from zhixing.kernel.plan.objects import Cited, Column, Id, Ids, Name, PlanModel, Texts

Role = Literal[
    "analyst",
    "county-officer",
    "department-liaison",
    "enterprise",
    "bank",
    "leader",
    "auditor",
    "plan-author",
    "administrator",
    "system",
]
"""Who acts. `system` is a rule of the plan acting by itself, such as one that opens a follow-up."""

Level = Literal["province", "prefecture", "county"]


class EntryState(PlanModel):
    """One state of an entry.

    `within_working_days`: by when an entry must have left it, or `due_on`: the fields that hold the date, the first one known;
    `overdue_to` then answers for it. `final`: no act leads out.
    """

    id: Id
    title: str
    title_en: str = ""
    within_working_days: Annotated[int, Field(ge=1)] | None = None
    due_on: tuple[Name, ...] = ()
    overdue_to: Id | None = None
    final: bool = False


class Requirement(PlanModel):
    """A condition that must hold when an act is done: a formula over the entry's fields. Unknown is not met."""

    id: Id
    must: str
    says: str
    says_en: str = ""


class Act(PlanModel):
    """An act: who moves an entry from which states to which state.

    Without `source` (`from`) it opens an entry; without `to` it leaves the state as it is. `sets` names the fields it may
    write (an act that opens and names none may write all), `needs` those that must be known afterwards, `evidence` the
    pieces that must be attached. `at` keeps it to people whose own place is of that level, `units` to people of these
    organisations, `answering` to people of the organisation that the entry names. `apart_from` names acts that must have
    been done by somebody else. `effect` is what the program does when it is done.
    """

    id: Id
    title: str
    title_en: str = ""
    source: Annotated[Ids, Field(alias="from")] = ()
    to: Id | None = None
    by: Annotated[tuple[Role, ...], Field(min_length=1)]
    at: tuple[Level, ...] = ()
    units: Ids = ()
    answering: bool = False
    apart_from: Ids = ()
    sets: tuple[Name, ...] = ()
    needs: tuple[Name, ...] = ()
    evidence: Texts = ()
    reason: bool = False
    requires: tuple[Requirement, ...] = ()
    effect: Literal["accept-file", "compute", "notice", "correct-fact", "correct-grade", "publish"] | None = (
        None
    )

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Tally(PlanModel):
    """What an entry counts for: an indicator reported by registers.

    An entry counts from the day it first came into one of `states` (or from the date in the field `day`) and as long as it
    has not left them. It counts one, or what its field `sum` holds. `once_per`: entries that share the value of this field
    count once, across all registers that count for the indicator; the earliest counts. Without `scope` the count is of the
    scope of the targets that name the indicator.
    """

    indicator: Id
    states: Annotated[Ids, Field(alias="in", min_length=1)]
    sum: Name | None = None
    day: Name | None = None
    once_per: Name | None = None
    where: str | None = None
    scope: str = ""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Feed(PlanModel):
    """Facts that entries become: a row of `dataset` for each entry in one of `states`, on the day of the snapshot.

    `columns` says which field fills which column; `fixed` gives values that are the same for all. A year column not named
    gets the year of the snapshot.
    """

    dataset: Id
    states: Annotated[Ids, Field(alias="in", min_length=1)]
    columns: dict[Name, Name]
    fixed: Annotated[dict[Name, str], Field(default_factory=dict)]

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Public(PlanModel):
    """What everybody may see: entries in one of `states`, and of them these fields."""

    states: Annotated[Ids, Field(alias="in", min_length=1)]
    fields: Annotated[tuple[Name, ...], Field(min_length=1)]

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Register(Cited):
    """A living list.

    `about` is what an entry is about, `key` the fields that no two entries may share while neither is in a final state of
    `dropped`. `place` names the field that holds the place an entry belongs to, `enterprise` the field that holds the firm it
    concerns, `unit` the field that holds the organisation that answers: rights and counts go by them. `serves` says that
    the program's own work goes through this register.
    """

    about: Literal[
        "enterprise", "project", "product", "park", "place", "organisation", "parcel", "case", "equipment", "standard",
        "contract", "person", "file", "result",
    ]  # fmt: skip
    serves: Literal[
        "lists",
        "submissions",
        "publications",
        "objections",
        "follow-ups",
        "confirmations",
        "meters",
        "tenancies",
    ] = "lists"
    key: tuple[Name, ...] = ()
    place: Name
    enterprise: Name | None = None
    unit: Name | None = None
    fields: Annotated[tuple[Column, ...], Field(min_length=1)]
    states: Annotated[tuple[EntryState, ...], Field(min_length=1)]
    dropped: Ids = ()
    acts: Annotated[tuple[Act, ...], Field(min_length=1)]
    counts: tuple[Tally, ...] = ()
    feeds: tuple[Feed, ...] = ()
    public: Public | None = None
