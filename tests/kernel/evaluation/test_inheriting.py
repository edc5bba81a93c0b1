"""Tenants who take over a grade are graded, and the head count still comes out."""

from decimal import Decimal

import pytest
from tests.kernel.support import table_of

from zhixing.kernel.engine import Engine
from zhixing.kernel.evaluation import build, check_result
from zhixing.kernel.plan import CompiledPlan

RESULT = "result"


@pytest.fixture
def rows() -> list[dict[str, object]]:
    """A landlord, its tenant, a tenant of nobody who takes part."""
    firm = {
        "year": 2022,
        "county": "330881",
        "industry": "1711",
        "land_registered": Decimal(10),
        "tax": Decimal(5),
    }
    return [
        {**firm, "enterprise": "owner", "above_scale": True},
        {**firm, "enterprise": "tenant", "above_scale": False, "landlord": "owner"},
        {**firm, "enterprise": "stray", "above_scale": False, "landlord": "elsewhere"},
    ]


def test_who_inherits_counts_once(plan: CompiledPlan, rows: list[dict[str, object]]) -> None:
    scheme = plan.schemes["jiangshan-2023"]
    with Engine(threads=1) as engine:
        engine.register("enterprise-year", table_of(plan, "enterprise-year", rows))
        engine.register("enterprise-marks", table_of(plan, "enterprise-marks", []))
        engine.create(RESULT, build(plan, scheme, 2022))
        found = {row["enterprise"]: row for row in engine.table(build(plan, scheme, 2022)).to_pylist()}
        assert list(check_result(engine, plan, scheme, RESULT)) == []
    assert (found["tenant"]["state"], found["tenant"]["grade"]) == ("tenant", found["owner"]["grade"])
    assert (found["stray"]["state"], found["stray"]["grade"]) == ("tenant", None)
    assert found["owner"]["of"] == 1
