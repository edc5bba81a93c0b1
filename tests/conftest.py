"""What tests of every part share: the shipped plan, and reference material that lies beside the checkout."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from zhixing.kernel.plan import CompiledPlan, require_plan

# A slow machine is not a wrong result.
settings.register_profile("zhixing", deadline=None)
settings.load_profile("zhixing")

CHECKOUT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The root of this checkout."""
    return CHECKOUT


@pytest.fixture(scope="session")
def zhejiang(checkout: Path) -> Path:
    """The folder of the plan that ships."""
    return checkout / "plans" / "zhejiang-2018"


@pytest.fixture(scope="session")
def plan(zhejiang: Path) -> CompiledPlan:
    """The plan that ships, compiled once."""
    return require_plan(zhejiang)


@pytest.fixture(scope="session")
def reference() -> Path:
    """The folder of reference material; `ZHIXING_REFERENCE` says where, else `shared` beside the checkout.

    The material does not travel with the source: tests that need it carry `@pytest.mark.shared` and are skipped
    where it is absent.
    """
    named = os.environ.get("ZHIXING_REFERENCE")
    folder = Path(named) if named else CHECKOUT.parent / "shared"
    if not folder.is_dir():
        pytest.skip(f"no reference material at {folder.name!r}: set ZHIXING_REFERENCE to its folder")
    return folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that reads reference material must say so with the marker, so that `-m "not shared"` is honest."""
    silent = [
        item.nodeid
        for item in items
        if "reference" in getattr(item, "fixturenames", ()) and item.get_closest_marker("shared") is None
    ]
    if silent:
        raise pytest.UsageError(f"use @pytest.mark.shared with the fixture `reference`: {', '.join(silent)}")
