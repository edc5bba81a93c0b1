"""Formulas: what may be written, and whether names, kinds, units and grains work out."""

from __future__ import annotations

import pytest
from tests.kernel.plan import tiny
from tests.kernel.plan.conftest import Compile

from zhixing.foundation.issues import Where
from zhixing.foundation.quantities import Unit
from zhixing.kernel.plan import (
    CompiledPlan,
    FormulaError,
    Kind,
    Names,
    Typed,
    check_formula,
    id_of,
    name_of,
    names_in,
    names_on,
    parse_formula,
    unit_of,
)


def number(unit: str) -> Typed:
    return Typed(Kind.NUMBER, Unit.parse(unit))


NAMES = Names(
    "firms",
    {
        "tax": number("万元"),
        "tax_yuan": number("元"),
        "land": number("亩"),
        "power": number("万千瓦时"),
        "staff": number("人"),
        "large": Typed(Kind.FLAG),
        "founded": Typed(Kind.DATE),
        "county": Typed(Kind.TEXT),
    },
    {"people": "counties"},
)
AGGREGATES = Names(NAMES.dataset, NAMES.known, NAMES.elsewhere, aggregates=True)


def codes_of(text: str, unit: str | None = None, kind: Kind = Kind.NUMBER, names: Names = NAMES) -> list[str]:
    wanted = None if unit is None else Unit.parse(unit)
    issues = check_formula("x", text, names, Where("a.yaml", 7), kind, wanted)
    assert all(issue.where == Where("a.yaml", 7) for issue in issues)
    return [issue.code.removeprefix("plan.") for issue in issues]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("tax / land", "万元/亩"),
        ("tax / land * land", "万元"),
        ("in_unit(tax, '元') / land", "元/亩"),
        ("in_unit(tax / land, '元/平方米')", "元/平方米"),
        ("tax + in_unit(tax_yuan, '万元')", "万元"),
        ("coalesce(tax, 0) - 0", "万元"),
        ("case when large then tax else 0 end", "万元"),
        ("greatest(tax, 0)", "万元"),
        ("abs(-tax)", "万元"),
        ("round(tax / land, 2)", "万元/亩"),
        ("12", "家"),
        ("tax * 2", "万元"),
        ("null", "万元"),
    ],
)
def test_units_that_work_out(text: str, unit: str) -> None:
    assert codes_of(text, unit) == []


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("tax / land", "元/亩"),
        ("tax / land", "万元"),
        ("tax + land", "万元"),
        ("tax + tax_yuan", "万元"),
        ("tax + 1", "万元"),
        ("case when large then tax else land end", "万元"),
        ("coalesce(tax, tax_yuan)", "万元"),
        ("in_unit(tax, '亩')", "亩"),
        ("in_unit(tax, '万块')", "万元"),
        ("tax * land", "万元"),
    ],
)
def test_units_that_do_not_work_out(text: str, unit: str) -> None:
    assert codes_of(text, unit) == ["unit-mismatch"]


@pytest.mark.parametrize(
    "text", ["tax > land", "tax in (1, land)", "tax between 0 and land", "tax = tax_yuan"]
)
def test_what_is_compared_has_one_unit(text: str) -> None:
    assert codes_of(text, kind=Kind.FLAG) == ["unit-mismatch"]


@pytest.mark.parametrize(
    "text",
    [
        "large and tax > 0",
        "not large or land is null",
        "county in ('330102', '330103')",
        "county >= '33' and county < '34'",
        "full_years(founded) < 3",
        "tax between 0 and 0",
        "true",
    ],
)
def test_conditions_that_can_be_read(text: str) -> None:
    assert codes_of(text, kind=Kind.FLAG) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("large", Kind.NUMBER),
        ("tax", Kind.FLAG),
        ("tax / large", Kind.NUMBER),
        ("tax and large", Kind.FLAG),
        ("county = 1", Kind.FLAG),
        ("full_years(tax)", Kind.NUMBER),
        ("case when tax then land end", Kind.NUMBER),
        ("coalesce(tax, 'none')", Kind.NUMBER),
    ],
)
def test_kinds_that_do_not_fit(text: str, kind: Kind) -> None:
    assert codes_of(text, kind=kind) == ["wrong-kind"]


