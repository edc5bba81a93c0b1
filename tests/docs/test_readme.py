"""What the two READMEs claim is so: commands, rooms, figures, links; and they say the same."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
import typer

from zhixing.kernel.plan import CompiledPlan, Scheme, require_plan
from zhixing.surfaces.cli.app import app

READMES = ("README.md", "README.zh.md")
PAGES = (*READMES, "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")


def _text(checkout: Path, name: str) -> str:
    return (checkout / name).read_text(encoding="utf-8")


def _commands(text: str) -> list[str]:
    """Command lines in code blocks, without their comments."""
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    return [line.partition("#")[0].strip() for block in blocks for line in block.splitlines() if line.strip()]


def _command(words: list[str]) -> Any:
    """The command these words call; fails where there is none."""
    command: Any = typer.main.get_command(app)
    for word in words:
        if word.startswith(("-", "<")) or not hasattr(command, "commands"):
            break
        assert word in command.commands, f"no command {word}"
        command = command.commands[word]
    return command


@pytest.mark.parametrize("name", [*READMES, "CONTRIBUTING.md"])
def test_commands_exist(name: str, checkout: Path) -> None:
    text = _text(checkout, name)
    lines = _commands(text) + [t for t in re.findall(r"`([^`\n]+)`", text) if t.startswith("scripts/")]
    scripts = [line.split() for line in lines if line.startswith("scripts/")]
    assert scripts
    for script, *words in scripts:
        assert os.access(checkout / script, os.X_OK), script
        if script == "scripts/zhixing":
            command = _command(words)
        elif script == "scripts/demo":
            command = _command(["demo"])
        else:
            continue
        options = {option for p in command.params for option in (*p.opts, *p.secondary_opts)}
        assert {word for word in words if word.startswith("-")} <= options, words


def test_commands_of_the_documents_exist(checkout: Path) -> None:
    lines = [
        line.strip().removeprefix("$ ").removeprefix("scripts/")
        for page in [*sorted((checkout / "docs").rglob("*.md")), checkout / "ARCHITECTURE.md"]
        for block in re.findall(r"```(?:sh|console)\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
        for line in block.splitlines()
    ]
    called = [line.partition("#")[0].split()[1:] for line in lines if line.startswith("zhixing ")]
    assert len(called) > 20
    for words in called:
        if words[0] == "--lang":
            words = words[2:]  # noqa: PLW2901
        command = _command(words)
        options = {option for p in command.params for option in (*p.opts, *p.secondary_opts)}
        assert {word for word in words if word.startswith("-")} <= options, words


def test_options_named_in_passing_exist() -> None:
    options = {option for p in _command(["evaluate"]).params for option in p.opts}
    assert {"--sql", "--dialect"} <= options


@pytest.mark.parametrize("name", READMES)
def test_rooms_are_the_packages(name: str, checkout: Path) -> None:
    root = checkout / "src" / "zhixing"
    packages = {
        folder.parent.relative_to(root).as_posix()
        for folder in root.glob("**/__init__.py")
        if len(folder.parent.relative_to(root).parts) <= 2
    }
    rooms = re.findall(r"^\| `([a-z/]+)` \|", _text(checkout, name), re.MULTILINE)
    assert sorted(rooms) == sorted(packages - {".", "kernel", "operations", "surfaces"})


@pytest.mark.parametrize(
    ("name", "said"),
    [("README.md", "{} registers"), ("README.zh.md", "{} 本台账"), ("CHANGELOG.md", "({} of them)")],
)
def test_registers_are_as_many_as_said(name: str, said: str, checkout: Path, zhejiang: Path) -> None:
    assert said.format(len(require_plan(zhejiang).registers)) in _text(checkout, name)


def _counts(plan: CompiledPlan) -> list[int]:
    judged = sum(target.kind == "qualitative" for target in plan.targets.values())
    safeguards = sum(task.programme == "4" for task in plan.tasks.values())
    held = (plan.indicators, plan.schemes, plan.measures, plan.cases, plan.not_encoded)
    return [
        len(plan.clauses), len(plan.industries), len(plan.targets), len(plan.targets) - judged, judged,
        len(plan.tasks) - safeguards, safeguards, *map(len, held),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "heading"), [("README.md", "The plan that ships"), ("README.zh.md", "随附的方案")]
)
def test_figures_of_the_plan_are_computed(name: str, heading: str, checkout: Path, zhejiang: Path) -> None:
    section = _text(checkout, name).partition(f"## {heading}\n")[2].partition("\n## ")[0]
    counted = section.partition("21号")[2]
    assert [int(n) for n in re.findall(r"\d+", counted)] == _counts(require_plan(zhejiang))


def test_figures_of_the_changelog_are_computed(checkout: Path, zhejiang: Path) -> None:
    told = _text(checkout, "CHANGELOG.md").partition("The plan `zhejiang-2018`:")[2].partition(".")[0]
    clauses, industries, targets, _, _, tasks, *rest = _counts(require_plan(zhejiang))
    assert [int(n) for n in re.findall(r"\d+", told)] == [clauses, industries, targets, tasks, *rest[:-1]]


@pytest.mark.parametrize("name", PAGES)
def test_links_resolve(name: str, checkout: Path) -> None:
    _require_links(checkout / name)


def test_links_of_the_documents_resolve(checkout: Path) -> None:
    pages = sorted((checkout / "docs").rglob("*.md"))
    assert pages
    for page in pages:
        if page.name != "template.md":
            _require_links(page)


def _require_links(page: Path) -> None:
    text = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        assert not link.startswith(("http:", "//")), f"{page.name}: {link}"
        if not link.startswith(("https:", "#")):
            assert (page.parent / link.partition("#")[0]).exists(), f"{page.name}: {link}"


def test_the_two_have_one_structure(checkout: Path) -> None:
    first, second = (_text(checkout, name) for name in READMES)
    levels = [[len(mark) for mark in re.findall(r"^(#+) ", text, re.MULTILINE)] for text in (first, second)]
    assert levels[0] == levels[1]
    assert _commands(first) == _commands(second)
    links = [set(re.findall(r"\]\(([^)\s]+)\)", text)) - set(READMES) for text in (first, second)]
    assert links[0] == links[1]
    assert "README.zh.md" in first
    assert "README.md" in second


def test_the_picture_needs_nothing_from_outside(checkout: Path) -> None:
    picture = _text(checkout, "docs/pictures/one-path.svg")
    assert (
        re.findall(r"https?://(?!www\.w3\.org/2000/svg)|@import|@font-face|<script|<image|href=", picture)
        == []
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("README.md", "grading of anything but enterprises"),
        ("README.zh.md", "企业以外对象的评价"),
        ("ARCHITECTURE.md", "Schemes grade enterprises only"),
        ("CHANGELOG.md", "grading of anything"),
    ],
)
def test_what_schemes_can_grade_is_said(name: str, said: str, checkout: Path) -> None:
    only_enterprises = get_args(get_type_hints(Scheme)["entity"]) == ("enterprise",)
    assert (said in _text(checkout, name)) == only_enterprises, f"{name}: say what schemes grade now"


@pytest.mark.parametrize("name", READMES)
def test_what_is_said_to_be_missing_is_missing(name: str, checkout: Path) -> None:
    text = _text(checkout, name)
    assert "Spark" in text
    requirements = _text(checkout, "requirements/runtime.txt").lower()
    assert not re.search(r"^pyspark==", requirements, re.MULTILINE)
    assert {"api"} & {path.name for path in (checkout / "src").rglob("*")} == set()


def test_python_versions_are_those_of_the_package(checkout: Path) -> None:
    assert 'requires-python = ">=3.11,<3.13"' in _text(checkout, "pyproject.toml")
    assert "Python 3.11 or 3.12" in _text(checkout, "README.md")
    assert "Python 3.11 或 3.12" in _text(checkout, "README.zh.md")
