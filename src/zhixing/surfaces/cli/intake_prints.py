"""What `zhixing intake` prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rich.table import Table

from zhixing.kernel.facts import Kind
from zhixing.surfaces.cli import say
from zhixing.surfaces.cli.returned import SHOWN, plain_change, tables, tell_changes, tell_unmatched

if TYPE_CHECKING:
    from zhixing.kernel.facts import Unmatched
    from zhixing.kernel.plan import CompiledPlan, Dataset, Register
    from zhixing.kernel.registers import Entry
    from zhixing.operations.intake import Answer, Difference, LandRow, Owed, Shown, Uploaded
    from zhixing.operations.registers import Line

_FIRST = (Kind.CONFLICT, Kind.HERE)
_ANSWERS: dict[Answer, tuple[str, str]] = {
    "confirmed": ("已确认", "confirmed"),
    "not-answered": ("未答复", "not answered"),
    "disputed": ("有异议", "disputed"),
}
_PAPERS = {
    "file": ("报送文件", "file"),
    "refused": ("退回的行", "refused rows"),
    "difference": ("三方比对", "difference"),
    "unmatched": ("对不上的代码", "codes that do not meet"),
}


def _table(*heads: tuple[str, str]) -> Table:
    return Table(*(say.both(*head) for head in heads))


def calendar(plan: CompiledPlan, found: Sequence[Owed]) -> None:
    """Who owes what by when, one line each, then how many are late."""
    table = _table(
        ("表", "form"), ("时期", "period"), ("谁", "who"), ("到期", "due"), ("状态", "state"), ("报送", "submission"),
        ("收到", "received"),
    )  # fmt: skip
    for row in found:
        late = _late(row)
        state = say.both(row.state_zh, row.state_en) + late
        received = f"{row.received_on or ''} {row.receipt}".strip()
        table.add_row(
            row.title, row.period, _who(plan, row.place, row.unit), str(row.due), state, row.entry, received
        )
    say.out.print(table)
    late_ones = sum(row.late for row in found)
    say.out.print(say.both(f"{len(found)} 项，逾期 {late_ones} 项", f"{len(found)} due, {late_ones} late"))


def _late(row: Owed) -> str:
    if not row.late or (not row.entry and row.received_on is None):
        return ""
    return say.both(" 迟报", " received late") if row.received_on else say.both(" 逾期", " overdue")


def _who(plan: CompiledPlan, place: str, unit: str) -> str:
    if unit in plan.organisations:
        named = plan.organisations[unit]
        return say.both(named.title, named.title_en or named.title)
    found = plan.places.get(place)
    return say.both(found.title, found.title_en or found.title) if found else place


def uploaded(done: Uploaded) -> None:
    """What came of a file: counts, reasons, difference, papers."""
    say.out.print(
        say.both(
            f"第 {done.entry.id} 号：可收 {done.rows_accepted} 行，退回 {done.rows_refused} 行；核对、审定以后才装入",
            f"submission {done.entry.id}: {done.rows_accepted} rows acceptable, {done.rows_refused} refused; "
            "they are loaded once approved",
        )
    )
    say.issues(done.issues, say.out, limit=SHOWN)
    say.issues(done.notes, say.out)
    _difference_line(done.difference)
    if done.unmatched is not None:
        tell_unmatched(done.unmatched)
    _papers(done.entry.id, [name for name in done.papers if name in _PAPERS])


def _difference_line(found: Difference) -> None:
    words = found.words(english=say.english())
    say.out.print(say.both(f"差异 {found.digest[:12]}：{words}", f"difference {found.digest[:12]}: {words}"))
    if found.replaced:
        say.out.print(
            say.both(
                f"    收下会替换已知的 {found.replaced} 个数，其中 {found.overwriting} 个此间另有改动",
                f"    accepting it replaces {found.replaced} known figures, {found.overwriting} of them changed here "
                "meanwhile",
            )
        )


def _papers(entry: str, names: Sequence[str]) -> None:
    if names:
        listed = "、".join(f"{name}（{say.both(*_PAPERS[name])}）" for name in names)
        say.out.print(
            say.both(
                f"可取：{listed}；zhixing intake show {entry} --paper …",
                f"papers: {listed}; `zhixing intake show {entry} --paper …`",
            )
        )


def uploaded_plain(done: Uploaded) -> dict[str, Any]:
    """The same for programs."""
    return {
        "entry": done.entry.id,
        "state": done.entry.state,
        "rows_accepted": done.rows_accepted,
        "rows_refused": done.rows_refused,
        "issues": [issue.to_json() for issue in done.issues],
        "notes": [issue.to_json() for issue in done.notes],
        "difference": _summary(done.difference),
        "unmatched": unmatched_plain(done.unmatched) if done.unmatched else None,
        "papers": {name: str(path) for name, path in done.papers.items()},
    }


def _summary(found: Difference) -> dict[str, Any]:
    counts = {kind.value: count for kind, count in found.counts.items()}
    return {
        "digest": found.digest, "counts": counts, "replaced": found.replaced, "overwriting": found.overwriting,
    }  # fmt: skip


def submissions(plan: CompiledPlan, register: Register, found: Sequence[Line]) -> None:
    """Submissions, one a line."""
    table = _table(
        ("编号", "number"), ("表", "form"), ("时期", "period"), ("谁", "who"), ("状态", "state"), ("期限", "due"),
        ("收下", "accepted"), ("退回", "refused"), ("差异", "difference"),
    )  # fmt: skip
    titles = {state.id: say.both(state.title, state.title_en or state.id) for state in register.states}
    for line in found:
        late = line.deadline is not None and line.deadline.overdue
        due = f"{line.deadline.due}{say.both(' 逾期', ' overdue') if late else ''}" if line.deadline else ""
        said = [str(line.values.get(name) or "") for name in ("form", "period")]
        counts = [_number(line.values.get(name)) for name in ("rows_accepted", "rows_refused")]
        who, difference_said = _who(plan, line.place, line.unit), str(line.values.get("difference") or "")
        table.add_row(line.id, *said, who, titles[line.state], due, *counts, difference_said)
    say.out.print(table)


def _number(value: object) -> str:
    return "" if value is None else str(value)


def shown(plan: CompiledPlan, found: Shown) -> None:
    """A submission with its steps."""
    ask, entry = found.ask, found.entry
    titles = {state.id: say.both(state.title, state.title_en or state.id) for state in found.register.states}
    acts = {act.id: say.both(act.title, act.title_en or act.id) for act in found.register.acts}
    who = _who(plan, ask.place, ask.unit)
    say.out.print(f"{entry.id} {ask.title} {ask.period.text} {who} · {titles[entry.state]}")
    if found.deadline is not None:
        say.out.print(say.both(f"    期限 {found.deadline.due}", f"    due {found.deadline.due}"))
    say.out.print(
        say.both(
            f"    收下 {found.rows_accepted} 行，退回 {found.rows_refused} 行；收据 {entry.values.get('receipt') or '—'}",
            f"    {found.rows_accepted} rows accepted, {found.rows_refused} refused; receipt "
            f"{entry.values.get('receipt') or '—'}",
        )
    )
    if found.left_out:
        say.out.print(
            say.both(
                f"    前一份可收而这一份没有的 {found.left_out} 行",
                f"    {found.left_out} rows of the file before are not in this one",
            )
        )
    for step in entry.steps:
        said = f" {step.reason}" if step.reason else ""
        say.out.print(
            f"    #{step.number} {step.day} {acts[step.act]} {step.who}（{step.role}）{said}", markup=False
        )
    _papers(entry.id, list(found.papers))


def shown_plain(found: Shown) -> dict[str, Any]:
    """The same for programs."""
    return {
        "entry": found.entry.id, "state": found.entry.state, "values": dict(found.entry.values), "form": found.ask.form,
        "due": found.deadline.due if found.deadline else None, "difference": found.difference,
        "rows_accepted": found.rows_accepted, "rows_refused": found.rows_refused, "left_out": found.left_out, "papers": dict(found.papers),
        "steps": [vars(step) for step in found.entry.steps],
    }  # fmt: skip


def reviewed(register: Register, entry: Entry) -> None:
    """Where a submission stands after an act."""
    titles = {state.id: say.both(state.title, state.title_en or state.id) for state in register.states}
    receipt = entry.values.get("receipt")
    more = say.both(f"，收据 {receipt}", f", receipt {receipt}") if receipt else ""
    say.out.print(say.both(f"第 {entry.id} 号：", f"submission {entry.id}: ") + titles[entry.state] + more)


def difference(dataset: Dataset, found: Difference) -> None:
    """What accepting a submission would change, what was changed here meanwhile first; a new row stands for its cells."""
    _difference_line(found)
    added = {change.key for change in found.changes if change.kind is Kind.ROW_ADDED}
    told = [c for c in found.changes if c.kind is not Kind.BY_SENDER or c.key not in added]
    if told:
        tell_changes(dataset, sorted(told, key=lambda change: change.kind not in _FIRST))


def difference_plain(dataset: Dataset, found: Difference) -> dict[str, Any]:
    """The same for programs."""
    return {**_summary(found), "changes": [plain_change(dataset, change) for change in found.changes]}


def unmatched(found: Unmatched) -> None:
    """Codes that do not meet."""
    tell_unmatched(found)


def unmatched_plain(found: Unmatched) -> dict[str, Any]:
    """The same for programs."""
    return tables(found)


def land(plan: CompiledPlan, rows: Sequence[LandRow]) -> None:
    """Who has confirmed, and whoever has not, one a line."""
    counts = Counter(row.answer for row in rows)
    said = "，".join(f"{say.both(*words)} {counts[answer]}" for answer, words in _ANSWERS.items())
    silent = sum(row.by_silence for row in rows)
    say.out.print(
        say.both(
            f"{len(rows)} 家：{said}（其中逾期未答 {silent}）",
            f"{len(rows)} firms: {said} ({silent} of them by silence)",
        )
    )
    open_ones = [row for row in rows if row.answer != "confirmed"]
    for row in open_ones[:SHOWN]:
        due = say.both(f"，答复期 {row.due}", f", answer due {row.due}") if row.due else ""
        asked = "" if row.entry else say.both("，没有送过", ", never asked")
        place = _who(plan, row.place, "")
        say.out.print(
            f"    {row.enterprise} {row.name} {place} {say.both(*_ANSWERS[row.answer])}{due}{asked}"
        )
    if len(open_ones) > SHOWN:
        more = len(open_ones) - SHOWN
        say.out.print(say.both(f"    ……另有 {more} 家", f"    ... and {more} more"))
