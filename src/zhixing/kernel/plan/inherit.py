"""A scheme extends a parent and overrides parts: province, city, county, park."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from zhixing.foundation.issues import Issue
from zhixing.kernel.plan import codes
from zhixing.kernel.plan.read import Document, Path_

# What belongs to the document itself and never passes to a child.
_OWN = (
    "id",
    "title",
    "title_en",
    "abstract",
    "extends",
    "document",
    "note",
    "open_points",
    "assumptions",
    "published",
)


def inherited(documents: list[Document], issues: list[Issue]) -> Iterator[tuple[Document, Path_, Any]]:
    """Every scheme with what it inherits filled in; the place of an inherited part is the child that takes it over.

    Mappings merge key by key, anything else is replaced whole: a child that changes one cut states its list of cuts.
    """
    # An id or a parent that is not a text is left to the model, which reports it.
    trees = {
        d.tree["id"]: d for d in documents if isinstance(d.tree, dict) and isinstance(d.tree.get("id"), str)
    }
    for document in documents:
        if not isinstance(document.tree, dict):
            continue
        chain = _chain(document, trees, issues)
        if chain is None:
            continue
        tree: dict[str, Any] = {}
        for ancestor in chain[:-1]:
            tree = _merged(tree, {k: v for k, v in ancestor.tree.items() if k not in _OWN})
        yield document, (), _merged(tree, document.tree)


def _chain(document: Document, trees: dict[str, Document], issues: list[Issue]) -> list[Document] | None:
    chain = [document]
    names = [str(document.tree.get("id", document.file))]
    while isinstance(parent := chain[0].tree.get("extends"), str):
        where = chain[0].where(("extends",))
        if parent in names:
            issues.append(codes.CIRCULAR.at(where, chain=" → ".join([*reversed(names), parent])))
            return None
        if parent not in trees:
            near = "、".join(get_close_matches(parent, trees, n=3, cutoff=0.4)) or "—"
            issues.append(codes.UNKNOWN_SCHEME.at(where, what=names[-1], name=parent, near=near))
            return None
        names.append(parent)
        chain.insert(0, trees[parent])
    return chain


def _merged(base: Any, over: Any) -> Any:
    if not (isinstance(base, dict) and isinstance(over, dict)):
        return over
    result = dict(base)
    for key, value in over.items():
        result[key] = _merged(base[key], value) if key in base else value
    return result
