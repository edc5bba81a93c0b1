"""The shipped plan, compiled once for all tests of the computing rooms."""

from pathlib import Path

import pytest

from zhixing.kernel.plan import CompiledPlan, require_plan

PLAN = Path(__file__).resolve().parents[2] / "plans" / "zhejiang-2018"


@pytest.fixture(scope="session")
def plan() -> CompiledPlan:
    """The plan of Zhejiang, 2018 to 2022."""
    return require_plan(PLAN)
