"""Where `previous` may stand, and what it takes from the year before."""

from __future__ import annotations

import pytest
from tests.kernel.plan import tiny
from tests.kernel.plan.conftest import Compile

from zhixing.kernel.indicators import Lowering
from zhixing.kernel.plan import CompiledPlan

FRAME, INDICATORS = "evaluations/frame.yaml", "indicators/all.yaml"


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("datasets/firm-year.yaml", "land is null or land >= 0", "land is null or land >= previous(land)"),
        (INDICATORS, "formula: sum(tax)", "formula: sum(tax)\n    where: previous(land) > 0"),
        (INDICATORS, "formula: tax_of_county / people", "formula: previous(tax_of_county) / people"),
        (FRAME, "where: tax <= 0, goes_to: D", "where: previous(tax) <= 0, goes_to: D"),
        ("measures/relief.yaml", "base: tax", "base: previous(tax)"),
    ],
)
def test_it_is_refused_where_last_years_row_is_not_at_hand(
    compile_files: Compile, file: str, old: str, new: str
) -> None:
    compilation = compile_files(tiny.changed(file, old, new))
    assert "plan.previous-place" in {issue.code for issue in compilation.issues}


def test_it_may_stand_in_an_indicator_and_in_who_takes_part(compile_files: Compile) -> None:
    files = dict(tiny.FILES)
    files[INDICATORS] = files[INDICATORS].replace("rollup: ratio-of-totals", "rollup: none", 1)
    files[INDICATORS] = files[INDICATORS].replace("tax / land", "tax / previous(land)", 1)
    files[FRAME] = files[FRAME].replace("where: land > 0", "where: previous(land) > 0", 1)
    assert compile_files(files).issues == ()


def test_through_an_indicator_a_measure_is_refused_and_a_guard_is_not(compile_files: Compile) -> None:
    files = dict(tiny.FILES)
    files[INDICATORS] = files[INDICATORS].replace("rollup: ratio-of-totals", "rollup: none", 1)
    files[INDICATORS] = files[INDICATORS].replace("tax / land", "tax / previous(land)", 1)
    guarded = {**files, FRAME: files[FRAME].replace("where: tax <= 0, goes", "where: tax_per_mu <= 0, goes")}
    assert "plan.previous-place" not in {issue.code for issue in compile_files(guarded).issues}
    measure = files["measures/relief.yaml"].replace("where: large", "where: tax_per_mu > 0")
    found = compile_files({**files, "measures/relief.yaml": measure})
    assert "plan.previous-place" in {issue.code for issue in found.issues}


def test_a_quotient_of_last_year_is_no_ratio_of_totals(compile_files: Compile) -> None:
    compilation = compile_files(tiny.changed(INDICATORS, "tax / land", "previous(tax / land)"))
    assert "plan.rollup-shape" in {issue.code for issue in compilation.issues}


def test_its_unit_is_that_of_what_it_asks_for(compile_files: Compile) -> None:
    compilation = compile_files(tiny.changed(INDICATORS, "tax / land", "previous(land) / tax"))
    assert "plan.unit-mismatch" in {issue.code for issue in compilation.issues}


def test_a_parameter_is_that_of_the_year_before(tiny_plan: CompiledPlan) -> None:
    """The line is 1 in 2020 and 2 from 2021 on."""
    lowering = Lowering(tiny_plan, "firm-year", 2021)
    assert lowering.value_of("tax_line").sql() == "2"
    assert lowering.value_of("previous(tax_line)").sql() == "1"
