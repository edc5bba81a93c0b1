"""The per-mu evaluation in pandas: columns beside columns, `groupby(...).transform` for whatever is of a group."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.facts import YEAR, Facts
from benchmarks.peers import ITEMS, LAND, NEEDED, POLLUTANTS, VETOES, WHO, Item

_CELL = ["county", "above_scale"]
_EMISSION = "value_added_per_emission"


def evaluate(facts: Facts, target: Path) -> None:
    """From the facts to the written result."""
    firms = _read(facts.firms)
    marks = pd.read_parquet(facts.marks, columns=["enterprise", "year", "mark"])
    vetoed = marks.loc[(marks["year"] == YEAR) & marks["mark"].isin(VETOES), "enterprise"]
    firms["state"] = np.where(firms["registered_on"].dt.year > YEAR - 3, "provisional", None)
    counted = firms["state"].isna()
    for item in ITEMS:
        _score(firms, item, counted)
    _grade(firms, counted, firms["enterprise"].isin(vetoed))
    columns = [f"{part}_{item.name}" for item in ITEMS for part in ("value", "base", "score", "how")]
    ends = ["adjustment", "total", "rank", "of", "grade_cut", "grade", "moved_by"]
    result = firms[[*WHO, "group", "state", "treated_as", *columns, *ends]].sort_values("enterprise")
    result.to_parquet(target, index=False, compression="zstd", row_group_size=122_880)


def _read(path: Path) -> pd.DataFrame:
    """The rows that take part; amounts as floats, for pandas adds decimals up one object at a time."""
    table = pq.read_table(path, columns=list(NEEDED), filters=[("year", "=", YEAR)])
    kinds = [pa.float64() if pa.types.is_decimal(f.type) else f.type for f in table.schema]
    firms = table.cast(pa.schema(zip(table.column_names, kinds, strict=True))).to_pandas(date_as_object=False)
    firms = firms[firms["county"].str.startswith("33") & firms["above_scale"].notna()].copy()
    firms["above_scale"] = firms["above_scale"].astype(bool)
    land, rented_in, rented_out, untitled = (firms[name].fillna(0) for name in LAND)
    # Sums of numbers with few decimals: rounded, so that nothing is left where nothing should be.
    firms["land"] = (land + rented_in - rented_out + untitled).round(6)
    firms["emissions"] = firms[list(POLLUTANTS)].sum(axis=1, min_count=1)
    return firms[firms["land"] > 0].copy()


def _rounded(numbers: pd.Series, places: int) -> pd.Series:
    """Halves away from zero; pandas' own `round` takes them to the even neighbour."""
    scaled = numbers * 10.0**places
    return np.sign(scaled) * np.floor(np.abs(scaled) + 0.5) / 10.0**places


def _score(firms: pd.DataFrame, item: Item, counted: pd.Series) -> None:
    above, below, large = (
        firms[item.above].astype(float),
        firms[item.below].astype(float),
        firms["above_scale"],
    )
    value = _rounded(above / below.where(below > 0), item.decimals)
    both = above.notna() & below.notna() & counted
    keys = [firms[name] for name in _CELL]
    sums = [part.where(both).groupby(keys).transform("sum") for part in (above, below)]
    ratio = (
        (sums[0] / sums[1].where(sums[1] > 0)).where(large)
        if item.above_scale
        else pd.Series(np.nan, firms.index)
    )
    if item.below_scale:
        ratio = ratio.where(large, value.where(counted).groupby(keys).transform("mean"))
    base = _rounded(ratio, 6)
    weight = pd.Series(np.where(large, item.above_scale or np.nan, item.below_scale or np.nan), firms.index)
    raw = _rounded(value / base.where(base > 0) * weight, 6)
    points = raw.clip(0, 1.5 * weight)
    how = np.select(
        [value.isna(), raw.isna(), raw > 1.5 * weight, raw < 0],
        ["missing-zero", "no-base", "capped", "floored"],
        "ratio",
    )
    if item.name == _EMISSION:
        mean = _rounded(points.where(counted).groupby(keys).transform("mean"), 6)
        how = np.where(value.isna(), np.where(mean.isna(), "missing-no-mean", "missing-group-mean"), how)
        points = points.where(value.notna(), mean)
    scored = counted & weight.notna()
    firms[f"value_{item.name}"], firms[f"base_{item.name}"] = value, base
    firms[f"score_{item.name}"] = points.fillna(0.0).where(scored)
    firms[f"how_{item.name}"] = np.where(scored, how, None)


def _grade(firms: pd.DataFrame, counted: pd.Series, vetoed: pd.Series) -> None:
    millionths = sum((firms[f"score_{i.name}"].fillna(0) * 1e6).round().astype("int64") for i in ITEMS)
    units = ((millionths + 50) // 100).where(counted)
    cells = units.groupby([firms[name] for name in _CELL])
    rank, of = cells.rank(method="min", ascending=False), cells.transform("count")
    cut = np.select([rank.isna(), rank * 100 <= of * 20, rank * 100 <= of * 80, rank * 100 <= of * 95],
                    [None, "A", "B", "C"], "D")  # fmt: skip
    moved = vetoed & counted
    firms["group"] = np.where(firms["above_scale"], "above-scale", "below-scale")
    firms["adjustment"], firms["total"] = 0.0, units / 1e4
    firms["rank"], firms["of"] = rank.astype("Int64"), of.where(of > 0).astype("Int64")
    firms["grade_cut"], firms["grade"] = cut, np.where(moved, "D", cut)
    firms["treated_as"] = firms["grade"]
    firms["moved_by"] = np.where(moved & (cut != "D"), "veto", None)
