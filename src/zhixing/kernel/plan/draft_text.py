"""Changes to the text of one YAML file that leave every other line as it stands: set, add, take away.

A file is composed only to learn where its nodes begin and end; what is written back is the text with one stretch of it
replaced, so that comments, order and layout stay the author's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml

_NAMED_BY = ("id", "indicator", "grade", "from")
_PLAIN = re.compile(r"[\w.%+][\w.%+-]*")
_FLOW = ("{", "[")


@dataclass(frozen=True)
class Nowhere:
    """A step that leads nowhere: from which line, and what could have followed."""

    step: str
    line: int
    near: tuple[str, ...]


def read_value(value: str) -> str | None:
    """A value as it is written into a file; None when it opens a brace or bracket and cannot be read.

    >>> read_value("0.5"), read_value("很 好"), read_value("{points: 2}"), read_value("{points")
    ('0.5', '"很 好"', '{points: 2}', None)
    """
    if value.startswith(_FLOW):
        try:
            node = yaml.compose(value, Loader=yaml.SafeLoader)
        except yaml.YAMLError:
            return None
        return value if isinstance(node, yaml.CollectionNode) and node.end_mark.index == len(value) else None
    if _PLAIN.fullmatch(value):
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def set_value(text: str, steps: tuple[str, ...], value: str) -> str | Nowhere:
    """Another value at a path; a last key that a mapping does not have yet is added to it.

    A list or a mapping is only replaced by one.
    """
    parent = _walk(text, steps[:-1])
    if isinstance(parent, Nowhere):
        return parent
    found = below(parent, steps[-1])
    if found is None:
        if not isinstance(parent, yaml.MappingNode):
            return _nowhere(steps[-1], parent)
        return _added(text, parent, f"{steps[-1]}: {value}")
    if not isinstance(found, yaml.ScalarNode) and not value.startswith(_FLOW):
        return _nowhere(steps[-1], found)
    return text[: found.start_mark.index] + value + text[_end(text, found) :]


def add_member(text: str, steps: tuple[str, ...], value: str) -> str | Nowhere:
    """One member more at the end of a list; a list that a mapping does not have yet is begun."""
    parent = _walk(text, steps[:-1])
    if isinstance(parent, Nowhere):
        return parent
    found = below(parent, steps[-1])
    if found is None and isinstance(parent, yaml.MappingNode):
        return _added(text, parent, f"{steps[-1]}: [{value}]")
    if not isinstance(found, yaml.SequenceNode):
        return _nowhere(steps[-1], found or parent)
    return _added(text, found, value)


def take_away(text: str, steps: tuple[str, ...]) -> str | Nowhere:
    """Without the key or the member that a path leads to, and the comment at the end of its line."""
    parent = _walk(text, steps[:-1])
    if isinstance(parent, Nowhere):
        return parent
    members = _members(parent)
    found = below(parent, steps[-1])
    at = next((at for at, (_, value) in enumerate(members) if value is found), None)
    if found is None or at is None:
        return _nowhere(steps[-1], parent)
    if len(members) == 1:
        empty = "{}" if isinstance(parent, yaml.MappingNode) else "[]"
        return text[: parent.start_mark.index] + empty + text[_end(text, parent) :]
    first, last = members[at]
    if _flows(parent):
        if at + 1 < len(members):
            return text[: first.start_mark.index] + text[members[at + 1][0].start_mark.index :]
        return text[: _end(text, members[at - 1][1])] + text[_end(text, last) :]
    begins = text.rfind("\n", 0, first.start_mark.index) + 1
    before = text[begins : first.start_mark.index].strip(" ")
    if before not in {"", "-"} or (before and isinstance(parent, yaml.MappingNode)):
        # The first key stands behind the dash of its list: the next one takes its place there.
        return text[: first.start_mark.index] + text[members[at + 1][0].start_mark.index :]
    return text[:begins] + text[_line_end(text, _end(text, last)) :]


def below(node: yaml.Node | None, step: str) -> yaml.Node | None:
    """What a step leads to: a key, a number, or what a member of a list is named by."""
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == step), None)
    if not isinstance(node, yaml.SequenceNode):
        return None
    if step.isdigit() and int(step) < len(node.value):
        return node.value[int(step)]  # type: ignore[no-any-return]
    for child in node.value:
        named = [below(child, key) for key in _NAMED_BY] if isinstance(child, yaml.MappingNode) else []
        if any(isinstance(one, yaml.ScalarNode) and one.value == step for one in named):
            return child  # type: ignore[no-any-return]
    return None


def _walk(text: str, steps: tuple[str, ...]) -> yaml.Node | Nowhere:
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    assert node is not None, "the file of an object of a compiled plan is not empty"
    for step in steps:
        found = below(node, step)
        if found is None:
            return _nowhere(step, node)
        node = found
    return node


def _nowhere(step: str, node: yaml.Node) -> Nowhere:
    return Nowhere(step, node.start_mark.line + 1, tuple(_steps_of(node)))


def _steps_of(node: yaml.Node) -> list[str]:
    """What may follow a node, for saying so."""
    if isinstance(node, yaml.MappingNode):
        return [str(key.value) for key, _ in node.value]
    if not isinstance(node, yaml.SequenceNode):
        return []
    found = []
    for at, child in enumerate(node.value):
        named = [below(child, key) for key in _NAMED_BY] if isinstance(child, yaml.MappingNode) else []
        found.append(next((str(one.value) for one in named if isinstance(one, yaml.ScalarNode)), str(at)))
    return found


def _members(node: yaml.Node) -> list[tuple[yaml.Node, yaml.Node]]:
    """First and last node of every member: key and value, or the member itself twice."""
    if isinstance(node, yaml.MappingNode):
        return list(node.value)
    return [(child, child) for child in node.value] if isinstance(node, yaml.SequenceNode) else []


def _flows(node: yaml.Node) -> bool:
    """Whether a list or mapping is written in brackets or braces."""
    return isinstance(node, yaml.CollectionNode) and bool(node.flow_style)


def _end(text: str, node: yaml.Node) -> int:
    """Where a node ends in the text; of a block, where its last leaf ends, before any comment that follows."""
    members = _members(node)
    if members and not _flows(node):
        return _end(text, members[-1][1])
    return int(node.end_mark.index)


def _line_end(text: str, at: int) -> int:
    """The beginning of the next line; a literal block ends there by itself."""
    if at and text[at - 1] == "\n":
        return at
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1


def _added(text: str, node: yaml.Node, written: str) -> str:
    members = _members(node)
    if _flows(node) or not members:
        at = _end(text, members[-1][1]) if members else node.start_mark.index + 1
        return text[:at] + (", " if members else "") + written + text[at:]
    at = _line_end(text, _end(text, node))
    dash = "- " if isinstance(node, yaml.SequenceNode) else ""
    # The lines of a mapping in a list begin where its first key does, behind the dash.
    indent = " " * node.start_mark.column
    head = text[:at] if text[:at].endswith("\n") else f"{text[:at]}\n"
    return f"{head}{indent}{dash}{written}\n{text[at:]}"
