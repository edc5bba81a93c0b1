from pathlib import Path

import pytest
from tests.kernel.facts.small_plan import SmallPlan, small_plan

from zhixing.kernel.facts import Lake


@pytest.fixture
def plan() -> SmallPlan:
    return small_plan()


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")
