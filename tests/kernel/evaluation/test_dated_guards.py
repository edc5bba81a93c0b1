"""A guard takes the number that a dated parameter has in the data year, as every other formula does."""

from __future__ import annotations

import shutil
from pathlib import Path

from zhixing.kernel.plan import require_plan
from zhixing.kernel.runs import run_cases

CASES = """
cases:
  - name: 头一年的线
    clause: "3.2.1"
    scheme: zhejiang-energy-right-2019
    year: 2019
    all: {工业增加值: 1000 万元}
    given:
      甲: {年综合能耗（等价值）: 550 吨标准煤}
      乙: {年综合能耗（等价值）: 600.0001 吨标准煤}
    expect:
      甲: {grade: 不须购买}
      乙: {grade_cut: 不须购买, grade: 须购买, moved_by: above-line}
    by_hand: 线为0.6；乙四舍五入后正好0.6，按原数高于
  - name: 后一年的线
    clause: "3.2.1"
    scheme: zhejiang-energy-right-2019
    year: 2020
    all: {工业增加值: 1000 万元}
    given:
      甲: {年综合能耗（等价值）: 550 吨标准煤}
      乙: {年综合能耗（等价值）: 500.0001 吨标准煤}
    expect:
      甲: {grade_cut: 须购买, grade: 须购买}
      乙: {grade_cut: 不须购买, grade: 须购买, moved_by: above-line}
    by_hand: 线改为0.5；甲0.55高于；乙四舍五入后正好0.5，按原数高于
"""


def test_a_guard_goes_by_the_parameter_of_the_year(zhejiang: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(zhejiang, tmp_path / "plan")
    lines = folder / "parameters" / "local.yaml"
    text = lines.read_text(encoding="utf-8")
    old = '{from: 2019, to: 2020, value: "0.6", reference: 浙发改能源〔2019〕358号}'
    assert old in text
    dated = '{from: 2019, to: 2019, value: "0.6"}, {from: 2020, value: "0.5"}'
    lines.write_text(text.replace(old, dated), encoding="utf-8")
    for file in (folder / "cases").iterdir():
        file.unlink()
    (folder / "cases" / "own.yaml").write_text(CASES, encoding="utf-8")
    results, _ = run_cases(require_plan(folder))
    assert [(r.case.name, r.fault, r.mismatches) for r in results if not r.passed] == []
    assert len(results) == 2
