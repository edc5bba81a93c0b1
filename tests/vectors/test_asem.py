"""Every step of an index over 49 indicators, 51 countries and four levels, as COINr 1.1.14 computes it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.vectors.figures import Row, evaluated, number, plan_of, published, unlike

DENOMINATORS = ("Area", "Energy", "GDP", "Population")


@cache
def figures(reference: Path, name: str) -> dict[str, dict[str, str]]:
    rows = published(reference / "vectors" / "asem_coinr" / name)
    found = {row["uCode"]: row for row in rows}
    assert len(found) == 51
    return found


@cache
def named(reference: Path, kind: str) -> tuple[str, ...]:
    rows = published(reference / "vectors" / "asem_coinr" / "asem_iMeta.csv")
    found = tuple(row["iCode"] for row in rows if row["Type"] == kind)
    assert len(found) == {"Indicator": 49, "Aggregate": 11}[kind]
    return found


@cache
def raw(reference: Path, scheme: str) -> dict[str, Row]:
    names = (*named(reference, "Indicator"), *DENOMINATORS)
    rows = [
        {"country": country, "year": 2018, "region": row["EurAsia_group"]}
        | {f"given_{name.lower()}": number(row[name]) for name in names}
        for country, row in figures(reference, "asem_iData.csv").items()
    ]
    return evaluated(plan_of("asem-pipeline"), scheme, 2018, rows)


@cache
def treated(reference: Path, scheme: str) -> dict[str, Row]:
    rows = [
        {"country": country, "year": 2018}
        | {f"given_{name.lower()}": number(row[name]) for name in named(reference, "Indicator")}
        for country, row in figures(reference, "step_treated.csv").items()
    ]
    return evaluated(plan_of("asem-normalised"), scheme, 2018, rows)


def seen(row: Row, name: str, aggregates: tuple[str, ...]) -> Any:
    if name == "Index":
        return row["total"]
    return row[f"pillar_{name.lower()}" if name in aggregates else f"score_{name.lower()}"]


@pytest.mark.shared
def test_denominators_and_gaps(reference: Path) -> None:
    """65 gaps filled with the mean of the continent; what was there is value over denominator."""
    found, wanted = raw(reference, "connectivity"), figures(reference, "step_imputed.csv")
    before = figures(reference, "step_denominated.csv")
    gaps = 0
    for country, row in wanted.items():
        for name in named(reference, "Indicator"):
            value, exact = found[country][f"value_{name.lower()}"], float(row[name])
            assert abs(value - exact) <= 2e-11 * max(abs(exact), 1e-12), (country, name)
            filled = found[country][f"how_{name.lower()}"] == "missing-mean-value"
            assert filled == (number(before[country][name]) is None), (country, name)
            gaps += filled
    assert gaps == 65


@pytest.mark.shared
@pytest.mark.parametrize(
    ("file", "kind", "within"),
    [
        ("step_normalised.csv", "Indicator", 2e-12),
        ("step_aggregated.csv", "Aggregate", 1e-12),
        ("results_scores.csv", "Aggregate", 6e-11),
        ("results_scores.csv", "Indicator", 6e-11),
    ],
)
def test_from_raw_figures_to_scores(reference: Path, file: str, kind: str, within: float) -> None:
    """Outliers that COINr pulls in to the k-th largest are here ends at the quantile 1 - k / 50, capped and floored."""
    found, wanted = raw(reference, "connectivity"), figures(reference, file)
    aggregates = named(reference, "Aggregate")
    pairs = [
        ((country, name), seen(found[country], name, aggregates), row[name])
        for country, row in wanted.items()
        for name in named(reference, kind)
    ]
    assert unlike(pairs, within) == []


@pytest.mark.shared
def test_ranks_of_the_index(reference: Path) -> None:
    found = raw(reference, "connectivity")
    wanted = {country: int(row["Index"]) for country, row in figures(reference, "results_ranks.csv").items()}
    assert {country: row["rank"] for country, row in found.items()} == wanted


@pytest.mark.shared
def test_raw_min_max_with_gaps_left_out(reference: Path) -> None:
    """The table of the paper in the Journal of Open Source Software: no denominators, no treatment."""
    found, wanted = raw(reference, "raw-min-max"), figures(reference, "joss_paper_raw_minmax_amean.csv")
    assert unlike(((c, found[c]["total"], row["Index"]) for c, row in wanted.items()), 6e-11) == []
    assert {c: found[c]["rank"] for c in wanted} == {c: int(row["Rank"]) for c, row in wanted.items()}


APART = [("BGR", "TolMin"), ("CZE", "TolMin"), ("NOR", "TolMin")]
"""Their values print as 5.1, 5.1 and 3.4, each with an equal that COINr ranks behind it."""


@pytest.mark.shared
@pytest.mark.parametrize(
    ("scheme", "file", "within"),
    [
        ("min-max", "norm_minmax01.csv", 1.1e-12),
        ("distance-to-best", "norm_dist2max.csv", 1.1e-12),
        ("z-score", "norm_zscore_0_1.csv", 6e-12),
    ],
)
def test_normalisations(reference: Path, scheme: str, file: str, within: float) -> None:
    found, wanted = treated(reference, scheme), figures(reference, file)
    pairs = [
        ((country, name), found[country][f"score_{name.lower()}"], row[name])
        for country, row in wanted.items()
        for name in named(reference, "Indicator")
    ]
    assert len(pairs) == 2499
    assert unlike(pairs, within) == []


@pytest.mark.shared
@pytest.mark.parametrize(
    ("scheme", "file", "unit"),
    [
        ("rank", "norm_rank.csv", 1),
        ("percentile-rank", "norm_prank.csv", 0.02),
        ("borda", "norm_borda.csv", 1),
    ],
)
def test_ranks_of_indicators(reference: Path, scheme: str, file: str, unit: float) -> None:
    """Values that print alike are equal here; three that COINr parts differ there beyond the fifteenth digit."""
    found, wanted = treated(reference, scheme), figures(reference, file)
    pairs = [
        ((country, name), found[country][f"score_{name.lower()}"], row[name])
        for country, row in wanted.items()
        for name in named(reference, "Indicator")
    ]
    apart = [
        (country, name) for (country, name), ours, theirs in pairs if abs(float(ours) - float(theirs)) > 1e-11
    ]
    assert apart == APART
    off = [pair for pair in pairs if pair[0] in apart]
    assert unlike(off, unit + 1e-11) == []


@pytest.mark.shared
def test_fraction_of_best(reference: Path) -> None:
    """Where the best of a lower-is-better indicator is zero COINr gives infinity or nothing; a scheme must say what."""
    found, wanted = treated(reference, "fraction-of-best"), figures(reference, "norm_fracmax.csv")
    pairs, refused = [], 0
    for country, row in wanted.items():
        for name in named(reference, "Indicator"):
            if row[name] in ("", "Inf"):
                assert found[country][f"how_{name.lower()}"] == "no-base"
                refused += 1
            else:
                pairs.append(((country, name), found[country][f"score_{name.lower()}"], row[name]))
    assert (len(pairs), refused) == (2346, 153)
    assert unlike(pairs, 6e-11) == []


@pytest.mark.shared
@pytest.mark.parametrize("mean", ["arithmetic", "geometric", "harmonic"])
def test_three_means_over_four_levels(reference: Path, mean: str) -> None:
    found = treated(reference, f"mean-{mean}")
    wanted = figures(reference, f"agg_minmax1_100_a_{mean[0]}mean.csv")
    aggregates = named(reference, "Aggregate")
    pairs = [
        ((country, name), seen(found[country], name, aggregates), row[name])
        for country, row in wanted.items()
        for name in aggregates
    ]
    assert len(pairs) == 561
    assert unlike(pairs, 3e-12) == []
