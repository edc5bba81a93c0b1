"""Worked cases by policy people: given, expected, and the calculation by hand that is the oracle."""

from __future__ import annotations

from pydantic import Field

from zhixing.kernel.plan.objects import ClauseId, Id, PlanModel


class Case(PlanModel):
    """One worked case of a scheme, a measure, a stacking of measures or a target.

    `given` maps an entity (`enterprise 甲`) to its facts by column title or id, each with its unit; `all` holds what
    every entity shares this year. `earlier` holds facts of the same entities in years before, by year, and `beside` rows of
    other datasets of the same year by a name each (`enterprise-year: {甲: {...}}`). `expect` maps the entity to results:
    `score of <indicator>`, `total`, `grade`, `state`, `rank`, `rate`, `amount`, `outcome`, `light`, `progress`, `expected`. A
    case of a measure may also give `grade`, `state`, `grades_before` (last year's first, `-` for none) and `refunded`.
    `by_hand` is required: the hand calculation is the oracle.
    """

    name: str
    clause: ClauseId
    scheme: Id | None = None
    measure: Id | None = None
    stacking: Id | None = None
    target: Id | None = None
    year: int
    all: dict[str, str] = Field(default={})
    given: dict[str, dict[str, str | None]]
    earlier: dict[int, dict[str, dict[str, str | None]]] = Field(default={})
    beside: dict[Id, dict[str, dict[str, str | None]]] = Field(default={})
    expect: dict[str, dict[str, str]]
    by_hand: str
