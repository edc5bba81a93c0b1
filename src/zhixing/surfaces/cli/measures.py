"""`zhixing measures`: what is in force, what it comes to, whom it reaches and why, the quarter's ledger, the utility's file."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from zhixing.foundation.issues import NOWHERE, Refused
from zhixing.foundation.periods import Period
from zhixing.kernel.measures import in_force
from zhixing.kernel.plan import CompiledPlan, Measure, require_plan, rests_on_placeholder
from zhixing.kernel.runs import Run, find_run, granted_to, ledger_of
from zhixing.operations.workspace import Workspace, open_workspace
from zhixing.surfaces.cli import codes, say
from zhixing.surfaces.reports import (
    MEASURE_KINDS,
    balance_of,
    claim_words,
    figure,
    granted_text,
    halted_of,
    money_of,
    published_beside,
    shares_of,
    synthetic_note,
    write_billing,
    write_ledger,
)

app = typer.Typer(
    help="措施：金额、台账、依据 / measures: amounts, ledgers, legal basis", no_args_is_help=True
)

Place = Annotated[Path, typer.Option("--workspace", "-w", help="工作区文件夹 / the workspace folder")]
RunName = Annotated[
    str,
    typer.Option("--run", "-r", help="运行编号、其开头，或 latest / a run's id, its beginning, or latest"),
]
Year = Annotated[int, typer.Option("--year", "-y", help="数据年度 / data year")]
Quarter = Annotated[int, typer.Option("--quarter", "-q", help="季度，1 到 4 / quarter, 1 to 4")]
_PLACES = 4
_ENTITIES = {
    "enterprise": ("企业", "enterprises"),
    "project": ("项目", "projects"),
    "place": ("市县", "cities and counties"),
}


class By(StrEnum):
    """What money is added up by."""

    MEASURE = "measure"
    COUNTY = "county"
    INDUSTRY = "industry"
    SIZE = "size"
    GRADE = "grade"


_COLUMN = {By.COUNTY: "county", By.INDUSTRY: "plan_industry", By.SIZE: "size", By.GRADE: "grade"}


@app.command(name="list")
def listed(
    on: Annotated[
        str | None, typer.Option("--on", help="只看这一天有效的 / only those in force on this day")
    ] = None,
    json: Annotated[bool, typer.Option("--json")] = False,
    workspace: Place = Path(),
) -> None:
    """方案里的措施、依据和起止日期。 The plan's measures with their basis and dates."""
    plan = open_workspace(workspace).plan()
    day = say.day(on)
    found = [
        one for one in plan.measures.values() if day is None or in_force(one, Period(day, day, str(day)))
    ]
    if json:
        say.as_json([_plain(plan, one) for one in found])
        return
    for one in found:
        placeholder = rests_on_placeholder(plan, ("measures", one.id))
        stated = ("，标准暂定", ", placeholder rates") if placeholder else ("，标准有出处", ", stated rates")
        kind = say.both(MEASURE_KINDS[one.kind], one.kind) + (say.both(*stated) if one.unit else "")
        unit = plan.organisations[one.lead_unit].title if one.lead_unit else ""
        say.out.print(f"[bold]{one.id}[/bold]  {say.both(one.title, one.title_en or one.title)}（{kind}）")
        days = f"{one.basis.valid_from}..{one.basis.valid_to or ''}"
        say.out.print(f"    {one.basis.document} {one.basis.article}  {days}  {unit}", markup=False)


@app.command()
def money(
    by: Annotated[By, typer.Option(help="按什么合计 / added up by")] = By.MEASURE,
    year: Annotated[
        list[int] | None,
        typer.Option("--year", "-y", help="数据年度，可多个；默认全部 / data years; all by default"),
    ] = None,
    run: RunName = "latest",
    json: Annotated[bool, typer.Option("--json")] = False,
    workspace: Place = Path(),
) -> None:
    """封存的运行里，措施合计多少钱、谁得谁付。 What the measures of a sealed run come to, who gets and who pays."""
    place = open_workspace(workspace)
    chosen = find_run(place.runs, run)
    plan = require_plan(chosen.folder / "plan")
    years = [one for one in chosen.years if not year or one in year]
    if json:
        say.as_json(
            {"synthetic": synthetic_note(chosen, place.lake), **_money_plain(chosen, plan, years, by)}
        )
        return
    _say_synthetic(place, chosen)
    if by is By.MEASURE:
        _by_measure(chosen, plan, years)
    else:
        _by_key(chosen, plan, years, by)
    _balance(chosen, plan, years)


