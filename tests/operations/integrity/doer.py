"""A program of its own that works in an office, so that it can be killed: it forks whoever does the work.

Each line it reads is a request in JSON, each line it writes the answer. What a child has done it writes into a file, line by
line, only after it is done: what stands there before a kill must be there after it.
"""

from __future__ import annotations

import json
import os
import random
import sys
import tempfile
from collections.abc import Callable, Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any


class Doer:
    """The office, opened once; children inherit it and connect to the database by themselves."""

    def __init__(self, root: Path) -> None:
        from zhixing.surfaces.cli.office import office as ready

        place = ready(root)
        from zhixing.operations.accounts import Grant, Person
        from zhixing.operations.office import open_office

        self.office = open_office(place)
        self.county = Person("chen", "陈", grants=(Grant("county-officer", places=("330102",)),))
        self.department = Person("liu", "刘", "office", (Grant("department-liaison", places=("330000",)),))
        self.analyst = Person("wang", "王", "office", (Grant("analyst", places=("330000",)),))

    def acts(self, ack: str, seed: int, most: int | None = None) -> None:
        """Register acts with evidence, and loads of files, in a loop."""
        from zhixing.operations import registers

        chance = random.Random(seed)
        done = 0
        with Path(ack).open("ab", buffering=0) as out, tempfile.TemporaryDirectory() as folder:

            def say(**what: object) -> None:
                out.write(json.dumps(what).encode() + b"\n")

            while most is None or done < most:
                done += 1
                given = {"name": f"{seed}-{done}", "county": "330102", "floor": "1200"}
                entry = registers.act(
                    self.office, self.county, registers.Order("plants", "propose", given=given)
                )
                say(entry=entry.id, event=entry.steps[-1].number, act="propose")
                paper = Path(folder) / "验收.bin"
                paper.write_bytes(chance.randbytes(chance.randrange(200_000)))
                proof = registers.keep(self.office.workspace, paper, "验收表")
                say(file=proof.sha256)
                order = registers.Order("plants", "list", entry.id, {"opened_on": "2022-05-01"}, (proof,))
                entry = registers.act(self.office, self.department, order)
                say(entry=entry.id, event=entry.steps[-1].number, act="list")
                if done % 3 == 0:
                    say(receipt=self._upload(Path(folder), seed * 100_000 + done))

    def _upload(self, folder: Path, number: int) -> str:
        from zhixing.kernel.facts import load_file

        file = folder / f"{number}.csv"
        file.write_text(f"代码,年度,税收（万元）\n91331003MA00000025,2022,{number}\n", encoding="utf-8")
        office = self.office
        loaded = load_file(
            office.plan, office.workspace.lake, file, dataset="firm-year", known_on=date(2022, 5, 9)
        )
        return loaded.id

    def check(self, out: str, acks: list[str]) -> None:
        """Everything wrong with the office, and everything that was said to be done and is not there."""
        from zhixing.foundation.issues import Severity
        from zhixing.operations import integrity, registers, trail

        place = self.office.workspace
        found = integrity.check(self.office, deep=True)
        wrong = [f"{issue.code} {issue.en}" for issue in found if issue.severity is Severity.ERROR]
        kept = place.files.glob("*/[!.]*")
        wrong += [path.name for path in kept if sha256(path.read_bytes()).hexdigest() != path.name]
        events = {event.number: event for event in trail.events()}
        receipts = {receipt.id for receipt in place.lake.receipts()}
        numbers: list[int] = []
        for said in (json.loads(line) for ack in acks for line in whole_lines(Path(ack))):
            if "event" in said:
                numbers.append(said["event"])
                event = events.get(said["event"])
                if event is None or (event.act, event.subject) != (
                    said["act"],
                    f"registers/plants/{said['entry']}",
                ):
                    wrong.append(f"lost: {said}")
            if "file" in said and not registers.path_of(place, said["file"]).is_file():
                wrong.append(f"lost: {said}")
            if "receipt" in said and said["receipt"] not in receipts:
                wrong.append(f"lost: {said}")
        if len(numbers) != len(set(numbers)):
            wrong.append("a number was given twice")
        entries = registers.entries_of(registers.register_of(self.office, "plants"))
        told = {
            "wrong": wrong,
            "events": len(events),
            "acts": len(numbers),
            "entries": [e.id for e in entries],
        }
        Path(out).write_text(json.dumps(told), encoding="utf-8")

    def submit(self, out: str) -> None:
        """One slow job into the queue."""
        from zhixing.operations import jobs

        self._offer()
        job = jobs.submit(self.office, self.analyst, "slow", {"steps": 40})
        Path(out).write_text(json.dumps({"job": job.id}), encoding="utf-8")

    def work(self, out: str, ack: str) -> None:
        """A worker until the queue is empty; tells what its start found and what became of the jobs."""
        from zhixing.operations import jobs

        self._offer(ack)
        said: list[str] = []
        done = jobs.work(self.office, once=True, say=lambda found: said.extend(issue.en for issue in found))
        found = [(job.state, job.attempts, job.result) for job in jobs.jobs(self.office, self.analyst)]
        Path(out).write_text(json.dumps({"said": said, "done": done, "jobs": found}), encoding="utf-8")

    def _offer(self, ack: str = "") -> None:
        import time

        from zhixing.operations import jobs

        def slow(office: Any, person: Any, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
            for step in range(arguments["steps"]):
                jobs.progress(step, arguments["steps"], f"第 {step} 步", f"step {step}")
                Path(ack).write_text(str(step), encoding="utf-8")
                time.sleep(0.05)
            return {"steps": arguments["steps"]}

        jobs.offer("slow", slow, zh="慢", en="slow")

    def follow(self, out: str, as_of: str) -> None:
        """Open follow-ups as rules say, however many others do the same."""
        from zhixing.operations import supervision

        found = supervision.open_by_rules(self.office, date.fromisoformat(as_of))
        late = supervision.escalate(self.office, date.fromisoformat(as_of))
        told = {
            "opened": len(found.opened),
            "known": found.known,
            "moved": sum(bool(x.moved) for x in late.late),
        }
        Path(out).write_text(json.dumps(told), encoding="utf-8")

    def backup(self, out: str, to: str) -> None:
        """An archive of the office."""
        from zhixing.operations import integrity

        made = integrity.backup(self.office, Path(to))
        Path(out).write_text(json.dumps({"number": made.number, "seal": made.seal}), encoding="utf-8")


def whole_lines(path: Path) -> list[str]:
    """Lines that were written to their end."""
    text = path.read_bytes() if path.exists() else b""
    return [line.decode() for line in text.split(b"\n")[:-1]]


def forked(what: Callable[[], None]) -> int:
    """A child that does it and ends."""
    from django.db import connections

    connections.close_all()
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        what()
        connections.close_all()
        code = 0
    except BaseException as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
    finally:
        os._exit(code)


def main() -> None:
    """Answer requests until there are none."""
    doer = Doer(Path(sys.argv[1]))
    print(json.dumps({"ready": os.getpid()}), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        name = asked.pop("do")
        if name == "wait":
            _, status = os.waitpid(asked["pid"], 0)
            answer = {"code": os.waitstatus_to_exitcode(status)}
        else:
            answer = {"pid": forked(lambda name=name, asked=asked: getattr(doer, name)(**asked))}  # type: ignore[misc]
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
