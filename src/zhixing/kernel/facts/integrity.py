"""Whether the lake still is what its receipts say."""

from __future__ import annotations

from pathlib import Path

from zhixing.foundation.issues import Issue, Where
from zhixing.kernel.facts import codes
from zhixing.kernel.facts.contract import FactPlan
from zhixing.kernel.facts.lake import RECEIPTS, RECEIVED, Lake, hash_of, is_part, read_receipt
from zhixing.kernel.facts.receipts import Receipt
from zhixing.kernel.facts.snapshot import contract_issues


def check_facts(plan: FactPlan, lake: Lake) -> tuple[Issue, ...]:
    """Everything wrong with the lake: receipts, hashes, missing and left-over files, changed contracts."""
    if not lake.root.is_dir():
        return ()
    issues: list[Issue] = []
    receipts: list[Receipt] = []
    for path in lake.papers():
        receipt = read_receipt(path)
        if receipt is None:
            issues.append(codes.ALTERED_RECEIPT.at(Where(path.name), name=path.name))
        else:
            receipts.append(receipt)
    for receipt in receipts:
        for path, digest in _files(lake, receipt):
            issues += _file_issues(receipt, path, digest)
        dataset = plan.datasets.get(receipt.dataset)
        if dataset is None:
            columns = "、".join(receipt.columns)
            values = {"receipt": receipt.id, "dataset": receipt.dataset, "columns": columns}
            issues.append(codes.CONTRACT_CHANGED.at(Where(receipt.file), **values))
        else:
            issues += contract_issues(dataset, [receipt])
    return (*issues, *_leftovers(lake, receipts))


def _files(lake: Lake, receipt: Receipt) -> list[tuple[Path, str]]:
    files = [(lake.rows_path(receipt), receipt.parquet_sha256), (lake.received_path(receipt), receipt.sha256)]
    refused = lake.refused_path(receipt)
    return [*files, (refused, receipt.refused_sha256)] if refused else files


def _file_issues(receipt: Receipt, path: Path, digest: str) -> list[Issue]:
    values = {"receipt": receipt.id, "name": f"{path.parent.name}/{path.name}"}
    if not path.is_file():
        return [codes.MISSING_FILE.at(Where(receipt.file), **values)]
    return [] if hash_of(path) == digest else [codes.ALTERED_FILE.at(Where(receipt.file), **values)]


def _leftovers(lake: Lake, receipts: list[Receipt]) -> list[Issue]:
    """Files without a receipt. A receipt that cannot be read still owns the files that bear its name."""
    papers = lake.papers()
    owned = {path.stem for path in papers} | {receipt.sha256 for receipt in receipts}
    broken = len(papers) > len(receipts)
    found: list[Issue] = []
    for path in sorted(lake.root.glob("*/*")):
        stray = path.parent.name != RECEIPTS and path.stem not in owned
        if stray and broken and path.parent.name == RECEIVED and not is_part(path):
            continue
        if is_part(path) or stray:
            name = f"{path.parent.name}/{path.name}"
            found.append(codes.LEFTOVER.at(Where(name), name=name))
    return found