@pytest.mark.parametrize(
    "text",
    [
        "sqrt(tax)",
        "random()",
        "now()",
        "tax ** 2",
        "tax % 2",
        "tax // 2",
        "read_csv('x')",
        "sum(tax)",
        "sum(tax) over ()",
        "cast(tax as double)",
        "tax + (select 1)",
        "drop table x",
        "full_years(founded, 1)",
        "in_unit(tax)",
        "case county when '1' then tax end",
        "county like '33%'",
        "tax || 'x'",
    ],
)
def test_words_outside_the_list_are_refused(text: str) -> None:
    assert "formula-word" in codes_of(text)


@pytest.mark.parametrize(
    "text", ["sum(tax)", "avg(tax)", "median(tax)", "min(tax)", "max(tax)", "quantile(tax, 0.5)"]
)
def test_aggregates_keep_the_unit_and_need_their_place(text: str) -> None:
    assert codes_of(text, "万元", names=AGGREGATES) == []
    assert "formula-word" in codes_of(text, "万元")


def test_a_count_is_a_plain_number() -> None:
    assert codes_of("count(*)", "1", names=AGGREGATES) == []
    assert codes_of("count(tax)", "万元", names=AGGREGATES) == ["unit-mismatch"]


@pytest.mark.parametrize("text", ["", "tax /", "select 1", "tax; land", "(select 1)", "tax land tax", "(tax"])
def test_what_is_not_one_expression_cannot_be_read(text: str) -> None:
    assert codes_of(text) == ["formula-not-read"]
    with pytest.raises(FormulaError, match=r"."):
        parse_formula(text)


def test_a_name_of_another_grain_is_told_apart_from_an_unknown_one() -> None:
    assert codes_of("tax / people") == ["grain-mixed"]
    assert codes_of("tax / nobody") == ["unknown-name"]


def test_everything_wrong_in_a_formula_is_said() -> None:
    assert codes_of("nobody + sqrt(tax)") == ["unknown-name", "formula-word"]


def test_names_come_once_in_order_and_hyphens_become_underscores() -> None:
    assert list(names_in(parse_formula("tax / land + tax"))) == ["tax", "land"]
    assert name_of("tax-per-mu") == "tax_per_mu"
    assert id_of("tax_per_mu") == "tax-per-mu"


def test_the_unit_of_a_part() -> None:
    assert unit_of(parse_formula("tax / land"), NAMES).same(Unit.parse("万元/亩"))


def test_indicators_at_the_grain_and_parameters_may_be_named(tiny_plan: CompiledPlan) -> None:
    on_firms = names_on(tiny_plan, tiny_plan.datasets["firm-year"])
    on_counties = names_on(tiny_plan, tiny_plan.datasets["county-year"])
    assert {"tax", "tax_per_mu", "tax_line"} <= set(on_firms.known)
    assert {"people", "tax_of_county", "tax_line"} <= set(on_counties.known)
    assert on_firms.elsewhere["people"] == "county-year"
    assert "tax_of_county" not in on_firms.known


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("formula: tax / land", "formula: tax_per_mu"),
        ("formula: tax_of_county / people", "formula: tax_per_head"),
    ],
)
def test_an_indicator_may_not_rest_on_itself(old: str, new: str, compile_files: Compile) -> None:
    compilation = compile_files(tiny.changed("indicators/all.yaml", old, new))
    assert "plan.circular" in {issue.code for issue in compilation.issues}
    assert compilation.plan is None


def test_two_indicators_may_not_rest_on_each_other(compile_files: Compile) -> None:
    text = tiny.FILES["indicators/all.yaml"] + (
        "  - {id: ping, title: 甲, clause: '1.1', unit: 亩, direction: none, dataset: firm-year, formula: pong}\n"
        "  - {id: pong, title: 乙, clause: '1.1', unit: 亩, direction: none, dataset: firm-year, formula: ping}\n"
    )
    issues = compile_files({**tiny.FILES, "indicators/all.yaml": text}).issues
    assert [issue.values["chain"] for issue in issues if issue.code == "plan.circular"] == [
        "ping → pong → ping"
    ]
