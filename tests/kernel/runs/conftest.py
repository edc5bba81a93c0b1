"""A small synthetic province, loaded and run once for the tests of this room."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from zhixing.kernel.facts import Lake, load_file
from zhixing.kernel.plan import CompiledPlan
from zhixing.kernel.runs import Run, execute, request_for
from zhixing.kernel.synthesis import synthesise

YEARS = (2020, 2021, 2022)


def dataset_of(plan: CompiledPlan, file: Path) -> str:
    """The dataset a generated file is for."""
    return max((key for key in plan.datasets if file.name.startswith(key)), key=len)


def known_on(file: Path) -> date:
    """Figures of a year are known in the middle of the next; corrections a little later."""
    split = re.match(r"target-split-(20\d\d)", file.name)
    if split is not None:
        return date(int(split[1]), 6, 20) if int(split[1]) < 2020 else date(int(split[1]), 3, 31)
    year = re.search(r"-(20\d\d)\.", file.name)
    if year is None:
        return date(2023, 6, 30)
    return date(int(year[1]) + 1, 6, 30) if file.suffix == ".parquet" else date(int(year[1]) + 1, 7, 10)


@pytest.fixture(scope="session")
def received(plan: CompiledPlan, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The files of a province at one fiftieth of its size."""
    made = synthesise(plan, tmp_path_factory.mktemp("received"), seed=7, scale=Decimal("0.02"))
    files = [file for file in made.files if file.suffix in (".parquet", ".csv", ".xlsx")]
    return sorted(files, key=lambda file: (known_on(file), file.name))


@pytest.fixture(scope="session")
def fill(plan: CompiledPlan, received: list[Path]) -> Callable[[Path], Lake]:
    """Load all files into a new lake."""

    def filled(root: Path) -> Lake:
        lake = Lake(root)
        for file in received:
            load_file(plan, lake, file, dataset=dataset_of(plan, file), known_on=known_on(file))
        return lake

    return filled


@pytest.fixture(scope="session")
def lake(fill: Callable[[Path], Lake], tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """The loaded province."""
    return fill(tmp_path_factory.mktemp("lake"))


@pytest.fixture(scope="session")
def run(plan: CompiledPlan, lake: Lake, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Three years, sealed."""
    return execute(
        plan, lake, tmp_path_factory.mktemp("runs"), request_for(plan, lake, "run", YEARS), threads=2
    )
