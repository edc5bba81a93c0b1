"""What `zhixing whatif` prints: the drafts one after the other, then side by side; and the same for programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from rich.table import Table

from zhixing.foundation.issues import Refused
from zhixing.foundation.quantities import as_decimal
from zhixing.kernel.plan import CompiledPlan
from zhixing.kernel.runs import (
    Border,
    Comparison,
    FairRow,
    Firmness,
    net_by_grade,
    payer_and_receiver,
    ratio,
    side_by_side,
)
from zhixing.surfaces.cli import say
from zhixing.surfaces.reports import (
    LAB_COLUMNS,
    LAB_SECTIONS,
    Both,
    lab_key_words,
    lab_outcome_words,
    lab_parties,
    lab_value_words,
)

Robust = tuple[Firmness | Refused, tuple[Comparison, ...]]
_MOST = 12
_CHANGE = (("等次", "grade"), ("现行", "now"), ("草案", "draft"), ("增减", "change"))
_SPOT = (("全部", "all"), ("变等", "moved"), ("升", "up"), ("降", "down"))


def show(plan: CompiledPlan, found: Mapping[str, Comparison], firm: Mapping[str, Robust]) -> None:
    """Print every draft, and several side by side."""
    for name, one in found.items():
        _print(plan, name, one)
        if name in firm:
            _print_firm(one, *firm[name])
    if len(found) > 1:
        _print_beside(plan, found)


def _words(*pairs: Both) -> tuple[str, ...]:
    return tuple(say.both(*pair) for pair in pairs)


def _print(plan: CompiledPlan, name: str, one: Comparison) -> None:
    say.out.print(f"[bold]{one.title}（{one.scheme}）{one.year}：{name}[/bold]")
    every, moved, turns = one.rows.num_rows, one.movers.num_rows, one.turns
    up, down, other = (turns.get(turn, 0) for turn in ("better", "worse", "other"))
    say.out.print(
        say.both(
            f"{every} 家，{moved} 家变等：升 {up}，降 {down}，进出评价 {other}",
            f"{every} enterprises, {moved} change: {up} up, {down} down, {other} in or out",
        )
    )
    _outcomes(plan, one)
    _money(one)
    for column, word in LAB_COLUMNS.items():
        called = lab_value_words(plan, one, column)
        spots = [spot for spot in one.by(column) if spot.moved][:_MOST]
        lines = [
            (say.both(*called.get(s.key, (s.key, s.key))), *map(str, (s.all, s.moved, s.better, s.worse)))
            for s in spots
        ]
        if lines:
            _grid(_words(word, *_SPOT), lines)
    _fairness(plan, one)
    _borders(one)


def _outcomes(plan: CompiledPlan, one: Comparison) -> None:
    before, after, called = one.counts("before"), one.counts("after"), lab_outcome_words(plan, one)
    lines = [
        (
            say.both(*called[outcome]),
            str(before.get(outcome, 0)),
            str(after.get(outcome, 0)),
            f"{after.get(outcome, 0) - before.get(outcome, 0):+d}",
        )
        for outcome in dict.fromkeys([*before, *after])
    ]
    _grid(_words(*_CHANGE), lines)
    steps = sorted(one.steps.items(), key=lambda step: -step[1])[:_MOST]
    if steps:
        moves = (f"{say.both(*called[a])}→{say.both(*called[b])} {count}" for (a, b), count in steps)
        say.out.print("  " + "  ".join(moves))


def _money(one: Comparison) -> None:
    """What changes, then what enterprises are left with; measures that stay as they are, are counted only."""
    lines, same = [], 0
    for m in one.money:
        if m.before == m.after and m.entities_before == m.entities_after:
            same += 1
            continue
        payer, receiver = lab_parties(m.kind)
        title = f"{m.title} {m.year}（{m.unit}；{say.both(*payer)}→{say.both(*receiver)}）"
        lines.append((title, m.grade, f"{m.before:,.2f}", f"{m.after:,.2f}", f"{m.after - m.before:+,.2f}"))
    net = say.both("企业净得", "net to enterprises")
    for n in net_by_grade(one.money):
        title = f"{net}（{n.unit}）"
        grade = n.grade or say.both("合计", "all")
        lines.append((title, grade, f"{n.before:,.2f}", f"{n.after:,.2f}", f"{n.after - n.before:+,.2f}"))
    if lines:
        _grid(_words(("措施", "measure"), *_CHANGE), lines)
    if same:
        say.out.print(
            say.both(f"  另有 {same} 行措施金额不变", f"  {same} more lines of measures stay as they are")
        )


def _fairness(plan: CompiledPlan, one: Comparison) -> None:
    """A table for each way to part the population, with the whole on top."""
    whole, *parts = one.fairness
    best, worst = one.grades[0], one.grades[-1]
    figures = _words(
        ("家", "count"), (f"{best} 占%", f"{best} %"), (f"{best} 比全体", f"{best} to all"), (f"{worst} 占%", f"{worst} %"),
        (f"{worst} 比全体", f"{worst} to all"), ("升%", "up %"), ("降%", "down %"),
    )  # fmt: skip
    zh = "各类企业（现行→草案；只作描述，不说明原因）"
    say.out.print(say.both(zh, "parts of the population (now→draft; a description, not a cause)"))
    _grid((say.both("全体", "all"), *figures), [("", str(whole.all), *_fair_cells(whole, whole))])
    for split in one.splits:
        called = lab_value_words(plan, one, split.column)
        lines = [
            (
                say.both(*called.get(part.value, (part.value, part.value))),
                str(part.all),
                *_fair_cells(part, whole),
            )
            for part in parts
            if part.split == split.column
        ]
        _grid((say.both(split.title, split.title_en), *figures), lines)
    if one.left_out:
        lacking = "、".join(say.both(*pair) for pair in one.left_out)
        say.out.print(say.both(f"数据里没有，未列：{lacking}", f"not in the facts, left out: {lacking}"))


def _fair_cells(part: FairRow, whole: FairRow) -> Iterable[str]:
    for grade in ("best", "worst"):
        yield f"{_percent(part.share(grade, 0))}→{_percent(part.share(grade, 1))}"
        yield f"{_number(ratio(part, whole, grade, 0), 2)}→{_number(ratio(part, whole, grade, 1), 2)}"
    for moved in (part.better, part.worse_off):
        yield _percent(Fraction(moved, part.all) if part.all else None)


def _percent(value: Fraction | None) -> str:
    return _number(None if value is None else value * 100, 1)


def _number(value: Fraction | None, places: int) -> str:
    return "—" if value is None else f"{as_decimal(value, places):.{places}f}"


def _borders(one: Comparison) -> None:
    before = {border.grade: border for border in one.bunching("before")}
    lines = [(b.grade, *_band_cells(before.get(b.grade), b)) for b in one.bunching("after")]
    if not lines:
        return
    say.out.print(
        say.both(
            "等次切线上下 2% 之内的家数，括号里是比按邻近两带推算的多几家（多，只说明值得一看）",
            "within 2 % of the borders; in brackets how many more than the next two bands suggest (more is only worth a look)",
        )
    )
    headings = (
        ("切线", "border"),
        ("现行线下", "below now"),
        ("现行线上", "above now"),
        ("草案线下", "below draft"),
        ("草案线上", "above draft"),
    )
    _grid(_words(*headings), lines)


def _band_cells(before: Border | None, after: Border) -> Iterable[str]:
    for border in (before, after):
        if border is None:
            yield from ("—", "—")
            continue
        yield f"{border.below} ({as_decimal(border.excess_below, 1):+})"
        yield f"{border.above} ({as_decimal(border.excess_above, 1):+})"


def _print_firm(one: Comparison, firm: Firmness | Refused, years: Sequence[Comparison]) -> None:
    if isinstance(firm, Refused):
        say.out.print(say.both("权重抽签不能做：", "weights cannot be drawn: ") + str(firm))
    else:
        spread = f"±{as_decimal(firm.spread * 100):f}%"
        say.out.print(
            say.both(
                f"稳不稳：权重各在 {spread} 内抽 {firm.draws} 次（种子 {firm.seed}），变等的 {firm.judged} 家里，"
                f"九成以上的抽签保住新等次的 {firm.firm} 家，五成到九成的 {firm.even} 家，不到五成的 {firm.loose} 家",
                f"firmness: with weights drawn {firm.draws} times within {spread} (seed {firm.seed}), of {firm.judged} movers "
                f"{firm.firm} keep the new grade in nine tenths of the draws, {firm.even} in half to nine tenths, "
                f"{firm.loose} in less than half",
            )
        )
    lines = [
        (str(at.year), str(at.rows.num_rows), str(at.movers.num_rows), _percent(Fraction(at.movers.num_rows, at.rows.num_rows)),
         str(at.turns.get("better", 0)), str(at.turns.get("worse", 0)))
        for at in years
        if at.rows.num_rows
    ]  # fmt: skip
    _grid(
        _words(
            ("年度", "year"), ("家", "count"), ("变等", "moved"), ("占%", "%"), ("升", "up"), ("降", "down")
        ),
        lines,
    )


def _print_beside(plan: CompiledPlan, found: Mapping[str, Comparison]) -> None:
    say.out.print(f"[bold]{say.both('并排', 'side by side')}[/bold]")
    first = next(iter(found.values()))
    rows = side_by_side(found)
    for section, title in LAB_SECTIONS.items():
        lines = [
            (say.both(*lab_key_words(plan, _knowing(found, row.key, first), section, row.key)),
             *(_cell(value) for value in (row.plan, *row.drafts)))
            for row in rows
            if row.section == section
        ]  # fmt: skip
        if lines:
            _grid((say.both(*title), say.both("现行", "now"), *found), lines)


def _knowing(found: Mapping[str, Comparison], key: tuple[str, ...], first: Comparison) -> Comparison:
    """A comparison that has the measure a key names."""
    return next((one for one in found.values() if any(line.measure == key[0] for line in one.money)), first)


def _cell(value: Any) -> str:
    if value is None:
        return "—"
    return str(value) if isinstance(value, int) else f"{as_decimal(Fraction(value), 2):,.2f}"


def _grid(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = Table(box=None, pad_edge=False, padding=(0, 1))
    for at, heading in enumerate(headings):
        table.add_column(heading, justify="right" if at else "left", overflow="fold", no_wrap=bool(at))
    for row in rows:
        table.add_row(*row)
    say.out.print(table)


# --- for programs --------------------------------------------------------------------------------------------------------


def plain(plan: CompiledPlan, found: Mapping[str, Comparison], firm: Mapping[str, Robust]) -> dict[str, Any]:
    """Every draft by its name; several also under `side_by_side`. Shares and ratios are decimals of six places as text."""
    everything: dict[str, Any] = {name: _plain(plan, one) for name, one in found.items()}
    for name, (firmness, years) in firm.items():
        everything[name]["robustness"] = _plain_firm(firmness, years)
    if len(found) > 1:
        everything["side_by_side"] = [
            {
                "section": row.section, "of": list(row.key), "plan": _text(row.plan),
                "drafts": dict(zip(found, map(_text, row.drafts), strict=True)),
            }
            for row in side_by_side(found)
        ]  # fmt: skip
    return everything


def _text(value: Any) -> Any:
    if value is None or isinstance(value, int):
        return value
    return str(as_decimal(value, 6)) if isinstance(value, Fraction) else str(value)


def _plain(plan: CompiledPlan, one: Comparison) -> dict[str, Any]:
    return {
        "scheme": one.scheme, "year": one.year, "enterprises": one.rows.num_rows, "moved": one.movers.num_rows,
        "turns": dict(one.turns), "before": one.counts("before"), "after": one.counts("after"),
        "steps": [{"before": a, "after": b, "enterprises": n} for (a, b), n in one.steps.items()],
        "by": {column: [_plain_spot(plan, one, column, spot) for spot in one.by(column)] for column in LAB_COLUMNS},
        "money": [{**vars(m), "before": str(m.before), "after": str(m.after), **_plain_parties(m.kind)} for m in one.money],
        "net": [{**vars(n), "before": str(n.before), "after": str(n.after)} for n in net_by_grade(one.money)],
        "bunching": {which: [_plain_border(border) for border in one.bunching(which)] for which in ("before", "after")},
        "fairness": [_plain_fair(part, one.fairness[0]) for part in one.fairness],
        "left_out": [en for _, en in one.left_out],
        "movers": one.movers.to_pylist(),
    }  # fmt: skip


def _plain_spot(plan: CompiledPlan, one: Comparison, column: str, spot: Any) -> dict[str, Any]:
    title = lab_value_words(plan, one, column).get(spot.key, (spot.key, spot.key))
    return {**vars(spot), "title": say.both(*title)}


def _plain_parties(kind: str) -> dict[str, str | None]:
    found = payer_and_receiver(kind)
    return {"payer": found[0] if found else None, "receiver": found[1] if found else None}


def _plain_border(border: Border) -> dict[str, Any]:
    excess = {"excess_above": _text(border.excess_above), "excess_below": _text(border.excess_below)}
    return {
        **vars(border),
        "bands": list(border.bands),
        "middle": str(border.middle),
        "above": border.above,
        "below": border.below,
        **excess,
    }


def _plain_fair(part: FairRow, whole: FairRow) -> dict[str, Any]:
    ratios = {
        f"{grade}_to_all": [_text(ratio(part, whole, grade, which)) for which in (0, 1)]
        for grade in ("best", "worst")
    }
    return {**vars(part), **ratios}


def _plain_firm(firm: Firmness | Refused, years: Sequence[Comparison]) -> dict[str, Any]:
    drawn = {"refused": [issue.to_json() for issue in firm.issues]} if isinstance(firm, Refused) else {
        **vars(firm), "spread": str(as_decimal(firm.spread)), "judged": firm.judged,
    }  # fmt: skip
    by_year = [
        {
            "year": at.year,
            "enterprises": at.rows.num_rows,
            "moved": at.movers.num_rows,
            "turns": dict(at.turns),
        }
        for at in years
    ]
    return {"draws": drawn, "years": by_year}
