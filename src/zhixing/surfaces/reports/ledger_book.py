"""The ledger a bureau keeps each quarter, as a workbook; and the file for the utility that bills by it."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import xlsxwriter

from zhixing.kernel.facts import Lake
from zhixing.kernel.measures import METERED
from zhixing.kernel.plan import CompiledPlan, Organisation, rests_on_placeholder
from zhixing.kernel.runs import Ledger, Run
from zhixing.surfaces.reports import receiving
from zhixing.surfaces.reports.measure_words import OUTCOMES
from zhixing.surfaces.reports.sheets import FINE, WHOLE, Field, Formats, Sheet

_NO_SHEET_NAME = set("[]:*?/\\")
_YEARLY_NOTE = "本年度按评价等级算出、没有按季抄表的措施；金额是全年数"


def unit_on(plan: CompiledPlan, key: str | None, ledger: Ledger) -> Organisation | None:
    """The organisation that executes a measure in a quarter: where the one named has ended, whoever took over."""
    seen: set[str] = set()
    while key and key not in seen:
        seen.add(key)
        found = plan.organisations[key]
        ended = found.valid.until is not None and found.valid.until < ledger.quarter.start
        if not ended or not found.successors:
            return found
        key = found.successors[0].id
    return plan.organisations[key] if key else None


def write_ledger(run: Run, lake: Lake, ledgers: Sequence[Ledger], yearly: Sequence[str], path: Path) -> Path:
    """One workbook: what it is, sums by county, one sheet for each measure billed by meter, one for those by the year.

    Args:
        yearly: measures without meters, of the same year, whose proposals are listed whole.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    synthetic = receiving.synthetic_note(run, lake)
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties(
            {"title": f"{ledgers[0].quarter} 差别化措施台账" if ledgers else "差别化措施台账"}
        )
        formats = Formats(book)
        _about(book, formats, run, ledgers, synthetic)
        _by_county(book, formats, ledgers)
        names = _names_of(run, ledgers)
        for ledger in ledgers:
            _accounts(book, formats, ledger, names)
        for key in yearly:
            _year(book, formats, ledgers[0].plan, run, key, int(ledgers[0].quarter.text[:4]))
    return path


def _about(book: Any, formats: Formats, run: Run, ledgers: Sequence[Ledger], synthetic: str) -> None:
    page = book.add_worksheet("说明")
    page.set_column(0, 0, 16)
    page.set_column(1, 1, 96)
    lines: list[tuple[str, str]] = [("数据", synthetic)] if synthetic else []
    for ledger in ledgers:
        measure, plan = ledger.measure, ledger.plan
        unit = unit_on(plan, measure.lead_unit, ledger)
        placeholders = [
            plan.parameters[key].title for key in measure.parameters if plan.parameters[key].placeholder
        ]
        basis = measure.basis
        lines += [
            ("措施", f"{measure.title}（{measure.id}），方案 {measure.clause}"),
            ("季度", f"{ledger.quarter}，抄表数为 {ledger.known_on} 前得知的"),
            ("执行单位", unit.title if unit else ""),
            ("依据", f"{basis.document} {basis.article}，{basis.valid_from} 起至 {basis.valid_to or '未定'}"),
        ]
        if placeholders:
            lines.append(("标准暂定", f"下列标准没有见到出处，金额只供试算：{'、'.join(placeholders)}"))
        lines += [("暂时采用", text) for text in measure.assumptions] + [
            ("未决", text) for text in measure.open_points
        ]
    lines += [("性质", "按规则算出的建议，须由有权机关决定后执行"), ("运行", run.id), ("封印", run.seal)]
    lines += [
        ("抄表收据", "、".join(dict.fromkeys(key for one in ledgers for key in one.receipts)) or "没有收到")
    ]
    page.write_string(0, 0, "差别化措施季度台账", formats.title)
    for row, (word, text) in enumerate(lines, start=2):
        page.write_string(row, 0, word, formats.word)
        page.write_string(row, 1, text, formats.synthetic if word == "数据" else formats.wrapped)


def _by_county(book: Any, formats: Formats, ledgers: Sequence[Ledger]) -> None:
    fields = [
        Field("措施", 26), Field("县（市、区）", 16), Field("户数", 10, WHOLE), Field("基数", 18, FINE), Field("金额", 18, FINE),
        Field("单位", 10), Field("未抄表企业（家）", 14, WHOLE), Field("代码", 10),
    ]  # fmt: skip
    sheet = Sheet.begin(
        book, formats, "分县汇总", "分县（市、区）汇总", "户数为有抄表数的户号；未抄表企业没有金额", fields
    )
    for ledger in ledgers:
        for county, rows in _grouped(ledger).items():
            read = [row for row in rows if row["outcome"] == METERED]
            title = ledger.plan.places[county].title if county in ledger.plan.places else county
            sheet.add(
                [
                    ledger.measure.title, title, len(read), sum((row["base"] for row in read), Decimal(0)),
                    sum((row["amount"] for row in read), Decimal(0)), ledger.measure.unit.text if ledger.measure.unit else "",
                    len(rows) - len(read), county,
                ]
            )  # fmt: skip
    sheet.end()


