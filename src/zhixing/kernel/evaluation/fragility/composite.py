"""How firm the ranking of a composite index is: its totals under many weightings and ways of averaging at once.

An index is a tree: criteria are averaged to pillars, pillars to larger ones, the top ones to the total. Under a draw every
weight of the tree is multiplied by a factor of its own. Members are added up one after the other in the order of the
scheme and totals are rounded before they are ranked, so that neither threads nor the order of rows can matter.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from zhixing.foundation.issues import Issue, Refused, require
from zhixing.foundation.quantities import as_decimal
from zhixing.kernel.evaluation.advice import codes
from zhixing.kernel.evaluation.columns import entity_of, items_of
from zhixing.kernel.plan import CompiledPlan, Criterion, Scheme

Method = Literal["arithmetic", "geometric", "harmonic"]
METHODS: tuple[Method, ...] = ("arithmetic", "geometric", "harmonic")
Floats = NDArray[np.float64]
_LEAST_DRAWS = 20
_BLOCK = 1 << 22
"""Totals held at once."""


@dataclass(frozen=True)
class Composite:
    """One group of an index: whose points are averaged, and how.

    `shares` are points divided by the weight of the item, one row for each member of the group, unknown (NaN) where the
    item has no points; columns are the criteria in the order of the scheme.
    """

    scheme: Scheme
    group: str
    shares: Floats

    @cached_property
    def criteria(self) -> tuple[Criterion, ...]:
        """The criteria of the group."""
        return self.scheme.criteria[self.group]

    @cached_property
    def nodes(self) -> tuple[str, ...]:
        """What carries a weight: criteria, then pillars."""
        assert self.scheme.index is not None
        return (
            *(f"criterion:{one.indicator}" for one in self.criteria),
            *(f"pillar:{one.id}" for one in self.scheme.index.pillars),
        )

    def factors(self, draws: int, spread: Fraction, seed: int) -> Floats:
        """Factors on every weight: even between 1 - spread and 1 + spread; one row for each draw."""
        digest = hashlib.sha256(self.group.encode()).digest()
        generator = np.random.default_rng(np.random.SeedSequence([seed, *digest[:16]]))
        steps = generator.integers(-(1 << 15), 1 << 15, size=(draws, len(self.nodes)), endpoint=True)
        found: Floats = 1.0 + float(spread) * steps / (1 << 15)
        return found

    def totals(self, factors: Floats, method: Method | None = None) -> Floats:
        """Totals on the scale of the index: one row for each row of `factors`, one column for each member.

        Args:
            method: how every part is averaged; as the scheme says when not given.
        """
        index = self.scheme.index
        assert index is not None
        column = {name: at for at, name in enumerate(self.nodes)}
        found: dict[str, Floats] = {}
        left = list(index.pillars)
        while left:
            waiting = {pillar.parent for pillar in left}
            for pillar in [one for one in left if one.id not in waiting]:
                parts = [
                    (self.shares[:, at], float(c.weight), factors[:, column[f"criterion:{c.indicator}"]])
                    for at, c in enumerate(self.criteria)
                    if c.pillar == pillar.id
                ]
                below = [
                    (found[one.id], float(one.weight), factors[:, column[f"pillar:{one.id}"]])
                    for one in index.pillars
                    if one.parent == pillar.id
                ]
                found[pillar.id] = _mean([*parts, *below], method or pillar.method, len(factors))
                left.remove(pillar)
        tops = [
            (found[one.id], float(one.weight), factors[:, column[f"pillar:{one.id}"]])
            for one in index.pillars
            if one.parent is None
        ]
        whole = _mean(tops, method or index.method, len(factors)) * float(index.scale)
        rounded: Floats = np.round(whole, self.scheme.rounding.total)
        return rounded


def _mean(parts: list[tuple[Floats, float, Floats]], method: Method, draws: int) -> Floats:
    """The weighted mean of the members that are known, as the evaluation computes it; unknown when none is."""
    size = parts[0][0].shape[-1] if parts else 0
    summed, weights = np.zeros((draws, size)), np.zeros((draws, size))
    nothing = np.zeros((draws, size), dtype=np.bool_)
    for share, weight, factor in parts:
        wide = np.broadcast_to(share, (draws, size))
        known = ~np.isnan(wide)
        heavy = np.where(known, (weight * factor)[:, None], 0.0)
        nothing |= known & (wide <= 0)
        weights += heavy
        summed += heavy * np.where(known, _turned(wide, method), 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(weights > 0, summed / weights, np.nan)
        if method == "geometric":
            mean = np.exp(mean)
        elif method == "harmonic":
            mean = 1.0 / mean
    found: Floats = mean if method == "arithmetic" else np.where(nothing, 0.0, mean)
    return found


def _turned(share: Floats, method: Method) -> Floats:
    positive = np.where(share > 0, share, 1.0)
    turned: Floats = (
        share if method == "arithmetic" else np.log(positive) if method == "geometric" else 1.0 / positive
    )
    return turned


def composites_of(plan: CompiledPlan, scheme: Scheme, rows: pa.Table) -> dict[str, Composite]:
    """The groups of an index with the points of their ranked members, members ordered by entity.

    Raises:
        Refused: `evaluation.not-varied`, the scheme is no index or changes totals after the index.
    """
    require(_unsupported(plan, scheme))
    ranked = rows.filter(pc.is_valid(rows["rank"])).sort_by(entity_of(plan, scheme)).combine_chunks()
    score = {item.indicator: item.score for item in items_of(scheme)}
    found = {}
    for group in scheme.criteria:
        mine = ranked.filter(pc.equal(ranked["group"], group))
        columns = [_floats(mine[score[one.indicator]]) / float(one.weight) for one in scheme.criteria[group]]
        found[group] = Composite(scheme, group, np.stack(columns, axis=1))
    return found


def _unsupported(plan: CompiledPlan, scheme: Scheme) -> list[Issue]:
    what = {
        "criteria": scheme.index is None,
        "adjustments": bool(scheme.adjustments),
        "grading.within": scheme.grading.within != ("group",)
        and (bool(scheme.grading.within) or len(scheme.criteria) > 1),
    }
    where = plan.where("schemes", scheme.id, clause=scheme.clause)
    return [codes.NOT_VARIED.at(where, scheme=scheme.id, what=name) for name, is_so in what.items() if is_so]


def _floats(column: pa.ChunkedArray) -> Floats:
    return np.asarray(pc.fill_null(pc.cast(column, pa.float64()), float("nan")).to_numpy(), dtype=np.float64)


def ranks_of(totals: Floats) -> NDArray[np.int64]:
    """Ranks of every row of totals: the greatest first, equals share the better rank, the unknown come last."""
    known = np.where(np.isnan(totals), -np.inf, totals)
    ordered = np.sort(known, axis=1)
    found = np.empty(known.shape, dtype=np.int64)
    for at, row in enumerate(known):
        found[at] = known.shape[1] - np.searchsorted(ordered[at], row, side="right") + 1
    return found


def rank_firmness(
    plan: CompiledPlan, scheme: Scheme, rows: pa.Table, *, draws: int = 1000, spread: Fraction = Fraction(1, 5),
    seed: int,
) -> pa.Table:  # fmt: skip
    """One row for each ranked entity of an index, ordered by it: how far its rank moves when the method does.

    `rank_low` and `rank_high` are the best and the worst rank of 5-95 % of the weight draws, `kept` the share of draws
    that keep the rank, `share_first_third` of those that put it into the first third of its group. `rank_<method>` is the
    rank when every part is averaged that way, `rank_without_<pillar>` when a top pillar is left out.
    The same seed gives the same table, whatever the order of the rows.

    Raises:
        Refused: `evaluation.bad-draws`, `evaluation.not-varied`, `evaluation.rows-not-of-scheme`.
    """
    if draws < _LEAST_DRAWS or not 0 <= spread < 1:
        raise Refused([codes.BAD_DRAWS.at(draws=draws, spread=as_decimal(spread))])
    groups = composites_of(plan, scheme, rows)
    ranked = rows.filter(pc.is_valid(rows["rank"])).sort_by(entity_of(plan, scheme)).combine_chunks()
    shown = (entity_of(plan, scheme), "year", "group", "total", "rank", "of")
    parts = []
    for group, composite in groups.items():
        mine = ranked.filter(pc.equal(ranked["group"], group)).select(shown)
        if not mine.num_rows:
            continue
        for name, values in _firmness(plan, composite, mine, draws, spread, seed):
            mine = mine.append_column(name, pa.array(values))
        parts.append(mine)
    return pa.concat_tables(parts).sort_by(entity_of(plan, scheme)) if parts else ranked.select(shown)


def _firmness(
    plan: CompiledPlan, composite: Composite, mine: pa.Table, draws: int, spread: Fraction, seed: int
) -> Iterator[tuple[str, NDArray[np.int64] | Floats]]:
    written = np.ones((1, len(composite.nodes)))
    own = ranks_of(composite.totals(written))[0]
    stored = np.asarray(mine["rank"].to_numpy(), dtype=np.int64)
    if (own != stored).any():
        unlike = mine.filter(pa.array(own != stored))[0].to_pylist()
        where = plan.where("schemes", composite.scheme.id, clause=composite.scheme.clause)
        raise Refused(
            [codes.ROWS_NOT_OF_SCHEME.at(
                where, scheme=composite.scheme.id, count=len(unlike), examples="、".join(unlike[:3])
            )]
        )  # fmt: skip
    ranks = _ranks_in_blocks(composite, composite.factors(draws, spread, seed))
    ordered = np.sort(ranks, axis=0)
    tail = int(Fraction(1, 20) * (draws - 1))
    yield "rank_low", ordered[tail]
    yield "rank_high", ordered[draws - 1 - tail]
    yield "kept", (ranks == stored).sum(axis=0) / draws
    yield "share_first_third", (3 * ranks <= len(stored)).sum(axis=0) / draws
    for method in METHODS:
        yield f"rank_{method}", ranks_of(composite.totals(written, method))[0]
    for pillar, factors in _left_out(composite).items():
        yield f"rank_without_{pillar}", ranks_of(composite.totals(factors))[0]


def _ranks_in_blocks(composite: Composite, factors: Floats) -> NDArray[np.int64]:
    step = max(1, _BLOCK // max(1, composite.shares.shape[0]))
    return np.concatenate(
        [ranks_of(composite.totals(factors[at : at + step])) for at in range(0, len(factors), step)]
    )


def _left_out(composite: Composite) -> Mapping[str, Floats]:
    """Factors that leave out one top pillar each; none where there is only one."""
    assert composite.scheme.index is not None
    tops = [pillar.id for pillar in composite.scheme.index.pillars if pillar.parent is None]
    found = {}
    for top in tops if len(tops) > 1 else ():
        factors = np.ones((1, len(composite.nodes)))
        factors[0, composite.nodes.index(f"pillar:{top}")] = 0.0
        found[top.replace("-", "_")] = factors
    return found
