"""Every engine there is: DuckDB always, Spark where pyspark and Java are installed."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Callable, Iterator

import pytest

from zhixing.kernel.engine import Engine, Session, SparkEngine

Opening = Callable[[int], Session]
SETTINGS = {"spark.sql.shuffle.partitions": "3", "spark.driver.memory": "2g"}


def spark(threads: int = 1) -> Session:
    """A session on the one Spark of the tests."""
    return SparkEngine("local[2]", **SETTINGS)


@pytest.fixture(scope="session")
def running() -> Iterator[None]:
    """Spark, started once: its first second takes ten."""
    absent = [name for name in ("pyspark",) if importlib.util.find_spec(name) is None]
    absent += [] if shutil.which("java") else ["Java 17"]
    if absent:
        pytest.skip(f"no {' and no '.join(absent)}: ZHIXING_SPARK=1 scripts/setup installs what Spark needs")
    with SparkEngine("local[2]", **SETTINGS):
        yield


@pytest.fixture(params=["duckdb", pytest.param("spark", marks=pytest.mark.spark)])
def opening(request: pytest.FixtureRequest) -> Opening:
    """Opens a session of one engine after the other."""
    if request.param == "duckdb":
        return Engine
    request.getfixturevalue("running")
    return spark


@pytest.fixture
def session(opening: Opening) -> Iterator[Session]:
    """An open session of each engine."""
    with opening(1) as opened:
        yield opened
