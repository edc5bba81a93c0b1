"""Drafts: a plan with a few figures changed in its own text, so that what was tried can be committed as it stands.

An edit names an object and the path to one scalar in it, and writes another scalar there. Nothing else of the file moves, so
that the difference between plan and draft is the lines a person would have changed.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches, unified_diff
from pathlib import Path

import yaml

from zhixing.foundation.issues import NOWHERE, Issue, Refused, Where, require
from zhixing.kernel.plan import codes
from zhixing.kernel.plan.compiled import CompiledPlan

KINDS = {
    "evaluations": "schemes",
    "measures": "measures",
    "parameters": "parameters",
    "targets": "targets",
    "indicators": "indicators",
}
"""The folders whose objects can be edited, and what a compiled plan calls them."""
_FORM = re.compile(r"(?P<kind>[a-z]+)/(?P<id>[a-z0-9-]+):(?P<path>[^=]+)=(?P<value>.*)", re.DOTALL)
_NAMED_BY = ("id", "indicator", "grade", "from")
_PLAIN = re.compile(r"[\w.%+-]+")


@dataclass(frozen=True)
class Edit:
    """One scalar of one object, and what it becomes."""

    kind: str
    id: str
    path: tuple[str, ...]
    value: str

    @classmethod
    def parse(cls, text: str) -> Edit:
        """Read `evaluations/zhejiang-frame:criteria.above-scale.tax-per-mu.weight=35`.

        A step of the path is a key, a number, or what a member of a list is named by (id, indicator, grade, from).

        Raises:
            Refused: `plan.edit-form`.
        """
        match = _FORM.fullmatch(text.strip())
        if match is None or match["kind"] not in KINDS:
            raise Refused([codes.EDIT_FORM.at(NOWHERE, text=text, kinds="、".join(KINDS))])
        return cls(
            match["kind"], match["id"], tuple(match["path"].strip().split(".")), match["value"].strip()
        )

    def __str__(self) -> str:
        return f"{self.kind}/{self.id}:{'.'.join(self.path)}={self.value}"


def write_draft(plan: CompiledPlan, edits: Sequence[Edit], folder: Path) -> Path:
    """Copy the plan into `folder` with the edits made.

    Raises:
        Refused: `plan.edit-nowhere`, an object or path does not exist in the plan's own text; all at once.
    """
    shutil.copytree(plan.root, folder)
    issues: list[Issue] = []
    for edit in edits:
        issues += _apply(plan, edit, folder)
    require(issues)
    return folder


def draft_patch(before: Path, after: Path) -> str:
    """What differs between two plan folders, as a patch that `git apply` takes inside the plan's folder."""
    lines: list[str] = []
    for path in sorted(p for p in after.rglob("*") if p.is_file()):
        name = path.relative_to(after).as_posix()
        old = (
            (before / name).read_text(encoding="utf-8").splitlines(keepends=True)
            if (before / name).is_file()
            else []
        )
        new = path.read_text(encoding="utf-8").splitlines(keepends=True)
        lines += unified_diff(old, new, f"a/{name}", f"b/{name}")
    return "".join(lines)


def _apply(plan: CompiledPlan, edit: Edit, folder: Path) -> Iterable[Issue]:
    kind = KINDS[edit.kind]
    known = getattr(plan, kind)
    if edit.id not in known:
        near = "、".join(get_close_matches(edit.id, list(known), n=3, cutoff=0.4)) or "—"
        return [codes.EDIT_NOWHERE.at(NOWHERE, edit=str(edit), step=edit.id, near=near)]
    document, base = plan.spots[kind, edit.id]
    path = folder / document.file
    text = path.read_text(encoding="utf-8")
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    for step in (*map(str, base), *edit.path):
        found = _below(node, step)
        if found is None:
            near = "、".join(_steps_of(node)) or "—"
            where = plan.where(kind, edit.id)
            return [codes.EDIT_NOWHERE.at(where, edit=str(edit), step=step, near=near)]
        node = found
    if not isinstance(node, yaml.ScalarNode):
        near = "、".join(_steps_of(node)) or "—"
        where = Where(document.file, node.start_mark.line + 1) if node is not None else Where(document.file)
        return [codes.EDIT_NOWHERE.at(where, edit=str(edit), step=edit.path[-1], near=near)]
    written = (
        edit.value
        if _PLAIN.fullmatch(edit.value)
        else '"' + edit.value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    )
    path.write_text(text[: node.start_mark.index] + written + text[node.end_mark.index :], encoding="utf-8")
    return []


def _below(node: yaml.Node | None, step: str) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == step), None)
    if not isinstance(node, yaml.SequenceNode):
        return None
    if step.isdigit() and int(step) < len(node.value):
        return node.value[int(step)]  # type: ignore[no-any-return]
    for child in node.value:
        named = [_below(child, key) for key in _NAMED_BY] if isinstance(child, yaml.MappingNode) else []
        if any(isinstance(one, yaml.ScalarNode) and one.value == step for one in named):
            return child  # type: ignore[no-any-return]
    return None


def _steps_of(node: yaml.Node | None) -> list[str]:
    """What may follow a node, for saying so."""
    if isinstance(node, yaml.MappingNode):
        return [str(key.value) for key, _ in node.value]
    if not isinstance(node, yaml.SequenceNode):
        return []
    found = []
    for at, child in enumerate(node.value):
        named = [_below(child, key) for key in _NAMED_BY] if isinstance(child, yaml.MappingNode) else []
        found.append(next((str(one.value) for one in named if isinstance(one, yaml.ScalarNode)), str(at)))
    return found
