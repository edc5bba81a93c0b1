"""The small plan, compiled once; passwords that cost no time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test.utils import override_settings
from tests.operations.accounts import small_plan

from zhixing.kernel.plan import CompiledPlan
from zhixing.operations.accounts import rules_of
from zhixing.operations.office import Office
from zhixing.operations.workspace import Workspace


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> CompiledPlan:
    """The small plan."""
    return small_plan.compiled(tmp_path_factory.mktemp("small") / "plan")


@pytest.fixture(autouse=True, scope="session")
def _quick_passwords() -> Iterator[None]:
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(autouse=True)
def site_office(monkeypatch: pytest.MonkeyPatch, small: CompiledPlan) -> None:
    """The first page belongs to an office: one without a workspace is enough for who signs in and out."""
    workspace = Workspace(Path())
    office = Office(workspace, small, rules_of(small))
    monkeypatch.setattr("zhixing.surfaces.web.asking.the_office", lambda: office)
