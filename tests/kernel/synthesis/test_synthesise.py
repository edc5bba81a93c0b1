"""What is written: the same bytes for a seed, everything marked as synthetic, progress told."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
from tests.kernel.synthesis.conftest import SEED, Made

from zhixing.kernel.plan import CompiledPlan
from zhixing.kernel.synthesis import synthesise

LABEL = f"合成数据（种子 {SEED}）"
SCALE = Decimal("0.01")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_same_seed_gives_the_same_bytes(plan: CompiledPlan, small: Made, tmp_path: Path) -> None:
    synthesise(plan, tmp_path, seed=SEED, scale=SCALE)
    assert contents(tmp_path) == contents(small.folder)


def test_another_seed_gives_other_firms(plan: CompiledPlan, small: Made, tmp_path: Path) -> None:
    synthesise(plan, tmp_path, seed=SEED + 1, scale=SCALE, years=[2020])
    other = Made(tmp_path, small.result).year(2020)
    assert other["revenue"].combine_chunks() != small.year(2020)["revenue"].combine_chunks()
    assert other["industry"].combine_chunks() != small.year(2020)["industry"].combine_chunks()


def test_a_year_does_not_depend_on_the_other_years_asked_for(
    plan: CompiledPlan, small: Made, tmp_path: Path
) -> None:
    synthesise(plan, tmp_path, seed=SEED, scale=SCALE, years=[2019])
    for name in ("enterprise-year-2019.parquet", "enterprise-marks-2019.parquet"):
        assert (tmp_path / name).read_bytes() == (small.folder / name).read_bytes()
    assert not (tmp_path / "enterprise-year-2020.parquet").exists()


def test_files_and_counts_are_those_on_disk(small: Made) -> None:
    assert {path.name for path in small.result.files} == set(contents(small.folder))
    for name, count in small.result.counts.items():
        if name.endswith(".parquet"):
            assert pq.read_metadata(small.folder / name).num_rows == count
    assert small.result.seed == SEED


def test_every_file_says_that_it_is_synthetic(small: Made) -> None:
    for path in small.result.files:
        if path.suffix == ".parquet":
            assert pq.read_schema(path).metadata[b"synthetic"].decode() == LABEL
        elif path.suffix == ".xlsx":
            assert LABEL in str(openpyxl.load_workbook(path).active["A1"].value)
        elif path.name.startswith("enterprise-year-tax"):
            rows = list(csv.DictReader(path.read_text(encoding="gb18030").splitlines()))
            assert all(row["企业名称"].startswith("合成企业") for row in rows)
        elif path.suffix == ".csv":
            rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
            assert rows
            assert all(row["来源"] == LABEL for row in rows)
        else:
            assert LABEL in path.read_text(encoding="utf-8")
    for year in range(2017, 2023):
        assert all(name.startswith("合成企业") for name in small.year(year)["name"].to_pylist())


def test_progress_rises_to_one(plan: CompiledPlan, tmp_path: Path) -> None:
    told: list[tuple[str, float]] = []
    synthesise(
        plan,
        tmp_path,
        seed=1,
        scale=SCALE,
        years=[2020],
        progress=lambda text, share: told.append((text, share)),
    )
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert all(text for text, _ in told)
