"""`zhixing intake`, as the people of a county, a province and a department use it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.kernel.plan import tiny
from tests.operations.intake import small
from tests.surfaces.cli.conftest import Said, Zhixing

from zhixing.operations.workspace import make_workspace

pytestmark = pytest.mark.django_db
HEAD = "代码,年度,名称,县,是否规上,税收（万元）,用地（亩）"
SENDING = ("-f", "firms-form", "-p", "2021", "--place", "丙区")
As = Callable[..., Said]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    plan = tiny.write(tmp_path / "plan", small.FILES)
    make_workspace(tmp_path / "work", str(plan))
    return tmp_path / "work"


@pytest.fixture
def by(zhixing: Zhixing, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> As:
    """Run a command as somebody, whose account is opened when first asked for."""
    people = {
        "chen": ("330102", "county-officer", "330102"),
        "he": ("330102", "county-officer", "330102"),
        "wang": ("office", "analyst", "330000"),
        "xu": ("tax-office", "department-liaison", "330000"),
    }
    passwords: dict[str, str] = {}

    def run(name: str, *arguments: str | Path) -> Said:
        if name not in passwords:
            organisation, role, place = people[name]
            said = zhixing("accounts", "add", name, name, "-o", organisation, "-w", workspace).out
            found = re.search(r"[a-z0-9]{4}(-[a-z0-9]{4}){3}", said)
            assert found
            passwords[name] = found.group()
            zhixing(
                "accounts", "grant", name, role, "--place", place, "--until", "2999-12-31", "-w", workspace
            )
        monkeypatch.setenv("ZHIXING_PASSWORD", passwords[name])
        return zhixing("intake", *arguments, "--as", name, "-w", workspace)

    return run


def file(folder: Path, name: str, *rows: str) -> Path:
    path = folder / name
    path.write_text("\n".join((HEAD, *rows)) + "\n", encoding="utf-8")
    return path


def test_a_submission_from_the_calendar_to_the_lake(by: As, tmp_path: Path) -> None:
    owed = by("chen", "calendar", "--since", "2021-01-01", "--until", "2021-12-31")
    assert "丙区" in owed.out
    assert "逾期未报" in owed.out
    assert "已填 0 行" in by("chen", "template", tmp_path / "form.xlsx", *SENDING).out
    faulty = file(tmp_path, "a.csv", f"{small.A},2021,甲,丙区,是,12,3", f"{small.B},2021,乙,丙区,是,约8,3")
    first = by("chen", "upload", faulty, *SENDING)
    assert (first.code, "可收 1 行，退回 1 行" in first.out, "facts.not-a-number" in first.out) == (
        0,
        True,
        True,
    )
    assert by("chen", "show", "000001", "--paper", "refused", "--out", tmp_path / "back.xlsx").code == 0
    assert (tmp_path / "back.xlsx").is_file()
    assert by("he", "check", "000001").code == 1
    assert "已退回" in by("he", "return", "000001", "--reason", "改").out

    sound = file(tmp_path, "b.csv", f"{small.A},2021,甲,丙区,是,12,3", f"{small.B},2021,乙,丙区,是,8,3")
    again = json.loads(by("chen", "upload", sound, *SENDING, "--json").out)
    assert (again["rows_accepted"], again["difference"]["counts"]) == (2, {"row-added": 2})
    refused = by("chen", "check", "000001")
    assert (refused.code, "accounts.not-allowed" in refused.err) == (1, True)
    assert "已核对" in by("he", "check", "000001").out
    assert "新增行 2" in by("wang", "differences", "000001", "--out", tmp_path / "d.xlsx").out
    seen = json.loads(by("wang", "differences", "000001", "--json").out)["digest"]
    wrong = by("wang", "approve", "000001", "--seen", "0123456789ab")
    assert "intake.difference-changed" in wrong.err
    assert "收据" in by("wang", "approve", "000001", "--seen", seen[:12]).out
    assert "已锁定" in by("wang", "list").out
    shown = json.loads(by("wang", "show", "000001", "--json").out)
    assert [step["act"] for step in shown["steps"]] == [
        "upload", "note", "return", "upload-again", "note", "check", "approve",
    ]  # fmt: skip
    assert "上传" in by("wang", "show", "000001").out
    assert by("wang", "reopen", "000001").code == 1
    assert "已打开" in by("wang", "reopen", "000001", "--reason", "错").out


def test_a_department_and_the_land(by: As, zhixing: Zhixing, workspace: Path, tmp_path: Path) -> None:
    firms = file(tmp_path, "a.csv", f"{small.A},2021,甲,丙区,是,12,3")
    zhixing("facts", "load", firms, "--dataset", "firm-year", "--known-on", "2022-05-01", "-w", workspace)
    tax = tmp_path / "tax.csv"
    tax.write_text(f"代码,年度,税收\n{small.B},2021,9\n", encoding="utf-8")
    whole = ("-f", "firm-year", "-p", "2021", "--place", "330000")
    said = by("xu", "unmatched", tax, *whole, "--out", tmp_path / "u.xlsx")
    assert "对上 0；名录有文件无 1；文件有名录无 1" in said.out
    assert json.loads(by("xu", "unmatched", tax, *whole, "--json").out)["matched"] == 0
    land = by("chen", "land", "-y", "2021", "--place", "330102", "--shared")
    assert (land.code, "未答复 1" in land.out, "没有送过" in land.out) == (1, True, True)
    rows = json.loads(by("chen", "land", "-y", "2021", "--place", "330102", "--json").out)
    assert [row["answer"] for row in rows["firms"]] == ["not-answered"]
    assert by("chen", "upload", tmp_path / "nothing.csv", *SENDING).code == 1
