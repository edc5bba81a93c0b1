"""The small plan, compiled once; passwords that cost no time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test.utils import override_settings
from tests.operations.accounts import small_plan

from zhixing.kernel.plan import CompiledPlan


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> CompiledPlan:
    """The small plan."""
    return small_plan.compiled(tmp_path_factory.mktemp("small") / "plan")


@pytest.fixture(autouse=True, scope="session")
def _quick_passwords() -> Iterator[None]:
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield
