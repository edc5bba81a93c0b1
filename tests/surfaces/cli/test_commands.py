"""Every command, used."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook
from tests.surfaces.cli.conftest import Zhixing


def a_run(workspace: Path) -> Path:
    """The demo's sealed run."""
    return next(path.parent for path in (workspace / "runs").glob("run-*/manifest.json"))


def test_without_argument_it_says_what_it_can_do(zhixing: Zhixing) -> None:
    said = zhixing()
    for command in (
        "init",
        "demo",
        "plan",
        "facts",
        "run",
        "evaluate",
        "monitor",
        "explain",
        "report",
        "verify",
    ):
        assert command in said.out + said.err


def test_the_demo_leaves_a_run_a_page_and_a_workbook(province: Path) -> None:
    run = a_run(province)
    page = province / "reports" / f"{run.name}.html"
    assert "合成" in page.read_text(encoding="utf-8")
    book = load_workbook(province / "reports" / f"{run.name}.xlsx", read_only=True)
    assert len(book.sheetnames) >= 8
    book.close()


def test_a_second_demo_finds_the_same_run(zhixing: Zhixing, province: Path) -> None:
    before = a_run(province)
    said = zhixing("demo", "--no-serve", "--workspace", province)
    assert said.code == 0
    assert a_run(province) == before
    assert "全部数据均为合成" in said.out
    assert "目标 82 项：" in said.out, "what is judged place by place is counted apart"
    assert "另有 2 项逐地核对（地次）：" in said.out


def test_verify_recomputes(zhixing: Zhixing, province: Path) -> None:
    said = zhixing("verify", "latest", "--threads", "1", "-w", province)
    assert said.code == 0
    assert "逐字节相同" in said.out


