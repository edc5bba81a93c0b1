"""The loop through data: what the registers know on a day goes into the lake as a file received from the registers."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from zhixing.foundation.issues import Refused
from zhixing.kernel.facts import Receipt, load_file
from zhixing.kernel.registers import Count, count_rows, counted, counts, fed_rows
from zhixing.operations import jobs, trail
from zhixing.operations.accounts import Person, Subject
from zhixing.operations.office import Office
from zhixing.operations.registers.reading import every_entry

SOURCE = "台账 / registers"


def snapshot(office: Office, person: Person, day: date) -> tuple[Receipt, ...]:
    """Load counts of indicators and rows of facts, as the registers stood on the day by all that is recorded now.

    One receipt a dataset, known from today. What has not changed since it was last loaded is not loaded again.

    Raises:
        Refused: `accounts.not-allowed` (who may start a run may do this).
    """
    about = Subject(place=office.plan.head.province)
    verdict = office.require(person, "start-run", about)
    receipts = []
    with tempfile.TemporaryDirectory() as folder:
        for dataset, rows in _tables(office, day):
            file = Path(folder) / f"registers-{dataset}-{day.isoformat()}.parquet"
            pq.write_table(rows, file)
            receipts.append(_loaded(office, file, dataset, day))
    with trail.writing():
        trail.append(
            person.name, verdict.grant.role if verdict.grant else "", "snapshot", f"registers-on/{day.isoformat()}",
            {"day": day.isoformat(), "receipts": {r.dataset: r.id for r in receipts}}, trail.moment(office.clock()),
        )  # fmt: skip
    return tuple(receipts)


def offer_snapshots() -> None:
    """Offer the work to the jobs."""
    jobs.offer("snapshot", _in_the_background, zh="台账入湖", en="take a snapshot of the registers")


def _in_the_background(office: Office, person: Person, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    day = date.fromisoformat(arguments["day"]) if arguments.get("day") else office.today()
    return {"receipts": [receipt.id for receipt in snapshot(office, person, day)]}


def _tables(office: Office, day: date) -> Iterator[tuple[str, pa.Table]]:
    plan, entries = office.plan, every_entry()
    today = office.today()
    found = counts(plan, counted(plan, entries, day, today), day)
    by_dataset: dict[str, list[Count]] = {}
    for one in found:
        by_dataset.setdefault(plan.indicators[one.indicator].reported_in or "", []).append(one)
    for name, ones in by_dataset.items():
        yield name, count_rows(plan.datasets[name], ones)
    fed = dict.fromkeys(feed.dataset for register in plan.registers.values() for feed in register.feeds)
    for name in fed:
        rows = fed_rows(plan, entries, plan.datasets[name], day, today)
        if rows.num_rows:
            yield name, rows


def _loaded(office: Office, file: Path, dataset: str, day: date) -> Receipt:
    lake = office.workspace.lake
    try:
        return load_file(
            office.plan, lake, file, dataset=dataset, known_on=office.today(), received_from=SOURCE
        )
    except Refused as refused:
        known = [r for r in lake.receipts() if r.file == file.name and r.dataset == dataset]
        if known and all(issue.code == "facts.loaded-before" for issue in refused.issues):
            return known[-1]
        raise
