"""The difference of two plans: how far each change reaches, in which years, for whom."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from tests.kernel.plan import tiny
from tests.kernel.plan.conftest import Compile

from zhixing.kernel.plan import Change, ChangeGrade, CompiledPlan, PlanDiff, diff_plans
from zhixing.kernel.plan.diff_grades import BY_KIND
from zhixing.kernel.plan.gather import SHELVES

Differ = Callable[[str, str, str], PlanDiff]


@pytest.fixture
def differ(tiny_plan: CompiledPlan, compile_files: Compile) -> Differ:
    """The difference that one replaced text makes."""

    def difference(file: str, old: str, new: str) -> PlanDiff:
        compilation = compile_files(tiny.changed(file, old, new))
        assert compilation.plan is not None, [issue.en for issue in compilation.issues]
        return diff_plans(tiny_plan, compilation.plan)

    return difference


def only(difference: PlanDiff, kind: str | None = None) -> Change:
    (change,) = [c for c in difference.changes if kind in (None, c.kind)]
    return change


def test_a_plan_does_not_differ_from_itself(plan: CompiledPlan) -> None:
    difference = diff_plans(plan, plan)
    assert difference.changes == ()
    assert difference.grade is None
    assert difference.to_text() == "两个版本没有差别。\n"
    assert difference.to_json()["changes"] == []


@pytest.mark.parametrize(
    ("file", "old", "new", "kind", "field", "grade"),
    [
        ("targets/all.yaml", "title: 试点累计", "title: 试点总数", "targets", "title", "wording"),
        ("targets/all.yaml", "judged_by: 评议", "judged_by: 投票", "targets", "judged_by", "wording"),
        ("tasks/all.yaml", "actions: [选点]", "actions: [选点, 验收]", "tasks", "actions", "wording"),
        ("industries.yaml", "[优质]", "[优质, 高产]", "industries", "directions", "wording"),
        ("outline.yaml", "title: 做什么", "title: 干什么", "clauses", "title", "wording"),
        ("datasets/firm-year.yaml", "title: 税收", "title: 实缴税收", "datasets", "columns.tax.title", "wording"),
        ("not_encoded.yaml", "reason: 没有", "reason: 尚无", "not_encoded", "reason", "wording"),
        ("plan.yaml", 'version: "1"', 'version: "2"', "head", "version", "wording"),
        ("targets/all.yaml", "scope: 全省", "scope: 全市", "targets", "scope", "re-evaluate"),
        ("industries.yaml", '["0112"]', '["0113"]', "industries", "codes", "re-evaluate"),
        ("indicators/all.yaml", "formula: tax / land", "formula: tax * 2 / land", "indicators", "formula", "re-evaluate"),
        ("parameters/lines.yaml", "value: 2}", "value: 3}", "parameters", "values.2021.value", "re-evaluate"),
        ("evaluations/county.yaml", "base: 25", "base: 26", "schemes", "criteria.large-ones.tax-per-mu.base", "re-evaluate"),
        ("evaluations/county.yaml", "cap: none", "cap: 1.5", "schemes", "criteria.large-ones.tax-per-mu.cap", "re-evaluate"),
        ("measures/relief.yaml", 'A: "0.5"', 'A: "0.6"', "measures", "by_grade.A", "re-evaluate"),
        ("measures/relief.yaml", "2021-12-31", "2022-12-31", "measures", "basis.valid_to", "re-evaluate"),
        ("places.yaml", "groups: [hills]", "groups: [hills, coast]", "places", "groups", "re-evaluate"),
        ("published/all.yaml", '"9"', '"8"', "published", "value", "re-evaluate"),
        ("calibration/sizes.yaml", "0.2", "0.3", "calibration", "content.sizes.large", "re-evaluate"),
        ("datasets/firm-year.yaml", "unit: 亩, decimals: 4", "unit: 亩, decimals: 2", "datasets", "columns.land.decimals", "re-evaluate"),
        ("datasets/county-year.yaml", "type: amount, unit: 人", "type: count, unit: 人", "datasets", "columns.people.type", "breaking"),
        ("datasets/county-year.yaml", "key: [county, year]", "key: [year, county]", "datasets", "key", "breaking"),
        ("targets/all.yaml", "kind: cumulative", "kind: level-by", "targets", "kind", "breaking"),
        ("measures/relief.yaml", "kind: relief", "kind: reward", "measures", "kind", "breaking"),
    ],
)  # fmt: skip
def test_a_change_has_the_grade_of_its_field(
    differ: Differ, file: str, old: str, new: str, kind: str, field: str, grade: str
) -> None:
    change = only(differ(file, old, new), kind)
    assert (change.field, change.grade.value) == (field, grade)
    assert change.before is not None
    assert change.after is not None


def test_another_unit_breaks(tiny_plan: CompiledPlan, compile_files: Compile) -> None:
    files = tiny.changed("indicators/all.yaml", "unit: 万元/人", "unit: 元/人")
    files["indicators/all.yaml"] = files["indicators/all.yaml"].replace(
        "tax_of_county / people", "in_unit(tax_of_county, '元') / people"
    )
    other = compile_files(files).plan
    assert other is not None
    grades = {c.field: c.grade for c in diff_plans(tiny_plan, other).changes}
    assert grades == {"unit": ChangeGrade.BREAKING, "formula": ChangeGrade.RE_EVALUATE}


@pytest.mark.parametrize(
    ("file", "old", "coming"),
    [
        ("tasks/all.yaml", "id: do-pilots", ChangeGrade.WORDING),
        ("datasets/county-year.yaml", "id: people", ChangeGrade.RE_EVALUATE),
        ("measures/relief.yaml", "id: relief", ChangeGrade.RE_EVALUATE),
    ],
)
def test_a_removed_id_breaks_and_a_new_one_does_not(
    tiny_plan: CompiledPlan, compile_files: Compile, file: str, old: str, coming: ChangeGrade
) -> None:
    files = tiny.changed(file, old, f"{old}s")
    if file.startswith("datasets"):
        files["indicators/all.yaml"] = files["indicators/all.yaml"].replace("/ people", "/ peoples")
    other = compile_files(files).plan
    assert other is not None
    changes = [c for c in diff_plans(tiny_plan, other).changes if None in (c.before, c.after)]
    assert {c.after is None: c.grade for c in changes} == {True: ChangeGrade.BREAKING, False: coming}


def test_the_years_of_a_dated_value_are_its_own(differ: Differ) -> None:
    assert only(differ("parameters/lines.yaml", "value: 1}", "value: 4}")).years == (2020,)
    assert only(differ("parameters/lines.yaml", "value: 2}", "value: 3}")).years == (2021, 2022)


def test_a_scheme_touches_its_years_and_its_place(differ: Differ) -> None:
    change = only(differ("evaluations/county.yaml", "base: 25", "base: 26"))
    assert change.years == (2021,)
    assert change.entities == ("enterprise @ 330102 丙区",)
    assert (change.before, change.after) == ("25", "26")


def test_what_a_child_takes_over_is_reported_for_the_child_too(differ: Differ) -> None:
    difference = differ("evaluations/frame.yaml", "base: 10", "base: 11")
    assert [(c.id, c.years) for c in difference.changes] == [
        ("county", (2021,)),
        ("frame", (2020, 2021, 2022)),
    ]


def test_a_formula_touches_what_rests_on_it(differ: Differ) -> None:
    change = only(differ("indicators/all.yaml", "formula: tax / land", "formula: tax * 2 / land"))
    assert change.entities == (
        "enterprise @ 330000 甲省",
        "enterprise @ 330102 丙区",
        "measure relief",
        "region 330000 甲省",
        "scheme county",
        "scheme frame",
    )


def test_a_moved_period_touches_the_years_of_both_versions(differ: Differ) -> None:
    difference = differ(
        "targets/all.yaml",
        "unit: 家\n    scope: 全省\n    period: 2020..2022",
        "unit: 家\n    scope: 全省\n    period: 2020..2021",
    )
    assert only(difference).years == (2020, 2021, 2022)


def test_wording_touches_nobody(differ: Differ) -> None:
    change = only(differ("evaluations/county.yaml", "title: 县办法", "title: 本县办法"))
    assert (change.grade, change.years, change.entities) == (ChangeGrade.WORDING, (), ())


def test_the_farthest_reaching_change_comes_first(tiny_plan: CompiledPlan, compile_files: Compile) -> None:
    files = tiny.changed("targets/all.yaml", "title: 试点累计", "title: 试点总数")
    files["targets/all.yaml"] = files["targets/all.yaml"].replace("scope: 全省", "scope: 全市")
    files["measures/relief.yaml"] = files["measures/relief.yaml"].replace("kind: relief", "kind: reward")
    other = compile_files(files).plan
    assert other is not None
    difference = diff_plans(tiny_plan, other)
    grades = [change.grade for change in difference.changes]
    assert grades == [ChangeGrade.BREAKING, *[ChangeGrade.RE_EVALUATE] * 3, ChangeGrade.WORDING]
    assert difference.grade is ChangeGrade.BREAKING
    assert difference.years == (2020, 2021, 2022)
    assert json.loads(json.dumps(difference.to_json()))["counts"] == {
        "breaking": 1,
        "re-evaluate": 3,
        "wording": 1,
    }


def test_the_sentences(differ: Differ) -> None:
    difference = differ("parameters/lines.yaml", "value: 2}", "value: 3}")
    assert difference.to_text() == (
        "需重新计算 (1)\n  参数 tax-line（税收线）的 values.2021.value 由“2”改为“3”，涉及 2021..2022 年。\n"
    )
    assert difference.to_text(english=True) == (
        "re-evaluate (1)\n  parameter tax-line: values.2021.value changes from '2' to '3'; touches 2021..2022.\n"
    )


def test_another_order_of_the_same_guards_is_a_change(
    tiny_plan: CompiledPlan, compile_files: Compile
) -> None:
    first = "  - {id: no-tax, title: 没有税收, where: tax <= 0, goes_to: D}\n"
    second = "  - {id: some-tax, title: 有税收, where: tax > 0, not_below: B}\n"
    one, two = (
        compile_files(tiny.changed("evaluations/frame.yaml", first, text)).plan
        for text in (first + second, second + first)
    )
    assert one is not None
    assert two is not None
    changes = diff_plans(one, two).changes
    assert {(c.field, c.before, c.grade) for c in changes} == {
        ("guards", "no-tax、some-tax", ChangeGrade.RE_EVALUATE)
    }


def test_every_kind_of_object_is_in_the_table() -> None:
    assert set(BY_KIND) == {shelf.kind for shelf in SHELVES} | {"calibration"}
