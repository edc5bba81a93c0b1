"""The small plan, compiled once."""

from __future__ import annotations

import pytest
from tests.operations.accounts import small_plan

from zhixing.kernel.plan import CompiledPlan


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> CompiledPlan:
    """The small plan."""
    return small_plan.compiled(tmp_path_factory.mktemp("small") / "plan")