def test_verify_of_a_tampered_run_exits_with_three(zhixing: Zhixing, province: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(province, copy)
    path = a_run(copy) / "results" / "targets.parquet"
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    said = zhixing("verify", "latest", "-w", copy)
    assert said.code == 3
    assert "runs.file-changed" in said.err


def test_explain_follows_a_firm_to_the_cell(zhixing: Zhixing, province: Path) -> None:
    table = pq.read_table(a_run(province) / "results" / "evaluation-zhejiang-frame-2022.parquet")
    rows = [row for row in table.to_pylist() if row["grade"] == "A"]
    firm = rows[0]["enterprise"]
    said = zhixing("explain", firm, "latest", "--year", "2022", "-w", province)
    assert said.code == 0
    for word in ("亩均税收", "4.7", "enterprise-year-2022.parquet"):
        assert word in said.out
    asked = zhixing("explain", firm, "--year", "2022", "--json", "-w", province)
    [explanation] = [e for e in json.loads(asked.out) if e["scheme"] == "zhejiang-frame"]
    assert explanation["grade"] == "A"
    assert explanation["items"][0]["facts"][0]["source"]


def test_explain_of_an_unknown_firm_is_refused(zhixing: Zhixing, province: Path) -> None:
    said = zhixing("explain", "91330000000000000X", "latest", "-w", province)
    assert said.code == 1
    assert "runs.no-result" in said.err


def test_the_whole_evaluation_is_one_text(zhixing: Zhixing, province: Path) -> None:
    said = zhixing("evaluate", "--sql", "--years", "2022", "--scheme", "huangyan-2022", "-w", province)
    assert said.code == 0
    for step in ('"facts" AS', '"population" AS', '"scored" AS', '"ranked" AS', '"cut" AS', "24.097"):
        assert step in said.out
    spark = zhixing(
        "evaluate", "--sql", "--years", "2022", "--dialect", "spark", "-s", "huangyan-2022", "-w", province
    )
    assert "`facts` AS" in spark.out


def test_evaluate_and_monitor_seal_runs_of_their_own(
    zhixing: Zhixing, province: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(province, copy)
    assert zhixing("evaluate", "-y", "2022", "-s", "huangyan-2022", "-w", copy).code == 0
    said = zhixing("monitor", "-y", "2018..2020", "--as-of", "2020-12-31", "-w", copy)
    assert said.code == 0
    for words in ("■ 告警", "3.2 绿色化", "督办：开出"):
        assert words in said.out
    listed = json.loads(zhixing("runs", "--json", "-w", copy).out)
    assert {one["request"]["kind"] for one in listed} == {"run", "evaluate", "monitor"}


def test_report_writes_page_and_workbook(zhixing: Zhixing, province: Path, tmp_path: Path) -> None:
    said = zhixing("report", "latest", "--out", tmp_path / "out", "--format", "html", "-w", province)
    assert said.code == 0
    run = json.loads(zhixing("runs", "--json", "-w", province).out)[-1]["id"]
    written = sorted(path.name.removeprefix(run) for path in (tmp_path / "out").iterdir())
    assert [name for name in written if "-annex-" not in name] == [
        "-annual-evaluation.html", "-leader-brief.html", "-quarterly-bulletin.html", ".html", ".xlsx",
    ]  # fmt: skip
    assert [name for name in written if name.startswith("-quarterly-bulletin-annex")] == [
        "-quarterly-bulletin-annex-1-targets.xlsx", "-quarterly-bulletin-annex-2-follow-ups.xlsx",
    ]  # fmt: skip


def test_one_document_in_the_formats_asked_for(zhixing: Zhixing, province: Path, tmp_path: Path) -> None:
    said = zhixing(
        "report",
        "-d",
        "leader-brief",
        "-f",
        "pdf,docx",
        "--as-of",
        "2022-12-31",
        "--out",
        tmp_path,
        "-w",
        province,
    )
    assert said.code == 0
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".docx", ".pdf"]
    listed = zhixing("report", "--list", "-w", province).out
    assert "mid-term-appraisal" in listed
    assert "{{" not in listed
    assert [line.split()[0] for line in listed.splitlines() if "✓" in line] == [
        "annual-evaluation",
        "leader-brief",
        "quarterly-bulletin",
    ]
    assert "cli.no-run-on-day" in zhixing("report", "--as-of", "2019-03-31", "-w", province).err
    assert "reports.unknown-report" in zhixing("report", "-d", "letter", "-w", province).err
    assert "cli.unknown-format" in zhixing("report", "-f", "odt", "-w", province).err


def test_targets_are_listed_and_filtered(zhixing: Zhixing, province: Path) -> None:
    said = zhixing("targets", "--clause", "3.2", "-w", province)
    assert said.code == 0
    for words in ("3.2.2", "年均淘汰落后产能企业", "outdated-capacity-yearly", "项，看到 2022-12-31，运行"):
        assert words in said.out
    assert "3.1.1" not in said.out
    red = json.loads(zhixing("targets", "--light", "red", "--json", "-w", province).out)
    assert red
    assert {one["light"] for one in red} == {"red"}
    led = json.loads(zhixing("targets", "--unit", "quality", "--json", "-w", province).out)
    assert led
    assert all("quality" in one["leads"] for one in led)


def test_targets_of_a_place_a_kind_and_a_day(zhixing: Zhixing, province: Path) -> None:
    said = zhixing("targets", "--place", "嘉兴市", "-w", province)
    assert "嘉兴市  330400" in said.out
    assert "shareholding-reforms" in said.out
    parts = json.loads(
        zhixing("targets", "--place", "330400", "--light", "red", "--json", "-w", province).out
    )
    assert {part["light"] for part in parts} <= {"red"}
    assert "cli.unknown-place" in zhixing("targets", "--place", "嘉", "-w", province).err
    flows = json.loads(zhixing("targets", "--kind", "每年", "--json", "-w", province).out)
    assert {one["kind"] for one in flows} == {"annual-flow"}
    assert "看到 2020-06-30" in zhixing("targets", "--as-of", "2020-06-30", "-w", province).out
    absent = zhixing("targets", "--as-of", "2019-06-30", "-w", province).err
    assert "cli.no-run-on-day" in absent
    assert "2020-06-30" in absent
    each = zhixing("targets", "--clause", "4.4", "-w", province).out
    assert each.count("manufacturing-land-share") == 1


def test_places_are_assessed_and_reported(zhixing: Zhixing, province: Path) -> None:
    run = a_run(province)
    found = pq.read_table(run / "results" / "evaluation-mid-term-2020-2019.parquet").to_pylist()
    assert sum(row["group"] == "prefectures" for row in found) == 11
    assert {row["rank"] for row in found if row["group"] == "prefectures"} >= {1, 2}
    page = (province / "reports" / f"{run.name}.html").read_text(encoding="utf-8")
    assert "名次区间" in page
    assert "行动计划中期评价" in page
    book = load_workbook(province / "reports" / f"{run.name}.xlsx", read_only=True)
    rows = list(book["地区评价"].iter_rows(min_row=4, values_only=True))
    assert len(rows) >= 81
    assert all(1 <= row[-6] <= row[-5] for row in rows if row[3] is not None)
    book.close()


def test_a_place_is_explained_by_its_code(zhixing: Zhixing, province: Path) -> None:
    said = zhixing("explain", "330400", "latest", "-w", province)
    assert said.code == 0
    for words in ("嘉兴市", "制造业高质量发展评估", "place-assessment-2021.csv"):
        assert words in said.out


def test_one_target_in_full(zhixing: Zhixing, province: Path) -> None:
    said = zhixing("targets", "shareholding-reforms", "-w", province)
    assert said.code == 0
    for words in ("完成股份制改造", "历次灯号", "杭州市", "预测：期限已到", "占差距", "目标连续两个季度告警"):
        assert words in said.out
    english = zhixing("--lang", "en", "targets", "shareholding-reforms", "-w", province)
    assert "forecast: the deadline has come" in english.out
    whole = json.loads(zhixing("targets", "shareholding-reforms", "--json", "-w", province).out)
    assert {"standings", "lights", "parts", "forecasts", "follow_ups", "published"} == set(whole)
    assert "cli.unknown-target" in zhixing("targets", "share-holding", "-w", province).err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("run", "-w", "nowhere"), "workspace.no-workspace"),
        (("plan", "check", "no-such-plan"), "workspace.no-plan"),
        (("facts", "load", "absent.csv"), "cli.no-file"),
        (("run", "--years", "soon"), "cli.bad-years"),
        (("run", "--as-of", "31.12.2022"), "cli.bad-date"),
        (("verify", "no-such-run"), "runs.unknown-run"),
        (("run", "--scheme", "nowhere-1999"), "runs.unknown-scheme"),
        (("init", "."), "workspace.workspace-exists"),
        (("demo", "--scale", "big"), "cli.bad-scale"),
    ],
)
def test_refusals_name_their_code(
    zhixing: Zhixing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], code: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert zhixing("init", ".").code == 0
    said = zhixing(*arguments)
    assert said.code == 1
    assert code in said.err


