"""Killed at any moment, and many at once: nothing acknowledged is lost, nothing stands half, the chain is unbroken."""

from __future__ import annotations

import json
import random
import time
from pathlib import Path

import pytest
from tests.operations.integrity.conftest import Program

MOMENTS = random.Random(20220509)


def killed(program: Program, tmp_path: Path, times: int, seed: int) -> list[int]:
    """Kill a program at work so many times, check after each; how many acts each had acknowledged."""
    acks = [tmp_path / f"ack-{seed}-{number}" for number in range(times)]
    counts = []
    for number, ack in enumerate(acks):
        pid = program.start("acts", ack=str(ack), seed=seed + number)
        time.sleep(MOMENTS.uniform(0.0, 0.6))
        program.kill(pid)
        found = program.done("check", acks=[str(ack)])
        assert found["wrong"] == []
        assert found["entries"] == [f"{n:06d}" for n in range(1, len(found["entries"]) + 1)]
        counts.append(found["acts"])
    found = program.done("check", acks=[str(ack) for ack in acks])
    assert found["wrong"] == []
    # A kill may come after an act is kept and before it is told, once for each.
    assert sum(counts) == found["acts"] <= found["events"] <= found["acts"] + times
    return counts


def test_killed_ten_times(program: Program, tmp_path: Path) -> None:
    assert sum(killed(program, tmp_path, 10, 1)) > 0


@pytest.mark.slow
def test_killed_a_hundred_and_ninety_times(program: Program, tmp_path: Path) -> None:
    counts = killed(program, tmp_path, 190, 1000)
    assert sum(1 for count in counts if count) > 20
    assert sum(1 for count in counts if not count) > 5


def test_four_at_once_lose_nothing_and_share_no_number(program: Program, tmp_path: Path) -> None:
    acks = [str(tmp_path / f"ack-{number}") for number in range(4)]
    pids = [program.start("acts", ack=ack, seed=number, most=15) for number, ack in enumerate(acks)]
    assert [program.wait(pid) for pid in pids] == [0, 0, 0, 0]
    found = program.done("check", acks=acks)
    assert found["wrong"] == []
    assert found["acts"] == found["events"] == 4 * 15 * 2
    assert found["entries"] == [f"{n:06d}" for n in range(1, 61)]


def test_a_job_whose_worker_is_killed_is_taken_up_at_the_next_start(program: Program, tmp_path: Path) -> None:
    job = program.done("submit")["job"]
    ack = tmp_path / "step"
    pid = program.start("work", out=str(tmp_path / "none"), ack=str(ack))
    until = time.monotonic() + 20
    while not (ack.exists() and ack.read_text(encoding="utf-8") not in ("", "0", "1")):
        assert time.monotonic() < until
        time.sleep(0.01)
    program.kill(pid)
    found = program.done("work", ack=str(ack))
    assert found["said"][0].startswith(f"1 unfinished job(s) taken up again: {job}")
    assert found["jobs"] == [["done", 2, {"steps": 40}]]
    assert program.done("check", acks=[])["wrong"] == []


def test_two_at_once_open_the_same_follow_ups_once(program: Program, root: Path, tmp_path: Path) -> None:
    from datetime import date

    from zhixing.kernel.runs import execute, request_for
    from zhixing.operations.workspace import open_workspace

    place = open_workspace(root)
    plan, day = place.plan(), date(2022, 5, 6)
    request = request_for(plan, place.lake, "monitor", tuple(plan.head.term.years), as_of=day)
    execute(plan, place.lake, place.runs, request)
    outs = [tmp_path / f"follow-{number}" for number in range(3)]
    pids = [program.start("follow", out=str(out), as_of=day.isoformat()) for out in outs]
    assert [program.wait(pid) for pid in pids] == [0, 0, 0]
    told = [json.loads(out.read_text(encoding="utf-8")) for out in outs]
    assert sorted((one["opened"], one["known"]) for one in told) == [(0, 2), (0, 2), (2, 0)]
    assert program.done("check", acks=[])["wrong"] == []
