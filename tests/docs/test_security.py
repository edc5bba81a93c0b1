"""What SECURITY.md promises, as far as it can be tried."""

from __future__ import annotations

import json
import shutil
import socket
from datetime import date
from pathlib import Path
from typing import NoReturn

import openpyxl
import pytest

from zhixing.kernel.engine import Engine
from zhixing.kernel.facts import Lake, Receipt, load_file
from zhixing.kernel.plan import CompiledPlan, compile_plan, require_plan
from zhixing.kernel.runs import Run, execute, request_for, verify
from zhixing.surfaces.reports import write_workbook

DANGER = "=HYPERLINK(1)"
_HEADINGS = (
    "统一社会信用代码,年度,企业名称,县（市、区）,行业代码,是否规上,登记用地面积（亩）,评价税收（万元）\n"
)
_ROWS = (
    f"91331003MA00000012,2022,{DANGER},331003,1761,是,10,240\n",
    "91331003MA00000025,2022,+乙,331003,1761,是,10,120\n",
    "91331003MA00000038,2022,@丙,331003,1761,是,=1+1,60\n",
)


@pytest.fixture(scope="module")
def plan(zhejiang: Path) -> CompiledPlan:
    return require_plan(zhejiang)


@pytest.fixture
def made(plan: CompiledPlan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Lake, Receipt, Run]:
    """A file from a hostile supplier, loaded and evaluated where no connection can be opened."""

    def refuse(*_: object) -> NoReturn:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    lake, file = Lake(tmp_path / "lake"), tmp_path / f"{DANGER}.csv"
    file.write_text(_HEADINGS + "".join(_ROWS), encoding="utf-8")
    receipt = load_file(
        plan, lake, file, dataset="enterprise-year", known_on=date(2023, 5, 8), received_from=DANGER
    )
    request = request_for(plan, lake, "evaluate", [2022], schemes=["huangyan-2022"])
    return lake, receipt, execute(plan, lake, tmp_path / "runs", request)


@pytest.mark.parametrize(
    "formula",
    [
        "getenv('HOME')",
        "(select count(*) from read_csv('/etc/hosts'))",
        "read_text('/etc/hosts')",
        "load_extension('httpfs')",
        "__import__('os')",
        "tax; drop table x",
        "pragma_version()",
    ],
)
def test_a_formula_does_not_get_out(formula: str, checkout: Path, tmp_path: Path) -> None:
    shutil.copytree(checkout / "docs" / "examples" / "tiny-plan", tmp_path / "plan")
    file = tmp_path / "plan" / "indicators" / "per-mu.yaml"
    text = file.read_text(encoding="utf-8")
    assert "formula: tax / land" in text
    file.write_text(text.replace("formula: tax / land", f"formula: {json.dumps(formula)}"), encoding="utf-8")
    assert compile_plan(tmp_path / "plan").plan is None


def test_formulas_of_received_files_are_not_run(made: tuple[Lake, Receipt, Run]) -> None:
    lake, receipt, _ = made
    assert receipt.counts.refused == 1
    assert [issue["code"] for issue in lake.refused_issues(receipt)] == ["facts.not-a-number"]


def _formulas(path: Path) -> list[str]:
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    return [str(cell.value) for cell in cells if cell.data_type == "f"]


def _texts(path: Path) -> set[str]:
    book = openpyxl.load_workbook(path)
    return {str(c.value) for sheet in book.worksheets for row in sheet.iter_rows() for c in row if c.value}


def test_exports_carry_no_formula_of_the_data(made: tuple[Lake, Receipt, Run], tmp_path: Path) -> None:
    lake, receipt, run = made
    refused = lake.refused_path(receipt)
    assert refused is not None
    assert "=1+1" in _texts(refused)
    assert _formulas(refused) == []
    book = write_workbook(run, lake, tmp_path / "run.xlsx")
    assert any(text.startswith(DANGER) for text in _texts(book))
    assert _formulas(book) == []


def test_every_change_of_a_sealed_run_is_noticed(made: tuple[Lake, Receipt, Run]) -> None:
    lake, receipt, run = made
    assert verify(run, lake) == ()
    files = [
        run.result("evaluation-huangyan-2022-2022"),
        run.folder / "plan" / "evaluations" / "huangyan-2022.yaml",
        lake.rows_path(receipt),
    ]
    for file in files:
        whole = file.read_bytes()
        file.write_bytes(whole + b"\n")
        assert verify(run, lake), f"a change of {file.name} was not noticed"
        file.write_bytes(whole)
    assert verify(run, lake) == ()


def test_a_changed_manifest_does_not_match_its_seal(made: tuple[Lake, Receipt, Run]) -> None:
    lake, _, run = made
    changed = json.loads((run.folder / "manifest.json").read_text(encoding="utf-8"))
    changed["request"]["as_of"] = "2021-12-31"
    assert [issue.code for issue in verify(Run(run.folder, changed), lake)] == ["runs.seal-broken"]


def test_the_engine_fetches_no_extensions() -> None:
    with Engine(threads=1) as engine:
        for setting in ("autoinstall_known_extensions", "autoload_known_extensions"):
            asked = engine._connection.execute(f"SELECT current_setting('{setting}')")
            assert asked.fetchall() == [(False,)]
