"""Codes that do not meet, both ways, and who may be meant."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from tests.kernel.facts.small_plan import firm

from zhixing.foundation.codes import uscc_fault
from zhixing.kernel.facts import Unmatched, unmatched, write_unmatched

NAMES = {1: "黄岩合成塑料厂", 2: "合成模具有限公司", 3: "临海纺织", 4: "三门橡胶制品"}


def listed(*numbers: int) -> pa.Table:
    return pa.table({"firm": [firm(n) for n in numbers], "name": [NAMES.get(n, f"企业{n}") for n in numbers]})


def came(*rows: tuple[str, str]) -> pa.Table:
    codes, names = ([row[at] for row in rows] for at in (0, 1))
    numbers = pa.array(range(2, 2 + len(rows)), pa.int32())
    return pa.table(
        {"firm": pa.array(codes, pa.string()), "name": pa.array(names, pa.string()), "_row": numbers}
    )


def other_check(code: str) -> str:
    return code[:-1] + ("0" if code[-1] != "0" else "1")


def reasons(found: Unmatched) -> list[tuple[str, str, str]]:
    return [(row["returned_code"], row["listed_code"], row["reason"]) for row in found.guesses.to_pylist()]


def test_both_ways() -> None:
    found = unmatched(listed(1, 2), came((firm(2), "x"), (firm(9), "旁的")), "firm", name="name")
    assert found.matched == 1
    assert found.only_listed.to_pylist() == [{"code": firm(1), "name": NAMES[1], "row": None, "fault": ""}]
    assert found.only_returned.to_pylist() == [{"code": firm(9), "name": "旁的", "row": 3, "fault": ""}]
    assert found.guesses.num_rows == 0


def test_one_character_wrong_left_out_or_added() -> None:
    wrong = other_check(firm(1))
    short, long = firm(2)[:10] + firm(2)[11:], firm(3)[:5] + "7" + firm(3)[5:]
    found = unmatched(listed(1, 2, 3), came((wrong, ""), (short, ""), (long, "")), "firm", name="name")
    assert sorted(reasons(found)) == sorted(
        [
            (wrong, firm(1), "one-character"),
            (short, firm(2), "one-character"),
            (long, firm(3), "one-character"),
        ]
    )
    faults = {row["code"]: row["fault"] for row in found.only_returned.to_pylist()}
    assert (faults[wrong], faults[short], faults[long]) == ("checksum", "length", "length")


def test_neighbours_swapped() -> None:
    code = firm(12)
    at = next(i for i in range(9, 17) if code[i] != code[i + 1])
    swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    assert reasons(unmatched(listed(12), came((swapped, "")), "firm")) == [(swapped, code, "swapped")]


def test_names_alike_are_told_where_no_code_says_more() -> None:
    rows = came(
        (firm(7), "黄岩区合成塑料厂"), (firm(8), "临海 纺织"), (other_check(firm(2)), "三门橡胶制品厂")
    )
    found = unmatched(listed(1, 2, 3, 4), rows, "firm", name="name")
    assert sorted(reasons(found)) == sorted(
        [
            (firm(7), firm(1), "near-name"),
            (firm(8), firm(3), "same-name"),
            (other_check(firm(2)), firm(2), "one-character"),
        ]
    )


def test_codes_are_folded_and_counted_once() -> None:
    rows = came((firm(1).lower(), "a"), (f" {firm(1)}", "b"), ("", "c"))
    found = unmatched(listed(1), rows, "firm", name="name")
    assert (found.matched, found.only_returned.num_rows) == (1, 0)


@given(st.sets(st.integers(0, 40)), st.sets(st.integers(0, 40)))
def test_every_code_is_on_one_side_or_in_both(one: set[int], other: set[int]) -> None:
    rows = came(*((firm(n), f"企业{n}") for n in sorted(other)))
    found = unmatched(listed(*sorted(one)), rows, "firm", name="name")
    assert found.matched == len(one & other)
    assert found.only_listed["code"].to_pylist() == sorted(firm(n) for n in one - other)
    assert found.only_returned["code"].to_pylist() == sorted(firm(n) for n in other - one)


def test_the_workbook(tmp_path: Path) -> None:
    wrong = other_check(firm(1))
    assert uscc_fault(wrong) == "checksum"
    found = unmatched(listed(1, 2), came((wrong, NAMES[1])), "firm", name="name")
    write_unmatched(found, tmp_path / "a.xlsx", made_on=date(2019, 6, 1))
    book = load_workbook(tmp_path / "a.xlsx")
    pages = {page.title: [[cell.value for cell in row] for row in page.iter_rows()] for page in book}
    assert list(pages) == ["可能是同一家 Guesses", "文件有名录无 Only in file", "名录有文件无 Only in list"]
    [guess] = pages["可能是同一家 Guesses"][1:]
    assert guess[0] == wrong
    assert guess[3] == firm(1)
    assert guess[5] == "代码差一个字符 the codes differ by one character"
    assert pages["文件有名录无 Only in file"][1][3] == "校验位不符 the check digit is wrong"
    assert [row[0] for row in pages["名录有文件无 Only in list"][1:]] == [firm(1), firm(2)]
