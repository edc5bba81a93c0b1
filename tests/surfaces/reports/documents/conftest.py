"""The contents of a small sealed run, and a short way to fill a text from it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import pytest

from zhixing.kernel.facts import Lake
from zhixing.kernel.runs import Run
from zhixing.surfaces.reports import Contents, contents_of
from zhixing.surfaces.reports.documents import reading
from zhixing.surfaces.reports.documents.blocks import Document

Contents_ = Contents
Written = Callable[[str], Document]


@pytest.fixture(scope="session")
def contents(run: Run, lake: Lake) -> Contents:
    """What the run holds, with its plan."""
    return contents_of(run, lake)


@pytest.fixture
def written(contents: Contents) -> Written:
    """Fill a text as if it were that of the brief."""

    def made(text: str) -> Document:
        with patch.object(reading, "text_of", lambda plan, report: text):
            return reading.fill(contents, contents.plan.reports["leader-brief"])

    return made


@pytest.fixture(scope="session")
def bulletin(contents: Contents) -> Document:
    """The quarterly bulletin as shipped."""
    return reading.fill(contents, contents.plan.reports["quarterly-bulletin"])


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path
