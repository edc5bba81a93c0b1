"""A plan of a few objects, one of each kind: the text each test changes in one place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

FILES: Mapping[str, str] = {
    "plan.yaml": """\
id: tiny
title: 小方案
title_en: a tiny plan
document_number: 试〔2020〕1号
issuer: office
issued: 2020-01-01
term: 2020..2022
base_year: 2019
version: "1"
province: "330000"
""",
    "outline.yaml": """\
clauses:
  - {id: "1", title: 总的, where: 一}
  - {id: "1.1", title: 做什么, where: 一（一）}
  - {id: "1.2", title: 怎么想, where: 一（二）}
""",
    "not_encoded.yaml": """\
not_encoded:
  - {clause: "1.2", what: 想法, reason: 没有可检查的对象}
""",
    "organisations.yaml": """\
organisations:
  - {id: office, title: 办公室, kind: department, clause: "1.1"}
  - id: old-office
    title: 老办公室
    kind: department
    clause: "1.1"
    valid: {to: "2020-06-30"}
    successors: [{id: office}]
""",
    "places.yaml": """\
places:
  - {id: "330000", title: 甲省, clause: "1.1", level: province}
  - {id: "330100", title: 乙市, clause: "1.1", level: prefecture, parent: "330000"}
  - id: "330102"
    title: 丙区
    clause: "1.1"
    level: county
    parent: "330100"
    groups: [hills]
  - {id: "330104", title: 丁区, clause: "1.1", level: county, parent: "330100", valid: {to: "2021-03-31"}}
""",
    "industries.yaml": """\
fields:
  - {id: grain, title: 粮食, clause: "1.1"}
industries:
  - {id: rice, title: 稻谷, clause: "1.1", field: grain, batch: 1, codes: ["0111"], directions: [优质]}
  - {id: wheat, title: 小麦, clause: "1.1", field: grain, batch: 1, codes: ["0112"], directions: [优质]}
""",
    "datasets/firm-year.yaml": """\
id: firm-year
title: 企业年度数据
clause: "1.1"
entity: enterprise
key: [enterprise, year]
columns:
  - {id: enterprise, title: 代码, type: uscc, required: true}
  - {id: year, title: 年度, type: year, required: true}
  - {id: county, title: 县, type: place, level: county}
  - {id: large, title: 是否规上, type: flag}
  - {id: registered_on, title: 注册日期, type: date}
  - {id: tax, title: 税收, type: amount, unit: 万元, decimals: 6, supplier: office}
  - {id: land, title: 用地, type: amount, unit: 亩, decimals: 4}
rules:
  - id: land-not-negative
    must: land is null or land >= 0
    says: 用地为负
""",
    "datasets/county-year.yaml": """\
id: county-year
title: 县年度数据
clause: "1.1"
entity: place
key: [county, year]
columns:
  - {id: county, title: 县, type: place, required: true}
  - {id: year, title: 年度, type: year, required: true}
  - {id: people, title: 人口, type: amount, unit: 人}
""",
    "datasets/counts.yaml": """\
id: counts
title: 台账计数
clause: "1.1"
entity: figure
key: [indicator, place, period, scope]
columns:
  - {id: indicator, title: 指标, type: choice, choices_from: indicators, required: true}
  - {id: place, title: 地区, type: place, required: true}
  - {id: period, title: 时期, type: period, required: true}
  - {id: scope, title: 口径, type: text, required: true}
  - {id: value, title: 数量, type: amount, decimals: 2, required: true}
  - {id: unit, title: 单位, type: text, required: true}
  - {id: source, title: 来源, type: text}
""",
    "registers/lists.yaml": """\
