"""The contents of a small sealed run, and short ways to fill or check a text."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from zhixing.foundation.issues import Issue
from zhixing.kernel.facts import Lake
from zhixing.kernel.plan import Report
from zhixing.kernel.runs import Run
from zhixing.surfaces.reports import Contents, contents_of
from zhixing.surfaces.reports.documents.blocks import Document
from zhixing.surfaces.reports.documents.checking import check_document
from zhixing.surfaces.reports.documents.reading import fill
from zhixing.surfaces.reports.documents.views import Views

Written = Callable[[str], Document]
Faults = Callable[[str], list[Issue]]


@pytest.fixture(scope="session")
def contents(run: Run, lake: Lake) -> Contents:
    """What the run holds, with its plan."""
    return contents_of(run, lake)


@pytest.fixture(scope="session")
def views(contents: Contents) -> Views:
    """The rows of the run."""
    return Views(contents)


@pytest.fixture
def written(contents: Contents, views: Views) -> Written:
    """Fill a text as if it were that of the brief."""
    return lambda text: fill(contents, _brief(contents, text), views)


@pytest.fixture
def faults(contents: Contents) -> Faults:
    """What is wrong with a text as if it were that of the brief."""
    return lambda text: list(check_document(contents.plan, _brief(contents, text)))


def _brief(contents: Contents, text: str) -> Report:
    return contents.plan.reports["leader-brief"].model_copy(update={"text": text, "title": "简报"})


@pytest.fixture(scope="session")
def bulletin(contents: Contents, views: Views) -> Document:
    """The quarterly bulletin as shipped."""
    return fill(contents, contents.plan.reports["quarterly-bulletin"], views)
