"""Each fault of a calibration or request is refused by its name."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from zhixing.foundation.issues import Refused
from zhixing.kernel.plan import Column, CompiledPlan
from zhixing.kernel.synthesis import synthesise
from zhixing.kernel.synthesis.calibration import require_calibration

Tree = dict[str, Any]


def refused(plan: CompiledPlan, folder: Path, **request: Any) -> set[str]:
    with pytest.raises(Refused) as caught:
        synthesise(plan, folder, **{"seed": 1, "scale": Decimal("0.01"), **request})
    return {issue.code for issue in caught.value.issues}


def changed(plan: CompiledPlan, change: Callable[[Tree], object]) -> CompiledPlan:
    tree = deepcopy(dict(plan.calibration))
    change(tree)
    return replace(plan, calibration=tree)


def test_the_plan_s_own_calibration_holds(plan: CompiledPlan) -> None:
    calibration = require_calibration(plan)
    assert {trade.id for trade in calibration.industries.industries} == set(plan.industries)
    for trade in calibration.industries.industries:
        wanted = plan.industries[trade.id].codes
        assert all(code.startswith(wanted) for code in trade.codes), trade.id
    for trade in calibration.industries.others:
        taken = tuple(code for industry in plan.industries.values() for code in industry.codes)
        assert not [code for code in trade.codes if code.startswith(taken)], trade.id
    codes = [code for trade in calibration.industries.trades for code in trade.codes]
    assert len(codes) == len(set(codes))
    assert all(set(trade.main) <= set(trade.codes) for trade in calibration.industries.trades)


CASES: list[tuple[str, Callable[[Tree], object]]] = [
    ("synthesis.calibration-missing", lambda t: t.pop("dirt")),
    ("synthesis.calibration-invalid", lambda t: t["province"]["line"].update(value="much")),
    ("synthesis.calibration-invalid", lambda t: t["province"].update(extra="1")),
    ("synthesis.calibration-invalid", lambda t: t["province"]["ratios"]["rd"].pop("2019")),
    ("synthesis.calibration-invalid", lambda t: t["province"].update(anchor_year="2030")),
    ("synthesis.calibration-invalid", lambda t: t["industries"]["industries"][0]["level"].update(cod="99")),
    ("synthesis.calibration-missing", lambda t: t.pop("projects")),
    ("synthesis.calibration-missing", lambda t: t.pop("energy")),
    ("synthesis.calibration-invalid", lambda t: t["energy"]["growth"].pop("2020")),
    ("synthesis.calibration-invalid", lambda t: t["projects"].pop("land")),
    ("synthesis.figure-without-source", lambda t: t["projects"]["cleared"].pop("reason")),
    ("synthesis.figure-without-source", lambda t: t["province"]["line"].pop("source")),
    ("synthesis.figure-without-source", lambda t: t["province"]["below"]["share"].pop("reason")),
    ("synthesis.unknown-name", lambda t: t["industries"]["industries"][0].update(id="shipbuilding")),
    ("synthesis.unknown-name", lambda t: t["counties"]["counties"][0].update(id="339998")),
    ("synthesis.unknown-name", lambda t: t["counties"]["counties"][0]["specialisms"].update(gold="2")),
    ("synthesis.unknown-name", lambda t: t["province"]["marks"][0].update(mark="praise")),
    ("synthesis.unknown-name", lambda t: t["dirt"].update(county="330100")),
    ("synthesis.unknown-name", lambda t: t["dirt"].update(year="2016")),
]


@pytest.mark.parametrize(("code", "change"), CASES)
def test_a_faulty_calibration_is_refused(
    plan: CompiledPlan, tmp_path: Path, code: str, change: Callable[[Tree], object]
) -> None:
    assert code in refused(changed(plan, change), tmp_path)
    assert not list(tmp_path.iterdir())


def test_all_faults_are_reported_at_once(plan: CompiledPlan, tmp_path: Path) -> None:
    def change(tree: Tree) -> None:
        tree.pop("dirt")
        tree["province"]["line"].pop("source")

    found = refused(changed(plan, change), tmp_path)
    assert found == {"synthesis.calibration-missing", "synthesis.figure-without-source"}


def test_a_county_whose_successors_do_not_add_up_is_refused(plan: CompiledPlan, tmp_path: Path) -> None:
    places = dict(plan.places)
    places["330104"] = places["330104"].model_copy(update={"successors": places["330104"].successors[:1]})
    assert refused(replace(plan, places=places), tmp_path) == {"synthesis.county-not-valid"}


@pytest.mark.parametrize("years", [[2016], [2017, 2025], []])
def test_a_year_that_is_not_calibrated_is_refused(
    plan: CompiledPlan, tmp_path: Path, years: list[int]
) -> None:
    assert refused(plan, tmp_path, years=years) == {"synthesis.year-not-calibrated"}


@pytest.mark.parametrize("scale", [Decimal(0), Decimal(-1), Decimal(10)])
def test_a_scale_out_of_range_is_refused(plan: CompiledPlan, tmp_path: Path, scale: Decimal) -> None:
    assert refused(plan, tmp_path, scale=scale) == {"synthesis.scale-out-of-range"}


def test_a_negative_seed_is_refused(plan: CompiledPlan, tmp_path: Path) -> None:
    assert refused(plan, tmp_path, seed=-1) == {"synthesis.seed-negative"}


def test_a_missing_dataset_is_refused(plan: CompiledPlan, tmp_path: Path) -> None:
    datasets = {name: found for name, found in plan.datasets.items() if name != "enterprise-year"}
    assert refused(replace(plan, datasets=datasets), tmp_path) == {"synthesis.dataset-missing"}


def test_a_required_column_nobody_makes_is_refused(plan: CompiledPlan, tmp_path: Path) -> None:
    dataset = plan.datasets["enterprise-year"]
    column = Column(id="mood", title="心情", type="text", required=True)
    wider = dataset.model_copy(update={"columns": (*dataset.columns, column)})
    altered = replace(plan, datasets={**plan.datasets, "enterprise-year": wider})
    assert refused(altered, tmp_path) == {"synthesis.column-not-made"}
