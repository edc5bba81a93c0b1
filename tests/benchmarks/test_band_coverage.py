"""Coverage of bands: counted by hand on small series, and the table in the docs is what the program prints."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from benchmarks.band_coverage import Series, given, main, published, row_of, seeded, table, windows_of

from benchmarks import band_coverage as coverage
from benchmarks import band_sources


def test_windows_hold_back_what_comes_next_and_spread_evenly() -> None:
    series = Series("some", 1, tuple(float(at) for at in range(10)))
    assert list(windows_of(series, 6, 2, 9)) == [
        (series.values[start : start + 6], series.values[start + 6 : start + 8]) for start in (0, 1, 2)
    ]
    assert [known[0] for known, _ in windows_of(series, 4, 1, 3)] == [0, 2, 5]
    assert list(windows_of(series, 9, 2, 3)) == []


def test_a_line_is_always_held_and_a_surprise_never() -> None:
    line = Series("line", 1, tuple(2.0 * at for at in range(8)))
    jump = Series("jump", 1, (*(2.0 * at for at in range(6)), 100.0, 102.0))
    held = row_of("line", "as given", given, [line], 6, 2, 1)
    missed = row_of("jump", "as given", given, [jump], 6, 2, 1)
    assert held is not None
    assert missed is not None
    assert (held.windows, held.forecasts, held.error, held.held) == (1, 2, 0, (1, 1, 1))
    assert missed.held == (0, 0, 0)
    assert row_of("short", "as given", given, [line], 8, 2, 1) is None


def test_half_held_is_half() -> None:
    """Bands of 1 to 3 at every level; 2 and 9 come."""

    def narrow(
        values: object, season: int, ahead: int
    ) -> tuple[list[float], dict[int, list[tuple[float, float]]]]:
        return [2.0] * ahead, {level: [(1.0, 3.0)] * ahead for level in coverage.LEVELS}

    row = row_of("some", "narrow", narrow, [Series("some", 1, (0.0, 1.0, 2.0, 9.0))], 2, 2, 1)
    assert row is not None
    assert row.held == (0.5, 0.5, 0.5)
    assert row.error == 3.5


def test_published_series_say_where_they_are_from(checkout: Path) -> None:
    entries = yaml.safe_load((checkout / "benchmarks" / "band_series.yaml").read_text(encoding="utf-8"))
    assert [entry["id"] for entry in entries if not entry["source"]] == []
    assert min(len(series.values) for series in published()) == 5


@pytest.mark.slow
def test_the_page_shows_what_the_program_prints(checkout: Path) -> None:
    """The rows of published and of seeded series; the others need libraries or a run."""
    shown = (checkout / "docs" / "explanation" / "forecasts.md").read_text(encoding="utf-8")
    ways = {"as claimed": coverage.claimed, "as given": given}
    rows = table({"published: Lishui, Hangzhou": published(), **seeded()}, ways, 3)
    assert len(rows) == 48
    assert [line for line in coverage.page(rows) if line not in shown.splitlines()] == []


def test_methods_are_told_apart() -> None:
    line = Series("line", 1, tuple(2.0 * at for at in range(8)))
    rows = coverage.by_method({"line": [line]}, 1)
    assert [(row.kind, row.way, row.windows, row.held) for row in rows] == [
        ("drift", "as claimed", 3, (1, 1, 1)),
        ("drift", "as given", 3, (1, 1, 1)),
    ]


def test_without_the_libraries_the_rest_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(band_sources, "find_spec", lambda name: None)
    monkeypatch.setattr(coverage, "seeded", dict)
    assert main(["--windows", "1"]) == 0
    shown = capsys.readouterr()
    assert "not installed" in shown.err
    assert shown.out.count("published: Lishui, Hangzhou") == 12
