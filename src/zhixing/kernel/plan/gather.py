"""From the files of a plan folder to typed objects: which file holds which kind, and what does not fit its model."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from zhixing.foundation.issues import Issue, Where
from zhixing.kernel.plan import codes
from zhixing.kernel.plan.case import Case
from zhixing.kernel.plan.compiled import Spot
from zhixing.kernel.plan.crosswalk import Crosswalk
from zhixing.kernel.plan.inherit import inherited
from zhixing.kernel.plan.measure import Measure, Stacking
from zhixing.kernel.plan.objects import (
    Clause,
    Dataset,
    Indicator,
    Industry,
    IndustryField,
    LightRule,
    NotEncoded,
    Organisation,
    Parameter,
    Place,
    PlaceGroup,
    PlanHead,
    Series,
    Target,
    Task,
)
from zhixing.kernel.plan.read import Document, Path_, read_front, read_yaml
from zhixing.kernel.plan.register import Register
from zhixing.kernel.plan.reporting import Report
from zhixing.kernel.plan.scheme import Scheme
from zhixing.kernel.plan.watching import Form, Sign, Watching


@dataclass(frozen=True)
class Shelf:
    """Where a kind of object lives: a file or a folder, the key of its list, its model.

    `key` is empty where each file of the folder is one object, or the file itself is the object.
    """

    kind: str
    place: str
    key: str
    model: type[BaseModel]
    by_id: bool = True
    required: bool = False
    optional: bool = False


SHELVES = (
    Shelf("head", "plan.yaml", "", PlanHead, required=True),
    Shelf("lights", "monitoring.yaml", "lights", LightRule, by_id=False),
    Shelf("watching", "monitoring.yaml", "watching", Watching, by_id=False, optional=True),
    Shelf("clauses", "outline.yaml", "clauses", Clause, required=True),
    Shelf("organisations", "organisations.yaml", "organisations", Organisation, required=True),
    Shelf("places", "places.yaml", "places", Place, required=True),
    Shelf("place_groups", "places.yaml", "groups", PlaceGroup, optional=True),
    Shelf("crosswalks", "crosswalks/", "crosswalks", Crosswalk),
    Shelf("fields", "industries.yaml", "fields", IndustryField),
    Shelf("industries", "industries.yaml", "industries", Industry),
    Shelf("datasets", "datasets/", "", Dataset),
    Shelf("indicators", "indicators/", "indicators", Indicator),
    Shelf("parameters", "parameters/", "parameters", Parameter),
    Shelf("targets", "targets/", "targets", Target),
    Shelf("tasks", "tasks/", "tasks", Task),
    Shelf("forms", "forms/", "forms", Form),
    Shelf("registers", "registers/", "registers", Register),
    Shelf("schemes", "evaluations/", "", Scheme),
    Shelf("signs", "signs/", "signs", Sign),
    Shelf("measures", "measures/", "measures", Measure),
    Shelf("stackings", "measures/", "stackings", Stacking, optional=True),
    Shelf("published", "published/", "published", Series, by_id=False),
    Shelf("not_encoded", "not_encoded.yaml", "not_encoded", NotEncoded, by_id=False),
    Shelf("reports", "reports/", "", Report),
    Shelf("cases", "cases/", "cases", Case, by_id=False),
)
_FREE = ("calibration/", "CHANGES.md")
_TEXTS = "reports/"
"""Here objects are texts with a head of YAML."""


@dataclass
class Gathered:
    """All objects found, by kind, in the order of the files; with their places and what is wrong with them.

    `misfits` names, by kind, the objects that are written but did not fit their model.
    """

    found: dict[str, dict[str, Any]] = field(default_factory=lambda: {shelf.kind: {} for shelf in SHELVES})
    spots: dict[tuple[str, str], Spot] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    misfits: dict[str, set[str]] = field(default_factory=lambda: {shelf.kind: set() for shelf in SHELVES})
    files: dict[str, str] = field(default_factory=dict)
    calibration: dict[str, Any] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """One sha256 over the names and contents of all files."""
        text = "".join(f"{name}\0{digest}\n" for name, digest in sorted(self.files.items()))
        return hashlib.sha256(text.encode()).hexdigest()


def gather(folder: Path) -> Gathered:
    """Read the whole folder; nothing is raised, everything wrong is in `issues`."""
    result = Gathered()
    documents = _documents(folder, result)
    for shelf in SHELVES:
        if shelf.required and shelf.place not in documents:
            result.issues.append(codes.MISSING_FILE.at(Where(shelf.place), name=shelf.place))
        for document, path, tree in _items(shelf, documents, result):
            _place(shelf, document, path, tree, result)
    return result


def _documents(folder: Path, result: Gathered) -> dict[str, Document]:
    documents: dict[str, Document] = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = path.relative_to(folder).as_posix()
        if name.startswith("."):
            continue
        if path.is_symlink() or any(
            parent.is_symlink() for parent in path.parents if folder in parent.parents
        ):
            result.issues.append(codes.LINKED_FILE.at(Where(name), name=name))
            continue
        # Line ends differ between systems; the fingerprint must not.
        result.files[name] = hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
        if name.startswith(_TEXTS) and path.suffix == ".md":
            documents[name] = read_front(path, name)
            result.issues.extend(documents[name].issues)
        elif path.suffix == ".yaml" and _is_shelved(name) and not name.startswith(_TEXTS):
            documents[name] = read_yaml(path, name)
            result.issues.extend(documents[name].issues)
        elif path.suffix == ".yaml" and name.startswith("calibration/"):
            document = read_yaml(path, name)
            result.issues.extend(document.issues)
            result.calibration[path.stem] = document.tree
        elif not name.startswith(_FREE):
            known = [shelf.place for shelf in SHELVES]
            near = "、".join(get_close_matches(name, known, n=3, cutoff=0.5)) or "—"
            result.issues.append(codes.UNKNOWN_FILE.at(Where(name), name=name, near=near))
    return documents


def _is_shelved(name: str) -> bool:
    return any(name == s.place or (s.place.endswith("/") and name.startswith(s.place)) for s in SHELVES)


def _items(
    shelf: Shelf, documents: dict[str, Document], result: Gathered
) -> Iterator[tuple[Document, Path_, Any]]:
    """Every object of a kind as a raw tree, with the document and the path it stands at."""
    mine = [
        d
        for name, d in documents.items()
        if name == shelf.place or (name.startswith(shelf.place) and shelf.place.endswith("/"))
    ]
    if shelf.kind == "schemes":
        yield from inherited(mine, result.issues)
        return
    for document in mine:
        if document.tree is None:
            continue
        if not shelf.key:
            yield document, (), document.tree
            continue
        tree = document.tree.get(shelf.key) if isinstance(document.tree, dict) else None
        if tree is None and shelf.optional:
            continue
        if tree is None:
            result.issues.append(codes.MISSING_KEY.at(document.where(), what=document.file, key=shelf.key))
            continue
        _report_strange_keys(shelf, document, result)
        if isinstance(tree, list):
            yield from ((document, (shelf.key, index), item) for index, item in enumerate(tree))
        else:
            yield document, (shelf.key,), tree


def _report_strange_keys(shelf: Shelf, document: Document, result: Gathered) -> None:
    keys = [s.key for s in SHELVES if s.place == shelf.place]
    if shelf.key != keys[0]:
        return
    for key in document.tree:
        if key not in keys:
            where = document.where((key,))
            result.issues.append(
                codes.UNKNOWN_KEY.at(where, what=document.file, key=key, near="、".join(keys))
            )


def _place(shelf: Shelf, document: Document, path: Path_, tree: Any, result: Gathered) -> None:
    what = _what(tree, document)
    try:
        item = shelf.model.model_validate(tree)
    except ValidationError as error:
        result.misfits[shelf.kind].add(what)
        clause = str(tree.get("clause", "")) if isinstance(tree, dict) else ""
        for detail in error.errors(include_url=False):
            result.issues.append(_as_issue(shelf, document, path, detail, what).moved(clause=clause))
        return
    mine = result.found[shelf.kind]
    key = str(getattr(item, "id", "")) if shelf.by_id else str(len(mine))
    if key in mine:
        first_document, first_path = result.spots[(shelf.kind, key)]
        first = first_document.where(first_path)
        where = document.where((*path, "id"))
        result.issues.append(codes.REPEATED_ID.at(where, kind=shelf.kind, id=key, first=first))
        return
    mine[key] = item
    result.spots[(shelf.kind, key)] = (document, path)


def _what(tree: Any, document: Document) -> str:
    if isinstance(tree, dict):
        for key in ("id", "name", "what"):
            if tree.get(key):
                return str(tree[key])
    return document.file


def _as_issue(shelf: Shelf, document: Document, path: Path_, detail: ErrorDetails, what: str) -> Issue:
    location: Path_ = tuple(detail["loc"])
    where = document.where((*path, *location))
    key = ".".join(str(part) for part in location)
    if detail["type"] == "missing":
        return codes.MISSING_KEY.at(where, what=what, key=key)
    if detail["type"] == "extra_forbidden":
        near = "、".join(_near_keys(shelf.model, location)) or "—"
        return codes.UNKNOWN_KEY.at(where, what=what, key=key, near=near)
    value = detail.get("input")
    shown = repr(value) if isinstance(value, str | int) or value is None else "…"
    return codes.WRONG_VALUE.at(where, what=what, key=key, value=shown, why=detail["msg"])


def _near_keys(model: type[BaseModel], location: Path_) -> list[str]:
    names = [info.alias or name for name, info in model.model_fields.items()]
    return get_close_matches(str(location[-1]), names, n=3, cutoff=0.4) or names[:8]
