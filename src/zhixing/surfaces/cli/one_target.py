"""One target in full, for a terminal: goal, path, lights, forecast, parts, follow-ups, published figures beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
from rich.table import Table

from zhixing.foundation.issues import NOWHERE, Refused
from zhixing.surfaces.cli import codes, say
from zhixing.surfaces.cli.lines import KINDS, STYLES, goal_of, percent, plain, reason_of, short, title_of

if TYPE_CHECKING:
    from zhixing.surfaces.reports import Contents, Standing

_NEEDED = {"尚可用": "left to use", "本年尚缺": "still lacking this year", "每年": "a year"}
_MARKS = {"red": "■", "yellow": "▲", "green": "●", "reached": "✓", "none": "○"}


def show_target(contents: Contents, name: str, as_json: bool) -> None:
    """Goal, path, lights, forecast, parts, follow-ups and published figures of one target.

    Raises:
        Refused: `cli.unknown-target`.
    """
    mine = [standing for standing in contents.standings if standing.target.id == name]
    if not mine:
        from difflib import get_close_matches

        near = "、".join(get_close_matches(name, list(contents.plan.targets), n=3, cutoff=0.4)) or "—"
        raise Refused([codes.UNKNOWN_TARGET.at(NOWHERE, name=name, near=near)])
    history = _rows(contents, "lights", name)
    parts, looked = _rows(contents, "cascade", name), _rows(contents, "forecasts", name)
    opened = _rows(contents, "follow-ups", name)
    beside = [one for one in contents.published if any(s.target.id == name for s in one.standings)]
    if as_json:
        say.as_json(
            {
                "standings": [plain(one) for one in mine], "lights": history, "parts": parts, "forecasts": looked,
                "follow_ups": opened, "published": [one.series.model_dump(mode="json") for one in beside],
            }
        )  # fmt: skip
        return
    _head(contents, mine[0])
    for standing in mine:
        where = f"{standing.place}：" if standing.target.places == "each" else ""
        say.out.print(
            f"{standing.lamp.mark} {where}{reason_of(standing)}",
            style=STYLES[standing.lamp.light],
            markup=False,
        )
    _path(mine[0])
    _history(history)
    _forecast(looked)
    _parts(contents, parts)
    _opened(contents, opened)
    for one in beside:
        growth = (
            f"，{say.both('增速', 'growth')} {short(one.series.growth)}%"
            if one.series.growth is not None
            else ""
        )
        value = "—" if one.series.value is None else f"{short(one.series.value)} {one.series.unit.text}"
        say.out.print(
            f"  {say.both('公布数，不计入', 'published, not counted')}：{one.place} {one.series.period.text} {value}{growth}；"
            f"{one.series.scope}；{one.series.source}",
            markup=False,
        )


def _opened(contents: Contents, rows: Iterable[dict[str, Any]]) -> None:
    rules = {rule.id: rule for rule in contents.plan.watching.follow_ups}
    for row in rows:
        still = say.both("仍在", "still holds") if row["holds"] else say.both("已消", "over")
        rule = rules.get(row["rule"])
        title = say.both(row["title"], (rule.title_en if rule else "") or row["title"])
        say.out.print(
            say.both(
                f"  督办 {row['opened_on']} {title}，限 {row['deadline']}（{still}）：{row['why_zh']}",
                f"  follow-up {row['opened_on']} {title}, due {row['deadline']} ({still}): {row['why_en']}",
            ),
            markup=False,
        )


def _head(contents: Contents, standing: Standing) -> None:
    target, row = standing.target, standing.row
    clause = contents.plan.clauses[target.clause]
    say.out.print(f"[bold]{title_of(standing)}[/bold]  [dim]{target.id}[/dim]")
    kind = say.both(*KINDS[target.kind])
    way = say.both(
        f"{percent(row['progress'])}，时间进度 {percent(row['calendar'])}",
        f"{percent(row['progress'])}, calendar {percent(row['calendar'])}",
    )
    rows = (
        (("条款", "clause"), f"{target.clause} {say.both(clause.title, clause.title_en or clause.title)}"),
        (("目标值", "goal"), say.both(
            f"{goal_of(standing)}（{kind}，{target.period.text}）", f"{goal_of(standing)} ({kind}, {target.period.text})"
        )),
        (("现状", "now"), say.both(
            f"{short(row['observed'])}，应达 {short(row['expected'])}", f"{short(row['observed'])}, due {short(row['expected'])}"
        )),
        (("进度", "progress"), way),
        (("需", "needed"), _needed(standing)),
        (("口径", "scope"), target.scope),
        (("来源", "source"), _source(contents, standing)),
        (("牵头", "lead"), standing.leads),
        (("说明", "note"), target.note),
    )  # fmt: skip
    for label, text in rows:
        if text:
            say.out.print(f"  {say.both(*label)}{say.both('：', ': ')}{text}", markup=False)


def _needed(standing: Standing) -> str:
    if not standing.needed_word:
        return "—"
    word = say.both(standing.needed_word, _NEEDED.get(standing.needed_word, ""))
    return f"{word} {short(standing.row['needed'])}{standing.unit}".strip()


def _source(contents: Contents, standing: Standing) -> str:
    """Where the figures come from: the indicator and the dataset."""
    indicator = contents.plan.indicators.get(standing.target.indicator or "")
    if indicator is None:
        return ""
    dataset = contents.plan.datasets[indicator.reported_in or indicator.dataset or ""]
    title = say.both(indicator.title, indicator.title_en or indicator.title)
    return f"{title} [{indicator.id}] ← {say.both(dataset.title, dataset.title_en or dataset.title)} [{dataset.id}]"


def _path(standing: Standing) -> None:
    points = [point for point in standing.path if point.observed is not None or point is standing.path[-1]][
        -8:
    ]
    if points:
        _grid(
            (say.both("期末", "end"), say.both("应达", "due"), say.both("实际", "observed")),
            [(str(p.end), short(p.expected), short(p.observed)) for p in points],
        )


def _history(rows: Iterable[dict[str, Any]]) -> None:
    """The lights of the first place by year, and those set by hand."""
    by_place: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_place.setdefault(row["place"], []).append(row)
    for found in list(by_place.values())[:1]:
        years: dict[int, str] = {}
        for row in found:
            years[row["as_of"].year] = years.get(row["as_of"].year, "") + _MARKS[row["light"]]
        line = "  ".join(f"{year} {marks}" for year, marks in years.items())
        say.out.print(f"  {say.both('历次灯号：', 'lights: ')}{line}", markup=False)
        for row in found:
            if row["overridden_by"]:
                say.out.print(
                    f"  {row['as_of']} {say.both('人工调整', 'set by hand')}{say.both('：', ': ')}{row['overridden_by']}"
                    f"{say.both('，', ', ')}{row['override_why']}"
                    f" ({say.both('系统计算', 'computed')} {_MARKS[row['computed_light']]})",
                    markup=False,
                )


def _forecast(rows: Iterable[dict[str, Any]]) -> None:
    from zhixing.surfaces.reports import EVERY, chance_of

    for row in rows:
        if row["why_not"]:
            say.out.print(
                f"  {say.both('预测：', 'forecast: ')}{say.both(row['why_not_zh'], row['why_not_en'])}",
                markup=False,
            )
            continue
        say.out.print(
            say.both(
                f"  预测（{row['method_zh']}，{row['points']} 期）：{row['deadline']} 约 {row['central']:,.2f}，"
                f"{row['level']:.0f}% 区间 {row['low']:,.2f}—{row['high']:,.2f}，要到 {row['goal']:,.2f}，"
                f"达成概率 {chance_of(row['probability'])}%；今后{EVERY[row['every']]}需 {row['needed_per_period']:,.2f}",
                f"  forecast ({row['method_en']}, {row['points']} points): {row['central']:,.2f} by {row['deadline']}, "
                f"{row['level']:.0f} % band {row['low']:,.2f} to {row['high']:,.2f}, goal {row['goal']:,.2f}, "
                f"chance {chance_of(row['probability'])} %; needed each {row['every']} {row['needed_per_period']:,.2f}",
            ),
            markup=False,
        )


def _parts(contents: Contents, rows: Sequence[dict[str, Any]]) -> None:
    """The parts of prefectures and what no part accounts for, with what each adds to the gap."""
    from zhixing.surfaces.reports import cities_with_rest, lamp_of

    lines = []
    for row in cities_with_rest(contents.plan, rows):
        place, lamp = contents.plan.places.get(row["place"]), lamp_of(row["light"], row["reason"])
        title = (
            say.both(place.title, place.title_en or place.title)
            if place
            else say.both(row["reason_zh"], row["reason_en"])
        )
        gap = "—" if row["share_of_gap"] is None else f"{short(row['share_of_gap'], 1)}%"
        light = f"{lamp.mark} {say.both(lamp.word, lamp.word_en)}" if place else ""
        lines.append(
            (title, short(row["goal"]), short(row["expected"]), short(row["observed"]), short(row["gap"]), gap, light)
        )  # fmt: skip
    if not lines:
        return
    headings = (
        ("分解", "part"), ("目标", "goal"), ("应达", "due"), ("实际", "now"), ("差距", "gap"), ("占差距", "of gap"), ("灯", "light"),
    )  # fmt: skip
    _grid(tuple(say.both(*heading) for heading in headings), lines)


def _grid(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    table = Table(box=None, pad_edge=False, padding=(0, 2))
    for at, heading in enumerate(headings):
        table.add_column(heading, justify="right" if at else "left")
    for row in rows:
        table.add_row(*row)
    say.out.print(table)


def _rows(contents: Contents, result: str, target: str) -> list[dict[str, Any]]:
    if result not in contents.run.results:
        return []
    rows: list[dict[str, Any]] = pq.read_table(
        contents.run.result(result), filters=[("target", "==", target)]
    ).to_pylist()
    return rows
