"""A tiny plan in a temporary folder, whole or changed in one place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from tests.kernel.plan import tiny

from zhixing.kernel.plan import Compilation, CompiledPlan, compile_plan

Compile = Callable[[Mapping[str, str | bytes | None]], Compilation]


@pytest.fixture
def compile_files(tmp_path: Path) -> Compile:
    """Compile the files of a plan."""

    def compile_them(files: Mapping[str, str | bytes | None]) -> Compilation:
        folder = tmp_path / f"plan-{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        return compile_plan(tiny.write(folder, files))

    return compile_them


@pytest.fixture
def tiny_plan(compile_files: Compile) -> CompiledPlan:
    """The tiny plan, compiled."""
    compilation = compile_files(tiny.FILES)
    assert compilation.plan is not None, [f"{i.where} {i.en}" for i in compilation.issues]
    return compilation.plan
