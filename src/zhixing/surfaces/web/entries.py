"""Pages of registers: which there are, one as a list, one entry with what can be done, an act."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from zhixing.foundation.issues import Issue, Refused
from zhixing.kernel.plan import Act, Column, EntryState, Register
from zhixing.kernel.registers import Entry, Evidence, act_of, deadline_of, possible, state_of, writable
from zhixing.operations import registers
from zhixing.operations.accounts import ROLES, register_action
from zhixing.operations.registers import Line, Order
from zhixing.surfaces.web.asking import Asked, absent, page
from zhixing.surfaces.web.templatetags.zhixing import english, title

_SHOWN = 5
_PAGE = 50


@page
def register_list(asked: Asked) -> HttpResponse:
    """All registers of the plan, with how many entries the person may see."""
    office = asked.office
    rows = []
    for register in sorted(
        office.plan.registers.values(), key=lambda r: [int(n) for n in r.clause.split(".")]
    ):
        lines = list(registers.lines(office, asked.person, register))
        late = sum(1 for line in lines if line.deadline and line.deadline.overdue)
        counts = [office.plan.indicators[tally.indicator] for tally in register.counts]
        rows.append({"register": register, "entries": len(lines), "overdue": late, "counts": counts})
    return asked.page("registers.html", rows=rows)


@page
def one_register(asked: Asked, register: str) -> HttpResponse:
    """One register as a list: by state, as of a day, with the words looked for."""
    of = registers.register_of(asked.office, register)
    wanted, looked = asked.request.GET.get("state", ""), asked.request.GET.get("q", "").strip()
    as_of = _day(asked.request.GET.get("as_of", ""))
    lines = list(registers.lines(asked.office, asked.person, of, as_of_day=as_of))
    tabs = [{"id": "", "title": "全部" if not english() else "all", "count": len(lines), "here": not wanted}]
    tabs += [
        {"id": s.id, "title": title(s), "count": sum(x.state == s.id for x in lines), "here": wanted == s.id}
        for s in of.states
    ]
    chosen = [x for x in lines if wanted in ("", x.state) and _holds(x, looked)]
    pages = max(1, -(-len(chosen) // _PAGE))
    at = min(max(1, _number(asked.request.GET.get("page", "1"))), pages)
    columns = [c for c in of.fields if c.id != of.place][:_SHOWN]
    shown = [_shown(of, columns, line) for line in chosen[(at - 1) * _PAGE : at * _PAGE]]
    opening = [a for a in possible(of, None) if _role_may(asked, of, a)]
    return asked.page(
        "register.html", register=of, tabs=tabs, lines=shown, columns=columns, total=len(chosen), page=at, pages=pages,
        before=at - 1, after=at + 1, state=wanted, q=looked, as_of=as_of.isoformat() if as_of else "", opening=opening,
    )  # fmt: skip


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 1


def _holds(line: Line, looked: str) -> bool:
    return not looked or looked in line.id or any(looked in str(value) for value in line.values.values())


def _shown(register: Register, columns: Sequence[Column], line: Line) -> dict[str, object]:
    state = state_of(register, line.state)
    cells = [
        {"text": _text(c, line.values.get(c.id)), "number": c.type in ("amount", "count")} for c in columns
    ]
    return {
        "id": line.id,
        "state": title(state),
        "final": state.final,
        "deadline": line.deadline,
        "cells": cells,
    }


def _text(column: Column, value: object) -> str:
    if value is None:
        return "—"
    if isinstance(value, bool):
        return ("yes" if value else "no") if english() else ("是" if value else "否")
    if column.type == "choice":
        return column.choices.get(str(value), str(value))
    if column.type in ("amount", "count"):
        whole, _, rest = str(value).partition(".")
        rest = rest.rstrip("0")
        return f"{int(whole):,}".replace(",", " ") + (f".{rest}" if rest else "")
    return str(value)


def _role_may(asked: Asked, register: Register, act: Act) -> bool:
    """Whether the person has a role that may open an entry somewhere; where, the act itself says."""
    action = register_action(register.id, act.id)
    held = {grant.role for grant in asked.person.holds(asked.office.today())}
    return any(rule.action == action and rule.role in held for rule in asked.office.rules)


@page
def book(asked: Asked, register: str) -> HttpResponse:
    """The list as a workbook."""
    of = registers.register_of(asked.office, register)
    day = _day(asked.request.GET.get("as_of", ""))
    note = "（演练，合成数据）" if asked.office.workspace.rehearsal else ""
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        registers.export_book(asked.office, asked.person, register, Path(file.name), as_of_day=day, note=note)
        content = Path(file.name).read_bytes()
    answer = HttpResponse(
        content, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="{of.id}.xlsx"'
    return answer


@page
def one_entry(asked: Asked, register: str, entry: str) -> HttpResponse:
    """An entry: its content, what happened, what the person can do."""
    of = registers.register_of(asked.office, register)
    return _entry_page(asked, of, registers.seen(asked.office, asked.person, of, entry))


def _entry_page(
    asked: Asked,
    register: Register,
    entry: Entry,
    tried: str = "",
    issues: Sequence[Issue] = (),
    status: int = 200,
) -> HttpResponse:
    forms, barred = [], []
    about = registers.subject_about(register, entry)
    for act in possible(register, entry):
        verdict = asked.office.may(asked.person, register_action(register.id, act.id), about)
        if verdict.allowed:
            forms.append(_form(asked, register, act, entry, open_=act.id == tried))
        else:
            barred.append({"act": act, "why": verdict.why_en if english() else verdict.why_zh})
    return asked.page(
        "entry.html", status, register=register, entry=entry, state=state_of(register, entry.state),
        deadline=deadline_of(register, entry, asked.office.today()), content=list(_content(register, entry.values)),
        steps=list(_steps(register, entry)), forms=forms, barred=barred, issues=issues,
    )  # fmt: skip


def _content(register: Register, values: Mapping[str, object]) -> Iterator[dict[str, object]]:
    for column in register.fields:
        if values.get(column.id) is not None:
            unit = column.unit.text if column.unit else ""
            yield {"column": column, "text": _text(column, values[column.id]), "unit": unit}


def _steps(register: Register, entry: Entry) -> Iterator[dict[str, object]]:
    """The latest first."""
    names = {act.id: title(act) for act in register.acts}
    for step in reversed(entry.steps):
        role = ROLES.get(step.role)  # type: ignore[call-overload]
        yield {
            "number": step.number, "act": names.get(step.act, step.act), "day": step.day, "who": step.who,
            "role": (role.en if english() else role.zh) if role else "", "reason": step.reason, "evidence": step.evidence,
            "values": list(_content(register, step.values)) if len(entry.steps) > 1 else [],
        }  # fmt: skip


def _typed(value: object) -> str:
    """A stored value as a person would type it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)


