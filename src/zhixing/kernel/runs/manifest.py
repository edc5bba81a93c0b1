"""The manifest of a sealed run: what went in, what came out, each with its digest, and one seal over all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import zhixing

MANIFEST = "manifest.json"
_ENGINE_PARTS = ("duckdb", "pyarrow", "sqlglot")


def digest_of(path: Path) -> str:
    """The sha256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def canonical(content: Mapping[str, Any]) -> bytes:
    """The one way a manifest is written, so that its seal can be recomputed."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"


def seal_of(content: Mapping[str, Any]) -> str:
    """The seal: sha256 over everything in the manifest but the seal itself."""
    return hashlib.sha256(
        canonical({key: value for key, value in content.items() if key != "seal"})
    ).hexdigest()


@cache
def code_identity() -> dict[str, Any]:
    """The program that computes: its version, one digest over its source, and the engine's versions."""
    root = Path(zhixing.__file__).parent
    parts = sorted(p for room in ("foundation", "kernel") for p in (root / room).rglob("*.py"))
    total = hashlib.sha256()
    for path in parts:
        content = path.read_bytes().replace(b"\r\n", b"\n")
        total.update(f"{path.relative_to(root).as_posix()}\0{hashlib.sha256(content).hexdigest()}\n".encode())
    return {
        "version": zhixing.__version__,
        "fingerprint": total.hexdigest(),
        "engine": {name: version(name) for name in _ENGINE_PARTS},
    }


@dataclass(frozen=True)
class Run:
    """A sealed run on disk: its folder and its manifest."""

    folder: Path
    manifest: Mapping[str, Any]

    @property
    def id(self) -> str:
        """The run's id; the same inputs give the same id."""
        return str(self.manifest["id"])

    @property
    def seal(self) -> str:
        """The seal."""
        return str(self.manifest["seal"])

    @property
    def years(self) -> tuple[int, ...]:
        """Data years, in order."""
        return tuple(self.manifest["request"]["years"])

    def result(self, name: str) -> Path:
        """Path of a result file, e.g. `targets` or `evaluation-huangyan-2022-2022`."""
        return self.folder / "results" / f"{name}.parquet"

    @property
    def results(self) -> tuple[str, ...]:
        """Names of the results."""
        return tuple(sorted(name.removesuffix(".parquet") for name in self.manifest["results"]))

    @classmethod
    def read(cls, folder: Path) -> Run:
        """Read a run's manifest; `verify` says whether to trust it."""
        return cls(folder, json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