@app.command()
def of(
    entity: Annotated[
        str,
        typer.Argument(
            help="统一社会信用代码、区划代码或项目代码 / the code of an enterprise, place or project"
        ),
    ],
    year: Annotated[int | None, typer.Option("--year", "-y", help="数据年度 / data year")] = None,
    run: RunName = "latest",
    json: Annotated[bool, typer.Option("--json")] = False,
    workspace: Place = Path(),
) -> None:
    """某家企业（或地区、项目）有哪些措施、多少、为什么。 What measures propose for one entity, and why."""
    place = open_workspace(workspace)
    chosen = find_run(place.runs, run)
    found = granted_to(chosen, place.lake, entity, year=year)
    if not found:
        raise Refused([codes.NO_MEASURE_OF.at(NOWHERE, entity=entity, run=chosen.id)])
    if json:
        say.as_json([one.to_json() for one in found])
        return
    _say_synthetic(place, chosen)
    say.out.print(granted_text(found), markup=False)


@app.command()
def ledger(
    year: Year,
    quarter: Quarter,
    unit: Annotated[
        str | None,
        typer.Option("--unit", help="执行单位的编号；默认全部 / who executes; all by default"),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="写到哪个 .xlsx / the .xlsx to write")] = None,
    known_on: Annotated[
        str | None, typer.Option("--as-known-on", help="只用该日已知的抄表数 / readings known on that day")
    ] = None,
    run: RunName = "latest",
    workspace: Place = Path(),
) -> None:
    """写出一个季度的措施台账。 Write the ledger of a quarter."""
    place = open_workspace(workspace)
    chosen = find_run(place.runs, run)
    plan = require_plan(chosen.folder / "plan")
    if unit is not None and unit not in plan.organisations:
        known = "、".join(dict.fromkeys(one.lead_unit for one in plan.measures.values() if one.lead_unit))
        raise Refused([codes.UNKNOWN_UNIT.at(NOWHERE, unit=unit, known=known)])
    mine = [one for one in plan.measures.values() if unit is None or one.lead_unit == unit]
    there = [one for one in mine if f"measure-{one.id}-{year}" in chosen.results]
    metered = [one for one in there if one.quarterly]
    if not metered:
        raise Refused([codes.NO_LEDGER.at(NOWHERE, unit=unit or "—", year=year, run=chosen.id)])
    ledgers = [ledger_of(chosen, place.lake, one.id, year, quarter, say.day(known_on)) for one in metered]
    yearly = [one.id for one in there if not one.quarterly] if unit else []
    path = out or place.reports / f"ledger-{year}Q{quarter}{f'-{unit}' if unit else ''}.xlsx"
    say.out.print(str(write_ledger(chosen, place.lake, ledgers, yearly, path)))
    for one in ledgers:
        read = one.rows.filter(one.rows["account"].is_valid())
        amount = sum((Fraction(row) for row in read["amount"].to_pylist()), Fraction(0))
        words = one.measure.unit.text if one.measure.unit else ""
        count, without, total = read.num_rows, one.rows.num_rows - read.num_rows, figure(amount, 2)
        zh = f"{one.measure.title} {one.quarter}：{count} 户，{total} {words}；未抄表 {without} 家"
        en = f"{one.measure.title_en} {one.quarter}: {count} accounts, {total} {words}; {without} without a reading"
        say.out.print(say.both(zh, en))


@app.command()
def billing(
    measure: Annotated[str, typer.Argument(help="措施编号 / the measure's id")],
    year: Year,
    quarter: Quarter,
    out: Annotated[Path | None, typer.Option(help="写到哪个 .csv / the .csv to write")] = None,
    known_on: Annotated[
        str | None, typer.Option("--as-known-on", help="只用该日已知的抄表数 / readings known on that day")
    ] = None,
    run: RunName = "latest",
    workspace: Place = Path(),
) -> None:
    """给供电、供水单位的文件：户号、用量、加收多少。 The utility's file: account, reading, what is added."""
    place = open_workspace(workspace)
    chosen = find_run(place.runs, run)
    found = ledger_of(chosen, place.lake, measure, year, quarter, say.day(known_on))
    path = out or place.reports / f"billing-{measure}-{year}Q{quarter}.csv"
    done = write_billing(found, path, synthetic_note(chosen, place.lake))
    say.out.print(str(done.path))
    zh = f"{done.accounts} 户，合计 {done.amount:f} {done.unit}，sha256 {done.sha256}"
    say.out.print(
        say.both(zh, f"{done.accounts} accounts, {done.amount:f} {done.unit} in all, sha256 {done.sha256}")
    )


# --- tables ---------------------------------------------------------------------------------------------------------


def _by_measure(run: Run, plan: CompiledPlan, years: Sequence[int]) -> None:
    rows = [
        (
            one.measure.title, str(one.year), one.grade or "—", figure(one.entities), figure(one.amount, _PLACES),
            one.unit, say.both("暂定", "placeholder") if one.illustrative else "",
        )
        for one in money_of(run, plan)
        if one.year in years
    ]  # fmt: skip
    headings = (
        ("措施", "measure"), ("年度", "year"), ("等级", "grade"), ("对象", "entities"), ("数额", "amount"), ("单位", "unit"),
        ("标准", "rates"),
    )  # fmt: skip
    _grid(headings, rows, right=(3, 4))
    halted = [one for one in halted_of(run, plan) if one.year in years]
    for one in halted:
        say.out.print(
            f"  {one.measure.title} {one.year}：{claim_words(one.outcome, english=say.english())} {figure(one.entities)}"
        )


