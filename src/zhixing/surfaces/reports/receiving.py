"""What the run's facts came from: files, accepted and refused rows with reasons, and whether they are synthetic."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from zhixing.kernel.facts import Lake, Receipt
from zhixing.kernel.plan import CompiledPlan
from zhixing.kernel.runs import Run

SYNTHETIC = "合成"


@dataclass(frozen=True)
class Received:
    """One dataset: files, rows, and how many were accepted, refused, skipped."""

    dataset: str
    title: str
    files: int
    rows: int
    accepted: int
    refused: int
    skipped: int
    converted: int


@dataclass(frozen=True)
class Refusal:
    """One reason for refusing rows of a dataset: how often, in how many files, and the first of them."""

    dataset: str
    title: str
    code: str
    cells: int
    rows: int
    files: int
    example: str
    where: str


def receipts_of(run: Run, lake: Lake) -> tuple[Receipt, ...]:
    """Receipts of the files the run was computed from, as far as the lake still has them."""
    wanted = run.manifest["facts"]
    return tuple(receipt for receipt in lake.receipts() if receipt.id in wanted)


def received_of(plan: CompiledPlan, receipts: Sequence[Receipt]) -> list[Received]:
    """By dataset, in the plan's order."""
    found: list[Received] = []
    for dataset in plan.datasets.values():
        own = [receipt for receipt in receipts if receipt.dataset == dataset.id]
        counts = [receipt.counts for receipt in own]
        if own:
            found.append(
                Received(
                    dataset.id, dataset.title, len(own), sum(c.rows for c in counts),
                    sum(c.accepted for c in counts), sum(c.refused for c in counts),
                    sum(c.skipped for c in counts), sum(len(receipt.conversions) for receipt in own),
                )
            )  # fmt: skip
    return found


def refusals_of(plan: CompiledPlan, lake: Lake, receipts: Sequence[Receipt]) -> list[Refusal]:
    """By dataset and reason, the most frequent first."""
    grouped: dict[tuple[str, str], list[dict[str, object]]] = {}
    for receipt in receipts:
        for issue in lake.refused_issues(receipt):
            grouped.setdefault((receipt.dataset, str(issue["code"])), []).append(issue)
    found = [_refusal(plan, dataset, code, issues) for (dataset, code), issues in grouped.items()]
    order = list(plan.datasets)
    return sorted(found, key=lambda one: (order.index(one.dataset), -one.cells, one.code))


def _refusal(plan: CompiledPlan, dataset: str, code: str, issues: list[dict[str, object]]) -> Refusal:
    places = [place if isinstance(place := issue.get("where"), dict) else {} for issue in issues]
    first = places[0]
    where = " ".join(str(first[key]) for key in ("file", "sheet", "cell") if first.get(key))
    return Refusal(
        dataset=dataset,
        title=plan.datasets[dataset].title,
        code=code,
        cells=len(issues),
        rows=len({(p.get("file"), p.get("sheet"), p.get("row")) for p in places}),
        files=len({p.get("file") for p in places}),
        example=str(issues[0]["zh"]),
        where=where,
    )


def synthetic_of(run: Run, lake: Lake, receipts: Sequence[Receipt]) -> str:
    """How the facts say that they are synthetic; empty when nothing says so."""
    return next(_said(run, lake, receipts), "")


def synthetic_note(run: Run, lake: Lake) -> str:
    """As `synthetic_of`, of all the run's facts."""
    return synthetic_of(run, lake, receipts_of(run, lake))


def _said(run: Run, lake: Lake, receipts: Sequence[Receipt]) -> Iterator[str]:
    texts = [receipt.received_from for receipt in receipts]
    texts += [text for receipt in receipts for text in _telling(lake.rows_path(receipt), ("source",))]
    told = sorted({text for text in texts if text.startswith(SYNTHETIC)}, key=len, reverse=True)
    yield from told[:1]
    for name in (name for name in run.results if name.startswith("evaluation-")):
        if any(text.startswith(SYNTHETIC) for text in _telling(run.result(name), ("name",))):
            yield "合成数据（企业名称所示）"


def _telling(path: Path, columns: Iterable[str]) -> list[str]:
    """Different texts of the columns that may say where the rows come from."""
    if not path.exists():
        return []
    names = [name for name in columns if name in pq.read_schema(path).names]
    if not names:
        return []
    table = (
        pq.ParquetFile(path).read_row_group(0, columns=names)
        if pq.read_metadata(path).num_row_groups
        else None
    )
    return (
        [str(v) for name in names for v in table[name].unique().to_pylist() if v] if table is not None else []
    )
