"""Documents of a plan: one file with a head and a text, both counted from the top of the file."""

from __future__ import annotations

from tests.kernel.plan import tiny
from tests.kernel.plan.conftest import Compile

from zhixing.kernel.plan.read import split_front

NAME = "reports/bulletin.md"


def found(compile_files: Compile, old: str, new: str) -> set[tuple[str, str, int]]:
    issues = compile_files(tiny.changed(NAME, old, new)).issues
    return {(issue.code, issue.where.file, issue.where.line) for issue in issues}


def test_the_text_keeps_its_lines(compile_files: Compile) -> None:
    plan = compile_files(tiny.FILES).plan
    assert plan is not None
    lines = plan.reports["bulletin"].text.split("\n")
    assert lines.index("正文。") + 1 == tiny.FILES[NAME].split("\n").index("正文。") + 1


def test_a_line_of_dashes_in_the_text_stays() -> None:
    head, body = split_front("---\nid: a\n---\n甲\n\n---\n\n乙\n")
    assert head == "\nid: a\n"
    assert body.split("\n")[3:8] == ["甲", "", "---", "", "乙"]


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm() -> None:
    head, body = split_front("\ufeff---\r\nid: a\r\n---\r\n甲\r\n")
    assert "id: a" in head
    assert body.strip() == "甲"


def test_the_head_is_read_like_any_other_file(compile_files: Compile) -> None:
    assert ("plan.unknown-key", NAME, 6) in found(
        compile_files, "issuer: office", "issuer: office\nisuer: office"
    )
    assert ("plan.unknown-organisation", NAME, 6) in found(
        compile_files, "issuer: office", "issuer: office\ncopies: offic"
    )
    assert ("plan.unknown-clause", NAME, 4) in found(compile_files, 'clause: "1.1"', 'clause: "1.9"')
    assert ("plan.not-yaml", NAME, 6) in found(compile_files, "issuer: office", "issuer: [office")


def test_the_text_is_no_key_of_the_head(compile_files: Compile) -> None:
    assert ("plan.repeated-key", NAME, 6) in found(
        compile_files, "issuer: office", "issuer: office\ntext: 正文"
    )


def test_a_head_without_a_text_beside_it_is_no_document(compile_files: Compile) -> None:
    issues = compile_files({**tiny.FILES, "reports/letter.yaml": "id: letter\n"}).issues
    assert [issue.code for issue in issues if issue.where.file == "reports/letter.yaml"] == [
        "plan.unknown-file"
    ]