registers:
  - id: plants
    title: 厂房台账
    title_en: plants
    clause: "1.1"
    about: park
    key: [name]
    place: county
    enterprise: firm
    fields:
      - {id: name, title: 名称, type: text, required: true}
      - {id: county, title: 县, type: place, level: county, required: true}
      - {id: firm, title: 企业, type: uscc}
      - {id: floor, title: 面积, type: amount, unit: 平方米, decimals: 2, minimum: 0}
      - {id: opened_on, title: 启用日期, type: date}
    states:
      - {id: proposed, title: 申报, title_en: proposed, within_working_days: 10, overdue_to: office}
      - {id: listed, title: 入库, title_en: listed}
      - {id: dropped, title: 退出, title_en: dropped, final: true}
    dropped: [dropped]
    public: {in: [listed], fields: [name, county]}
    acts:
      - {id: propose, title: 申报, title_en: propose, to: proposed, by: [county-officer]}
      - id: list
        title: 入库
        title_en: list
        from: [proposed]
        to: listed
        by: [department-liaison]
        units: [office]
        apart_from: [propose]
        sets: [floor, opened_on]
        needs: [opened_on]
        evidence: [验收表]
        requires:
          - {id: large-enough, must: floor >= least_floor, says: 面积不到一千平方米}
      - {id: drop, title: 退出, title_en: drop, from: [proposed, listed], to: dropped, by: [department-liaison], reason: true}
    counts:
      - {indicator: plants, in: [listed], sum: floor, day: opened_on, once_per: name}
      - {indicator: plants-standing, in: [listed]}
    feeds:
      - {dataset: firm-year, in: [listed], columns: {enterprise: firm, county: county}}
""",
    "indicators/all.yaml": """\
indicators:
  - {id: plants, title: 厂房, clause: "1.1", unit: 万平方米, direction: higher, reported_in: counts, accumulates: true}
  - {id: plants-standing, title: 厂房个数, clause: "1.1", unit: 个, direction: higher, reported_in: counts}
  - id: tax-per-mu
    title: 亩均税收
    clause: "1.1"
    unit: 万元/亩
    direction: higher
    dataset: firm-year
    formula: tax / land
    rollup: ratio-of-totals
  - id: tax-of-county
    title: 县税收
    clause: "1.1"
    unit: 万元
    direction: higher
    dataset: firm-year
    per: [county, year]
    formula: sum(tax)
  - id: tax-per-head
    title: 人均税收
    clause: "1.1"
    unit: 万元/人
    direction: higher
    dataset: county-year
    formula: tax_of_county / people
  - id: pilots
    title: 试点
    clause: "1.1"
    unit: 家
    direction: higher
    reported_in: county-year
""",
    "parameters/lines.yaml": """\
parameters:
  - id: tax-line
    title: 税收线
    clause: "1.1"
    unit: 万元/亩
    values:
      - {from: 2020, to: 2020, value: 1}
      - {from: 2021, value: 2}
  - id: least-floor
    title: 最小面积
    clause: "1.1"
    unit: 平方米
    values: [{from: 2020, value: 1000}]
""",
    "targets/all.yaml": """\
targets:
  - id: pilots-total
    title: 试点累计
    clause: "1.1"
    kind: cumulative
    indicator: pilots
    at_least: 30
    unit: 家
    scope: 全省
    period: 2020..2022
    lead_units: [office]
  - id: pilots-yearly
    title: 每年试点
    clause: "1.1"
    kind: annual-flow
    indicator: pilots
    at_least: 10
    unit: 家
    scope: 全省
    period: 2020..2022
    lead_units: [office]
    agrees_with: {target: pilots-total, times: years}
  - id: known-name
    title: 有名气
    clause: "1.1"
    kind: qualitative
    scope: 全省
    period: 2020..2022
    lead_units: [office]
    judge: office
    judged_by: 评议
    evidence: [名单]
""",
    "tasks/all.yaml": """\
tasks:
  - id: do-pilots
    title: 搞试点
    clause: "1.1"
    programme: "1"
    lead_units: [office]
    period: 2020..2022
    targets: [pilots-total]
    actions: [选点]
""",
    "evaluations/frame.yaml": """\
