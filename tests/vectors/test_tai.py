"""The tables of the OECD/JRC handbook on the Technology Achievement Index, 23 countries."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.vectors.figures import Row, evaluated, number, plan_of, published, unlike

PLAIN = ("patents", "royalties", "internet", "tech_exports", "schooling", "university")
LOGGED = ("telephones", "electricity")


def countries(reference: Path) -> list[Row]:
    rows = published(reference / "vectors" / "tai_oecd" / "table_A2_raw_23.csv")
    assert len(rows) == 23
    return [
        {"country": row["country"], "year": 2000}
        | {f"given_{name}": number(row[name]) for name in PLAIN}
        | {f"given_{name}": number(row[f"{name}_log10"]) for name in LOGGED}
        for row in rows
    ]


def ranks_unlike(reference: Path, scheme: str, wanted: dict[str, str]) -> dict[str, tuple[int, int]]:
    found = evaluated(plan_of("tai"), scheme, 2000, countries(reference))
    assert set(found) == set(wanted)
    pairs = {name: (int(found[name]["rank"]), int(rank)) for name, rank in wanted.items()}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def column(reference: Path, table: str, name: str) -> dict[str, str]:
    return {row["country"]: row[name] for row in published(reference / "vectors" / "tai_oecd" / table)}


@pytest.mark.shared
@pytest.mark.parametrize(
    ("scheme", "table", "name"),
    [
        ("weights-ew", "table_23_ranks_by_weighting.csv", "EW"),
        ("weights-bap", "table_23_ranks_by_weighting.csv", "BAP"),
        ("weights-ew", "table_38_ranks_by_aggregation.csv", "LIN"),
        ("geometric", "table_38_ranks_by_aggregation.csv", "GME"),
    ],
)
def test_ranks(reference: Path, scheme: str, table: str, name: str) -> None:
    assert ranks_unlike(reference, scheme, column(reference, table, name)) == {}


@pytest.mark.shared
def test_ranks_without_telephones_and_electricity(reference: Path) -> None:
    tables = json.loads(
        (reference / "vectors" / "tai_oecd" / "tables_small.json").read_text(encoding="utf-8")
    )
    assert (
        ranks_unlike(reference, "without-two", tables["table_41_rank_without_telephones_and_electricity"])
        == {}
    )


@pytest.mark.shared
@pytest.mark.parametrize(
    ("scheme", "name", "differ"),
    [
        ("weights-fa", "FA", {"Singapore": (10, 11), "Canada": (11, 10), "Czech Republic": (22, 21), "Slovenia": (21, 22)}),
        ("weights-ahp", "AHP", {"New Zealand": (19, 18), "Israel": (18, 17), "Spain": (17, 19)}),
    ],
)  # fmt: skip
def test_ranks_by_weights_that_are_printed_in_two_decimals(
    reference: Path, scheme: str, name: str, differ: dict[str, tuple[int, int]]
) -> None:
    """Neighbours change places: what the handbook computed with was not rounded."""
    wanted = column(reference, "table_23_ranks_by_weighting.csv", name)
    assert ranks_unlike(reference, scheme, wanted) == differ


NORMALISED = {
    "rank_high_is_top": 0.0,
    "zscore": 0.005,
    "minmax": 0.005,
    "ratio_to_mean": 0.005,
    "ratio_to_best": 0.005 + 1e-12,
    "ratio_to_worst": 0.005,
    "difference_to_mean": 0.005,
    "difference_to_worst": 0.005,
    "above_below_mean_p20": 0.0,
    "percentile": 0.05,
    "categorical": 0.0,
}
"""Half a unit of the last printed digit; nothing for whole numbers."""


@pytest.mark.shared
@pytest.mark.parametrize("name", NORMALISED)
def test_normalised_schooling(reference: Path, name: str) -> None:
    wanted = column(reference, "table_15_normalised_schooling.csv", name)
    scheme = f"schooling-{name.replace('_', '-')}"
    found = evaluated(plan_of("tai"), scheme, 2000, countries(reference))
    assert len(wanted) == 23
    pairs = ((country, found[country]["score_schooling"], text) for country, text in wanted.items())
    assert unlike(pairs, NORMALISED[name]) == []
