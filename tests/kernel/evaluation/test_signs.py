"""Signs by hand, at the borders of their bands; and that neither the order of rows nor others change what is seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.kernel.support import opened

from zhixing.kernel.evaluation import SIGN_COLUMNS, items_of, signs
from zhixing.kernel.plan import CompiledPlan, Sign

SCHEME, YEAR = "zhejiang-frame", 2022
NOW, BEFORE = "evaluation-now", "evaluation-before"
Rows = Sequence[Mapping[str, Any]]
CROWD = {"band": 2, "least": 3, "excess": "1.5"}
ALONE = {"band": 10, "moved": 3, "still": 1}


def sign_of(kind: str, scheme: str = SCHEME, grades: str = "A", **more: Any) -> Sign:
    """A sign with only what matters."""
    said = {"id": "one", "title": "一", "clause": "4.7", "says": "看", "causes": ["巧合"]}
    return Sign.model_validate({**said, "kind": kind, "scheme": scheme, "grades": grades, **more})


def results(plan: CompiledPlan, rows: Rows, scheme: str = SCHEME) -> pa.Table:
    """A result table with the columns that signs look at."""
    items = items_of(plan.schemes[scheme])
    texts = ("enterprise", "name", "county", "industry", "group", "grade", "grade_cut")
    fields = [(name, pa.string()) for name in texts] + [("total", pa.decimal128(20, 4))]
    for item in items:
        fields += [(item.value, pa.float64()), (item.base, pa.float64()), (item.score, pa.decimal128(20, 6))]
    schema = pa.schema(fields)
    plain = {"county": "330102", "industry": "1711", "group": "above-scale", "name": "合成"}
    full = [{**plain, "grade": row.get("grade_cut"), **row} for row in rows]
    return pa.Table.from_pylist([{name: row.get(name) for name in schema.names} for row in full], schema)


def seen(
    plan: CompiledPlan, sign: Sign, now: Rows, before: Rows | None = None, threads: int = 1
) -> list[dict[str, Any]]:
    with opened(threads) as engine:
        engine.register(NOW, results(plan, now, sign.scheme))
        if before is not None:
            engine.register(BEFORE, results(plan, before, sign.scheme))
        tree = signs(plan, [(sign, NOW, BEFORE if before is not None else None)], YEAR)
        table = engine.table(tree)
    assert tuple(table.column_names) == SIGN_COLUMNS
    return table.to_pylist()


def firms(totals: Mapping[str, str], cut: str) -> list[dict[str, Any]]:
    """Firms graded A from the cut on, else B."""
    return [
        {
            "enterprise": name,
            "total": Decimal(total),
            "grade_cut": "A" if Decimal(total) >= Decimal(cut) else "B",
        }
        for name, total in totals.items()
    ]


def test_the_bands_are_closed_at_the_cut_and_open_at_their_far_end(plan: CompiledPlan) -> None:
    """Cut 100, 2 %: above [100, 102), below [98, 100), beside [96, 98) and [102, 104)."""
    totals = {
        "a": "100", "b": "101.9999", "c": "101", "d": "102", "e": "103.9999", "f": "104",
        "g": "99.9999", "h": "98", "i": "97.9999", "j": "96", "k": "95.9999",
    }  # fmt: skip
    found = seen(plan, sign_of("bunching", **{**CROWD, "excess": "0.1"}), firms(totals, "100"))
    assert [(r["above"], r["below"], r["beside"], r["line"], r["cut"]) for r in found] == [
        (3, 2, 4, 100.0, "A")
    ]
    assert found[0]["enterprise"] is None
    assert found[0]["county"] == "330102"


def test_it_takes_as_many_and_as_much_more_as_stated(plan: CompiledPlan) -> None:
    """3 above; excess 1.5 of (below + beside) ÷ 3: 6 around give exactly 3, 7 give 3.5."""
    above = {"a": "100", "b": "100.5", "c": "101"}
    six = {f"x{n}": "99" for n in range(4)} | {"y1": "97", "y2": "103"}
    assert len(seen(plan, sign_of("bunching", **CROWD), firms({**above, **six}, "100"))) == 1
    seven = {**six, "y3": "103"}
    assert seen(plan, sign_of("bunching", **CROWD), firms({**above, **seven}, "100")) == []
    two = {"a": "100", "b": "100.5"}
    assert seen(plan, sign_of("bunching", **CROWD), firms(two, "100")) == []


def test_counties_and_groups_are_looked_at_apart(plan: CompiledPlan) -> None:
    rows = firms({"a": "100", "b": "100.5", "c": "101"}, "100")
    split = [{**row, "county": "331003"} if row["enterprise"] == "c" else row for row in rows]
    assert seen(plan, sign_of("bunching", **CROWD), split) == []
    grouped = [{**row, "group": "below-scale"} if row["enterprise"] == "c" else row for row in rows]
    assert seen(plan, sign_of("bunching", **CROWD), grouped) == []


def test_a_cut_that_is_not_above_zero_has_no_bands(plan: CompiledPlan) -> None:
    rows = [{"enterprise": n, "total": Decimal(0), "grade_cut": "A"} for n in "abcd"]
    assert seen(plan, sign_of("bunching", **CROWD), rows) == []


def test_a_stated_line_is_the_cut(plan: CompiledPlan) -> None:
    """Nobody need stand on the line of 1.000001: 1.04 is above it by less than 5 %, 1.06 is not."""
    sign = sign_of("bunching", "zhejiang-low-yield", "不列入", band=5, least=2, excess=1)
    rows = [
        {"enterprise": name, "total": Decimal(total), "grade_cut": "不列入"}
        for name, total in (("a", "1.04"), ("b", "1.01"), ("c", "1.06"))
    ]
    assert [(r["above"], r["below"], r["beside"], r["line"]) for r in seen(plan, sign, rows)] == [
        (2, 0, 1, 1.000001)
    ]


def crossing(plan: CompiledPlan, then: str, now: str, **moves: str) -> list[dict[str, Any]]:
    """One firm among a leader on each year's cut of 100; `moves` are this year's points, last year's were 10 each."""
    scored = {
        item.score: Decimal(10) for item in items_of(plan.schemes[SCHEME]) if item.indicator != "tax-per-kwh"
    }
    leader = {"enterprise": "领", "total": Decimal(100), "grade_cut": "A", **scored}
    changed = {f"score_{name}": Decimal(points) for name, points in moves.items()}
    earlier = [leader, {"enterprise": "甲", "total": Decimal(then), "grade_cut": "B", **scored}]
    later = [leader, {"enterprise": "甲", "total": Decimal(now), "grade_cut": "A", **scored, **changed}]
    return seen(plan, sign_of("crossing", **ALONE), later, earlier)


