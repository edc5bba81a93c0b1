"""`zhixing plan`: check, show, diff and test a plan folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zhixing.foundation.issues import Severity, errors
from zhixing.kernel.plan import compile_plan, diff_plans, encoded_clauses, plan_json, require_plan
from zhixing.kernel.runs import run_cases
from zhixing.operations.workspace import plan_folder
from zhixing.surfaces.cli import say
from zhixing.surfaces.reports import check_documents, render_plan

app = typer.Typer(
    help="检查、阅读、比较、试算方案 / check, read, compare and test a plan", no_args_is_help=True
)

Folder = Annotated[
    str, typer.Argument(help="方案文件夹或随附方案名 / a plan folder or the name of a shipped plan")
]
Json = Annotated[bool, typer.Option("--json", help="给程序读的 JSON / JSON for programs")]


@app.command()
def check(folder: Folder, json: Json = False) -> None:
    """检查方案：一次列出全部问题。 Check a plan: every issue at once."""
    compilation = compile_plan(plan_folder(folder, Path.cwd()))
    # What a text of a document says is a matter of the surfaces; an author wants it with the rest.
    texts = check_documents(compilation.plan) if compilation.plan is not None else ()
    found = (*compilation.issues, *texts)
    if json:
        say.as_json({"issues": [issue.to_json() for issue in found]})
    else:
        say.issues(found, say.out)
    refused = errors(found)
    if not json:
        warnings = sum(issue.severity is Severity.WARNING for issue in found)
        say.out.print(
            say.both(
                f"{len(refused)} 个错误，{warnings} 个警告", f"{len(refused)} errors, {warnings} warnings"
            )
        )
    if refused:
        raise typer.Exit(1)
    plan = compilation.plan
    if plan is not None and not json:
        cited = encoded_clauses(plan)
        encoded = sum(1 for count in cited.values() if count)
        say.out.print(
            say.both(
                f"条款 {len(cited)} 条：编入 {encoded} 条；留待判断的部分 {len(plan.not_encoded)} 处，均已列明理由。"
                f"指纹 {plan.fingerprint[:16]}",
                f"{len(cited)} clauses: {encoded} encoded; {len(plan.not_encoded)} parts left to judgement, each with "
                f"its reason. Fingerprint {plan.fingerprint[:16]}",
            )
        )


@app.command()
def show(
    folder: Folder,
    json: Json = False,
    out: Annotated[Path | None, typer.Option(help="写成网页 / write the page here")] = None,
) -> None:
    """阅读方案：条款在左，编入的内容在右。 Read a plan: the clause on the left, what was encoded on the right."""
    plan = require_plan(plan_folder(folder, Path.cwd()))
    if json:
        say.as_json(plan_json(plan))
        return
    target = out or Path(f"{plan.head.id}.html")
    target.write_text(render_plan(plan), encoding="utf-8")
    say.out.print(str(target))


@app.command()
def diff(before: Folder, after: Folder, json: Json = False) -> None:
    """比较两个方案：文字、重算、断裂三级。 Compare two plans: wording, re-evaluate, breaking."""
    found = diff_plans(
        require_plan(plan_folder(before, Path.cwd())), require_plan(plan_folder(after, Path.cwd()))
    )
    if json:
        say.as_json(found.to_json())
    else:
        say.out.print(found.to_text(english=say.english()))


@app.command()
def test(folder: Folder, json: Json = False) -> None:
    """试算算例：逐个算、合在一起算，都要与手算一致。 Run the worked cases: alone and stacked, against the hand calculation."""
    results, missed = run_cases(require_plan(plan_folder(folder, Path.cwd())))
    failed = [result for result in results if not result.passed]
    if json:
        listed = [
            {
                "name": r.case.name,
                "passed": r.passed,
                "fault": r.fault,
                "mismatches": [vars(m) for m in r.mismatches],
            }
            for r in results
        ]
        say.as_json({"cases": listed, "not_reached": missed})
    else:
        for result in results:
            say.out.print(("[green]✓[/] " if result.passed else "[red]✗[/] ") + result.case.name)
            if result.fault:
                say.out.print(f"    {result.fault}")
            for m in result.mismatches:
                how = say.both("单独" if m.how == "alone" else "合并", m.how)
                text = say.both(f"{m.entity} {m.what}：应为 {m.expected}，得到 {m.found}（{how}）",
                                f"{m.entity} {m.what}: expected {m.expected}, found {m.found} ({how})")  # fmt: skip
                say.out.print(f"    {text}")
            if not result.passed:
                say.out.print(f"    {say.both('手算', 'by hand')}：{result.case.by_hand}")
        passed = len(results) - len(failed)
        say.out.print(say.both(f"{passed}/{len(results)} 个算例相符", f"{passed}/{len(results)} cases agree"))
        if missed:
            say.out.print(
                say.both(f"没有算例走到的分支 {len(missed)} 个：", f"{len(missed)} branches no case reaches:")
            )
            for branch in missed:
                say.out.print(f"    {branch}")
    if failed:
        raise typer.Exit(1)
