"""Read YAML so that nothing is guessed: every scalar is a string with its file, line and column.

A default loader turns industry code `0111` into 73 and lets a repeated key win silently. Here scalars stay text, a
repeated key is an issue, and anchors, aliases and tags are refused because a reviewer cannot see through them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from zhixing.foundation.issues import Issue, Where
from zhixing.kernel.plan import codes

Path_ = tuple[str | int, ...]
_QUICK: type[yaml.CSafeLoader] | None = getattr(yaml, "CSafeLoader", None)
_PLAIN_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}"
    for name in ("map", "seq", "str", "int", "float", "bool", "null", "timestamp", "merge", "value")
)


@dataclass(frozen=True)
class Document:
    """One YAML file: `tree` of dict, list, str and None; `marks` gives the place of every path in it."""

    file: str
    tree: Any
    marks: dict[Path_, tuple[int, int]] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()

    def where(self, path: Path_ = (), clause: str = "") -> Where:
        """Place of the nearest enclosing node of `path`."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.marks:
                line, column = self.marks[path[:length]]
                return Where(self.file, line, column, clause=clause)
        return Where(self.file, 1, 1, clause=clause)


def read_yaml(path: Path, name: str) -> Document:
    """Read one file; what is wrong with its form is in `issues`, the rest is kept."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        return Document(name, None, {}, (codes.NOT_UTF8.at(Where(name), byte=error.start),))
    return parse_yaml(text, name)


@lru_cache(maxsize=1024)
def parse_yaml(text: str, name: str) -> Document:
    """As `read_yaml`, from text. The same text is parsed once: a plan is read again with every run that carries a copy.

    Nobody changes what is given out.
    """
    reader = _Reader(name)
    try:
        node = composed(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = Where(name, mark.line + 1, mark.column + 1) if mark else Where(name)
        why = getattr(error, "problem", None) or str(error)
        return Document(name, None, {}, (codes.NOT_YAML.at(where, why=why),))
    tree = reader.build(node, ()) if node is not None else None
    return Document(name, tree, reader.marks, tuple(reader.issues))


def composed(text: str) -> yaml.Node | None:
    """The nodes of a text with their places.

    libyaml reads a plan of many files ten times as fast as Python does. Where it cannot read the text, or is not there, the
    reader in Python speaks, so that a fault is said in the same words everywhere.

    Raises:
        YAMLError: the text is no YAML.
    """
    if _QUICK is not None:
        try:
            return yaml.compose(text, Loader=_QUICK)
        except yaml.YAMLError:
            pass
    return yaml.compose(text, Loader=yaml.SafeLoader)


def read_front(path: Path, name: str) -> Document:
    """The YAML at the head of a text, between two lines `---`, with the text itself as the key `text`.

    Lines are counted from the top of the file, in the text too.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        return Document(name, None, {}, (codes.NOT_UTF8.at(Where(name), byte=error.start),))
    front, body = split_front(text)
    if not front:
        return Document(name, None, {}, (codes.TEXT_WITHOUT_HEAD.at(Where(name, 1), file=name),))
    found = parse_yaml(front, name)
    line = front.count("\n") + 1
    if not isinstance(found.tree, dict):
        return found
    if "text" in found.tree:
        where = found.where(("text",))
        return replace(found, issues=(*found.issues, codes.REPEATED_KEY.at(where, key="text", first=line)))
    marks = {**found.marks, ("text",): (line, 1)}
    found = replace(found, tree={**found.tree, "text": body}, marks=marks)
    if body.strip():
        return found
    return replace(found, issues=(*found.issues, codes.REPORT_WITHOUT_TEXT.at(Where(name, 1), file=name)))


def split_front(text: str) -> tuple[str, str]:
    """Head and body of a text; the lines of the head are blank in the body, so that both count lines alike.

    >>> split_front("---\\nid: a\\n---\\nWords.\\n")
    ('\\nid: a\\n', '\\n\\n\\nWords.\\n')
    """
    lines = text.removeprefix("\ufeff").split("\n")
    ends = [at for at, line in enumerate(lines) if line.rstrip() == "---"]
    if len(ends) < 2 or ends[0] != 0:
        return "", text
    end = ends[1]
    return "\n".join(["", *lines[1:end], ""]), "\n".join(["" for _ in lines[: end + 1]] + lines[end + 1 :])


class _Reader:
    def __init__(self, name: str) -> None:
        self.name = name
        self.marks: dict[Path_, tuple[int, int]] = {}
        self.issues: list[Issue] = []
        self._seen: set[int] = set()

    def build(self, node: yaml.Node, path: Path_) -> Any:
        where = Where(self.name, node.start_mark.line + 1, node.start_mark.column + 1)
        self.marks[path] = (where.line, where.column)
        if id(node) in self._seen:
            # Not followed: an alias may hold itself, or unfold without end.
            self.issues.append(codes.HIDDEN_SYNTAX.at(where, what="*alias"))
            return None
        self._seen.add(id(node))
        if node.tag not in _PLAIN_TAGS:
            self.issues.append(codes.HIDDEN_SYNTAX.at(where, what=node.tag))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(child, (*path, index)) for index, child in enumerate(node.value)]
        plain_empty = not getattr(node, "style", None) and node.value in ("", "~", "null")
        return None if plain_empty else str(node.value)

    def _mapping(self, node: yaml.MappingNode, path: Path_) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            where = Where(self.name, key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            if not isinstance(key_node, yaml.ScalarNode) or key_node.value == "<<":
                self.issues.append(codes.HIDDEN_SYNTAX.at(where, what=getattr(key_node, "value", "?")))
                continue
            key = str(key_node.value)
            if key in result:
                first = self.marks.get((*path, key), (0, 0))[0]
                self.issues.append(codes.REPEATED_KEY.at(where, key=key, first=first))
                continue
            result[key] = self.build(value_node, (*path, key))
            # The key's own place is what a person looks for, also when the value starts on a later line.
            self.marks[(*path, key)] = (where.line, where.column)
        return result
