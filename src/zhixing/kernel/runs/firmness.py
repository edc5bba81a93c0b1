"""How firm the moves of a draft are: movers who keep the new grade when its weights are drawn around what is written."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhixing.kernel.evaluation import entity_of, fragility
from zhixing.kernel.plan import CompiledPlan, Scheme

DRAWS, SEED, SPREAD = 1000, 2018, Fraction(1, 10)
FIRM = Fraction(9, 10)
"""A grade is called firm that stays in nine tenths of the draws."""


@dataclass(frozen=True)
class Firmness:
    """Movers by the share of draws that keep the new grade: `firm` at least nine tenths, `even` half or more, else `loose`.

    `unknown` have no grade under the draft.
    """

    draws: int
    seed: int
    spread: Fraction
    firm: int
    even: int
    loose: int
    unknown: int

    @property
    def judged(self) -> int:
        """Movers that have a grade under the draft."""
        return self.firm + self.even + self.loose


def firmness_of(
    plan: CompiledPlan, scheme: Scheme, rows: pa.Table, moved: pa.Table, *, held: pa.Table, draws: int, seed: int,
    spread: Fraction,
) -> Firmness:  # fmt: skip
    """Fragility of the draft's result, counted over the movers.

    Only cells with movers are drawn: a cell alone gives what it gives among all.

    Args:
        rows: the whole result of the draft.
        moved: pairs of those who move.

    Raises:
        Refused: as `fragility`.
    """
    entity = entity_of(plan, scheme)
    graded = moved.filter(pc.is_valid(moved["grade_after"]))
    mine = pc.is_in(rows[entity], value_set=graded["entity"].combine_chunks())
    if not graded.num_rows:
        return Firmness(draws, seed, spread, 0, 0, 0, moved.num_rows)
    code = np.zeros(rows.num_rows, dtype=np.int64)
    for name in scheme.grading.within:
        words = rows[name].combine_chunks().dictionary_encode("encode")
        code = code * (len(words.dictionary) + 1) + words.indices.to_numpy(zero_copy_only=False)
    touched = np.isin(code, np.unique(code[np.asarray(mine.to_numpy(), dtype=bool)]))
    found = fragility(
        plan, scheme, rows.filter(pa.array(touched)), draws=draws, seed=seed, spread=spread, held=held
    )
    kept = np.asarray(
        found.filter(pc.is_in(found[entity], value_set=graded["entity"].combine_chunks()))["kept"].to_numpy()
    )
    # Shares are whole numbers of draws: compared as such, nine tenths is nine tenths.
    times = np.rint(kept * draws).astype(np.int64)
    firm = int((times * FIRM.denominator >= FIRM.numerator * draws).sum())
    loose = int((2 * times < draws).sum())
    return Firmness(
        draws, seed, spread, firm, len(times) - firm - loose, loose, moved.num_rows - graded.num_rows
    )
