"""The wheel carries everything the program needs at run time."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

PARTS = ("src", "plans", "pyproject.toml", "README.md", "LICENSE", "NOTICE")


@pytest.fixture(scope="module")
def wheel(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """A wheel built from a copy, so that the build leaves nothing in the checkout."""
    copy, made = tmp_path_factory.mktemp("copy"), tmp_path_factory.mktemp("made")
    for part in PARTS:
        source = checkout / part
        if source.is_dir():
            shutil.copytree(source, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, copy / part)
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(made), str(copy)]
    subprocess.run(command, check=True, capture_output=True)
    (file,) = made.glob("zhixing-*.whl")
    return zipfile.ZipFile(file)


def test_the_wheel_is_whole(wheel: zipfile.ZipFile, checkout: Path) -> None:
    held = set(wheel.namelist())
    package = checkout / "src" / "zhixing"
    wanted = {
        path.relative_to(package.parent).as_posix()
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    wanted |= {
        f"zhixing/{path.relative_to(checkout).as_posix()}"
        for path in (checkout / "plans").rglob("*")
        if path.is_file()
    }
    assert wanted - held == set()
    for name in (
        "foundation/glossary.yaml",
        "surfaces/reports/style.css",
        "py.typed",
        "plans/zhejiang-2018/plan.yaml",
    ):
        assert f"zhixing/{name}" in held
    assert any(
        name.startswith("zhixing/surfaces/reports/templates/") and name.endswith(".j2") for name in held
    )


def test_the_wheel_carries_nothing_else(wheel: zipfile.ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert {top.partition("-")[0] for top in tops} == {"zhixing"}


def test_the_readme_and_the_licence_travel(wheel: zipfile.ZipFile) -> None:
    (metadata,) = [name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")]
    text = wheel.read(metadata).decode()
    assert "# Zhixing 知行" in text
    assert "License-Expression: Apache-2.0" in text
    assert any(name.endswith("/LICENSE") for name in wheel.namelist())
