"""Run, seal, verify: a run appears whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from zhixing.foundation.issues import NOWHERE, Issue, Refused
from zhixing.kernel.engine import Engine, Session
from zhixing.kernel.facts import Lake
from zhixing.kernel.plan import CompiledPlan, require_plan
from zhixing.kernel.runs import codes
from zhixing.kernel.runs.compute import Computation, Progress
from zhixing.kernel.runs.manifest import MANIFEST, Run, canonical, code_identity, digest_of, seal_of
from zhixing.kernel.runs.request import Kind, Request

Opening = Callable[[], Session]
_UNFINISHED = ".unfinished-"


def _silent(label: str, share: float) -> None:
    return None


def request_for(
    plan: CompiledPlan,
    lake: Lake,
    kind: Kind,
    years: Sequence[int],
    *,
    schemes: Sequence[str] = (),
    as_known_on: date | None = None,
    as_of: date | None = None,
) -> Request:
    """Fill in what was not asked for: schemes whose facts were received, all that is known so far, the end of the last year.

    Where nothing was received for any scheme, all of them are asked for, so that the run says what it lacks.

    Raises:
        Refused: `runs.unknown-scheme`.
    """
    unknown = [name for name in schemes if name not in plan.schemes]
    if unknown:
        known = "、".join(plan.schemes)
        raise Refused(codes.UNKNOWN_SCHEME.at(NOWHERE, name=name, known=known) for name in unknown)
    ready = [s for s in plan.schemes.values() if not s.abstract]
    filed = {receipt.dataset for receipt in lake.receipts()}
    wanted = tuple(schemes) or tuple(
        s.id for s in [s for s in ready if s.population.dataset in filed] or ready
    )
    ordered = tuple(sorted(years))
    known_on = as_known_on or max((r.known_on for r in lake.receipts()), default=plan.head.issued)
    return Request(kind, ordered, known_on, as_of or date(ordered[-1], 12, 31), wanted)


def execute(
    plan: CompiledPlan,
    lake: Lake,
    runs: Path,
    request: Request,
    *,
    threads: int | None = None,
    engine: Opening | None = None,
    progress: Progress = _silent,
) -> Run:
    """Compute everything the request asks for and seal it; the same inputs are the same run, computed once.

    `engine` opens the session to compute in, DuckDB's with `threads` when not given. Results do not depend on it, so
    neither does the run's id; the manifest says what computed beside the usual parts.

    Raises:
        Refused: from any room; nothing is left behind that looks like a run.
    """
    runs.mkdir(parents=True, exist_ok=True)
    inputs = _inputs(plan, lake, request)
    before = runs / _id(request, inputs)
    if before.exists():
        return _standing(before, lake)
    work = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=runs))
    try:
        opening = engine or partial(Engine, threads=threads)
        notes, parts = _compute(plan, lake, request, work / "results", opening, progress)
        shutil.copytree(plan.root, work / "plan")
        manifest = _manifest(request, inputs, work / "results", notes, parts)
        (work / MANIFEST).write_bytes(canonical(manifest))
        return _published(work, runs / manifest["id"], lake)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise


def _compute(
    plan: CompiledPlan, lake: Lake, request: Request, folder: Path, opening: Opening, progress: Progress
) -> tuple[list[Issue], Mapping[str, str]]:
    folder.mkdir(parents=True)
    notes: list[Issue] = []
    with opening() as engine:
        Computation(plan, lake, request, folder, engine, progress, notes).all()
        return notes, dict(engine.parts)


def _inputs(plan: CompiledPlan, lake: Lake, request: Request) -> dict[str, Any]:
    """Everything a result depends on."""
    known = [r for r in lake.receipts() if r.known_on <= request.as_known_on]
    return {
        "request": request.to_json(),
        "plan": {"id": plan.head.id, "version": plan.head.version, "fingerprint": plan.fingerprint},
        "facts": {
            receipt.id: {"dataset": receipt.dataset, "sha256": receipt.parquet_sha256} for receipt in known
        },
        "code": code_identity(),
    }


def _id(request: Request, inputs: dict[str, Any]) -> str:
    years = dict.fromkeys((request.years[0], request.years[-1]))
    return f"{request.kind}-{'-'.join(map(str, years))}-{seal_of(inputs)[:12]}"


def _manifest(
    request: Request, inputs: dict[str, Any], results: Path, notes: Sequence[Issue], parts: Mapping[str, str]
) -> dict[str, Any]:
    content: dict[str, Any] = {
        **inputs,
        "id": _id(request, inputs),
        "results": {
            path.name: {"sha256": digest_of(path), "rows": pq.read_metadata(path).num_rows}
            for path in sorted(results.glob("*.parquet"))
        },
        "notes": [note.to_json() for note in notes],
    }
    if parts:
        content["computed_by"] = dict(parts)
    content["seal"] = seal_of(content)
    return content


def _standing(folder: Path, lake: Lake) -> Run:
    """A run that stands there already; a damaged one is left as it is, because it is evidence."""
    issues = (
        list(_intact(Run.read(folder), lake))
        if (folder / MANIFEST).is_file()
        else [codes.SEAL_BROKEN.at(NOWHERE)]
    )
    if issues:
        raise Refused([codes.DAMAGED.at(NOWHERE, name=folder.name), *issues])
    return Run.read(folder)


def _published(work: Path, final: Path, lake: Lake) -> Run:
    """Make the finished folder visible under its id in one step."""
    _synced(work)
    if final.exists():
        # Another process was faster with the same inputs: what stands there is the run.
        shutil.rmtree(work)
        return _standing(final, lake)
    work.chmod(0o755)
    work.rename(final)
    return Run.read(final)


def _synced(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())


def find_run(runs: Path, name: str) -> Run:
    """A run by its id, a unique beginning or end of it, or `latest`.

    Raises:
        Refused: `runs.unknown-run`.
    """
    folders = sorted((p.parent for p in runs.glob(f"*/{MANIFEST}")), key=lambda p: p.stat().st_mtime)
    folders = [folder for folder in folders if not folder.name.startswith(_UNFINISHED)]
    if name == "latest" and folders:
        return Run.read(folders[-1])
    exact = [f for f in folders if f.name == name]
    partly = [f for f in folders if f.name.startswith(name) or f.name.endswith(name)]
    found = exact or partly
    if len(found) == 1:
        return Run.read(found[0])
    names = [folder.name for folder in folders]
    near = get_close_matches(name, names, n=3, cutoff=0.3) or names
    raise Refused([codes.UNKNOWN_RUN.at(NOWHERE, name=name, known="、".join(near) or "—")])


def check_intact(run: Run, lake: Lake) -> tuple[Issue, ...]:
    """Check seal and digests of results, plan and facts, without computing anything again; no issue means good."""
    try:
        return tuple(_intact(run, lake))
    except Refused as refused:
        # A receipt that cannot be trusted is a reason not to trust the run either.
        return refused.issues


def verify(
    run: Run, lake: Lake, *, threads: int | None = None, progress: Progress = _silent
) -> tuple[Issue, ...]:
    """Check seal and digests, then recompute everything from plan and facts and compare bytes; no issue means good."""
    issues = list(check_intact(run, lake))
    if issues:
        return tuple(issues)
    identity = code_identity()
    then = run.manifest["code"]
    plan = require_plan(run.folder / "plan")
    with tempfile.TemporaryDirectory(prefix="zhixing-verify-") as place:
        again = Path(place) / "results"
        opening = partial(Engine, threads=threads)
        _compute(plan, lake, Request.from_json(run.manifest["request"]), again, opening, progress)
        for name, known in run.manifest["results"].items():
            path = again / name
            if not path.exists() or digest_of(path) != known["sha256"]:
                issues.append(codes.NOT_REPRODUCED.at(NOWHERE, name=name))
        extra = {p.name for p in again.glob("*.parquet")} - set(run.manifest["results"])
        issues += [codes.NOT_REPRODUCED.at(NOWHERE, name=name) for name in sorted(extra)]
    if issues and then != identity:
        issues.insert(0, codes.CODE_DIFFERS.at(NOWHERE, then=_named(then), now=_named(identity)))
    return tuple(issues)


def _named(identity: dict[str, Any]) -> str:
    return f"{identity['version']} {identity['fingerprint'][:12]}"


def _intact(run: Run, lake: Lake) -> Iterator[Issue]:
    if seal_of(run.manifest) != run.manifest.get("seal"):
        yield codes.SEAL_BROKEN.at(NOWHERE)
    for name, known in run.manifest["results"].items():
        path = run.folder / "results" / name
        if not path.exists() or digest_of(path) != known["sha256"]:
            yield codes.FILE_CHANGED.at(NOWHERE, name=f"results/{name}")
    try:
        plan = require_plan(run.folder / "plan")
        plan_fine = plan.fingerprint == run.manifest["plan"]["fingerprint"]
    except (Refused, ValueError, OSError):
        plan_fine = False
    if not plan_fine:
        yield codes.FILE_CHANGED.at(NOWHERE, name="plan/")
    present = {receipt.id: receipt for receipt in lake.receipts()}
    for name, known in run.manifest["facts"].items():
        receipt = present.get(name)
        path = lake.rows_path(receipt) if receipt else None
        if path is None or not path.exists() or digest_of(path) != known["sha256"]:
            yield codes.FACTS_CHANGED.at(NOWHERE, name=name)


def leftovers(runs: Path) -> tuple[Issue, ...]:
    """Folders of runs that did not finish."""
    found = sorted(path.name for path in runs.glob(f"{_UNFINISHED}*"))
    return tuple(codes.LEFTOVER.at(NOWHERE, name=name) for name in found)
