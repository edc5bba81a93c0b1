"""Jobs: asked for by those who may, done in the background, told how far, ended, tried again, given up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult
from tests.operations.conftest import Clock
from tests.operations.jobs.conftest import Offer

from zhixing.foundation.issues import Refused
from zhixing.operations import jobs, trail
from zhixing.operations.accounts import Grant, Person
from zhixing.operations.jobs import processes
from zhixing.operations.jobs.models import JobRow
from zhixing.operations.jobs.seen import person_from, person_text
from zhixing.operations.office import Office

pytestmark = pytest.mark.django_db
GONE = f"{processes._host()}|4194305|1|x"
"""A worker whose process cannot be: its number is above the system's largest."""


def codes_of(caught: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {issue.code for issue in caught.value.issues}


def fine(arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    for done in range(1, 4):
        jobs.progress(done, 3, f"第 {done} 步", f"step {done}")
    return {"year": arguments["year"], "runs": ["a", "b"]}


def test_a_job_is_done_and_both_ends_are_in_the_trail(
    tiny_office: Office, analyst: Person, offered: Offer
) -> None:
    job = jobs.submit(tiny_office, analyst, offered(fine), {"year": 2022, "on": date(2022, 5, 9)})
    assert (job.state, job.attempts, job.arguments) == ("waiting", 0, {"year": 2022, "on": "2022-05-09"})
    assert jobs.work(tiny_office, once=True) == 1
    job = jobs.job_of(tiny_office, analyst, job.id)
    assert (job.state, job.attempts, job.done, job.of, job.said_zh) == ("done", 1, 3, 3, "第 3 步")
    assert job.result == {"year": 2022, "runs": ["a", "b"]}
    assert job.ended_at is not None
    assert job.started_at is not None
    assert job.submitted_at < job.started_at < job.ended_at
    told = [(e.act, e.who, e.subject) for e in trail.events()]
    assert told == [("submit-job", "wang", f"jobs/{job.id}"), ("end-job", "system", f"jobs/{job.id}")]
    assert trail.check() == ()
    assert jobs.work(tiny_office, once=True) == 0


def test_asked_for_twice_it_is_done_once(tiny_office: Office, analyst: Person, offered: Offer) -> None:
    kind = offered(fine)
    first = jobs.submit(tiny_office, analyst, kind, {"year": 2022})
    assert jobs.submit(tiny_office, analyst, kind, {"year": 2022}).id == first.id
    assert jobs.submit(tiny_office, analyst, kind, {"year": 2021}).id != first.id
    assert jobs.work(tiny_office, once=True) == 2
    assert jobs.submit(tiny_office, analyst, kind, {"year": 2022}).id not in (first.id, first.id + 1)


def test_who_may_not_start_a_run_may_not_submit_nor_see(
    tiny_office: Office, analyst: Person, county: Person, offered: Offer
) -> None:
    kind = offered(fine)
    with pytest.raises(Refused) as caught:
        jobs.submit(tiny_office, county, kind, {})
    assert codes_of(caught) == {"accounts.not-allowed"}
    job = jobs.submit(tiny_office, analyst, kind, {"year": 1})
    assert jobs.jobs(tiny_office, county) == ()
    assert [one.id for one in jobs.jobs(tiny_office, analyst)] == [job.id]
    for asked in (jobs.job_of, jobs.cancel, jobs.retry):
        with pytest.raises(Refused) as caught:
            asked(tiny_office, county, job.id)
        assert codes_of(caught) == {"jobs.no-job"}


def test_kinds_and_arguments_that_cannot_be(tiny_office: Office, analyst: Person, offered: Offer) -> None:
    with pytest.raises(Refused) as caught:
        jobs.submit(tiny_office, analyst, "unheard-of", {})
    assert codes_of(caught) == {"jobs.unknown-kind"}
    with pytest.raises(Refused) as caught:
        jobs.submit(tiny_office, analyst, offered(fine), {"year": 1.5})
    assert codes_of(caught) == {"jobs.bad-argument"}


def test_what_refuses_and_what_breaks_is_said(tiny_office: Office, analyst: Person, offered: Offer) -> None:
    def wrong(arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        if arguments["how"] == "refused":
            raise Refused(caught.value.issues)
        if arguments["how"] == "broken":
            raise ZeroDivisionError("no rows")
        return {"share": 0.5}

    with pytest.raises(Refused) as caught:
        jobs.submit(tiny_office, analyst, "unheard-of", {})
    kind = offered(wrong)
    ids = [jobs.submit(tiny_office, analyst, kind, {"how": how}).id for how in ("refused", "broken", "float")]
    assert jobs.work(tiny_office, once=True) == 3
    found = [jobs.job_of(tiny_office, analyst, id) for id in ids]
    assert [job.state for job in found] == ["failed"] * 3
    assert [job.issues[0]["code"] for job in found] == ["jobs.unknown-kind", "jobs.broke", "jobs.broke"]
    assert "ZeroDivisionError: no rows" in str(found[1].issues[0]["zh"])
    assert "ZeroDivisionError" in DBTaskResult.objects.get(pk=JobRow.objects.get(pk=ids[1]).task).traceback
    assert [e.body["issues"] for e in trail.events(act="end-job")][1] == ["jobs.broke"]


def test_a_failed_job_is_tried_again(tiny_office: Office, analyst: Person, offered: Offer) -> None:
    tries: list[int] = []

    def second_time(arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        tries.append(1)
        if len(tries) == 1:
            raise OSError("disk full")
        return {}

    job = jobs.submit(tiny_office, analyst, offered(second_time), {})
    jobs.work(tiny_office, once=True)
    again = jobs.retry(tiny_office, analyst, job.id)
    assert (again.state, again.issues, again.id) == ("waiting", (), job.id)
    jobs.work(tiny_office, once=True)
    assert jobs.job_of(tiny_office, analyst, job.id).state == "done"
    with pytest.raises(Refused) as caught:
        jobs.retry(tiny_office, analyst, job.id)
    assert codes_of(caught) == {"jobs.wrong-state"}


def test_a_job_is_cancelled_waiting_or_running(tiny_office: Office, analyst: Person, offered: Offer) -> None:
    reached: list[int] = []

    def cancelled_inside(arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        jobs.cancel(tiny_office, analyst, JobRow.objects.get(state="running").pk)
        jobs.progress(1, 1)
        reached.append(1)
        return {}

    kind = offered(cancelled_inside)
    waits = jobs.submit(tiny_office, analyst, kind, {"n": 1})
    assert jobs.cancel(tiny_office, analyst, waits.id).state == "cancelled"
    runs = jobs.submit(tiny_office, analyst, kind, {"n": 2})
    jobs.work(tiny_office, once=True)
    assert [jobs.job_of(tiny_office, analyst, j.id).state for j in (waits, runs)] == ["cancelled"] * 2
    assert reached == []
    with pytest.raises(Refused) as caught:
        jobs.cancel(tiny_office, analyst, runs.id)
    assert codes_of(caught) == {"jobs.wrong-state"}


def left_by(worker: str, job: int, attempts: int = 1, task_only: bool = False) -> None:
    """What a killed worker leaves: the task claimed, and the job too unless it died between the two."""
    row = JobRow.objects.get(pk=job)
    DBTaskResult.objects.filter(pk=row.task).update(status="RUNNING", worker_ids=[worker])
    if not task_only:
        JobRow.objects.filter(pk=job).update(
            state="running", worker=worker, attempts=attempts, heartbeat=row.submitted_at
        )


@pytest.mark.parametrize("task_only", [False, True])
def test_what_a_killed_worker_left_is_taken_up_again(
    tiny_office: Office, analyst: Person, offered: Offer, task_only: bool
) -> None:
    job = jobs.submit(tiny_office, analyst, offered(fine), {"year": 2022})
    left_by(GONE, job.id, task_only=task_only)
    (issue,) = jobs.unfinished(tiny_office)
    assert issue.code == "jobs.unfinished"
    said: list[str] = []
    jobs.work(tiny_office, once=True, say=lambda found: said.extend(issue.en for issue in found))
    assert said[0].startswith("1 unfinished job(s) taken up again")
    found = jobs.job_of(tiny_office, analyst, job.id)
    assert (found.state, found.attempts) == ("done", 1 if task_only else 2)
    assert jobs.unfinished(tiny_office) == ()


def test_after_three_kills_it_is_given_up(tiny_office: Office, analyst: Person, offered: Offer) -> None:
    job = jobs.submit(tiny_office, analyst, offered(fine), {"year": 2022})
    left_by(GONE, job.id, attempts=3)
    found = jobs.take_up(tiny_office)
    assert ([one.id for one in found.given_up], found.again) == ([job.id], ())
    assert [issue.code for issue in found.issues()] == ["jobs.given-up"]
    assert jobs.job_of(tiny_office, analyst, job.id).state == "failed"
    jobs.retry(tiny_office, analyst, job.id)
    jobs.work(tiny_office, once=True)
    assert jobs.job_of(tiny_office, analyst, job.id).state == "done"


def test_a_living_worker_keeps_its_job_until_it_is_silent_for_long(
    tiny_office: Office, analyst: Person, offered: Offer, clock: Clock
) -> None:
    job = jobs.submit(tiny_office, analyst, offered(fine), {"year": 2022})
    left_by(str(processes.this_worker()), job.id)
    assert jobs.take_up(tiny_office).again == ()
    clock.moment += timedelta(minutes=11)
    assert [one.id for one in jobs.take_up(tiny_office).again] == [job.id]


def test_an_attempt_that_was_replaced_writes_nothing_any_more(
    tiny_office: Office, analyst: Person, offered: Offer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        clock.moment += timedelta(minutes=11)
        jobs.take_up(tiny_office)
        return {"from": "the first attempt"}

    job = jobs.submit(tiny_office, analyst, offered(slow), {})
    from zhixing.operations.jobs import working

    token = working.office_here.set(tiny_office)
    once = iter([working._claimed("one"), None])
    monkeypatch.setattr(working, "_claimed", lambda name: next(once))
    working._emptied("one", working.threading.Event())
    working.office_here.reset(token)
    found = jobs.job_of(tiny_office, analyst, job.id)
    assert (found.state, found.result) == ("waiting", None)


def test_workers_of_other_machines_cannot_be_told() -> None:
    assert processes.gone("elsewhere|1|1|x") is None
    assert processes.gone("") is None
    assert processes.gone(GONE) is True
    assert processes.gone(str(processes.this_worker())) is False
    of_another_start = str(processes.this_worker()).split("|")
    assert processes.gone("|".join([*of_another_start[:2], "1", "x"])) is True


def test_a_person_is_kept_as_they_were() -> None:
    grant = Grant("analyst", ("330000",), ("office",), since=date(2022, 1, 1), until=date(2022, 12, 31))
    person = Person("wang", "王", "office", (grant, Grant("auditor")))
    assert person_from(person_text(person)) == person


def test_progress_outside_a_job_says_nothing() -> None:
    jobs.progress(1, 2, "一", "one")


def test_snapshots_are_offered(tiny_office: Office, analyst: Person) -> None:
    job = jobs.submit(tiny_office, analyst, "snapshot", {"day": "2022-03-31"})
    jobs.work(tiny_office, once=True)
    found = jobs.job_of(tiny_office, analyst, job.id)
    assert (found.state, found.issues) == ("done", ())
