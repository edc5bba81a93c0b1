"""Weights that a population suggests for a scheme: proposals to be stated in a plan, never weights of a running evaluation.

Weights are law: they stand in the plan before anybody is scored. What these methods give hangs on who was in the result, so
it is worked out from a sealed run, shown beside the stated weights, and used only once somebody has written it down.
All start from the share of its weight that each item earned (`shares`, one row for each entity, one column for each item).

    equal      w = 1
    deviation  w = s_j, the sample standard deviation of the shares
    entropy    w = 1 - e_j,  e_j = -sum p ln p / ln n,  p = shares of a column as parts of its sum
    critic     w = s_j * sum over k of (1 - r_jk), after every column is stretched to 0..1
    pca        w = a_j^2, the loadings of the first principal component of the correlations

Source: Diakoulaki et al. 1995 (CRITIC); Hwang and Yoon 1981 (entropy); OECD/JRC handbook 2008, section 6.1 (components).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from zhixing.foundation.issues import Refused
from zhixing.foundation.quantities import as_decimal
from zhixing.kernel.evaluation import codes
from zhixing.kernel.evaluation.columns import entity_of, items_of
from zhixing.kernel.plan import CompiledPlan, Criterion, Scheme

Floats = NDArray[np.float64]
_LEAST = 3
_SCHEMA = pa.schema(
    [
        ("group", pa.string()),
        ("indicator", pa.string()),
        ("stated", pa.decimal128(18, 6)),
        ("computed", pa.decimal128(18, 6)),
        ("entities", pa.int64()),
    ]
)


def _equal(shares: Floats) -> Floats:
    return np.ones(shares.shape[1])


def _deviation(shares: Floats) -> Floats:
    found: Floats = shares.std(axis=0, ddof=1)
    return found


def _entropy(shares: Floats) -> Floats:
    sums = shares.sum(axis=0)
    parts = np.divide(shares, sums, out=np.zeros_like(shares), where=sums > 0)
    logs = np.log(parts, out=np.zeros_like(parts), where=parts > 0)
    found: Floats = np.maximum(1 + (parts * logs).sum(axis=0) / np.log(len(shares)), 0)
    return np.where(sums > 0, found, 0.0)


def _critic(shares: Floats) -> Floats:
    low, high = shares.min(axis=0), shares.max(axis=0)
    stretched = np.divide(shares - low, high - low, out=np.zeros_like(shares), where=high > low)
    found: Floats = _deviation(stretched) * (1 - _correlations(stretched)).sum(axis=0)
    return found


def _components(shares: Floats) -> Floats:
    _, vectors = np.linalg.eigh(_correlations(shares))
    found: Floats = vectors[:, -1] ** 2
    return found


def _correlations(shares: Floats) -> Floats:
    """Correlations of the columns; a column that does not vary goes with nothing but itself."""
    spread = shares.std(axis=0)
    centred = np.divide(shares - shares.mean(axis=0), spread, out=np.zeros_like(shares), where=spread > 0)
    found: Floats = centred.T @ centred / len(shares)
    np.fill_diagonal(found, 1.0)
    return found


WEIGHINGS: Mapping[str, Callable[[Floats], Floats]] = {
    "equal": _equal,
    "deviation": _deviation,
    "entropy": _entropy,
    "critic": _critic,
    "pca": _components,
}


def suggested_weights(
    plan: CompiledPlan, scheme: Scheme, rows: pa.Table, method: str, *, decimals: int = 2
) -> pa.Table:
    """Stated and suggested weight of every item, by group in the scheme's order.

    Suggested weights add to what the stated weights of the group add to, to the last of `decimals`. Entities with a gap in any item of
    their group do not count; `entities` says how many did.

    Raises:
        Refused: `evaluation.cannot-weigh`, fewer than three complete entities in a group or nothing that varies.
    """
    scored = rows.filter(pc.is_valid(rows["rank"])).sort_by(entity_of(plan, scheme)).combine_chunks()
    score = {item.indicator: item.score for item in items_of(scheme)}
    lines: list[dict[str, object]] = []
    for group, criteria in scheme.criteria.items():
        mine = scored.filter(pc.equal(scored["group"], group))
        if not mine.num_rows:
            continue
        shares = np.stack([_share(mine[score[c.indicator]], c) for c in criteria], axis=1)
        shares = shares[~np.isnan(shares).any(axis=1)]
        raw = WEIGHINGS[method](shares) if len(shares) >= _LEAST else np.zeros(len(criteria))
        if not raw.sum() > 0:
            where = plan.where("schemes", scheme.id, clause=scheme.clause)
            raise Refused(
                [
                    codes.CANNOT_WEIGH.at(
                        where, scheme=scheme.id, group=group, count=len(shares), method=method
                    )
                ]
            )
        whole = sum((criterion.weight for criterion in criteria), Fraction(0))
        for criterion, weight in zip(criteria, _shared_out(raw, whole, decimals), strict=True):
            lines.append(
                {
                    "group": group, "indicator": criterion.indicator, "stated": as_decimal(criterion.weight, 6),
                    "computed": as_decimal(weight, 6), "entities": len(shares),
                }
            )  # fmt: skip
    return pa.Table.from_pylist(lines, _SCHEMA)


def _share(column: pa.ChunkedArray, criterion: Criterion) -> Floats:
    points = pc.fill_null(pc.cast(column, pa.float64()), float("nan")).to_numpy()
    return np.asarray(points, dtype=np.float64) / float(criterion.weight)


def _shared_out(raw: Floats, whole: Fraction, decimals: int) -> list[Fraction]:
    """`whole` in the proportion of `raw`: each part rounded down, what is left given to the largest remainders."""
    unit = Fraction(1, 10**decimals)
    exact = [Fraction(float(part)) for part in np.round(raw / raw.sum(), 12)]
    summed = sum(exact, Fraction(0))
    parts = [part * whole / summed / unit for part in exact]
    found = [part.numerator // part.denominator for part in parts]
    left = int(whole / unit - sum(found))
    order = sorted(range(len(parts)), key=lambda at: (-(parts[at] - found[at]), at))
    for at in order[:left]:
        found[at] += 1
    return [one * unit for one in found]
