"""The generated reference is what the code says today."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
import yaml
from pydantic import BaseModel

from zhixing.foundation.issues import declared


def _generator() -> ModuleType:
    path = Path(__file__).resolve().parents[2] / "docs" / "generate_reference.py"
    spec = importlib.util.spec_from_file_location("generate_reference", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


GENERATOR = _generator()


@pytest.mark.parametrize("name", sorted(GENERATOR.PAGES))
def test_page_is_current(name: str, checkout: Path) -> None:
    written = (checkout / "docs" / "reference" / name).read_text(encoding="utf-8")
    assert written == GENERATOR.PAGES[name](), f"docs/reference/{name} is not current: run scripts/reference"


def test_every_code_is_on_the_page(checkout: Path) -> None:
    page = (checkout / "docs" / "reference" / "issues.md").read_text(encoding="utf-8")
    rooms = {code.partition(".")[0] for code in GENERATOR.codes_of_rooms()}
    # A code kept elsewhere than in a module's name would be missed: the registry knows it all the same.
    known = [code for code, kind in declared().items() if code.partition(".")[0] in rooms]
    found = [code for code in known if f"### {code}\n" in page]
    assert len(found) > 100
    assert found == known


def test_every_command_is_on_the_page(checkout: Path) -> None:
    page = (checkout / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    commands = ("demo", "init", "run", "evaluate", "monitor", "explain", "report", "verify", "runs")
    groups = (
        "plan check",
        "plan show",
        "plan diff",
        "plan test",
        "facts template",
        "facts load",
        "facts check",
    )
    assert [name for name in (*commands, *groups) if f"### zhixing {name}\n" not in page] == []


def test_no_meaning_is_left_over(checkout: Path) -> None:
    said = yaml.safe_load((checkout / "docs" / "meanings.yaml").read_text(encoding="utf-8"))
    models: dict[str, type[BaseModel]] = {}
    for shelf in GENERATOR.SHELVES:
        GENERATOR._gather(shelf.model, models)
    keys = {
        name: {info.alias or key for key, info in model.model_fields.items()}
        for name, model in models.items()
    }
    assert set(said["keys"]) - set().union(*keys.values()) == set()
    assert {
        name: set(own) - keys[name] for name, own in said["objects"].items() if set(own) - keys[name]
    } == {}


def test_a_key_without_meaning_is_told() -> None:
    class Unheard(BaseModel):
        never_heard_of: str

    with pytest.raises(KeyError):
        GENERATOR.meaning(Unheard, "never_heard_of")
