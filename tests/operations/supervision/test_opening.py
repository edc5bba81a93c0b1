"""Follow-ups: opened by what a run found, once each; opened by hand; nothing else is opened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from tests.operations.conftest import Clock

from zhixing.foundation.issues import Refused
from zhixing.kernel.runs import Run
from zhixing.operations import registers, trail
from zhixing.operations.accounts import SYSTEM, Person
from zhixing.operations.office import Office
from zhixing.operations.registers import Order, act
from zhixing.operations.supervision import open_by_hand, open_by_rules

pytestmark = pytest.mark.django_db
DAY = date(2022, 5, 6)
Watched = Callable[..., Run]
BY_HAND = {
    "place": "330100", "lead_unit": "office", "ask": "说明进展", "why": "群众来信", "deadline": "2022-05-20",
}  # fmt: skip


def refused(*asked: object, by: Callable[..., object]) -> set[str]:
    with pytest.raises(Refused) as caught:
        by(*asked)
    return {issue.code for issue in caught.value.issues}


def test_what_a_run_found_is_opened_by_the_system_once(judged: Office, watched: Watched) -> None:
    run = watched(judged)
    first = open_by_rules(judged, DAY)
    assert (first.run, first.known, first.passed, first.refused) == (run.id, 0, 0, ())
    told = [
        (e.values["rule"], e.values.get("period"), e.opened_on, e.values["deadline"]) for e in first.opened
    ]
    assert told == [
        ("form-late", "2020", date(2021, 1, 22), "2021-01-29"),
        ("form-late", "2021", date(2022, 1, 24), "2022-01-29"),
        ("red-twice", None, date(2022, 3, 31), "2022-04-08"),
    ]
    (step,) = first.opened[2].steps
    assert (step.who, step.role, step.reason) == ("system", "system", f"运行 / run {run.id}")
    assert "2021-12-31、2022-03-31 均为红灯" in first.opened[2].values["why"]
    again = open_by_rules(judged, DAY)
    assert (again.opened, again.known) == ((), 3)
    assert trail.check() == ()


def test_what_was_closed_is_not_opened_again(judged: Office, watched: Watched, unit: Person) -> None:
    watched(judged)
    entry = open_by_rules(judged, DAY).opened[2]
    act(judged, unit, Order("follow-ups", "answer", entry.id, {"answer": "已说明"}))
    act(judged, SYSTEM, Order("follow-ups", "close", entry.id))
    assert open_by_rules(judged, DAY).opened == ()


def test_what_is_in_force_for_the_same_is_not_doubled(
    judged: Office, watched: Watched, analyst: Person
) -> None:
    watched(judged)
    given = {**BY_HAND, "rule": "red-twice", "target": "known-name", "place": "330000"}
    open_by_hand(judged, analyst, given)
    found = open_by_rules(judged, DAY)
    assert ([e.values["rule"] for e in found.opened], found.known) == (["form-late", "form-late"], 1)


def test_a_person_opens_one_within_their_place(office: Office, analyst: Person, county: Person) -> None:
    entry = open_by_hand(office, analyst, BY_HAND, reason="来信第 5 号")
    assert (entry.state, entry.values["rule"], entry.steps[0].who) == ("open", "by-hand", "wang")
    assert refused(office, county, BY_HAND, by=open_by_hand) == {"accounts.not-allowed"}
    assert refused(office, analyst, {**BY_HAND, "lead_unit": "none"}, by=open_by_hand) != set()


def test_what_the_register_does_not_take_is_said_and_the_rest_is_opened(
    judged: Office, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched(judged)
    from zhixing.operations.supervision import opening

    rows = opening.found_by(judged, opening.run_on(judged.workspace, DAY))
    rows[1]["lead_units"] = ["nobody"]
    monkeypatch.setattr(opening, "found_by", lambda office, run: rows)
    found = open_by_rules(judged, DAY)
    assert len(found.opened) == 2
    assert {issue.code for issue in found.refused} == {"facts.not-a-choice", "registers.field-needed"}


def test_where_no_unit_is_named_the_government_of_the_place_answers(
    judged: Office, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched(judged)
    from zhixing.operations.supervision import opening

    rows = opening.found_by(judged, opening.run_on(judged.workspace, DAY))[:1]
    rows[0] |= {"lead_units": [], "place": "330102"}
    monkeypatch.setattr(opening, "found_by", lambda office, run: rows)
    register = registers.serving(judged, "follow-ups")
    lead = {"type": "text", "choices": {}, "choices_from": None}
    fields = tuple(c.model_copy(update=lead) if c.id == "lead_unit" else c for c in register.fields)
    changed = {**judged.plan.registers, "follow-ups": register.model_copy(update={"fields": fields})}
    (entry,) = open_by_rules(replace(judged, plan=replace(judged.plan, registers=changed)), DAY).opened
    assert entry.values["lead_unit"] == "330102"


def test_days_and_runs_that_cannot_be(office: Office, watched: Watched, clock: Clock) -> None:
    assert refused(office, date(2022, 5, 10), by=open_by_rules) == {"supervision.day-ahead"}
    assert refused(office, DAY, by=open_by_rules) == {"supervision.no-run"}
    run = watched(office)
    run.result("follow-ups").write_bytes(b"")
    assert refused(office, DAY, by=open_by_rules) == {"runs.file-changed"}


def test_a_run_that_watched_nothing(office: Office, watched: Watched) -> None:
    run = watched(office)
    results = {k: v for k, v in run.manifest["results"].items() if k != "follow-ups.parquet"}
    without = Run(run.folder, {**run.manifest, "results": results})
    with pytest.raises(Refused, match="nothing-watched"):
        open_by_rules(office, DAY, run=without)


def test_a_register_without_an_opening_for_the_system(judged: Office, watched: Watched) -> None:
    run = watched(judged)
    register = registers.serving(judged, "follow-ups")
    acts = tuple(one for one in register.acts if one.id != "open")
    changed = {"follow-ups": register.model_copy(update={"acts": acts})}
    plan = replace(judged.plan, registers=changed)
    with pytest.raises(Refused, match="no-opening"):
        open_by_rules(replace(judged, plan=plan), DAY, run=run)