def test_one_item_alone_carries_a_total_over_the_cut(plan: CompiledPlan) -> None:
    found = crossing(plan, "98", "101", tax_per_mu="13", rd_share="11")
    assert [(r["enterprise"], r["item"], r["change"], r["before"], r["now"]) for r in found] == [
        ("甲", "tax-per-mu", 3.0, 98.0, 101.0)
    ]
    assert (found[0]["line_before"], found[0]["line"], found[0]["cut"]) == (100.0, 100.0, "A")


def test_what_moves_less_or_with_others_is_not_alone(plan: CompiledPlan) -> None:
    assert crossing(plan, "98", "101", tax_per_mu="12.999999") == []
    assert crossing(plan, "98", "101", tax_per_mu="13", rd_share="11.000001") == []
    assert crossing(plan, "98", "101", tax_per_mu="13", rd_share="7") == []
    assert crossing(plan, "98", "101") == []


def test_it_lay_just_below_and_lies_just_above(plan: CompiledPlan) -> None:
    """Bands of 10 %: [90, 100) last year, [100, 110) this year."""
    assert crossing(plan, "90", "109.9999", tax_per_mu="14")
    assert crossing(plan, "89.9999", "101", tax_per_mu="14") == []
    assert crossing(plan, "100", "101", tax_per_mu="14") == []
    assert crossing(plan, "98", "110", tax_per_mu="14") == []


def test_without_a_year_before_nothing_can_have_moved(plan: CompiledPlan) -> None:
    assert seen(plan, sign_of("crossing", **ALONE), firms({"a": "100"}, "100")) == []


def test_those_with_a_grade_are_shown_with_what_they_are_held_against(plan: CompiledPlan) -> None:
    sign = sign_of("graded", "zhejiang-revenue-power", "收入快于用电")
    item = items_of(plan.schemes["zhejiang-revenue-power"])[0]
    rows = [
        {"enterprise": "甲", "grade": "收入快于用电", item.value: 2.5, item.base: 1.1},
        {"enterprise": "乙", "grade": "大体相称", item.value: 1.0, item.base: 1.1},
    ]
    found = seen(plan, sign, rows)
    assert [(r["enterprise"], r["now"], r["line"], r["item"]) for r in found] == [
        ("甲", 2.5, 1.1, "revenue-over-power")
    ]


def test_no_sign_gives_an_empty_table(plan: CompiledPlan) -> None:
    with opened() as engine:
        table = engine.table(signs(plan, [], YEAR))
    assert table.num_rows == 0
    assert tuple(table.column_names) == SIGN_COLUMNS


totals = st.lists(st.decimals(min_value=90, max_value=110, places=1), min_size=1, max_size=25)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=totals, order=st.randoms(use_true_random=False))
def test_the_counts_are_those_of_exact_arithmetic_in_any_order(
    plan: CompiledPlan, drawn: list[Decimal], order: Any
) -> None:
    rows = firms({f"{n:02}": str(total) for n, total in enumerate(drawn)}, "100")
    rows.append({"enterprise": "cut", "total": Decimal(100), "grade_cut": "A"})
    shuffled = list(rows)
    order.shuffle(shuffled)
    sign = sign_of("bunching", **{**CROWD, "least": 1, "excess": "0.001"})
    found = seen(plan, sign, rows)
    assert found == seen(plan, sign, shuffled, threads=2)
    shares = [Fraction(row["total"]) / 100 - 1 for row in rows]
    band = Fraction(2, 100)
    assert [(r["above"], r["below"], r["beside"]) for r in found] == [
        (
            sum(0 <= s < band for s in shares),
            sum(-band <= s < 0 for s in shares),
            sum(-2 * band <= s < -band or band <= s < 2 * band for s in shares),
        )
    ]