def _choices(column: Column) -> Mapping[str, str]:
    if column.type == "flag":
        return {"是": "yes", "否": "no"} if english() else {"是": "是", "否": "否"}
    return column.choices if column.type == "choice" else {}


@dataclass(frozen=True)
class Form:
    """An act as a form: the fields it may write, what they hold now, what must be attached."""

    act: Act
    action: str
    seen: int
    fields: tuple[Mapping[str, object], ...]
    open: bool
    reason: str = ""


def _form(asked: Asked, register: Register, act: Act, entry: Entry | None, *, open_: bool) -> Form:
    columns = {column.id: column for column in register.fields}
    given = {n.removeprefix("f-"): v for n, v in asked.request.POST.items()} if open_ else {}
    now = entry.values if entry else {}
    fields = tuple(
        {
            "column": columns[name], "value": given.get(name, _typed(now.get(name))),
            "needed": name in act.needs or columns[name].required, "note": columns[name].note,
            "choices": _choices(columns[name]),
        }
        for name in writable(register, act)
    )  # fmt: skip
    if entry is None:
        action = reverse("open-entry", kwargs={"register": register.id, "act": act.id})
    else:
        action = reverse("act", kwargs={"register": register.id, "entry": entry.id, "act": act.id})
    seen = entry.steps[-1].number if entry else 0
    return Form(act, action, seen, fields, open_, asked.request.POST.get("reason", "") if open_ else "")


@page
def open_entry(asked: Asked, register: str, act: str) -> HttpResponse:
    """The form of an act that opens an entry; on sending, the entry."""
    of = registers.register_of(asked.office, register)
    wanted = act_of(of, act)
    if asked.request.method != "POST":
        return asked.page("open.html", register=of, form=_form(asked, of, wanted, None, open_=False))
    try:
        done = _do(asked, of, wanted, None)
    except Refused as refused:
        form = _form(asked, of, wanted, None, open_=True)
        return asked.page("open.html", 409, register=of, form=form, issues=refused.issues)
    return _told(asked, of, wanted, done)


@page
def do_act(asked: Asked, register: str, entry: str, act: str) -> HttpResponse:
    """Do an act; what is refused is said on the page of the entry, with what was typed."""
    of = registers.register_of(asked.office, register)
    known = registers.seen(asked.office, asked.person, of, entry)
    if asked.request.method != "POST":
        return redirect("entry", register=of.id, entry=entry)
    wanted = act_of(of, act)
    try:
        done = _do(asked, of, wanted, entry)
    except Refused as refused:
        return _entry_page(asked, of, known, wanted.id, refused.issues, 409)
    return _told(asked, of, wanted, done)


def _do(asked: Asked, register: Register, act: Act, entry: str | None) -> Entry:
    post, office = asked.request.POST, asked.office
    may = writable(register, act)
    known = registers.entry_of(register, entry).values if entry else {}
    given = {
        name: post.get(f"f-{name}", "")
        for name in may
        if f"f-{name}" in post and post.get(f"f-{name}", "") != _typed(known.get(name))
    }
    seen = post.get("seen", "")
    order = Order(
        register.id, act.id, entry, given, list(_evidence(asked, act)), post.get("reason", ""),
        seen=int(seen) if entry and seen.isdigit() else None,
    )  # fmt: skip
    return registers.act(office, asked.person, order)


def _evidence(asked: Asked, act: Act) -> Iterator[Evidence]:
    for at, piece in enumerate(act.evidence):
        sent = asked.request.FILES.get(f"e-{at}")
        if sent is None:
            continue
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / Path(str(sent.name)).name
            with file.open("wb") as kept:
                for part in sent.chunks():
                    kept.write(part)
            yield registers.keep(asked.office.workspace, file, piece)


def _told(asked: Asked, register: Register, act: Act, done: Entry) -> HttpResponse:
    state: EntryState = state_of(register, done.state)
    words = f"{title(act)}：{title(register)} {done.id} → {title(state)}"
    messages.success(asked.request, words)
    return redirect("entry", register=register.id, entry=done.id)


@page
def evidence(asked: Asked, register: str, entry: str, sha256: str) -> HttpResponseBase:
    """A piece of evidence of an entry that the person may see."""
    of = registers.register_of(asked.office, register)
    known = registers.seen(asked.office, asked.person, of, entry)
    found: Any = next((e for step in known.steps for e in step.evidence if e.sha256 == sha256), None)
    if found is None:
        return absent(asked)
    path = registers.path_of(asked.office.workspace, found.sha256)
    return FileResponse(path.open("rb"), as_attachment=True, filename=found.name)
