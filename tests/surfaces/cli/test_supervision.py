"""`zhixing supervision`, `work`, `jobs`, `check` and `backup`, as people use them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from tests.kernel.plan import tiny
from tests.operations.supervision.conftest import FILES
from tests.surfaces.cli.conftest import Said, Zhixing

from zhixing.operations.workspace import make_workspace

pytestmark = pytest.mark.django_db
SEEN = "2022-05-06"
BY_HAND = (
    "--set", "place=330100", "--set", "lead_unit=office", "--set", "ask=说明进展", "--set", "why=来信",
)  # fmt: skip


class Office:
    """A workspace with two people, each proven by a password."""

    def __init__(self, zhixing: Zhixing, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.zhixing, self.root, self.monkeypatch = zhixing, root, monkeypatch
        self.passwords: dict[str, str] = {}

    def add(self, name: str, role: str) -> None:
        said = self.run("accounts", "add", name, name, "-o", "office")
        found = re.search(r"[a-z2-9]{4}(-[a-z2-9]{4}){3}", said.out)
        assert found, said.err
        self.passwords[name] = found[0]
        assert self.run("accounts", "grant", name, role, "--place", "330000").code == 0

    def run(self, *command: str | Path) -> Said:
        return self.zhixing(*command, "-w", self.root)

    def by(self, name: str, *command: str) -> Said:
        self.monkeypatch.setenv("ZHIXING_PASSWORD", self.passwords[name])
        return self.run(*command, "--as", name)


@pytest.fixture
def office(zhixing: Zhixing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    make_workspace(tmp_path / "ws", str(tiny.write(tmp_path / "plan", FILES)))
    made = Office(zhixing, tmp_path / "ws", monkeypatch)
    made.add("wang", "analyst")
    made.add("liu", "department-liaison")
    return made


def test_from_a_run_to_an_agenda(office: Office) -> None:
    before = office.run("supervision", "open", "--as-of", SEEN)
    assert before.code == 1
    assert "supervision.no-run" in before.err
    assert office.run("monitor", "--as-of", SEEN).code == 0
    opened = office.run("supervision", "open", "--as-of", SEEN)
    assert "开出 2 件，已有 0 件" in opened.out
    again = json.loads(office.run("supervision", "open", "--as-of", SEEN, "--json").out)
    assert (again["opened"], again["known"]) == ([], 2)
    waiting = json.loads(office.by("liu", "supervision", "agenda", "--json").out)
    assert [(one["entry"], one["acts"][0][0]) for one in waiting] == [
        ("000001", "answer"),
        ("000002", "answer"),
    ]
    assert "答复" in office.by("liu", "supervision", "agenda").out
    late = json.loads(office.by("liu", "supervision", "overdue", "--json").out)
    assert [one["entry"] for one in late["office"]] == ["000001", "000002"]
    assert "办公室 2" in office.by("wang", "supervision", "overdue").out
    # They were recorded today: before their working days have passed nobody is escalated.
    assert "逾期 2 条，升级 0 条" in office.run("supervision", "escalate").out
    assert "迟报" not in office.by("liu", "supervision", "show", "000001").out
    assert "规则: form-late" in office.by("liu", "supervision", "show", "000001").out


def test_one_opened_by_hand(office: Office) -> None:
    said = office.by("wang", "supervision", "open-by-hand", *BY_HAND, "--set", "deadline=2030-01-01")
    assert said.out.strip() == "000001"
    refused = office.by("liu", "supervision", "open-by-hand", *BY_HAND, "--set", "deadline=2030-01-01")
    assert "accounts.not-allowed" in refused.err


def test_a_job_from_the_queue_to_its_end(office: Office) -> None:
    assert (
        "1 监测并开出督办 等候" in office.by("wang", "jobs", "submit", "watch", "--set", f"as_of={SEEN}").out
    )
    assert office.by("liu", "jobs", "submit", "watch").code == 1
    assert "做了 1 项" in office.run("work", "--once").out
    (job,) = json.loads(office.by("wang", "jobs", "list", "--json").out)
    assert (job["state"], job["result"]["opened"], job["issues"]) == ("done", ["000001", "000002"], [])
    assert "完成" in office.by("wang", "jobs", "list").out
    assert "等候" in office.by("wang", "jobs", "submit", "snapshot").out
    assert "已取消" in office.by("wang", "jobs", "cancel", "2").out
    assert "等候" in office.by("wang", "jobs", "retry", "2").out
    assert "jobs.wrong-state" in office.by("wang", "jobs", "cancel", "1").err


def test_a_job_that_fails_says_why(office: Office) -> None:
    office.by("wang", "jobs", "submit", "watch", "--set", "as_of=2999-01-01")
    office.run("work", "--once")
    assert "还没有到" in office.by("wang", "jobs", "list", "--state", "failed").out


def test_whether_all_is_whole_and_one_archive_of_it(office: Office, tmp_path: Path) -> None:
    office.run("monitor", "--as-of", SEEN)
    office.run("supervision", "open", "--as-of", SEEN)
    assert "0 处错误" in office.run("check", "--deep").out
    told = json.loads(office.run("check", "--json").out)
    assert told["issues"] == []
    made = office.run("backup", tmp_path / "all.zip")
    assert f"最后一条留痕 {told['number']} {told['seal']}" in made.out.replace("\n", " ")
    from zhixing.operations.registers.models import EntryRow

    EntryRow.objects.all().delete()
    wrong = office.run("check")
    assert wrong.code == 1
    assert "integrity.entry-astray" in wrong.out
    assert "0 处错误" in office.run("check", "--redraw").out
