"""The plan as JSON: every item can be cited, figures of targets stand in base units."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.kernel.plan import tiny
from tests.kernel.plan.conftest import Compile

from zhixing.kernel.plan import CompiledPlan, plan_json, require_plan

LISTS = (
    "clauses", "organisations", "fields", "industries", "tasks", "targets", "indicators", "parameters", "datasets",
    "evaluations", "measures", "cases", "not_encoded", "published",
)  # fmt: skip


@pytest.fixture(scope="module")
def exported(plan: CompiledPlan) -> dict[str, Any]:
    return plan_json(plan)


def target(exported: dict[str, Any], key: str) -> dict[str, Any]:
    return next(item for item in exported["targets"] if item["id"] == key)


def test_the_same_plan_gives_the_same_text(plan: CompiledPlan) -> None:
    first, second = (json.dumps(plan_json(p), ensure_ascii=False) for p in (plan, require_plan(plan.root)))
    assert first == second
    assert json.loads(first) == plan_json(plan)


@pytest.mark.parametrize("name", LISTS)
def test_every_item_has_an_id_of_its_own_a_title_and_a_clause(exported: dict[str, Any], name: str) -> None:
    items = exported[name]
    assert len({item["id"] for item in items}) == len(items) > 0
    assert all(item["title"] for item in items)
    clauses = {clause["id"] for clause in exported["clauses"]}
    assert {item["clause"] for item in items} <= clauses


def test_the_head_and_the_coverage(exported: dict[str, Any], plan: CompiledPlan) -> None:
    assert exported["plan"]["fingerprint"] == plan.fingerprint
    assert exported["plan"]["issuer_title"] == "浙江省人民政府"
    assert set(exported["coverage"]) == set(plan.clauses)
    assert exported["coverage"]["1.1"] == 0
    assert exported["coverage"]["3.2.2"] > 0


@pytest.mark.parametrize(
    ("key", "comparator", "value", "unit", "written", "unit_written"),
    [
        ("tax-per-mu-growth", "equals", 7, "%", 7, "%"),
        ("rd-share", "equals", 1.7, "%", 1.7, "%"),
        ("design-conversion-output", "over", 10**12, "yuan", 1, "万亿元"),
        ("standard-plants", "equals", 40_000_000, "m2", 4000, "万平方米"),
        ("energy-freed-yearly", "equals", 1_000_000, "tce", 100, "万吨标准煤"),
        ("cloud-firms", "equals", 150_000, "enterprises", 15, "万家"),
        ("own-brand-export-share", "at_least", 0.5, "percentage_points", 0.5, "百分点"),
        ("manufacturing-land-share", "at_least", 1 / 3, "1", 1 / 3, "1"),
        ("second-batch-pilots", "between", [1, 2], "items", [1, 2], "个"),
        ("low-yield-tax-line", "at_most", 15, "yuan/m2", 1, "万元/亩"),
        ("classic-industries", None, None, None, None, None),
    ],
)
def test_figures_stand_in_base_units_beside_what_was_written(
    exported: dict[str, Any],
    key: str,
    comparator: str,
    value: Any,
    unit: str,
    written: Any,
    unit_written: str,
) -> None:
    item = target(exported, key)
    assert (item["comparator"], item["value"], item["unit"]) == (comparator, value, unit)
    assert (item["value_as_written"], item["unit_as_written"]) == (written, unit_written)


def test_whole_figures_are_whole_numbers(exported: dict[str, Any]) -> None:
    for item in exported["targets"]:
        for figure in item["value"] if isinstance(item["value"], list) else [item["value"]]:
            assert figure is None or isinstance(figure, int) == (figure == int(figure))


def test_a_target_names_its_units_and_its_population(exported: dict[str, Any]) -> None:
    item = target(exported, "outdated-capacity-yearly")
    assert item["lead_units"][0] == "economy"
    assert item["lead_unit_titles"][0] == "浙江省经济和信息化委员会"
    assert len(item["lead_unit_titles"]) == len(item["lead_units"])
    assert (item["kind"], item["period"], item["scope"]) == ("annual-flow", "2018..2022", "全省")
    assert not {"at_least", "over", "about", "equals", "at_most", "under", "between"} & set(item)


def test_departments_and_places_are_one_list(exported: dict[str, Any], plan: CompiledPlan) -> None:
    places = [item for item in exported["organisations"] if item["kind"] == "place"]
    assert len(exported["organisations"]) == len(plan.organisations) + len(plan.places)
    xiacheng = next(item for item in places if item["id"] == "330103")
    assert (xiacheng["level"], xiacheng["parent"], xiacheng["valid"]["to"]) == (
        "county",
        "330100",
        "2021-04-08",
    )
    assert xiacheng["successors"][0]["id"] == "330105"


def test_industries_keep_their_codes_as_text(compile_files: Compile) -> None:
    plan = compile_files(tiny.FILES).plan
    assert plan is not None
    rice = plan_json(plan)["industries"][0]
    assert (rice["field"], rice["batch"], rice["codes"], rice["wide"]) == ("grain", 1, ["0111"], [])


def test_a_tolerance_is_in_base_units_too(compile_files: Compile) -> None:
    files = tiny.changed(
        "targets/all.yaml", "at_least: 30\n    unit: 家", "about: 30\n    tolerance: 2\n    unit: 万家"
    )
    files["targets/all.yaml"] = files["targets/all.yaml"].replace(
        "    agrees_with: {target: pilots-total, times: years}\n", ""
    )
    plan = compile_files(files).plan
    assert plan is not None
    item = plan_json(plan)["targets"][0]
    assert (item["comparator"], item["value"], item["tolerance"]) == ("about", 300_000, 20_000)


def test_two_figures_of_one_series_have_two_ids(compile_files: Compile) -> None:
    series = tiny.FILES["published/all.yaml"]
    twice = series + series.removeprefix("published:\n").replace("公报", "报纸")
    plan = compile_files({**tiny.FILES, "published/all.yaml": twice}).plan
    assert plan is not None
    assert [item["id"] for item in plan_json(plan)["published"]] == [
        "pilots/330000/2020",
        "pilots/330000/2020/2",
    ]