id: frame
title: 省框架
clause: "1.1"
place: "330000"
entity: enterprise
years: 2020..2022
document: {title: 办法}
population:
  dataset: firm-year
  where: land > 0
  groups:
    - {id: large-ones, title: 规上, where: large}
    - {id: small-ones, title: 规下, where: not large}
criteria:
  large-ones:
    - {indicator: tax-per-mu, weight: 100, base: 20, cap: 1.5, floor: 0, missing: zero}
  small-ones:
    - {indicator: tax-per-mu, weight: 100, base: 10, cap: 1.5, floor: 0, missing: zero}
weights_add_to: 100
guards:
  - {id: no-tax, title: 没有税收, where: tax <= 0, goes_to: D}
grading:
  grades: [A, B, D]
  shares:
    - {grade: A, percent: 20}
    - {grade: B, percent: 80}
""",
    "evaluations/county.yaml": """\
id: county
title: 县办法
clause: "1.1"
extends: frame
place: "330102"
years: 2021..2021
document: {title: 县办法}
criteria:
  large-ones:
    - {indicator: tax-per-mu, weight: 100, base: 25, cap: none, floor: none, missing: zero}
""",
    "measures/relief.yaml": """\
measures:
  - id: relief
    title: 减税
    clause: "1.1"
    kind: relief
    basis: {document: 试〔2020〕2号, valid_from: 2020-01-01, valid_to: 2021-12-31}
    dataset: firm-year
    scheme: frame
    where: large
    base: tax
    unit: 万元
    by_grade: {A: "0.5", B: "0.2", D: "0"}
    region: "330000"
""",
    "monitoring.yaml": """\
lights: {green_from: 1, yellow_from: 0.9}
watching:
  cycles:
    - {id: quarterly, title: 季度, clause: "1.1", every: quarter}
  judgements_in: judgement
  follow_ups:
    - {id: red-twice, title: 两季红灯, clause: "1.1", light: red, running: 2, cycle: quarterly, within_working_days: 5, ask: 说明}
""",
    "datasets/judgement.yaml": """\
id: judgement
title: 判断
clause: "1.1"
entity: decision
key: [target, "on"]
columns:
  - {id: target, title: 目标, type: choice, choices_from: targets, required: true}
  - {id: "on", title: 日期, type: date, required: true}
  - {id: light, title: 灯, type: choice, choices: {green: 绿, red: 红}, required: true}
  - {id: judge, title: 单位, type: choice, choices_from: organisations, required: true}
  - {id: evidence, title: 依据, type: text, required: true}
""",
    "forms/all.yaml": """\
forms:
  - {id: pilots-form, title: 试点表, clause: "1.1", dataset: county-year, units: [office], every: year, within_working_days: 10}
""",
    "reports/bulletin.md": """\
---
id: bulletin
title: 通报
clause: "1.1"
issuer: office
---
正文。
""",
    "published/all.yaml": """\
published:
  - indicator: pilots
    place: "330000"
    period: "2020"
    scope: 全省
    value: "9"
    unit: 家
    source: 公报
    known_on: "2021-03-01"
""",
    "cases/all.yaml": """\
cases:
  - name: 正好达到基准
    clause: "1.1"
    scheme: frame
    year: 2020
    given:
      甲: {税收: 20 万元, 用地: 1 亩, 是否规上: 是}
    expect:
      甲: {total: "100"}
    by_hand: 20÷1÷20×100=100
""",
    "calibration/sizes.yaml": "sizes: {large: 0.2}\n",
}


def write(folder: Path, files: Mapping[str, str | bytes | None]) -> Path:
    """Write a plan folder; a file that is None is left out."""
    for name, text in files.items():
        if text is None:
            continue
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return folder


def changed(file: str, old: str, new: str) -> dict[str, str]:
    """The files with one text replaced; the text must be there."""
    text = FILES[file]
    assert old in text, f"{file} has no {old!r}"
    return {**FILES, file: text.replace(old, new, 1)}
