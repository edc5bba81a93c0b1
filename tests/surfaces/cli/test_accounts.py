"""`zhixing accounts` and `zhixing serve`, as whoever works at the machine uses them."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from tests.kernel.plan import tiny
from tests.surfaces.cli.conftest import Zhixing

from zhixing.operations.workspace import make_workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    plan = tiny.write(tmp_path / "plan", tiny.FILES)
    make_workspace(tmp_path / "work", str(plan))
    return tmp_path / "work"


@pytest.mark.django_db
def test_an_account_from_its_opening_to_its_end(zhixing: Zhixing, workspace: Path) -> None:
    here = ("-w", workspace)
    opened = zhixing("accounts", "add", "wang", "王工", "-o", "office", *here)
    assert re.search(r"[a-z2-9]{4}(-[a-z2-9]{4}){3}", opened.out)
    given = zhixing(
        "accounts", "grant", "wang", "analyst", "--place", "330100", "--until", "2999-12-31", *here
    )
    assert "分析员 330100" in given.out
    (account,) = json.loads(zhixing("accounts", "list", "--json", *here).out)
    assert (account["name"], account["organisation"]) == ("wang", "office")
    (one,) = account["grants"]
    assert (one["until"], one["given_by"][:1]) == ("2999-12-31", "@")
    assert "已终止" in zhixing("accounts", "end", str(one["number"]), *here).out
    again = zhixing("accounts", "reset-password", "wang", *here)
    assert again.out != opened.out
    assert zhixing("accounts", "close", "wang", *here).code == 0
    assert "注销" in zhixing("accounts", "list", *here).out
    assert zhixing("accounts", "close", "wang", *here).code == 1


@pytest.mark.django_db
def test_a_refusal_says_what_to_write(zhixing: Zhixing, workspace: Path) -> None:
    zhixing("accounts", "add", "wang", "王工", "-w", workspace)
    said = zhixing("accounts", "grant", "wang", "analyst", "-w", workspace)
    assert said.code == 1
    assert "accounts.limit-missing" in said.err


def test_a_taken_port_is_refused(zhixing: Zhixing, workspace: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        said = zhixing("serve", "--port", str(taken.getsockname()[1]), "-w", workspace)
    assert said.code == 1
    assert "cli.port-taken" in said.err


@pytest.mark.slow
def test_the_site_answers_on_this_machine(workspace: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    outside = {key: value for key, value in os.environ.items() if not key.startswith(("DJANGO_", "ZHIXING_"))}
    command = [sys.executable, "-m", "zhixing", "serve", "--port", str(port), "-w", str(workspace)]
    with subprocess.Popen(
        command, env=outside, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            page = _page(f"http://127.0.0.1:{port}/")
        finally:
            server.terminate()
    assert "账户名" in page
    assert (workspace / "db.sqlite3").is_file()


def _page(address: str) -> str:
    for _ in range(300):
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return str(answer.read().decode())
        except OSError:
            time.sleep(0.1)
    raise AssertionError(address)
