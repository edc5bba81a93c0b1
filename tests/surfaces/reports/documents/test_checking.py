"""What is wrong with a text is found before it is filled, all of it, with file, line and near names."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.surfaces.reports.documents.conftest import Faults, Written

from zhixing.foundation.issues import IssueCode, Refused
from zhixing.kernel.plan import compile_plan
from zhixing.surfaces.reports import Contents, check_documents
from zhixing.surfaces.reports.documents import codes
from zhixing.surfaces.reports.documents.checking import check_document

FAULTS = (
    ("reports.syntax", "一\n{% if targets %}\n二", 3, ""),
    ("reports.syntax", '# 甲 {when="cascade"}\n{% if targets %}\n# 乙\n{% endif %}', 2, ""),
    ("reports.unknown-word", "一\n\n{{ tagets }}", 3, "targets"),
    ("reports.unknown-word", "{% for one in targets %}{% endfor %}\n{{ one.title }}", 2, ""),
    ("reports.unknown-column", "{% for one in targets %}\n{{ one.titel }}{% endfor %}", 2, "title"),
    ("reports.unknown-column", "{{ run.quater }}", 1, "quarter"),
    ("reports.unknown-column", '{{ count(targets|where("lihgt", "red")) }}', 1, "light"),
    ("reports.unknown-column", '{{ count(targets|sort("progres")) }}', 1, "progress"),
    ("reports.unknown-column", '{{ figure(target("big-clusters"), "observd") }}', 1, "observed"),
    ("reports.unknown-column", '\n{{ table("targets", targets, columns=["title", "obsrved=现状"]) }}', 2, "observed"),
    ("reports.wrong-use", "{{ targets.__class__ }}", 1, ""),
    ("reports.unknown-column", "{{ run.id.upper }}", 1, ""),
    ("reports.unknown-name", '{{ table("target", targets) }}', 1, "targets"),
    ("reports.unknown-name", '{{ chart("lihgts", programmes) }}', 1, "lights"),
    ("reports.unknown-name", '{{ clause("4.9") }}', 1, "4"),
    ("reports.unknown-name", '{{ figure(target("big-cluster")) }}', 1, "big-clusters"),
    ("reports.unknown-name", '甲\n\n# 乙 {when="cascad"}\n\n丙', 3, "cascade"),
    ("reports.unknown-name", '# 乙 {needs="forecast"}\n\n丙', 1, "forecasts"),
    ("reports.unknown-name", "{{ targets|upper }}", 1, "where"),
    ("reports.unknown-name", '{{ count(targets|where("progress", "=<", 1)) }}', 1, "<"),
    ("reports.unknown-name", "{% if targets is defined %}{% endif %}", 1, "where"),
    ("reports.wrong-use", "{{ targets }}", 1, ""),
    ("reports.wrong-use", "{{ targets.title }}", 1, ""),
    ("reports.wrong-use", "{{ count(run) }}", 1, ""),
    ("reports.wrong-use", "{{ day(plan.title) }}", 1, ""),
    ("reports.wrong-use", '{{ table("parts", targets) }}', 1, ""),
    ("reports.wrong-use", '{{ chart("path", targets) }}', 1, ""),
    ("reports.wrong-use", '{{ table("grades", grades, columns=["year"]) }}', 1, ""),
    ("reports.wrong-use", '{{ table("targets") }}', 1, ""),
    ("reports.wrong-use", '{{ table("targets", targets, colour="red") }}', 1, ""),
    ("reports.wrong-use", '{{ figure(target("big-clusters"), "title") }}', 1, ""),
    ("reports.wrong-use", "{% for one in run %}{% endfor %}", 1, ""),
    ("reports.wrong-use", "{% for one in targets %}{{ one() }}{% endfor %}", 1, ""),
    ("reports.wrong-use", "{% macro a() %}{% endmacro %}", 1, ""),
    ("reports.wrong-use", "{% include 'other' %}", 1, ""),
    ("reports.wrong-use", "{{ count(targets|where) }}", 1, ""),
    ("reports.figure-without-source", "{% for one in targets %}\n现为{{ one.observed }}{% endfor %}", 2, "figure(one"),
    ("reports.figure-without-source", "{% for one in forecasts %}{{ one.probability * 100 }}{% endfor %}", 1, "figure"),
)  # fmt: skip
ONLY_WHEN_FILLED = {"reports.cannot-fill", "reports.unknown-report", "reports.too-long"}


@pytest.mark.parametrize(("code", "text", "line", "near"), FAULTS)
def test_a_fault_is_named_with_its_line(faults: Faults, code: str, text: str, line: int, near: str) -> None:
    found = faults(text)
    [issue] = [issue for issue in found if issue.code == code]
    assert issue.where.file == "reports/leader-brief.md"
    assert issue.where.line == line
    assert issue.where.clause == "4.1"
    assert near in issue.zh
    assert "{what" not in issue.zh + issue.en
    assert "{near" not in issue.zh + issue.en


@pytest.mark.parametrize(("code", "text", "line", "near"), FAULTS)
def test_a_text_with_a_fault_is_never_filled(
    written: Written, code: str, text: str, line: int, near: str
) -> None:
    with pytest.raises(Refused) as refused:
        written(text)
    assert code in [issue.code for issue in refused.value.issues]


def test_every_code_of_documents_is_provoked() -> None:
    declared = {kind.code for kind in vars(codes).values() if isinstance(kind, IssueCode)}
    assert declared - ONLY_WHEN_FILLED == {code for code, *_ in FAULTS}


def test_all_faults_of_a_text_are_said_at_once(faults: Faults) -> None:
    found = faults(
        '{{ tagets }}\n{{ chart("pie", targets) }}\n{% for one in targets %}\n{{ one.titel }}{% endfor %}'
    )
    assert [(issue.code, issue.where.line) for issue in found] == [
        ("reports.unknown-word", 1),
        ("reports.unknown-name", 2),
        ("reports.unknown-column", 4),
    ]


@pytest.mark.parametrize(
    "text",
    [
        '{% for one in lights.red|where("observed")|sort("progress", "down")|first(2) %}{{ figure(one) }}{% endfor %}',
        "{% for part in programmes %}{% for one in part.targets %}{{ one.title }}{% endfor %}{% endfor %}",
        '{% set red = lights.red + lights.yellow %}{{ table("targets", red[:3]) }}{{ red|names("title") }}',
        "{{ run.year }}年{{ run.quarter }}季度，{{ run.as_of }}",
        '{% if has("targets") and targets %}{{ count(targets) }}{% endif %}',
        '{{ percent(lights.red, targets, 0) }}{{ source("某处") }}',
    ],
)
def test_what_can_be_filled_is_not_objected_to(faults: Faults, written: Written, text: str) -> None:
    assert faults(text) == []
    assert written(text).blocks


def test_faults_of_the_head_are_named_where_they_stand(contents: Contents) -> None:
    report = contents.plan.reports["quarterly-bulletin"]
    changed = report.model_copy(update={"title": "{{ run.spam }}", "annexes": ("target",)})
    found = {issue.code: issue for issue in check_document(contents.plan, changed)}
    lines = (contents.plan.root / "reports/quarterly-bulletin.md").read_text(encoding="utf-8").split("\n")
    assert lines[found["reports.unknown-column"].where.line - 1].startswith("title:")
    assert lines[found["reports.unknown-name"].where.line - 1].startswith("annexes:")


def test_the_shipped_texts_are_fine() -> None:
    plan = compile_plan(Path(__file__).parents[4] / "plans" / "zhejiang-2018").plan
    assert plan is not None
    assert check_documents(plan) == ()
    assert {"quarterly-bulletin", "annual-evaluation", "mid-term-appraisal", "leader-brief"} <= set(
        plan.reports
    )
