"""The tiny plan with what the intake works by: firms of two counties, a form, registers for submissions, land, meters, leases."""

from __future__ import annotations

from collections.abc import Mapping

from tests.kernel.plan import tiny

from zhixing.foundation.codes import uscc_complete

A, B, C, ELSEWHERE = (uscc_complete(f"91330102MA000000{n}") for n in "ABCD")
"""Firms of 丙区, and one of 戊区; the region of the registration says nothing of where a firm lies."""

_ORGANISATIONS = (
    tiny.FILES["organisations.yaml"]
    + """\
  - {id: tax-office, title: 税务局, title_en: tax office, kind: bureau, clause: "1.1"}
  - {id: land-office, title: 国土局, title_en: land office, kind: bureau, clause: "1.1"}
"""
)
_PLACES = (
    tiny.FILES["places.yaml"]
    + """\
  - {id: "330106", title: 戊区, clause: "1.1", level: county, parent: "330100"}
"""
)
_FIRMS = """\
id: firm-year
title: 企业年度数据
clause: "1.1"
entity: enterprise
key: [enterprise, year]
columns:
  - {id: enterprise, title: 代码, type: uscc, required: true}
  - {id: year, title: 年度, type: year, required: true}
  - {id: name, title: 名称, type: text}
  - {id: county, title: 县, type: place, level: county, required: true, supplier: office}
  - {id: large, title: 是否规上, type: flag, supplier: office}
  - {id: registered_on, title: 注册日期, type: date, supplier: office}
  - {id: tax, title: 税收, type: amount, unit: 万元, decimals: 6, supplier: tax-office}
  - {id: land, title: 用地, type: amount, unit: 亩, decimals: 4, supplier: land-office}
rules:
  - id: land-not-negative
    must: land is null or land >= 0
    says: 用地为负
"""
_FORMS = (
    tiny.FILES["forms/all.yaml"]
    + """\
  - {id: firms-form, title: 企业年报, clause: "1.1", dataset: firm-year,
      places: county, every: year, within_working_days: 80, reviewed_by: office}
"""
)
SUBMISSIONS = """\
registers:
  - id: submissions
    title: 报送
    title_en: submissions
    clause: "1.1"
    about: file
    serves: submissions
    key: [form, place, period, unit]
    place: place
    enterprise: enterprise
    unit: unit
    fields:
      - {id: form, title: 报送表, type: text, required: true}
      - {id: place, title: 地区, type: place, required: true}
      - {id: period, title: 时期, type: period, required: true}
      - {id: unit, title: 单位, type: text, required: true}
      - {id: enterprise, title: 企业, type: uscc}
      - {id: file, title: 文件名, type: text}
      - {id: sha256, title: 指纹, type: text}
      - {id: receipt, title: 收据, type: text}
      - {id: rows_accepted, title: 收下, type: count, minimum: 0}
      - {id: rows_refused, title: 退回, type: count, minimum: 0}
      - {id: difference, title: 差异, type: text}
    states:
      - {id: received, title: 已上传, title_en: received, within_working_days: 5, overdue_to: office}
      - {id: checked, title: 已核对, title_en: checked, within_working_days: 5, overdue_to: office}
      - {id: locked, title: 已锁定, title_en: locked}
      - {id: returned, title: 已退回, title_en: returned, within_working_days: 10, overdue_to: office}
      - {id: reopened, title: 已打开, title_en: reopened, within_working_days: 10, overdue_to: office}
      - {id: withdrawn, title: 已撤回, title_en: withdrawn, final: true}
    dropped: [withdrawn]
    acts:
      - {id: upload, title: 上传, title_en: upload, to: received, by: [county-officer, department-liaison, enterprise],
          sets: [form, place, period, unit, enterprise, file], evidence: [报送文件]}
      - {id: note, title: 记数, title_en: note, from: [received], by: [system], sets: [sha256, rows_accepted, rows_refused, difference]}
      - {id: upload-again, title: 重传, title_en: upload again, from: [returned, reopened], to: received,
          by: [county-officer, department-liaison, enterprise], sets: [file], evidence: [报送文件]}
      - {id: withdraw, title: 撤回, title_en: withdraw, from: [received, returned], to: withdrawn, by: [county-officer], reason: true}
      - id: check
        title: 核对
        title_en: check
        from: [received]
        to: checked
        by: [county-officer, department-liaison]
        apart_from: [upload, upload-again]
        requires:
          - {id: no-refused-row, must: rows_refused = 0, says: 还有退回的行}
      - {id: approve, title: 审定, title_en: approve, from: [checked], to: locked, by: [analyst], at: [province],
          apart_from: [upload, upload-again, check], effect: accept-file}
      - {id: return, title: 退回, title_en: return, from: [received, checked], to: returned,
          by: [county-officer, analyst, department-liaison], reason: true}
      - {id: reopen, title: 打开, title_en: reopen, from: [locked], to: reopened, by: [analyst], at: [province],
          apart_from: [upload, upload-again], reason: true}
"""
_LAND = """\
registers:
  - id: land-confirmations
    title: 用地确认
    clause: "1.1"
    about: enterprise
    serves: confirmations
    key: [enterprise, year]
    place: county
    enterprise: enterprise
    fields:
      - {id: enterprise, title: 企业, type: uscc, required: true}
      - {id: county, title: 县, type: place, level: county, required: true}
      - {id: year, title: 年度, type: year, required: true}
      - {id: dataset, title: 数据集, type: text}
      - {id: column, title: 哪种面积, type: choice, choices: {land: 用地}, required: true}
      - {id: stated, title: 登记, type: amount, unit: 亩, decimals: 4}
      - {id: claimed, title: 企业认, type: amount, unit: 亩, decimals: 4}
      - {id: corrected, title: 核定, type: amount, unit: 亩, decimals: 4}
    states:
      - {id: sent, title: 已送, within_working_days: 10}
      - {id: disputed, title: 有异议, within_working_days: 10}
      - {id: confirmed, title: 已确认}
      - {id: void, title: 不需, final: true}
    dropped: [void]
    acts:
      - {id: send, title: 送, to: sent, by: [county-officer], sets: [enterprise, county, year, dataset, column, stated]}
      - {id: agree, title: 认, from: [sent], to: confirmed, by: [enterprise]}
      - {id: dispute, title: 不认, from: [sent], to: disputed, by: [enterprise], sets: [claimed]}
      - {id: correct, title: 更正, from: [disputed], to: confirmed, by: [department-liaison], effect: correct-fact}
      - {id: void, title: 作废, from: [sent, disputed, confirmed], to: void, by: [county-officer]}
  - id: shared-meters
    title: 共用表
    clause: "1.1"
    about: equipment
    serves: meters
    place: county
    enterprise: enterprise
    fields:
      - {id: meter, title: 表号, type: text, required: true}
      - {id: enterprise, title: 户主, type: uscc, required: true}
      - {id: county, title: 县, type: place, required: true}
      - {id: from_on, title: 自, type: date, required: true}
      - {id: owner_part, title: 自用, type: amount, unit: "1", decimals: 6}
      - {id: tenant_1, title: 共用, type: uscc}
      - {id: part_1, title: 份额, type: amount, unit: "1", decimals: 6}
    states: [{id: filed, title: 已报}, {id: ended, title: 终止, final: true}]
    dropped: [ended]
    acts:
      - {id: file, title: 报, to: filed, by: [county-officer]}
      - {id: end, title: 终止, from: [filed], to: ended, by: [county-officer]}
  - id: tenancies
    title: 租赁
    clause: "1.1"
    about: contract
    serves: tenancies
    place: county
    enterprise: landlord
    fields:
      - {id: landlord, title: 出租方, type: uscc, required: true}
      - {id: tenant, title: 承租方, type: uscc, required: true}
      - {id: county, title: 县, type: place, required: true}
      - {id: parcel, title: 宗地, type: text}
      - {id: area, title: 面积, type: amount, unit: 亩, decimals: 4}
      - {id: from_on, title: 自, type: date}
      - {id: until_on, title: 至, type: date}
    states: [{id: filed, title: 已报}, {id: ended, title: 终止, final: true}]
    dropped: [ended]
    acts:
      - {id: file, title: 报, to: filed, by: [county-officer]}
      - {id: end, title: 终止, from: [filed], to: ended, by: [county-officer]}
"""

FILES: Mapping[str, str] = {
    **tiny.FILES,
    "organisations.yaml": _ORGANISATIONS,
    "places.yaml": _PLACES,
    "datasets/firm-year.yaml": _FIRMS,
    "forms/all.yaml": _FORMS,
    "registers/submissions.yaml": SUBMISSIONS,
    "registers/land.yaml": _LAND,
}