def test_settings_that_cannot_be_read_are_refused(zhixing: Zhixing, tmp_path: Path) -> None:
    (tmp_path / "zhixing.toml").write_text("plan = [", encoding="utf-8")
    said = zhixing("run", "-w", tmp_path)
    assert said.code == 1
    assert "workspace.bad-settings" in said.err


def test_english_on_request(zhixing: Zhixing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    said = zhixing("--lang", "en", "run")
    assert "is not a workspace" in said.err


def test_facts_template_load_and_check(zhixing: Zhixing, tmp_path: Path) -> None:
    workspace = tmp_path / "w"
    assert zhixing("init", workspace).code == 0
    assert zhixing("facts", "template", tmp_path / "t.xlsx", "-w", workspace).code == 0
    book = load_workbook(tmp_path / "t.xlsx")
    assert "企业年度数据" in book.sheetnames
    sheet = book["企业评价标记"]
    heading = next(row for row in sheet.iter_rows() if any(cell.value == "年度" for cell in row))
    below = heading[0].row + 1
    columns = {str(cell.value): cell.column for cell in heading}
    sheet.cell(below, columns["统一社会信用代码"], "913300000000000000")
    sheet.cell(below, columns["年度"], 2022)
    sheet.cell(below, columns["事项"], "隐形冠军")
    book.save(tmp_path / "t.xlsx")
    said = zhixing(
        "facts",
        "load",
        tmp_path / "t.xlsx",
        "--dataset",
        "enterprise-marks",
        "--known-on",
        "2023-06-30",
        "-w",
        workspace,
    )
    assert said.code == 0
    assert "退回 1" in said.out
    [refused] = (workspace / "lake" / "refused").glob("*.xlsx")
    assert refused.name in said.out
    assert zhixing("facts", "check", "-w", workspace).code == 0


def test_plan_check_show_diff_test(zhixing: Zhixing, zhejiang: Path, checkout: Path, tmp_path: Path) -> None:
    assert "0 个错误" in zhixing("plan", "check", zhejiang).out
    shown = json.loads(zhixing("plan", "show", zhejiang, "--json").out)
    lists = (
        "clauses",
        "organisations",
        "industries",
        "tasks",
        "targets",
        "indicators",
        "evaluations",
        "measures",
    )
    for name in lists:
        assert all({"id", "title", "clause"} <= set(item) for item in shown[name]), name
    assert zhixing("plan", "show", zhejiang, "--out", tmp_path / "plan.html").code == 0
    assert "传统制造业" in (tmp_path / "plan.html").read_text(encoding="utf-8")
    # All cases of the shipped plan are run by tests/docs/test_local_methods.py.
    tested = zhixing("plan", "test", checkout / "docs" / "examples" / "tiny-plan")
    assert tested.code == 0
    assert "算例相符" in tested.out
    copy = tmp_path / "copy"
    shutil.copytree(zhejiang, copy)
    scheme = copy / "evaluations" / "huangyan-2022.yaml"
    scheme.write_text(
        scheme.read_text(encoding="utf-8").replace("base: 24.097", "base: 25"), encoding="utf-8"
    )
    for cases in (copy / "cases").glob("*.yaml"):
        if "huangyan-2022" not in cases.read_text(encoding="utf-8"):
            cases.unlink()
    assert zhixing("plan", "test", copy).code == 1
    changed = zhixing("plan", "diff", zhejiang, copy)
    assert "huangyan-2022" in changed.out


def test_five_planted_errors_are_found_at_once_with_file_and_line(
    zhixing: Zhixing, zhejiang: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(zhejiang, copy)

    def plant(name: str, old: str, new: str) -> int:
        path = copy / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return text[: text.index(old)].count("\n") + 1

    planted = {
        "plan.unit-mismatch": (
            "indicators/per-mu.yaml",
            plant("indicators/per-mu.yaml", "unit: 万元/亩", "unit: 元/亩"),
        ),
        "plan.weights-do-not-add": (
            "evaluations/huangyan-2022.yaml",
            plant("evaluations/huangyan-2022.yaml", "weight: 30", "weight: 31"),
        ),
        "plan.totals-disagree": (
            "targets/green.yaml",
            plant("targets/green.yaml", "at_least: 1000", "at_least: 900"),
        ),
        "plan.unknown-indicator": (
            "targets/digital.yaml",
            plant("targets/digital.yaml", "indicator: robots-new", "indicator: robot-new"),
        ),
        "plan.clause-not-covered": ("outline.yaml", plant("outline.yaml", 'id: "4.7"', 'id: "4.8"')),
    }
    said = zhixing("plan", "check", copy, "--json")
    assert said.code == 1
    issues = json.loads(said.out)["issues"]
    for code, (file, _) in planted.items():
        found = [issue for issue in issues if issue["code"] == code and issue["where"]["file"] == file]
        assert found, code
        assert all(issue["where"]["line"] > 0 and issue["zh"] and issue["en"] for issue in found)


def test_a_rule_is_tried_and_saved_as_a_patch(zhixing: Zhixing, province: Path, tmp_path: Path) -> None:
    cuts = ("--set", "evaluations/zhejiang-frame:grading.shares.A.percent=25",
            "--set", "evaluations/zhejiang-frame:grading.shares.B.percent=55")  # fmt: skip
    asked = ("whatif", "-s", "zhejiang-frame", "-y", "2021", *cuts, "-w", province)
    said = zhixing(*asked, "--save", tmp_path / "draft.patch", "--html", tmp_path / "draft.html")
    assert said.code == 0
    for words in ("变等", "B→A", "按亩均评价等级减免", "切线上下 2%", "draft.patch"):
        assert words in said.out
    patch = (tmp_path / "draft.patch").read_text(encoding="utf-8")
    assert "+    - {grade: A, percent: 25}" in patch
    page = (tmp_path / "draft.html").read_text(encoding="utf-8")
    assert "合成数据" in page
    assert "试算不封存、不生效" in page
    assert "没有一家换等" not in page
    plain = json.loads(zhixing(*asked, "--json").out)
    [found] = plain.values()
    assert {"其他行业"} <= {spot["title"] for spot in found["by"]["plan_industry"]}
    relief = [line for line in found["money"] if line["measure"] == "land-use-tax-relief"]
    assert {(line["payer"], line["receiver"]) for line in relief} == {("treasury", "enterprise")}
    assert found["moved"] == sum(step["enterprises"] for step in found["steps"]) == len(found["movers"])
    assert "cli.nothing-to-try" in zhixing("whatif", "-s", "zhejiang-frame", "-y", "2021", "-w", province).err


def test_signs_are_listed_with_their_words_and_for_programs(zhixing: Zhixing, province: Path) -> None:
    said = zhixing("signs", "-y", "2022", "-w", province, "--first", "1")
    assert said.code == 0
    assert "值得一看：" in said.out
    assert "不说明有问题" in said.out
    assert "不是认定" in said.out
    every = json.loads(zhixing("signs", "-y", "2022", "-w", province, "--json").out)
    assert every
    assert {"sign", "clause", "enterprise", "county", "wording"} <= set(every[0])
    county = every[0]["county"]
    mine = json.loads(zhixing("signs", "-y", "2022", "-w", province, "--county", county, "--json").out)
    assert mine == [one for one in every if one["county"] == county]


def test_signs_of_a_sign_that_is_not_there_are_refused(zhixing: Zhixing, province: Path) -> None:
    said = zhixing("signs", "-y", "2022", "-w", province, "--sign", "gaming")
    assert said.code == 1
    assert "runs.unknown-sign" in said.err


@pytest.mark.slow
def test_drafts_stand_side_by_side(zhixing: Zhixing, province: Path, tmp_path: Path) -> None:
    (tmp_path / "wider.txt").write_text(
        "# 放宽 A\nevaluations/zhejiang-frame:grading.shares.A.percent=25\n"
        "evaluations/zhejiang-frame:grading.shares.B.percent=55\n",
        encoding="utf-8",
    )
    (tmp_path / "halved.txt").write_text("measures/land-use-tax-relief:by_grade.B=0.4\n", encoding="utf-8")
    files = ("--changes", tmp_path / "wider.txt", "--changes", tmp_path / "halved.txt")
    asked = ("whatif", "-s", "zhejiang-frame", "-y", "2021", *files, "-w", province)
    said = zhixing(*asked, "--robust", "--draws", "20", "--html", tmp_path / "both.html")
    assert said.code == 0
    for words in ("并排", "wider", "halved", "稳不稳", "企业净得", "财政→企业", "纺织"):
        assert words in said.out
    page = (tmp_path / "both.html").read_text(encoding="utf-8")
    for words in (
        "几份草案并排",
        "谁付谁得",
        "各类企业",
        "切线两侧",
        "只作描述",
        "没有一家换等",
        "http-equiv",
    ):
        assert (words in page) is (words != "http-equiv")
    plain = json.loads(zhixing(*asked, "--json").out)
    rows = {(row["section"], tuple(row["of"])): row for row in plain["side_by_side"]}
    for name in ("wider", "halved"):
        assert rows["grades", ("A",)]["drafts"][name] == plain[name]["after"]["A"]
        assert rows["movers", ("all",)]["drafts"][name] == plain[name]["moved"]
    assert plain["halved"]["moved"] == 0
    assert "cli.one-patch" in zhixing(*asked, "--save", tmp_path / "x.patch").err
    lost = zhixing(
        "whatif", "-s", "zhejiang-frame", "-y", "2021", "--changes", tmp_path / "no.txt", "-w", province
    )
    assert "cli.no-changes-file" in lost.err
