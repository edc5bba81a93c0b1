"""The Human Development Index as published with the report 2023/24."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from tests.vectors.figures import Row, evaluated, number, plan_of, published

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
