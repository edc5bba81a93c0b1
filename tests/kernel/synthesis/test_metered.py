"""Meter readings: of the counties asked for, four quarters that add up to the year, marked as synthetic."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import pyarrow.parquet as pq
from tests.kernel.synthesis.conftest import Made

from zhixing.kernel.plan import CompiledPlan


def test_the_quarters_of_a_firm_add_up_to_its_year(plan: CompiledPlan, small: Made) -> None:
    metering = plan.calibration["metering"]
    table = pq.read_table(small.folder / f"utility-quarter-{metering['year']}.parquet")
    assert table.schema.metadata[b"synthetic"].decode().startswith("合成数据")
    read: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    quarters = defaultdict(set)
    for row in table.to_pylist():
        quarters[row["account"]].add(row["quarter"])
        for utility in ("electricity", "water"):
            if row[utility] is not None:
                read[row["enterprise"]][utility] += row[utility]
    assert all(found == {1, 2, 3, 4} for found in quarters.values())
    firms = [
        row for row in small.year(int(metering["year"])).to_pylist() if row["county"] in metering["counties"]
    ]
    assert firms
    for firm in firms:
        for utility in ("electricity", "water"):
            assert read[firm["enterprise"]].get(utility, None) == (firm[utility] or None), firm["enterprise"]


def test_an_account_is_of_one_firm_and_one_utility(plan: CompiledPlan, small: Made) -> None:
    table = pq.read_table(small.folder / f"utility-quarter-{plan.calibration['metering']['year']}.parquet")
    firms = defaultdict(set)
    for row in table.to_pylist():
        firms[row["account"]].add(row["enterprise"])
        assert (row["electricity"] is None) != (row["water"] is None)
    assert all(len(found) == 1 for found in firms.values())
