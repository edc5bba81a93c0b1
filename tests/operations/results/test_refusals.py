"""What publishing and hearing refuse, and that nothing is kept then."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.kernel.plan import tiny
from tests.operations.conftest import Clock
from tests.operations.results import small_plan
from tests.operations.results.conftest import (
    ANALYST,
    BANK,
    COLLEAGUE,
    FIRM,
    FIRST,
    LEADER,
    OFFICER,
    SECOND,
    Round,
)

from zhixing.foundation.issues import Refused, declared
from zhixing.kernel.runs import find_run
from zhixing.operations import registers, results, trail
from zhixing.operations.accounts import Grant, Person
from zhixing.operations.office import Office, open_office

pytestmark = pytest.mark.django_db


def refused(what: Callable[[], object]) -> set[str]:
    """The codes that it is refused with; the registers stay as they were."""
    before = [event.number for event in trail.events(under="registers/")]
    with pytest.raises(Refused) as caught:
        what()
    assert [event.number for event in trail.events(under="registers/")] == before
    return {issue.code for issue in caught.value.issues}


def with_plan(round_: Round, old: str, new: str, file: str = "registers/results.yaml") -> Office:
    """The same workspace with one text of its plan changed."""
    text = small_plan.FILES[file]
    assert old in text
    tiny.write(round_.folder / "plan", {file: text.replace(old, new)})
    round_.office = open_office(round_.office.workspace, round_.clock)
    return round_.office


def test_a_run_must_be_named(round_: Round) -> None:
    wanted = {"scheme": "district", "year": 2022, "place": "331003"}
    assert refused(lambda: results.propose(round_.office, ANALYST, wanted)) == {"results.run-needed"}


def test_a_run_must_exist(round_: Round) -> None:
    assert refused(lambda: round_.proposed(run="evaluate-2022-none")) == {"runs.unknown-run"}


def test_a_run_must_be_intact(round_: Round) -> None:
    run = round_.run()
    run.result("distribution-2022").write_bytes(b"")
    assert refused(lambda: round_.proposed(run=run.id)) == {"results.run-damaged", "runs.file-changed"}


def test_a_run_that_was_sealed_over_other_grades_is_found_by_recomputing(
    round_: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = round_.run()
    monkeypatch.setattr("zhixing.operations.results.sealed._VERIFIED", set())
    fault = declared()["runs.not-reproduced"].at(name="evaluation-district-2022.parquet")
    monkeypatch.setattr("zhixing.operations.results.sealed.verify", lambda *_: (fault,))
    assert refused(lambda: round_.proposed(run=run.id)) == {"results.run-damaged", fault.code}
    # The same run by the general way of acting on registers.
    given = {"scheme": "district", "year": 2022, "place": "331003", "run": run.id}
    order = registers.Order("publications", "propose", given=given)
    assert refused(lambda: registers.act(round_.office, ANALYST, order)) == {
        "results.run-damaged",
        fault.code,
    }


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"year": 2021}, "results.not-in-run"),
        ({"scheme": "another"}, "results.not-in-run"),
        ({"place": "331004"}, "results.nothing-of-place"),
    ],
)
def test_a_run_must_hold_what_is_made_public(round_: Round, given: dict[str, str | int], code: str) -> None:
    assert refused(lambda: round_.proposed(**given)) == {code}


def test_whoever_proposed_does_not_check(round_: Round) -> None:
    round_.proposed()
    assert refused(lambda: round_.step(ANALYST, "check")) == {"accounts.not-allowed"}


def test_days_of_notice_are_the_entrys_or_the_states(round_: Round) -> None:
    assert round_.noticed(notice_days=3).values["notice_until"] == "2023-05-11"
    round_.step(ANALYST, "withdraw", reason="重来")
    with_plan(round_, ", within_working_days: 5}", "}")
    round_.proposed()
    round_.step(COLLEAGUE, "check", "000002")
    assert refused(lambda: round_.step(ANALYST, "notice", "000002")) == {"results.no-notice-days"}


def test_nothing_is_published_without_a_notice(round_: Round) -> None:
    round_.proposed()
    round_.step(COLLEAGUE, "check")
    assert refused(lambda: round_.step(LEADER, "finalise")) == {"results.not-noticed"}


def test_nothing_is_published_while_the_notice_runs(round_: Round, clock: Clock) -> None:
    round_.noticed()
    clock.to("2023-05-15")
    assert refused(lambda: round_.step(LEADER, "finalise")) == {"results.notice-running"}
    clock.to("2023-05-16")
    assert round_.step(LEADER, "finalise").state == "published"


def test_nothing_is_published_while_an_objection_is_open(round_: Round, clock: Clock) -> None:
    round_.noticed()
    round_.filed()
    clock.to("2023-05-16")
    results.keep_up(round_.office)
    assert refused(lambda: round_.step(LEADER, "finalise")) == {"results.objections-open"}
    round_.heard("reject", reason="不属实")
    assert round_.step(LEADER, "finalise").state == "published"


def test_nothing_is_published_before_it_is_recomputed(round_: Round, clock: Clock) -> None:
    round_.noticed()
    round_.upheld()
    clock.to("2023-05-16")
    results.keep_up(round_.office)
    assert refused(lambda: round_.step(LEADER, "finalise")) == {"results.not-recomputed"}


def test_what_was_taken_back_after_a_run_is_recomputed_too(round_: Round, clock: Clock) -> None:
    round_.noticed()
    round_.accepted()
    round_.step(ANALYST, "recompute")
    round_.heard("reconsider", person=LEADER, reason="依据不足")
    round_.heard("reject", reason="不属实")
    clock.to("2023-05-16")
    results.keep_up(round_.office)
    assert refused(lambda: round_.step(LEADER, "finalise")) == {"results.not-recomputed"}
    round_.step(ANALYST, "recompute")
    assert results.changes(round_.office, "000001").shifts == ()
    assert round_.step(LEADER, "finalise").state == "published"


def test_every_step_finds_a_damaged_run_and_it_can_be_withdrawn(round_: Round, clock: Clock) -> None:
    entry = round_.noticed()
    clock.to("2023-05-16")
    results.keep_up(round_.office)
    found = find_run(round_.office.workspace.runs, str(entry.values["run"]))
    found.result("evaluation-district-2022").write_bytes(b"")
    assert "results.run-damaged" in refused(lambda: round_.step(LEADER, "finalise"))
    assert "results.run-damaged" in refused(lambda: round_.step(ANALYST, "recompute"))
    assert round_.step(ANALYST, "withdraw", reason="运行损坏").state == "withdrawn"


def test_what_is_published_stands(round_: Round, clock: Clock) -> None:
    entry = round_.noticed()
    clock.to("2023-05-16")
    round_.step(LEADER, "finalise")
    assert refused(lambda: round_.step(ANALYST, "recompute")) == {"results.published-stands"}
    other = results.start_run(round_.office, ANALYST, "evaluate", [2021, 2022], ["district"])
    order = registers.Order("publications", "swap", entry.id, {"run": other.id})
    assert refused(lambda: registers.act(round_.office, ANALYST, order)) == {"results.published-stands"}


def test_objections_are_filed_while_the_notice_runs(round_: Round, clock: Clock) -> None:
    round_.proposed()
    assert refused(round_.filed) == {"results.not-on-notice"}
    round_.step(COLLEAGUE, "check")
    round_.step(ANALYST, "notice")
    clock.to("2023-05-16")
    assert refused(round_.filed) == {"results.not-on-notice"}
    clock.to("2023-05-15")
    round_.filed()


@pytest.mark.parametrize(
    ("person", "given", "code"),
    [
        (ANALYST, {}, "results.not-the-firm"),
        (FIRM, {"place": "331004"}, "results.other-place"),
        (FIRM, {"year": 2021}, "results.other-year"),
        (FIRM, {"column": "taxes"}, "results.no-such-column"),
        (FIRM, {"column": "enterprise"}, "results.no-such-column"),
        (FIRM, {"dataset": "marks", "column": "document"}, "results.no-such-column"),
        (FIRM, {"enterprise": FIRST}, "accounts.not-allowed"),
        (FIRM, {"publication": "000009"}, "registers.no-entry"),
        (OFFICER, {"enterprise": "91331003MA0000009T"}, "results.not-in-list"),
        (OFFICER, {"place": "331004"}, "accounts.not-allowed"),
    ],
)
def test_objections_that_cannot_be(
    round_: Round, person: Person, given: dict[str, str | int], code: str
) -> None:
    round_.noticed()
    assert refused(lambda: round_.filed(person, **given)) == {code}


def test_what_is_accepted_must_fit(round_: Round) -> None:
    round_.noticed()
    round_.filed()
    round_.heard("answer", answer="核实")
    lake = round_.office.workspace.lake
    receipts = len(lake.receipts())
    assert refused(lambda: round_.heard("accept", corrected="")) == {"results.nothing-corrected"}
    assert "facts.below-minimum" in refused(lambda: round_.heard("accept", corrected="-1"))
    assert refused(lambda: round_.heard("accept-grade", corrected="A", reason="应")) == {"results.wrong-kind"}
    assert len(lake.receipts()) == receipts
    round_.filed(kind="grade", column="")
    round_.heard("answer", "000002", answer="核实")
    assert refused(lambda: round_.heard("accept", "000002", corrected="E", reason="应")) == {
        "results.no-such-grade"
    }
    assert refused(lambda: round_.heard("accept", "000002", corrected="", reason="应")) == {
        "results.nothing-corrected"
    }
    assert refused(lambda: round_.heard("accept-data", "000002", corrected="1")) == {"results.wrong-kind"}


def test_a_plan_must_let_the_program_note_the_grades(round_: Round) -> None:
    with_plan(round_, "from: [accepted, upheld], by: [system]", "from: [accepted], by: [system]")
    round_.noticed()
    round_.upheld()
    assert refused(lambda: round_.step(ANALYST, "recompute")) == {"results.grades-not-noted"}


def test_a_word_must_stand_for_an_act(round_: Round) -> None:
    round_.noticed()
    assert refused(lambda: round_.step(ANALYST, "celebrate")) == {"results.no-such-act"}


def test_lists_are_public_only_when_published(round_: Round) -> None:
    round_.noticed()
    assert refused(lambda: results.published(round_.office, "district", 2022)) == {"results.not-published"}


def test_several_places_publish_by_the_same_scheme(round_: Round, clock: Clock) -> None:
    round_.noticed()
    clock.to("2023-05-16")
    round_.step(LEADER, "finalise")
    second = round_.noticed(place="331000")
    clock.to("2023-05-30")
    city = Person("lin", "林", grants=(Grant("leader", places=("331000",)),))
    round_.step(city, "finalise", second.id)
    assert refused(lambda: results.published(round_.office, "district", 2022)) == {"results.several-places"}
    assert results.published(round_.office, "district", 2022, "331000").publication == second.id


def test_a_run_is_started_by_the_analyst_of_the_place(round_: Round) -> None:
    stranger = Person("hu", "胡", grants=(Grant("analyst", places=("331004",)),))
    for person in (stranger, OFFICER):
        with pytest.raises(Refused, match="not-allowed"):
            results.start_run(round_.office, person, "evaluate", [2022], ["district"])
    with pytest.raises(Refused, match="not-allowed"):
        results.start_run(round_.office, ANALYST, "run", [2022], ["district"])
    assert list(trail.events(under="runs")) == []


def test_a_run_that_is_refused_is_in_the_trail(round_: Round) -> None:
    run = round_.run()
    run.result("distribution-2022").write_bytes(b"")
    with pytest.raises(Refused):
        round_.run()
    *_, last = trail.events(under="runs")
    assert (last.act, last.body["codes"]) == ("refuse-run", ["runs.damaged", "runs.file-changed"])


def test_a_bank_is_told_a_grade_for_a_purpose_and_with_consent(round_: Round, clock: Clock) -> None:
    office = round_.office

    def ask(purpose: str = "流动资金贷款", year: int = 2022) -> results.Answer:
        return results.ask_grade(office, BANK, SECOND, purpose, year)

    assert refused(ask) == {"accounts.not-allowed"}
    with pytest.raises(Refused, match="not-allowed"):
        results.give_consent(office, OFFICER, SECOND, "流动资金贷款")
    results.give_consent(office, FIRM, SECOND, "流动资金贷款", asker="some-bank")
    assert refused(ask) == {"results.no-grade"}
    round_.noticed()
    clock.to("2023-05-16")
    round_.step(LEADER, "finalise")
    told = ask()
    assert (told.name, told.grade, told.computed) == ("合成企业乙", "B", "")
    assert refused(lambda: ask("")) == {"accounts.not-allowed"}
    assert refused(lambda: ask("担保")) == {"accounts.not-allowed"}
    assert refused(lambda: ask(year=2021)) == {"results.no-grade"}
    results.give_consent(office, FIRM, SECOND, "流动资金贷款", asker="some-bank", until=office.today())
    clock.to("2023-05-17")
    assert refused(ask) == {"accounts.not-allowed"}
    results.give_consent(office, FIRM, SECOND, "流动资金贷款")
    assert ask().grade == "B"
    results.end_consent(office, FIRM, SECOND, "流动资金贷款")
    assert refused(ask) == {"accounts.not-allowed"}
    looks = [event.act for event in trail.events(subject=f"grades/{SECOND}")]
    assert (looks.count("ask-grade"), looks.count("refuse-grade")) == (4, 5)
    assert trail.check() == ()
