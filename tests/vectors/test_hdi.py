"""The Human Development Index as published with the report 2023/24."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from tests.kernel.support import table_of
from tests.vectors.figures import Row, evaluated, facts, number, plan_of, published

from zhixing.kernel.engine import Engine
from zhixing.kernel.evaluation import build, prepare

SCHEME = "human-development-index"
COLUMNS = {"life_expectancy": "le", "expected_schooling": "eys", "mean_schooling": "mys", "income": "gnipc"}
GRADES = {"Very High": "very-high", "High": "high", "Medium": "medium", "Low": "low"}


def given(rows: Iterable[Mapping[str, str]], *key: str) -> list[Row]:
    return [
        {"iso3": " ".join(row[name] for name in key), "year": 2022}
        | {column: number(row[theirs]) for column, theirs in COLUMNS.items()}
        for row in rows
    ]


@pytest.mark.shared
def test_2022_values_ranks_and_groups_of_193_countries(reference: Path) -> None:
    rows = published(reference / "vectors" / "hdi_undp" / "hdi_2022_193_countries.csv")
    found = evaluated(plan_of("hdi"), SCHEME, 2022, given(rows, "iso3"))
    assert len(rows) == len(found) == 193
    assert {row["iso3"]: found[row["iso3"]]["total"] for row in rows} == {
        row["iso3"]: number(row["hdi"]) for row in rows
    }
    assert {row["iso3"]: found[row["iso3"]]["rank"] for row in rows} == {
        row["iso3"]: number(row["hdi_rank_2022"]) for row in rows
    }
    grouped = {row["iso3"]: GRADES[row["hdicode"]] for row in rows if row["hdicode"]}
    # One line of the file carries a value and a rank but no group.
    assert len(grouped) == 192
    assert {name: found[name]["grade"] for name in grouped} == grouped


@pytest.mark.shared
def test_values_of_every_country_and_year_since_1990(reference: Path) -> None:
    """Goalposts do not depend on who else is there, so that all are evaluated in one go."""
    rows = published(reference / "vectors" / "hdi_undp" / "hdi_1990_2022_long.csv")
    found = evaluated(plan_of("hdi"), SCHEME, 2022, given(rows, "iso3", "year"))
    wanted = {f"{row['iso3']} {row['year']}": number(row["hdi"]) for row in rows}
    assert len(wanted) == 5808
    assert {name: row["total"] for name, row in found.items()} == wanted


@pytest.mark.shared
def test_a_variant_of_an_index_is_what_evaluating_it_gives(reference: Path) -> None:
    """Other weights of pillars and another mean from the facts, another goalpost from the kept rows."""
    rows = published(reference / "vectors" / "hdi_undp" / "hdi_2022_193_countries.csv")
    plan = plan_of("hdi")
    scheme = plan.schemes[SCHEME]
    assert scheme.index is not None
    heavier = tuple(
        p.model_copy(update={"weight": p.weight * (2 if p.id == "health" else 1)})
        for p in scheme.index.pillars
    )
    first, *others = scheme.criteria["all"]
    variants = [
        {"index": scheme.index.model_copy(update={"pillars": heavier})},
        {"index": scheme.index.model_copy(update={"method": "arithmetic"})},
        {"criteria": {"all": (first.model_copy(update={"low": first.low + 5}), *others)}},
    ]
    with Engine(threads=1) as engine:
        engine.register(
            "country-year", table_of(plan, "country-year", facts(plan, "country-year", given(rows, "iso3")))
        )
        prepared = prepare(engine, plan, scheme, 2022)
        for changed in variants:
            variant = scheme.model_copy(update=changed)
            assert prepared.reuses(variant) == ("index" not in changed)
            again = engine.table(build(plan, variant, 2022))
            assert prepared.evaluate(variant).to_pylist() == again.to_pylist()
            assert again["total"].to_pylist() != engine.table(build(plan, scheme, 2022))["total"].to_pylist()
