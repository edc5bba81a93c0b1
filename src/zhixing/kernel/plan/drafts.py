"""Drafts: a plan with a few things changed in its own text, so that what was tried can be committed as it stands.

An edit names an object and a path in it: `=` writes a value there, `+=` adds a member to the list there, `-=` takes away what
is there. Nothing else of the file moves, so that the difference between plan and draft is the lines a person would have changed.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches, unified_diff
from pathlib import Path

from zhixing.foundation.issues import NOWHERE, Issue, Refused, Where, require
from zhixing.kernel.plan import codes
from zhixing.kernel.plan.compiled import CompiledPlan
from zhixing.kernel.plan.draft_text import Nowhere, add_member, read_value, set_value, take_away

KINDS = {
    "evaluations": "schemes",
    "measures": "measures",
    "parameters": "parameters",
    "targets": "targets",
    "indicators": "indicators",
}
"""The folders whose objects can be edited, and what a compiled plan calls them."""
_FORM = re.compile(
    r"(?P<kind>[a-z]+)/(?P<id>[a-z0-9-]+):(?P<path>[^=]+?)(?P<how>\+=|-=|=)(?P<value>.*)", re.DOTALL
)


@dataclass(frozen=True)
class Edit:
    """One change of one object: at a path, how (`=`, `+=`, `-=`), and what is written."""

    kind: str
    id: str
    path: tuple[str, ...]
    value: str
    how: str = "="

    @classmethod
    def parse(cls, text: str) -> Edit:
        """Read a change.

        `evaluations/zhejiang-frame:criteria.above-scale.tax-per-mu.weight=35` writes a value, or adds the key where the
        last step does not exist yet; `evaluations/zhejiang-frame:guards+={id: .., ..}` adds a member to a list;
        `evaluations/zhejiang-frame:guards.veto-=` takes a key or a member away. A step of the path is a key, a number, or
        what a member of a list is named by (id, indicator, grade, from). A value is a word, or a list or mapping in
        brackets or braces.

        Raises:
            Refused: `plan.edit-form`, `plan.edit-value`.
        """
        match = _FORM.fullmatch(text.strip())
        taken_with_value = match is not None and match["how"] == "-=" and match["value"].strip()
        if match is None or match["kind"] not in KINDS or taken_with_value:
            raise Refused([codes.EDIT_FORM.at(NOWHERE, text=text, kinds="、".join(KINDS))])
        value = match["value"].strip()
        if read_value(value) is None:
            raise Refused([codes.EDIT_VALUE.at(NOWHERE, text=text, value=value)])
        return cls(match["kind"], match["id"], tuple(match["path"].strip().split(".")), value, match["how"])

    def __str__(self) -> str:
        return f"{self.kind}/{self.id}:{'.'.join(self.path)}{self.how}{self.value}"


def write_draft(plan: CompiledPlan, edits: Sequence[Edit], folder: Path) -> Path:
    """Copy the plan into `folder` with the edits made, one after the other.

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
    names = {path.relative_to(root).as_posix() for root in (before, after) for path in _files(root)}
    lines: list[str] = []
    for name in sorted(names):
        old, new = _lines(before / name), _lines(after / name)
        if old == new:
            continue
        if not old:
            lines.append(f"diff --git a/{name} b/{name}\nnew file mode 100644\n")
        if not new:
            lines.append(f"diff --git a/{name} b/{name}\ndeleted file mode 100644\n")
        first, later = f"a/{name}" if old else "/dev/null", f"b/{name}" if new else "/dev/null"
        said = unified_diff(old, new, first, later)
        lines += [line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in said]
    return "".join(lines)


def _files(root: Path) -> Iterator[Path]:
    return (path for path in root.rglob("*") if path.is_file())


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines(keepends=True) if path.is_file() else []


def _apply(plan: CompiledPlan, edit: Edit, folder: Path) -> Iterable[Issue]:
    kind = KINDS[edit.kind]
    known = getattr(plan, kind)
    if edit.id not in known:
        near = "、".join(get_close_matches(edit.id, list(known), n=3, cutoff=0.4)) or "—"
        return [codes.EDIT_NOWHERE.at(NOWHERE, edit=str(edit), step=edit.id, near=near)]
    document, base = plan.spots[kind, edit.id]
    path = folder / document.file
    text, steps, value = (
        path.read_text(encoding="utf-8"),
        (*map(str, base), *edit.path),
        read_value(edit.value),
    )
    assert value is not None, "an edit is only made of values that can be read"
    if edit.how == "-=":
        found = take_away(text, steps)
    else:
        found = set_value(text, steps, value) if edit.how == "=" else add_member(text, steps, value)
    if isinstance(found, Nowhere):
        near = "、".join(found.near) or "—"
        where = Where(document.file, found.line)
        return [codes.EDIT_NOWHERE.at(where, edit=str(edit), step=found.step, near=near)]
    path.write_text(found, encoding="utf-8")
    return []