def _by_key(run: Run, plan: CompiledPlan, years: Sequence[int], by: By) -> None:
    titles = {place.id: place.title for place in plan.places.values()} | {
        one.id: one.title for one in plan.industries.values()
    }
    rows = [
        (
            titles.get(one.key, one.key) or say.both("其他", "others"), figure(one.granted, _PLACES), figure(one.charged, _PLACES),
            figure(one.net, _PLACES), f"{figure(one.ratio, 1)} : 1" if one.ratio is not None else "—",
        )
        for one in shares_of(run, plan, _COLUMN[by], years)
    ]  # fmt: skip
    heading = {
        By.COUNTY: ("地区", "place"),
        By.INDUSTRY: ("产业", "industry"),
        By.SIZE: ("规模", "size"),
        By.GRADE: ("等级", "grade"),
    }[by]
    headings = (
        heading,
        ("减免奖励（亿元）", "granted"),
        ("加收（亿元）", "charged"),
        ("净额", "net"),
        ("之比", "ratio"),
    )
    _grid(headings, rows, right=(1, 2, 3, 4))


def _balance(run: Run, plan: CompiledPlan, years: Sequence[int]) -> None:
    for entity, words in _ENTITIES.items():
        whole = balance_of(run, plan, years, entity=entity)
        stated = balance_of(run, plan, years, entity=entity, stated=True)
        if not whole.entities:
            continue
        ratio = f"，之比 {figure(whole.ratio, 1)} : 1" if whole.ratio is not None else ""
        granted, charged = _sum_words(whole.granted), _sum_words(whole.charged)
        own = f"{_sum_words(stated.granted)} / {_sum_words(stated.charged)}"
        zh = f"{words[0]}：得 {granted}，付 {charged}{ratio}；其中标准有出处的 {own}，其余按暂定标准试算"
        en = f"{words[1]}: {granted} granted, {charged} charged{ratio}; at stated rates {own}, the rest at placeholders"
        say.out.print(say.both(zh, en))
    series = [one for found in published_beside(plan).values() for one in found]
    for one in series:
        title = plan.indicators[one.indicator].title
        say.out.print(
            f"  {say.both('公布', 'published')}：{title} {figure(one.value, 2)} {one.unit.text}（{one.scope}；{one.source}）"
        )
    values = [one.value for one in series if one.value is not None]
    if len(values) == len(series) == 2 and values[1]:
        published = figure(values[0] / values[1], 1)
        zh = f"  公布数之比 {published} : 1，口径和年份不同，只并列"
        say.out.print(
            say.both(zh, f"  ratio of the published {published} : 1; of another scope and other years")
        )


def _sum_words(amount: Fraction) -> str:
    """A sum given in 亿元, in the unit in which it reads best."""
    if 0 < abs(amount) < 1:
        return f"{figure(amount * 10_000, 2)} 万元"
    return f"{figure(amount, _PLACES)} 亿元" if amount else "0"


def _money_plain(run: Run, plan: CompiledPlan, years: Sequence[int], by: By) -> dict[str, Any]:
    whole = balance_of(run, plan, years)
    if by is By.MEASURE:
        rows: list[dict[str, Any]] = [
            {
                "measure": one.measure.id, "year": one.year, "grade": one.grade, "entities": one.entities,
                "amount": None if one.amount is None else str(one.amount), "unit": one.unit, "placeholder": one.illustrative,
            }
            for one in money_of(run, plan)
            if one.year in years
        ]  # fmt: skip
    else:
        rows = [
            {"key": one.key, "granted": float(one.granted), "charged": float(one.charged)}
            for one in shares_of(run, plan, _COLUMN[by], years)
        ]
    return {
        "years": years,
        "unit": "亿元",
        "granted": float(whole.granted),
        "charged": float(whole.charged),
        "rows": rows,
    }


def _plain(plan: CompiledPlan, one: Measure) -> dict[str, Any]:
    return {
        "id": one.id, "title": one.title, "kind": one.kind, "document": one.basis.document, "article": one.basis.article,
        "from": one.basis.valid_from, "to": one.basis.valid_to, "clause": one.clause, "lead_unit": one.lead_unit,
        "placeholder": rests_on_placeholder(plan, ("measures", one.id)),
    }  # fmt: skip


def _say_synthetic(place: Workspace, run: Run) -> None:
    note = synthetic_note(run, place.lake)
    if note:
        say.out.print(f"【{note}】")


def _grid(
    headings: Sequence[tuple[str, str]], rows: Sequence[Sequence[str]], right: Sequence[int] = ()
) -> None:
    table = Table(box=None, pad_edge=False, padding=(0, 2))
    for at, heading in enumerate(headings):
        ends = at in right
        table.add_column(
            say.both(*heading), justify="right" if ends else "left", overflow="fold", no_wrap=bool(at)
        )
    for row in rows:
        table.add_row(*row)
    say.out.print(table)
