"""The table of local methods is what the two plan folders hold, and every method is computed."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path

import pytest
import yaml

from zhixing.kernel.plan import CompiledPlan, compile_plan, require_plan
from zhixing.kernel.runs import run_cases

PLANS = ("zhejiang-2018", "local-methods")
FRAME = "local-frame"
OWN = [
    ("zhejiang-2018", name)
    for name in (
        "energy-double-control",
        "mid-term-2020",
        "zhejiang-hidden-champion-prescreen",
        "zhejiang-joint-stock-reserve",
        "zhejiang-low-yield",
        "zhejiang-low-yield-outcomes",
        "zhejiang-pilots-second-batch",
        "zhejiang-revenue-power",
        "zhejiang-small-to-above",
        "zhejiang-tax-power",
    )
]
"""Schemes that the plan asks for and no place has published: no local methods."""


@pytest.fixture(scope="module")
def plans(checkout: Path) -> dict[str, CompiledPlan]:
    return {name: require_plan(checkout / "plans" / name) for name in PLANS}


@pytest.fixture(scope="module")
def page(checkout: Path) -> str:
    return (checkout / "docs" / "explanation" / "local-methods.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def rows(page: str) -> dict[str, list[str]]:
    """Each method's row, by the method."""
    lines = [line for line in page.splitlines() if line.startswith("| ") and not line.startswith("| 编号")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert {len(row) for row in cells} == {8}
    assert len({row[0] for row in cells}) == len(cells)
    return {row[0]: row for row in cells}


def _files(row: list[str]) -> list[tuple[str, str]]:
    return re.findall(r"`([a-z0-9-]+)/evaluations/([a-z0-9-]+)\.yaml`", row[3])


def test_every_scheme_file_stands_in_the_table_once(
    checkout: Path, rows: dict[str, list[str]], page: str
) -> None:
    listed = [pair for row in rows.values() for pair in _files(row)]
    there = [(name, p.stem) for name in PLANS for p in (checkout / "plans" / name / "evaluations").iterdir()]
    assert sorted([*listed, ("local-methods", FRAME), *OWN]) == sorted(there)
    assert f"`local-methods/evaluations/{FRAME}.yaml`" in page


def test_rows_say_years_cases_and_open_points_of_the_files(
    rows: dict[str, list[str]], plans: dict[str, CompiledPlan]
) -> None:
    cases = Counter(case.scheme for plan in plans.values() for case in plan.cases)
    for row in rows.values():
        schemes = [plans[name].schemes[scheme] for name, scheme in _files(row)]
        assert row[5] == ("、".join(str(cases[scheme.id]) for scheme in schemes) or "—"), row[0]
        for scheme in schemes:
            first, last = scheme.years
            assert (str(first) if first == last else f"{first}—{last}") in row[2], row[0]
            assert [point for point in scheme.open_points if point not in row[6]] == [], row[0]


def test_measures_named_in_the_table_exist_with_their_cases(
    rows: dict[str, list[str]], plans: dict[str, CompiledPlan]
) -> None:
    cases = Counter(case.measure for plan in plans.values() for case in plan.cases)
    named = [pair for row in rows.values() for pair in re.findall(r"`([a-z-]+)`（算例(\d+)）", row[7])]
    assert named
    assert {measure: int(count) for measure, count in named} == {
        measure: cases[measure] for measure, _ in named
    }


def test_the_counts_before_the_table_are_those_of_the_table(
    rows: dict[str, list[str]], page: str, plans: dict[str, CompiledPlan]
) -> None:
    said = [int(n) for n in re.findall(r"(\d+) [份个]", page.partition("| 编号")[0])]
    by_word = Counter(row[4] for row in rows.values())
    own = {scheme for _, scheme in OWN}
    files = sum(len(set(plan.schemes) - own) for plan in plans.values())
    cases = sum(
        case.scheme is not None and case.scheme not in own for plan in plans.values() for case in plan.cases
    )
    assert set(by_word) == {"是", "部分", "否"}
    assert f"公开可见的各地办法{len(rows)}份" in page
    assert said == [by_word["是"], by_word["部分"], by_word["否"], files, cases]


def test_every_scheme_has_a_case_and_says_where_it_comes_from(plans: dict[str, CompiledPlan]) -> None:
    for plan in plans.values():
        covered = {case.scheme for case in plan.cases}
        assert [scheme for scheme in plan.schemes if scheme not in covered] == []
        for scheme in plan.schemes.values():
            assert scheme.document.title
            assert scheme.assumptions, scheme.id
            assert scheme.open_points or scheme.id == FRAME, scheme.id


@pytest.mark.parametrize("name", PLANS)
def test_all_cases_agree_with_the_hand_calculation(name: str, plans: dict[str, CompiledPlan]) -> None:
    results, _ = run_cases(plans[name])
    assert [(r.case.name, r.fault, r.mismatches) for r in results if not r.passed] == []


def test_the_only_issue_is_the_one_the_table_explains(checkout: Path, rows: dict[str, list[str]]) -> None:
    issues = compile_plan(checkout / "plans" / "local-methods").issues
    assert [(i.code, i.where.file) for i in issues] == [
        ("plan.counts-differ", "evaluations/jiaozhou-2018.yaml")
    ]
    assert "警告" in rows["jiaozhou-2018"][7]


def test_published_counts_that_do_not_add_up_are_refused(zhejiang: Path, tmp_path: Path) -> None:
    """Jingning 2022: 36 took part below scale, 4 + 21 + 0 + 3 = 28 have a grade, nobody says what the 8 are."""
    folder = shutil.copytree(zhejiang, tmp_path / "plan")
    file = folder / "evaluations" / "jingning-2022.yaml"
    counts = "published:\n  - {group: below-scale, participants: 36, counts: {A: 4, B: 21, C: 0, D: 3}}\n"
    file.write_text(file.read_text(encoding="utf-8") + counts, encoding="utf-8")
    compilation = compile_plan(folder)
    assert [issue.code for issue in compilation.issues] == ["plan.counts-do-not-add"]
    assert compilation.plan is None


@pytest.mark.shared
def test_every_method_at_hand_has_its_row(reference: Path, rows: dict[str, list[str]]) -> None:
    folder = reference / "local-rules"
    if not folder.is_dir():
        pytest.skip("the reference material has no local-rules")
    ids = {yaml.safe_load(p.read_text(encoding="utf-8"))["id"] for p in folder.glob("*.yaml")}
    assert ids == set(rows)
