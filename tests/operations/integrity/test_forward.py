"""Forward on data: what was kept at the first migrations is right at the newest ones, migrated or restored."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.operations.integrity.conftest import CHECKOUT, own_environment, zhixing


def test_what_was_kept_at_first_is_right_now(root: Path, tmp_path: Path) -> None:
    archive = tmp_path / "first.zip"
    command = [sys.executable, "-m", "tests.operations.integrity.first_tables", str(root), str(archive)]
    done = subprocess.run(
        command, cwd=CHECKOUT, env=own_environment(), capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["issues"], told["refused"], told["person"], told["jobs"]) == ([], True, "chen", ["done"])
    assert told["trail"][0] == 1
    assert told["entry"] == {"name": "一号", "county": "330102", "floor": "1200.00"}
    # An archive of that day becomes an office of today.
    new = tmp_path / "new"
    back = zhixing("restore", archive, "-w", new)
    assert (back.returncode, back.stderr) == (0, ""), back.stdout
    assert f"last event 1 {told['trail'][1]}" in back.stdout
    assert zhixing("check", "--deep", "-w", new).returncode == 0
