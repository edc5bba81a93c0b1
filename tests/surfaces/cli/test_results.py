"""`zhixing results` and `zhixing objections`, by people with accounts, each proven by a password."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from tests.kernel.plan import tiny
from tests.operations.results import small_plan
from tests.operations.results.conftest import EXAMPLE, SECOND
from tests.surfaces.cli.conftest import Said, Zhixing

from zhixing.operations.workspace import make_workspace

pytestmark = pytest.mark.django_db


class People:
    """Accounts of a workspace; each command is given with its person's password."""

    def __init__(self, zhixing: Zhixing, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.zhixing, self.root, self.monkeypatch = zhixing, root, monkeypatch
        self.passwords: dict[str, str] = {}

    def add(self, name: str, role: str, *limits: str) -> None:
        said = self.zhixing("accounts", "add", name, name, "-o", "office", "-w", self.root)
        found = re.search(r"[a-z2-9]{4}(-[a-z2-9]{4}){3}", said.out)
        assert found, said.err
        self.passwords[name] = found[0]
        given = self.zhixing("accounts", "grant", name, role, *limits, "-w", self.root)
        assert given.code == 0, given.err

    def __call__(self, name: str, *command: str) -> Said:
        self.monkeypatch.setenv("ZHIXING_PASSWORD", self.passwords[name])
        return self.zhixing(*command, "--as", name, "-w", self.root)

    def did(self, name: str, *command: str) -> str:
        said = self(name, *command)
        assert said.code == 0, said.err
        return said.out


@pytest.fixture
def people(zhixing: Zhixing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> People:
    plan = tiny.write(tmp_path / "plan", small_plan.FILES)
    make_workspace(tmp_path / "ws", str(plan))
    made = People(zhixing, tmp_path / "ws", monkeypatch)
    made.add("wang", "analyst", "--place", "331003")
    made.add("zhou", "analyst", "--place", "331003")
    made.add("zhu", "leader", "--place", "331003")
    made.add("chen", "county-officer", "--place", "331003")
    made.add("firm", "enterprise", "--enterprise", SECOND)
    made.add("bank", "bank")
    load = ("facts", "load", EXAMPLE, "--dataset", "enterprise-year", "--known-on", "2023-05-08")
    assert zhixing(*load, "-w", tmp_path / "ws").code == 0
    return made


def test_a_round_at_the_command_line(people: People, zhixing: Zhixing, tmp_path: Path) -> None:
    proof = tmp_path / "证明.txt"
    proof.write_text("证明", encoding="utf-8")
    assert "封印" in people.did("wang", "results", "start", "-y", "2022", "-s", "district")
    assert "待核" in people.did("wang", "results", "propose", "district", "2022", "331003")
    assert people("wang", "results", "check", "000001").code == 1
    people.did("zhou", "results", "check", "000001")
    assert "公示中" in people.did("wang", "results", "notice", "000001")
    file = (
        "file",
        "000001",
        SECOND,
        "--kind",
        "data",
        "--place",
        "331003",
        "--column",
        "tax",
        "--claimed",
        "600",
    )
    people.did("firm", "objections", *file, "--attach", f"证明={proof}")
    people.did("chen", "objections", "answer", "000001", "--set", "answer=应为六百万元")
    people.did("chen", "objections", "accept", "000001", "--set", "corrected=600")
    people.did("wang", "results", "recompute", "000001")
    assert "本企业异议 000001" in people.did("wang", "results", "changes", "000001")
    moved = json.loads(people.did("wang", "results", "changes", "000001", "--json"))
    assert {one["enterprise"] for one in moved["shifts"]} >= {SECOND}
    early = people("zhu", "results", "finalise", "000001")
    assert (early.code, "results.notice-running" in early.err) == (1, True)
    assert (
        "results.not-published" in zhixing("results", "published", "district", "2022", "-w", people.root).err
    )
    assert "公示中" in people.did("wang", "results", "list")
    assert "000001" in people.did("firm", "objections", "list")
    people.did("wang", "results", "withdraw", "000001", "--reason", "重来")


def test_a_bank_asks_at_the_command_line(people: People) -> None:
    asked = ("results", "ask-grade", SECOND, "2022", "--purpose", "贷款")
    assert "accounts.not-allowed" in people("bank", *asked).err
    assert "已记下" in people.did(
        "firm", "results", "consent", SECOND, "--purpose", "贷款", "--until", "2999-01-01"
    )
    assert "results.no-grade" in people("bank", *asked).err
    assert "收回" in people.did("firm", "results", "consent", SECOND, "--purpose", "贷款", "--end")
    assert "accounts.not-allowed" in people("bank", *asked).err


def test_what_cannot_be_read_is_refused(people: People) -> None:
    assert "cli.bad-years" in people("wang", "results", "start", "-y", "去年").err
    assert "cli.not-a-pair" in people("wang", "results", "check", "000001", "--set", "run").err
