"""Runs in the background: the same run as one started at hand, with its progress and its begin and end in the trail."""

from __future__ import annotations

import pytest
from tests.operations.results.conftest import ANALYST, FIRM, Round

from zhixing.foundation.issues import Refused
from zhixing.operations import jobs, trail

pytestmark = pytest.mark.django_db


def test_a_run_in_the_background_is_the_run(round_: Round) -> None:
    asked = {"kind": "evaluate", "years": "2022", "schemes": "district"}
    job = jobs.submit(round_.office, ANALYST, "run", asked)
    assert jobs.work(round_.office, once=True) == 1
    done = jobs.job_of(round_.office, ANALYST, job.id)
    assert done.issues == ()
    run = round_.run()
    assert done.result == {"run": run.id, "seal": run.seal}
    assert (done.done, done.of) == (100, 100)
    told = [event.act for event in trail.events()][:4]
    assert told == ["submit-job", "start-run", "end-run", "end-job"]


def test_who_may_not_start_it_may_not_submit_it(round_: Round) -> None:
    with pytest.raises(Refused, match="not-allowed"):
        jobs.submit(round_.office, FIRM, "run", {"kind": "evaluate", "schemes": ["district"]})
    with pytest.raises(Refused, match="not-allowed"):
        jobs.submit(round_.office, ANALYST, "run", {"kind": "run"})


@pytest.mark.parametrize(
    "wrong", [{"kind": "guess"}, {"years": "soon"}, {"known_on": "2022-13-01"}, {"as_of": 2022}]
)
def test_arguments_that_cannot_be_read(round_: Round, wrong: dict[str, object]) -> None:
    asked = {"kind": "evaluate", "schemes": ["district"], **wrong}
    if wrong.get("kind") == "guess":
        from zhixing.operations.results import background

        with pytest.raises(Refused, match="bad-request"):
            background._read(round_.office, asked)
        return
    job = jobs.submit(round_.office, ANALYST, "run", asked)
    jobs.work(round_.office, once=True)
    found = jobs.job_of(round_.office, ANALYST, job.id)
    assert (found.state, [issue["code"] for issue in found.issues]) == ("failed", ["results.bad-request"])