def _accounts(book: Any, formats: Formats, ledger: Ledger, names: dict[str, str]) -> None:
    measure = ledger.measure
    unit = measure.unit.text if measure.unit else ""
    fields = [
        Field("县（市、区）", 14), Field("企业", 24), Field("统一社会信用代码", 22), Field("户号", 18), Field("等级", 8),
        Field("连续（年）", 10, WHOLE), Field("本季基数", 16, FINE), Field("标准", 12, FINE), Field(f"金额（{unit}）", 16, FINE),
        Field("抄表", 10),
    ]  # fmt: skip
    title = "".join(letter for letter in measure.title if letter not in _NO_SHEET_NAME)[:31]
    sheet = Sheet.begin(
        book, formats, title, f"{measure.title} {ledger.quarter}", measure.basis.document, fields
    )
    for row in ledger.rows.to_pylist():
        place = ledger.plan.places.get(row["county"] or "")
        sheet.add(
            [
                place.title if place else row["county"], names.get(row["enterprise"], ""), row["enterprise"], row["account"], row["grade"],
                row["running"], row["base"], row["rate"], row["amount"], "已抄" if row["outcome"] == METERED else "未抄",
            ]
        )  # fmt: skip
    sheet.end()


def _year(book: Any, formats: Formats, plan: CompiledPlan, run: Run, key: str, year: int) -> None:
    measure = plan.measures[key]
    unit = measure.unit.text if measure.unit else ""
    fields = [
        Field("县（市、区）", 14), Field("对象", 24), Field("等级", 8), Field("连续（年）", 10, WHOLE), Field("基数", 16, FINE),
        Field("标准", 12, FINE), Field(f"数额（{unit}）" if unit else "数额", 16, FINE), Field("内容", 40), Field("结果", 16),
        Field("应付年度", 10, "0"),
    ]  # fmt: skip
    title = "".join(letter for letter in measure.title if letter not in _NO_SHEET_NAME)[:31]
    sheet = Sheet.begin(book, formats, title, f"{measure.title} {year}", _YEARLY_NOTE, fields)
    for row in pq.read_table(run.result(f"measure-{key}-{year}")).to_pylist():
        place = plan.places.get(row["county"] or "")
        sheet.add(
            [
                place.title if place else row["county"], row["entity"], row["grade"], row["running"], row["base"], row["rate"],
                row["amount"], row["says"], OUTCOMES[row["outcome"]][0], row["due_year"],
            ]
        )  # fmt: skip
    sheet.end()


def _grouped(ledger: Ledger) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in ledger.rows.to_pylist():
        found.setdefault(row["county"] or "", []).append(row)
    return found


def _names_of(run: Run, ledgers: Sequence[Ledger]) -> dict[str, str]:
    """Names of enterprises as the evaluation that graded them has them."""
    names: dict[str, str] = {}
    for ledger in ledgers:
        for scheme in (ledger.measure.scheme, *ledger.measure.local_schemes):
            for year in range(
                int(ledger.quarter.text[:4]) - ledger.measure.grade_lag, int(ledger.quarter.text[:4]) + 1
            ):
                key = f"evaluation-{scheme}-{year}"
                if key in run.results and "name" in pq.read_schema(run.result(key)).names:
                    table = pq.read_table(run.result(key), columns=["enterprise", "name"]).to_pydict()
                    names.update(
                        zip(table["enterprise"], (name or "" for name in table["name"]), strict=True)
                    )
    return names


@dataclass(frozen=True)
class Billing:
    """What was written for a utility: how many accounts, the sum, the unit, and the file's sha256."""

    path: Path
    accounts: int
    amount: Decimal
    unit: str
    sha256: str


def write_billing(ledger: Ledger, path: Path, synthetic: str) -> Billing:
    """A CSV for the utility: account, quarter, reading, what is added for each unit, amount, document and its days.

    Neither grade nor score is in it: the utility needs the price only. Accounts without a reading are not in it either.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    measure = ledger.measure
    read = [row for row in ledger.rows.to_pylist() if row["outcome"] == METERED]
    unit = measure.unit.text if measure.unit else ""
    rate_units = {ledger.plan.parameters[key].unit.text for key in measure.parameters} or {
        measure.rate_unit.text
    }
    headings = [
        "户号",
        "统一社会信用代码",
        "季度",
        "本季用量",
        "每单位加收",
        "加收单位",
        "金额",
        "金额单位",
        "依据",
        "依据起",
        "依据止",
        "标准",
        "数据说明",
    ]
    placeholder = rests_on_placeholder(ledger.plan, ("measures", measure.id))
    rates = "暂定，没有见到出处，不得据以收费" if placeholder else "有出处"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headings)
        for row in read:
            writer.writerow(
                [
                    row["account"], row["enterprise"], ledger.quarter.text, f"{row['base']:f}", f"{row['rate']:f}",
                    "、".join(sorted(rate_units)), f"{row['amount']:f}", unit, measure.basis.document, measure.basis.valid_from,
                    measure.basis.valid_to or "", rates, synthetic,
                ]
            )  # fmt: skip
    amount = sum((row["amount"] for row in read), Decimal(0))
    return Billing(path, len(read), amount, unit, hashlib.sha256(path.read_bytes()).hexdigest())
