"""The per-mu evaluation in polars: one lazy query, streamed into a Parquet file."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from benchmarks.facts import YEAR, Facts
from benchmarks.peers import ITEMS, LAND, NEEDED, POLLUTANTS, VETOES, WHO, Item

_CELL = ["county", "above_scale"]
_AWAY = "half_away_from_zero"


def evaluate(facts: Facts, target: Path) -> None:
    """From the facts to the written result."""
    marks = pl.scan_parquet(facts.marks).filter(pl.col("year") == YEAR, pl.col("mark").is_in(VETOES))
    firms = _valued(pl.scan_parquet(facts.firms))
    bases = firms.filter(pl.col("state").is_null()).group_by(_CELL).agg(*(_base(item) for item in ITEMS))
    pointed = firms.join(bases, on=_CELL, how="left").with_columns(*(_raw(item) for item in ITEMS))
    own = pl.col("p_value_added_per_emission").clip(0, 15)
    means = (
        pointed.filter(pl.col("state").is_null(), pl.col("above_scale"))
        .group_by("county")
        .agg(_mean(own).round(6, mode=_AWAY).alias("mean_emission"))
    )
    scored = pointed.join(means, on="county", how="left").with_columns(
        *(_score(item) for item in ITEMS), *(_how(item) for item in ITEMS)
    )
    graded = _graded(scored).join(
        marks.select("enterprise").unique().with_columns(vetoed=True), on="enterprise", how="left"
    )
    _result(graded).sort("enterprise").sink_parquet(target, compression="zstd", row_group_size=122_880)


def _valued(firms: pl.LazyFrame) -> pl.LazyFrame:
    some = pl.any_horizontal(*(pl.col(name).is_not_null() for name in POLLUTANTS))
    land, rented_in, rented_out, untitled = (pl.col(name).fill_null(0) for name in LAND)
    young = pl.col("registered_on").dt.year() > YEAR - 3
    return (
        firms.filter(
            pl.col("year") == YEAR,
            pl.col("county").str.starts_with("33"),
            pl.col("above_scale").is_not_null(),
        )
        .select(
            *NEEDED,
            land=land + rented_in - rented_out + untitled,
            emissions=pl.when(some).then(
                sum((pl.col(n).fill_null(0) for n in POLLUTANTS[1:]), pl.col(POLLUTANTS[0]).fill_null(0))
            ),
            state=pl.when(young).then(pl.lit("provisional")),
        )
        .filter(pl.col("land") > 0)
        .with_columns(*(_value(item) for item in ITEMS))
    )


def _value(item: Item) -> pl.Expr:
    above, below = pl.col(item.above).cast(pl.Float64), pl.col(item.below).cast(pl.Float64)
    return (
        pl.when(below > 0).then((above / below).round(item.decimals, mode=_AWAY)).alias(f"value_{item.name}")
    )


def _base(item: Item) -> pl.Expr:
    """Above scale the ratio of totals, below scale the mean; sums of decimals are exact."""
    both = pl.col(item.above).is_not_null() & pl.col(item.below).is_not_null()
    sums = [pl.col(name).filter(both).sum().cast(pl.Float64) for name in (item.above, item.below)]
    value = pl.col(f"value_{item.name}")
    mean = _mean(value)
    large = pl.col("above_scale").first()
    ratio = (
        pl.when(large & (sums[1] > 0)).then(sums[0] / sums[1])
        if item.above_scale
        else pl.lit(None, pl.Float64)
    )
    base = ratio if item.below_scale is None else pl.when(~large).then(mean).otherwise(ratio)
    return base.round(6, mode=_AWAY).alias(f"base_{item.name}")


def _mean(values: pl.Expr) -> pl.Expr:
    """The mean of an exact sum; unknown, and not NaN, where there is no value."""
    return pl.when(values.count() > 0).then(
        values.cast(pl.Decimal(18, 6)).sum().cast(pl.Float64) / values.count()
    )


def _weight(item: Item, factor: float = 1.0) -> pl.Expr:
    large = None if item.above_scale is None else item.above_scale * factor
    small = None if item.below_scale is None else item.below_scale * factor
    return pl.when(pl.col("above_scale")).then(pl.lit(large, pl.Float64)).otherwise(pl.lit(small, pl.Float64))


def _raw(item: Item) -> pl.Expr:
    base = pl.col(f"base_{item.name}")
    points = pl.col(f"value_{item.name}") / base * _weight(item)
    return pl.when(base > 0).then(points.round(6, mode=_AWAY)).alias(f"p_{item.name}")


def _scored(item: Item) -> pl.Expr:
    return pl.col("state").is_null() & _weight(item).is_not_null()


def _score(item: Item) -> pl.Expr:
    raw = pl.col(f"p_{item.name}")
    points = pl.when(raw > _weight(item, 1.5)).then(_weight(item, 1.5)).when(raw < 0).then(0.0).otherwise(raw)
    if item.name == "value_added_per_emission":
        points = (
            pl.when(pl.col(f"value_{item.name}").is_null()).then(pl.col("mean_emission")).otherwise(points)
        )
    return pl.when(_scored(item)).then(points.fill_null(0.0)).alias(f"score_{item.name}")


def _how(item: Item) -> pl.Expr:
    raw = pl.col(f"p_{item.name}")
    missing = pl.lit("missing-zero")
    if item.name == "value_added_per_emission":
        missing = (
            pl.when(pl.col("mean_emission").is_null())
            .then(pl.lit("missing-no-mean"))
            .otherwise(pl.lit("missing-group-mean"))
        )
    return (
        pl.when(~_scored(item)).then(None)
        .when(pl.col(f"value_{item.name}").is_null()).then(missing)
        .when(raw.is_null()).then(pl.lit("no-base"))
        .when(raw > _weight(item, 1.5)).then(pl.lit("capped"))
        .when(raw < 0).then(pl.lit("floored"))
        .otherwise(pl.lit("ratio"))
        .alias(f"how_{item.name}")
    )  # fmt: skip


def _graded(scored: pl.LazyFrame) -> pl.LazyFrame:
    millionths = pl.sum_horizontal(
        *((pl.col(f"score_{item.name}").fill_null(0.0) * 1e6).round(0).cast(pl.Int64) for item in ITEMS)
    )
    totalled = scored.with_columns(units=pl.when(pl.col("state").is_null()).then((millionths + 50) // 100))
    ranked = totalled.with_columns(
        rank=pl.col("units").rank("min", descending=True).over(_CELL).cast(pl.Int64),
        of=pl.col("units").count().over(_CELL).cast(pl.Int64),
    )
    place, of = pl.col("rank") * 100, pl.col("of")
    cut = pl.when(pl.col("rank").is_null()).then(None)
    for letter, share in (("A", 20), ("B", 80), ("C", 95)):
        cut = cut.when(place <= of * share).then(pl.lit(letter))
    return ranked.with_columns(grade_cut=cut.otherwise(pl.lit("D")))


def _result(graded: pl.LazyFrame) -> pl.LazyFrame:
    vetoed = pl.col("vetoed").fill_null(False) & pl.col("grade_cut").is_not_null()
    grade = pl.when(vetoed).then(pl.lit("D")).otherwise(pl.col("grade_cut"))
    columns = [pl.col(f"{part}_{item.name}") for item in ITEMS for part in ("value", "base", "score", "how")]
    return graded.select(
        *WHO,
        pl.when(pl.col("above_scale"))
        .then(pl.lit("above-scale"))
        .otherwise(pl.lit("below-scale"))
        .alias("group"),
        "state",
        grade.alias("treated_as"),
        *columns,
        pl.lit(0.0).alias("adjustment"),
        (pl.col("units") / 1e4).alias("total"),
        "rank",
        pl.when(pl.col("of") > 0).then(pl.col("of")).alias("of"),
        "grade_cut",
        grade.alias("grade"),
        pl.when(vetoed & (pl.col("grade_cut") != "D")).then(pl.lit("veto")).alias("moved_by"),
    )
