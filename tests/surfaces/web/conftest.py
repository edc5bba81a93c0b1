"""The office that the pages of the tests belong to."""

from tests.operations.conftest import clock, county, tiny_office

__all__ = ["clock", "county", "tiny_office"]
