"""Advice and fragility worked out from a sealed run."""

import pyarrow.parquet as pq
import pytest

from zhixing.foundation.issues import Refused
from zhixing.kernel.facts import Lake
from zhixing.kernel.runs import Run, advise_enterprise, fragility_of


def test_a_firm_of_a_run_is_told_what_each_better_grade_takes(run: Run, lake: Lake) -> None:
    rows = pq.read_table(run.result("evaluation-zhejiang-frame-2022")).to_pylist()
    row = next(
        r
        for r in rows
        if r["grade"] == "C" and not r["moved_by"] and r["group"] == "above-scale" and r["of"] > 5
    )
    [found] = advise_enterprise(run, lake, row["enterprise"], year=2022, scheme="zhejiang-frame", draws=50)
    assert [advice.to_grade for advice in found.advice] == ["B", "A"]
    assert found.advice[0].total == row["total"]
    assert {fact.column for fact in found.advice[0].facts} >= {"tax", "value_added", "energy"}
    assert found.refused == ()
    # The firm's own grading cell gives what the whole table gives.
    table = fragility_of(run, lake, "zhejiang-frame", 2022, draws=50, threads=2).to_pylist()
    assert found.firmness == next(one for one in table if one["enterprise"] == row["enterprise"])
    assert found.to_json()["advice"][0]["facts"]


def test_who_has_no_grade_has_no_advice(run: Run, lake: Lake) -> None:
    rows = pq.read_table(run.result("evaluation-zhejiang-frame-2022")).to_pylist()
    row = next(r for r in rows if r["state"])
    [found] = advise_enterprise(run, lake, row["enterprise"], year=2022, scheme="zhejiang-frame")
    assert (found.grade, found.advice, found.firmness) == ("", (), {})


def test_what_a_run_does_not_hold_is_refused(run: Run, lake: Lake) -> None:
    with pytest.raises(Refused) as refused:
        advise_enterprise(run, lake, "91330000000000000X")
    assert [issue.code for issue in refused.value.issues] == ["runs.no-result"]
    with pytest.raises(Refused) as refused:
        fragility_of(run, lake, "zhejiang-frame", 2035)
    assert [issue.code for issue in refused.value.issues] == ["runs.no-result"]
