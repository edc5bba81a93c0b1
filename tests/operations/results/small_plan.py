"""A plan with one scheme whose bases are means of all firms, and the registers that serve publications and objections."""

from __future__ import annotations

from collections.abc import Mapping

from tests.kernel.plan import tiny

_LEFT_OUT = (
    "datasets/firm-year.yaml", "datasets/county-year.yaml", "datasets/counts.yaml", "registers/lists.yaml",
    "indicators/all.yaml", "parameters/lines.yaml", "evaluations/frame.yaml", "evaluations/county.yaml",
    "measures/relief.yaml", "forms/all.yaml", "published/all.yaml", "cases/all.yaml", "calibration/sizes.yaml",
    "targets/all.yaml", "tasks/all.yaml", "monitoring.yaml", "datasets/judgement.yaml", "reports/bulletin.md",
)  # fmt: skip

FILES: Mapping[str, str] = {
    **{name: text for name, text in tiny.FILES.items() if name not in _LEFT_OUT},
    "plan.yaml": tiny.FILES["plan.yaml"].replace("2020..2022", "2020..2023"),
    "places.yaml": """\
places:
  - {id: "330000", title: 甲省, clause: "1.1", level: province}
  - {id: "331000", title: 乙市, clause: "1.1", level: prefecture, parent: "330000"}
  - {id: "331003", title: 丙区, clause: "1.1", level: county, parent: "331000"}
  - {id: "331004", title: 丁区, clause: "1.1", level: county, parent: "331000"}
""",
    "targets/all.yaml": """\
targets:
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
    "datasets/enterprise-year.yaml": """\
id: enterprise-year
title: 企业年度数据
clause: "1.1"
entity: enterprise
key: [enterprise, year]
columns:
  - {id: enterprise, title: 统一社会信用代码, type: uscc, required: true}
  - {id: year, title: 年度, type: year, required: true}
  - {id: name, title: 企业名称, type: text}
  - {id: county, title: 县（市、区）, type: place, level: county, required: true}
  - {id: industry, title: 行业代码, type: industry, required: true}
  - {id: above_scale, title: 是否规上, type: flag, required: true}
  - {id: land_registered, title: 登记用地面积, type: amount, unit: 亩, decimals: 4, minimum: 0}
  - {id: tax, title: 评价税收, type: amount, unit: 万元, decimals: 6, minimum: 0}
  - {id: value_added, title: 工业增加值, type: amount, unit: 万元, decimals: 6}
  - {id: cod, title: 化学需氧量排放量, type: amount, unit: 吨, decimals: 6}
""",
    "datasets/marks.yaml": """\
id: marks
title: 标记
clause: "1.1"
entity: mark
key: [enterprise, year, mark]
columns:
  - {id: enterprise, title: 统一社会信用代码, type: uscc, required: true}
  - {id: year, title: 年度, type: year, required: true}
  - {id: mark, title: 事项, type: text, required: true}
  - {id: document, title: 文号, type: text}
""",
    "indicators/all.yaml": """\
indicators:
  - {id: tax-per-mu, title: 亩均税收, clause: "1.1", unit: 万元/亩, direction: higher,
     dataset: enterprise-year, formula: tax / land_registered}
  - {id: added-per-mu, title: 亩均增加值, clause: "1.1", unit: 万元/亩, direction: higher, dataset: enterprise-year,
     formula: value_added / land_registered}
""",
    "evaluations/district.yaml": """\
id: district
title: 区办法
clause: "1.1"
place: "331003"
entity: enterprise
years: 2022..2022
document: {title: 办法}
population:
  dataset: enterprise-year
  where: land_registered > 0
  groups:
    - {id: all, title: 全部, where: true}
criteria:
  all:
    - {indicator: tax-per-mu, weight: 60, base_from: {statistic: mean}, cap: none, floor: 0, missing: zero}
    - {indicator: added-per-mu, weight: 40, base_from: {statistic: mean}, cap: none, floor: 0, missing: zero}
weights_add_to: 100
guards:
  - {id: in-bad-faith, title: 列入失信名单, where: "enterprise = '91331003MA00000038'", goes_to: D}
grading:
  grades: [A, B, D]
  within: [group]
  shares:
    - {grade: A, percent: 20}
    - {grade: B, percent: 60}
    - {grade: D, percent: 20}
""",
    "registers/results.yaml": """\
registers:
  - id: publications
    title: 公布
    title_en: publications
    clause: "1.1"
    about: result
    serves: publications
    key: [scheme, year, place]
    place: place
    fields:
      - {id: scheme, title: 办法, type: text, required: true}
      - {id: year, title: 年度, type: year, required: true}
      - {id: place, title: 地区, type: place, required: true}
      - {id: run, title: 运行, type: text}
      - {id: run_before, title: 前一次运行, type: text}
      - {id: notice_days, title: 公示工作日, type: count, minimum: 1}
      - {id: notice_from, title: 公示自, type: date}
      - {id: notice_until, title: 公示至, type: date}
      - {id: objections_open, title: 未结异议, type: count}
      - {id: objections_accepted, title: 采纳异议, type: count}
      - {id: published_on, title: 公布日, type: date}
    states:
      - {id: proposed, title: 待核}
      - {id: checked, title: 已核}
      - {id: on-notice, title: 公示中, within_working_days: 5}
      - {id: closed, title: 公示期满}
      - {id: published, title: 已公布}
      - {id: withdrawn, title: 已撤回, final: true}
    dropped: [withdrawn]
    acts:
      - {id: propose, title: 提出, to: proposed, by: [analyst], sets: [scheme, year, place, run, notice_days]}
      - {id: check, title: 核对, from: [proposed], to: checked, by: [analyst], apart_from: [propose]}
      - {id: notice, title: 公示, from: [checked], to: on-notice, by: [analyst], effect: notice}
      - {id: count, title: 记数, from: [on-notice, closed], by: [system], sets: [objections_open, objections_accepted]}
      - {id: close, title: 期满, from: [on-notice], to: closed, by: [system]}
      - {id: recompute, title: 重算, from: [on-notice, closed, published], by: [analyst], effect: compute}
      - {id: swap, title: 换运行, from: [published], by: [analyst], sets: [run]}
      - {id: finalise, title: 公布, from: [checked, on-notice, closed], to: published, by: [leader], apart_from: [propose, check],
         effect: publish}
      - {id: withdraw, title: 撤回, from: [proposed, checked, on-notice, closed, published], to: withdrawn, by: [analyst, leader],
         reason: true}
  - id: objections
    title: 异议
    title_en: objections
    clause: "1.1"
    about: enterprise
    serves: objections
    key: [publication, enterprise, kind, column]
    place: place
    enterprise: enterprise
    fields:
      - {id: publication, title: 公布, type: text, required: true}
      - {id: enterprise, title: 企业, type: uscc, required: true}
      - {id: place, title: 地区, type: place, level: county, required: true}
      - {id: year, title: 年度, type: year}
      - {id: kind, title: 种类, type: choice, required: true, choices: {data: 数据, grade: 等次}}
      - {id: dataset, title: 数据集, type: text}
      - {id: column, title: 列, type: text}
      - {id: stated, title: 公示的, type: text}
      - {id: claimed, title: 主张的, type: text}
      - {id: answer, title: 答复, type: text}
      - {id: corrected, title: 更正的, type: text}
      - {id: receipt, title: 收据, type: text}
      - {id: grade_before, title: 前等次, type: text}
      - {id: grade_after, title: 后等次, type: text}
    states:
      - {id: filed, title: 已提}
      - {id: answered, title: 已答}
      - {id: accepted, title: 拟采纳}
      - {id: upheld, title: 采纳, final: true}
      - {id: rejected, title: 不采纳, final: true}
    dropped: [rejected]
    acts:
      - {id: file, title: 提出, to: filed, by: [enterprise, county-officer, analyst],
         sets: [publication, enterprise, place, year, kind, dataset, column, claimed], evidence: [证明]}
      - {id: answer, title: 答复, from: [filed], to: answered, by: [county-officer], sets: [answer]}
      - {id: accept-data, title: 采纳数据, from: [answered], to: accepted, by: [county-officer], sets: [corrected], effect: correct-fact}
      - {id: accept-grade, title: 采纳等次, from: [answered], to: accepted, by: [county-officer], sets: [corrected],
         effect: correct-grade, reason: true}
      - {id: reconsider, title: 退回再办, from: [accepted], to: answered, by: [leader], reason: true}
      - {id: uphold, title: 审定, from: [accepted], to: upheld, by: [leader]}
      - {id: reject, title: 不采纳, from: [filed, answered], to: rejected, by: [county-officer], reason: true}
      - {id: note-grades, title: 记等次, from: [accepted, upheld], by: [system], sets: [grade_after]}
""",
}
