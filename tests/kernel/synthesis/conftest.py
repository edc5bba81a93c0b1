"""A tiny province (1 %) and a fifth of one, made once."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from zhixing.kernel.plan import CompiledPlan, require_plan
from zhixing.kernel.synthesis import Synthetic, synthesise

ROOT = Path(__file__).resolve().parents[3]
SEED = 7


@dataclass(frozen=True)
class Made:
    """A written province and its folder."""

    folder: Path
    result: Synthetic

    def year(self, year: int) -> pa.Table:
        """The enterprise-year table of one year."""
        return pq.read_table(self.folder / f"enterprise-year-{year}.parquet")


@pytest.fixture(scope="session")
def plan() -> CompiledPlan:
    return require_plan(ROOT / "plans" / "zhejiang-2018")


@pytest.fixture(scope="session")
def small(plan: CompiledPlan, tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("small")
    return Made(folder, synthesise(plan, folder, seed=SEED, scale=Decimal("0.01")))


@pytest.fixture(scope="session")
def fifth(plan: CompiledPlan, tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("fifth")
    return Made(folder, synthesise(plan, folder, seed=SEED, scale=Decimal("0.2")))
