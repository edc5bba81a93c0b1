"""A run computed on Spark is the run that DuckDB computes, and verifies there."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from zhixing.kernel.engine import Engine, Session, SparkEngine
from zhixing.kernel.facts import Lake
from zhixing.kernel.plan import CompiledPlan
from zhixing.kernel.runs import execute, request_for, verify


def test_what_computed_is_said_in_the_manifest(plan: CompiledPlan, lake: Lake, tmp_path: Path) -> None:
    """Under the seal, and outside the id: the same inputs are the same run, whatever computes it."""

    class Another(Engine):
        @property
        def parts(self) -> Mapping[str, str]:
            return {"another": "1"}

    def another() -> Session:
        return Another(threads=1)

    request = request_for(plan, lake, "monitor", (2022,))
    one = execute(plan, lake, tmp_path / "one", request)
    other = execute(plan, lake, tmp_path / "other", request, engine=another)
    assert other.manifest["computed_by"] == {"another": "1"}
    assert "computed_by" not in one.manifest
    assert (one.id, one.manifest["results"]) == (other.id, other.manifest["results"])
    assert one.seal != other.seal
    assert verify(other, lake) == ()


@pytest.mark.spark
@pytest.mark.slow
def test_a_run_on_spark_has_the_same_results_and_verifies_on_duckdb(
    plan: CompiledPlan, lake: Lake, tmp_path: Path
) -> None:
    if importlib.util.find_spec("pyspark") is None or shutil.which("java") is None:
        pytest.skip("no pyspark or no Java 17: ZHIXING_SPARK=1 scripts/setup installs what Spark needs")
    request = request_for(plan, lake, "run", (2021, 2022), schemes=("huangyan-2021", "huangyan-2022"))
    here = execute(plan, lake, tmp_path / "duckdb", request)
    there = execute(plan, lake, tmp_path / "spark", request, engine=SparkEngine)
    assert there.manifest["results"] == here.manifest["results"]
    assert len(there.results) > 5
    assert set(there.manifest["computed_by"]) == {"pyspark"}
    assert verify(there, lake) == ()
