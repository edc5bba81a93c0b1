"""The policy lab: a draft tried on the province gives what a run of the draft would give."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from zhixing.foundation.issues import Refused
from zhixing.kernel.engine import Engine
from zhixing.kernel.facts import Lake
from zhixing.kernel.plan import CompiledPlan, Edit, require_plan, write_draft
from zhixing.kernel.runs import Lab, bunching, execute, request_for

FRAME = "zhejiang-frame"


@pytest.fixture(scope="module")
def lab(plan: CompiledPlan, lake: Lake) -> Iterator[Lab]:
    with Engine(threads=2) as engine:
        yield Lab(plan, lake, engine)


def draft_of(plan: CompiledPlan, folder: Path, *edits: str) -> CompiledPlan:
    return require_plan(write_draft(plan, [Edit.parse(edit) for edit in edits], folder / "draft"))


CUTS = (
    f"evaluations/{FRAME}:grading.shares.A.percent=25",
    f"evaluations/{FRAME}:grading.shares.B.percent=55",
)


def test_other_cuts_give_what_a_run_of_the_draft_gives(
    plan: CompiledPlan, lake: Lake, lab: Lab, tmp_path: Path
) -> None:
    draft = draft_of(plan, tmp_path, *CUTS)
    found = lab.compare(draft, FRAME, 2021)
    run = execute(
        draft, lake, tmp_path / "runs", request_for(draft, lake, "evaluate", (2021,), schemes=(FRAME,))
    )
    sealed = {
        row["enterprise"]: row for row in pq.read_table(run.result(f"evaluation-{FRAME}-2021")).to_pylist()
    }
    assert {row["entity"]: row["after"] for row in found.rows} == {
        key: row["grade"] or row["state"] for key, row in sealed.items()
    }
    assert found.moved
    assert set(found.steps) <= {("B", "A"), ("C", "B")}
    spots = found.by("county")
    assert sum(spot.moved for spot in spots) == len(found.moved)
    assert sum(spot.better for spot in spots) == len(found.moved)
    assert sum(spot.all for spot in spots) == len(found.rows)


def test_an_unchanged_plan_moves_nobody(plan: CompiledPlan, lab: Lab, tmp_path: Path) -> None:
    draft = draft_of(plan, tmp_path, f"evaluations/{FRAME}:title=同一个办法")
    found = lab.compare(draft, FRAME, 2021)
    assert found.moved == ()
    assert all(line.before == line.after for line in found.money)


def test_money_of_a_measure_before_and_after(
    plan: CompiledPlan, lake: Lake, lab: Lab, tmp_path: Path
) -> None:
    """0.8 of the tax of B becomes 0.4: half the money, of the same enterprises; the sealed measure says what 0.8 comes to."""
    draft = draft_of(plan, tmp_path, "measures/land-use-tax-relief:by_grade.B=0.4")
    found = lab.compare(draft, FRAME, 2021)
    money = {line.grade: line for line in found.money if line.measure == "land-use-tax-relief"}
    run = execute(
        plan, lake, tmp_path / "runs", request_for(plan, lake, "evaluate", (2021,), schemes=(FRAME,))
    )
    sealed = [
        row
        for row in pq.read_table(run.result("measure-land-use-tax-relief-2021")).to_pylist()
        if row["grade"] == "B" and row["outcome"] == "proposed"
    ]
    assert money["B"].before == sum((row["amount"] for row in sealed), Decimal(0))
    assert money["B"].entities_before == money["B"].entities_after == len(sealed)
    assert abs(money["B"].after * 2 - money["B"].before) <= Decimal("0.000001") * len(sealed)
    assert money["A"].before == money["A"].after


def test_a_measure_that_has_expired_moves_no_money(plan: CompiledPlan, lab: Lab, tmp_path: Path) -> None:
    draft = draft_of(plan, tmp_path, "measures/land-use-tax-relief:by_grade.B=0.4")
    money = lab.compare(draft, FRAME, 2022).money
    assert "land-use-tax-relief" not in {line.measure for line in money}
    assert all(line.before == line.after for line in money)


def test_a_computed_base_is_tried_too(plan: CompiledPlan, lab: Lab, tmp_path: Path) -> None:
    draft = draft_of(plan, tmp_path, f"evaluations/{FRAME}:criteria.above-scale.tax-per-mu.cap=1")
    found = lab.compare(draft, FRAME, 2021)
    assert all(
        row["total_after"] <= row["total_before"] for row in found.rows if row["total_before"] is not None
    )


def test_another_contract_of_facts_is_refused(plan: CompiledPlan, lab: Lab, tmp_path: Path) -> None:
    folder = tmp_path / "other"
    write_draft(plan, [], folder)
    contract = folder / "datasets" / "light-override.yaml"
    contract.write_text(
        contract.read_text(encoding="utf-8").replace("title: 理由,", "title: 缘由,"), encoding="utf-8"
    )
    with pytest.raises(Refused) as refused:
        lab.compare(require_plan(folder), FRAME, 2021)
    assert [issue.code for issue in refused.value.issues] == ["runs.draft-data"]


def test_bunching_by_hand() -> None:
    """A from 80 on: 80 and 81 lie within a fiftieth (1.6) above, 79 below; 70 does not."""
    rows = [
        {"after": grade, "total_after": Decimal(total)}
        for grade, total in (("A", 90), ("A", 81), ("A", 80), ("B", 79), ("B", 70))
    ]
    assert bunching(rows, ("A", "B", "C")) == [("A", 2, 1), ("B", 1, 0)]
