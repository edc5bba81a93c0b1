"""The program may be stopped between an effect and its act: what was done is found, and the work goes on."""

from __future__ import annotations

import pytest
from tests.operations.conftest import Clock
from tests.operations.results.conftest import ANALYST, LEADER, OFFICER, SECOND, Round

from zhixing.kernel.facts import history_of
from zhixing.kernel.runs import find_run, verify
from zhixing.operations import registers, results, trail

pytestmark = pytest.mark.django_db

KEY = {"enterprise": SECOND, "year": 2022}


class Stopped(Exception):
    """What a kill looks like from inside."""


@pytest.fixture
def kill(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Stop every act after its effect and before anything of it is kept."""

    def stopped(*_: object) -> None:
        raise Stopped

    monkeypatch.setattr("zhixing.operations.registers.acting._kept", stopped)
    return monkeypatch


def tax_said(round_: Round) -> list[str]:
    lake = round_.office.workspace.lake
    return [str(cell.value) for cell in history_of(lake, "enterprise-year", KEY, "tax")]


def entry(round_: Round, register: str) -> str:
    return registers.entry_of(registers.register_of(round_.office, register), "000001").state


@pytest.fixture
def answered(round_: Round) -> Round:
    round_.noticed()
    round_.filed()
    round_.heard("answer", answer="应为六百万元")
    return round_


def test_a_fact_is_loaded_once(answered: Round, kill: pytest.MonkeyPatch) -> None:
    with pytest.raises(Stopped):
        answered.heard("accept", corrected="600")
    assert (entry(answered, "objections"), tax_said(answered)[-1]) == ("answered", "600.000000")
    kill.undo()
    accepted = answered.heard("accept", corrected="600")
    assert tax_said(answered) == ["120.000000", "600.000000"]
    assert accepted.values["receipt"] == answered.office.workspace.lake.receipts()[-1].id
    assert trail.check() == ()


def test_another_value_after_a_stop_is_the_one_that_stands(answered: Round, kill: pytest.MonkeyPatch) -> None:
    with pytest.raises(Stopped):
        answered.heard("accept", corrected="600")
    kill.undo()
    answered.heard("accept", corrected="60")
    assert tax_said(answered)[-1] == "60.000000"


def test_a_rejection_after_a_stop_says_again_what_was_said_before(
    answered: Round, kill: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Stopped):
        answered.heard("accept", corrected="600")
    kill.undo()
    answered.heard("reject", person=OFFICER, reason="查无依据")
    assert tax_said(answered) == ["120.000000", "600.000000", "120.000000"]


def test_stopped_twice_the_last_word_stands(answered: Round, kill: pytest.MonkeyPatch) -> None:
    with pytest.raises(Stopped):
        answered.heard("accept", corrected="600")
    with pytest.raises(Stopped):
        answered.heard("reject", reason="查无依据")
    kill.undo()
    answered.heard("accept", corrected="600")
    assert tax_said(answered) == ["120.000000", "600.000000", "120.000000", "600.000000"]


def test_a_new_run_is_found_again(round_: Round, kill: pytest.MonkeyPatch, clock: Clock) -> None:
    kill.undo()
    round_.noticed()
    round_.upheld()
    clock.to("2023-05-16")
    results.keep_up(round_.office)
    before = registers.entry_of(registers.register_of(round_.office, "publications"), "000001")
    kill.setattr("zhixing.operations.registers.acting._kept", lambda *_: (_ for _ in ()).throw(Stopped))
    with pytest.raises(Stopped):
        round_.step(ANALYST, "recompute")
    runs = round_.office.workspace.runs
    made = find_run(runs, "latest")
    assert registers.entry_of(registers.register_of(round_.office, "publications"), "000001") == before
    objection = registers.entry_of(registers.register_of(round_.office, "objections"), "000001")
    assert objection.values.get("grade_after") is None
    kill.undo()
    assert round_.step(ANALYST, "recompute").values["run"] == made.id
    assert verify(made, round_.office.workspace.lake) == ()


def test_publishing_goes_on_after_a_stop(round_: Round, kill: pytest.MonkeyPatch, clock: Clock) -> None:
    kill.undo()
    round_.noticed()
    clock.to("2023-05-16")
    results.keep_up(round_.office)
    kill.setattr("zhixing.operations.registers.acting._kept", lambda *_: (_ for _ in ()).throw(Stopped))
    with pytest.raises(Stopped):
        round_.step(LEADER, "finalise")
    assert entry(round_, "publications") == "closed"
    kill.undo()
    assert round_.step(LEADER, "finalise").state == "published"
