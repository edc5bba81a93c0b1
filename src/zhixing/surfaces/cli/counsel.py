"""`zhixing fragility`, and what `zhixing explain --advice` says: what would change a grade, and how firm it is."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhixing.operations.workspace import open_workspace
from zhixing.surfaces.cli import say

if TYPE_CHECKING:
    from zhixing.kernel.evaluation import Advice, FactStep, ItemStep
    from zhixing.kernel.runs import Counsel

_STATUS = {
    "out-of-reach": ("做不到", "out of reach"),
    "no-fact": ("没有报送数据", "never filed"),
    "not-solved": ("得分取决于排位，不能单独求解", "depends on ranks, not solved alone"),
}
_CERTAINTY = {
    "exact": ("恰好够", "exact"),
    "reaches": ("够；基准值随之变动，已计入", "enough; the base moves along and is counted"),
    "others-held": ("以其他企业得分不变为前提", "while the others keep their points"),
}


def fragility(
    scheme: Annotated[str, typer.Option("--scheme", "-s", help="评价办法 / scheme")],
    year: Annotated[int, typer.Option("--year", "-y", help="数据年度 / data year")],
    out: Annotated[Path, typer.Option(help="写到哪个 Parquet 文件 / the Parquet file to write")],
    run: Annotated[str, typer.Argument(help="运行编号、其开头，或 latest / a run's id, its beginning, or latest")] = "latest",
    draws: Annotated[int, typer.Option(help="权重抽样次数 / draws of the weights")] = 1000,
    seed: Annotated[int, typer.Option(help="种子；同一种子结果相同 / the same seed gives the same table")] = 2018,
    workspace: Annotated[Path, typer.Option("--workspace", "-w", help="工作区文件夹 / the workspace folder")] = Path(),
) -> None:  # fmt: skip
    """每家企业的等次和名次有多稳，写成一张表。 How firm every grade and rank is, as a table."""
    import pyarrow.parquet as pq

    from zhixing.kernel.runs import find_run, fragility_of

    place = open_workspace(workspace)
    found = fragility_of(
        find_run(place.runs, run), place.lake, scheme, year,
        draws=draws, seed=seed, threads=os.cpu_count() or 1,
    )  # fmt: skip
    pq.write_table(found, out, compression="zstd")
    kept = sum(1 for share in found["kept"].to_pylist() if share >= 0.95) if found.num_rows else 0
    what = ("名次", "rank") if "rank_arithmetic" in found.column_names else ("等次", "grade")
    say.out.print(
        say.both(
            f"{out}：{found.num_rows} 个；{kept} 个在至少 95% 的抽样中保持{what[0]}",
            f"{out}: {found.num_rows} evaluated; {kept} keep their {what[1]} in at least 95 % of the draws",
        )
    )


class Weighing(StrEnum):
    """How weights are taken from a population."""

    EQUAL = "equal"
    DEVIATION = "deviation"
    ENTROPY = "entropy"
    CRITIC = "critic"
    PCA = "pca"


def weigh(
    scheme: Annotated[str, typer.Option("--scheme", "-s", help="评价办法 / scheme")],
    year: Annotated[int, typer.Option("--year", "-y", help="数据年度 / data year")],
    method: Annotated[Weighing, typer.Option("--method", "-m", help="定权方法 / how weights are taken")] = Weighing.CRITIC,
    run: Annotated[str, typer.Argument(help="运行编号、其开头，或 latest / a run's id, its beginning, or latest")] = "latest",
    decimals: Annotated[int, typer.Option(help="权重的小数位 / decimals of the weights")] = 2,
    json: Annotated[bool, typer.Option("--json")] = False,
    workspace: Annotated[Path, typer.Option("--workspace", "-w", help="工作区文件夹 / the workspace folder")] = Path(),
) -> None:  # fmt: skip
    """按一次运行的数据推算权重，供制定办法时参考。 Weights that a run suggests, for whoever writes a scheme."""
    from rich.table import Table

    from zhixing.kernel.runs import find_run, weights_of

    found = weights_of(
        find_run(open_workspace(workspace).runs, run), scheme, year, method.value, decimals=decimals
    )
    rows = found.to_pylist()
    if json:
        say.as_json([{**row, "stated": str(row["stated"]), "computed": str(row["computed"])} for row in rows])
        return
    shown = Table(say.both("组", "group"), say.both("指标", "indicator"), box=None, pad_edge=False)
    for heading in (("现行权重", "stated"), ("推算权重", "suggested"), ("对象", "entities")):
        shown.add_column(say.both(*heading), justify="right")
    for row in rows:
        shown.add_row(
            row["group"], row["indicator"], f"{row['stated'].normalize():f}",
            f"{row['computed']:.{decimals}f}", str(row["entities"]),
        )  # fmt: skip
    say.out.print(shown)
    say.out.print(
        say.both(
            "推算的权重只供参考：写进方案、注明出处以后才作数。",
            "Suggested weights count only once they are written into the plan, with their source.",
        )
    )


COMMANDS: tuple[Callable[..., None], ...] = (fragility, weigh)


def counsel_text(found: Sequence[Counsel]) -> str:
    """Advice and fragility of one enterprise for a terminal, in the language asked for."""
    return "\n".join(line for one in found for line in _lines(one))


def _lines(one: Counsel) -> Iterator[str]:
    yield say.both(
        f"— {one.scheme_title}（{one.scheme}）{one.year} 年度：提等建议与稳健性",
        f"— {one.scheme} {one.year}: advice and how firm the grade is",
    )
    if not one.grade:
        yield say.both("  没有等次，没有可建议的", "  no grade, so nothing to advise")
    for issue in one.refused:
        yield "  " + say.both(issue.zh, issue.en)
    if one.firmness:
        yield from _firmness(one)
    if one.grade and not one.refused and not one.advice:
        yield say.both("  已是最好的等次", "  this is the best grade already")
    for advice in one.advice:
        yield from _advice(advice)
    yield ""


def _firmness(one: Counsel) -> Iterator[str]:
    firm = one.firmness
    kept, rank = f"{100 * firm['kept']:.1f}%", firm["rank"]
    span = f"{firm['rank_low']}–{firm['rank_high']}"
    yield say.both(
        f"  权重上下浮动 20%，抽样 {one.draws} 次：{kept} 保持 {one.grade}；名次 {rank}，区间 {span}（5%–95%）",
        f"  weights ±20 %, {one.draws} draws: {kept} keep {one.grade}; rank {rank}, {span} (5–95 %)",
    )
    moved = [
        name.removeprefix("without_")
        for name, kept in firm.items()
        if name.startswith("without_") and kept is False
    ]
    if moved:
        names = "、".join(moved)
        yield say.both(
            f"  去掉其中一项即变等：{names}", f"  the grade changes without one of: {', '.join(moved)}"
        )
    other = [
        name.removeprefix("as_") for name, kept in firm.items() if name.startswith("as_") and kept is False
    ]
    if other:
        yield say.both(
            f"  换一种无量纲化即变等：{'、'.join(other)}", f"  the grade changes under: {', '.join(other)}"
        )


def _advice(advice: Advice) -> Iterator[str]:
    if advice.blocked_by:
        names = "、".join(title for _, title in advice.blocked_by)
        ids = ", ".join(name for name, _ in advice.blocked_by)
        yield say.both(
            f"  到 {advice.to_grade}：受“{names}”限制，提高得分无济于事",
            f"  to {advice.to_grade}: the guard {ids} holds, points cannot help",
        )
        return
    if advice.total_needed is None:
        yield say.both(
            f"  到 {advice.to_grade}：按比例没有名额", f"  to {advice.to_grade}: the cut leaves no place"
        )
        return
    needed, now, missing = (
        _plain(part) for part in (advice.total_needed, advice.total, advice.points_missing)
    )
    yield say.both(
        f"  到 {advice.to_grade}：总分要到 {needed}（现 {now}），差 {missing} 分",
        f"  to {advice.to_grade}: {needed} points (now {now}), {missing} missing",
    )
    for step in advice.facts:
        yield "    " + _fact(step)
    for item in advice.items:
        yield "    " + _item(item)
    if not advice.combined_possible:
        yield "    " + say.both("各项合起来也不够", "all items together are not enough")


def _fact(step: FactStep) -> str:
    if step.change is None:
        return f"{step.title} {say.both(*_STATUS[step.status])}"
    word = say.both("增加" if step.change > 0 else "减少", "raise by" if step.change > 0 else "lower by")
    sure = say.both(*_CERTAINTY[step.certainty])
    return f"{step.title} {word} {_plain(abs(step.change))} {step.unit}（{_plain(step.now)} → {_plain(step.needed)}；{sure}）"


def _item(item: ItemStep) -> str:
    if item.value_needed is None:
        solved = item.status != "not-solved"
        text = f"{item.title} {say.both('单靠它做不到', 'cannot alone') if solved else say.both(*_STATUS[item.status])}"
    else:
        alone = say.both("单靠它要到", "alone needs")
        text = f"{item.title} {_plain(item.value_now)}，{alone} {_plain(item.value_needed)} {item.unit}"
        if item.base_moves:
            text += say.both("（按基准值不变）", " (with the base held)")
    if item.share:
        shared = say.both("合计方案中分担", "its part of the combined change")
        text += f"；{shared} {_plain(item.share)}" + (
            f" → {_plain(item.share_value)}" if item.share_value is not None else ""
        )
    return text


def _plain(value: Decimal | None) -> str:
    if value is None:
        return "—"
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
