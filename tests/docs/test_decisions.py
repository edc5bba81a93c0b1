"""Every decision has its parts, its number and its line in the list."""

from __future__ import annotations

import re
from pathlib import Path

PARTS = ("Context", "Options", "Choice", "Cost", "Revisit when")


def _decisions(checkout: Path) -> list[Path]:
    found = sorted((checkout / "docs" / "decisions").glob("[0-9]*.md"))
    assert len(found) >= 10
    return found


def test_numbers_run_without_a_gap(checkout: Path) -> None:
    numbers = [int(path.name[:4]) for path in _decisions(checkout)]
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_decision_follows_the_template(checkout: Path) -> None:
    for path in _decisions(checkout):
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"# {path.name[:4]} "), path.name
        assert tuple(re.findall(r"^## (.+)$", text, re.MULTILINE)) == PARTS, path.name
        assert re.search(r"^Status: (proposed|accepted|replaced by )", text, re.MULTILINE), path.name
        assert re.search(r"^Date: \d{4}-\d{2}-\d{2}$", text, re.MULTILINE), path.name
        assert len(text.splitlines()) < 60, f"{path.name}: one page at most"
        assert "if needed" not in text.lower(), path.name


def test_every_decision_is_listed_with_its_title(checkout: Path) -> None:
    listed = (checkout / "docs" / "decisions" / "README.md").read_text(encoding="utf-8")
    for path in _decisions(checkout):
        title = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
        assert f"| [{title[:4]}]({path.name}) | {title[5:]} |\n" in listed, path.name
