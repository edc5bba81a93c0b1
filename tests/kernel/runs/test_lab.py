"""The policy lab: a draft tried on the province gives what a run of the draft would give."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from zhixing.foundation.issues import Refused
from zhixing.kernel.engine import Engine
from zhixing.kernel.facts import Lake
from zhixing.kernel.plan import CompiledPlan, Edit, require_plan, write_draft
from zhixing.kernel.runs import (
    Border,
    Lab,
    execute,
    net_by_grade,
    payer_and_receiver,
    ratio,
    request_for,
    side_by_side,
)
from zhixing.kernel.runs.borders import borders
from zhixing.kernel.runs.fairness import FairRow
from zhixing.kernel.runs.pairs import paired, spots

FRAME = "zhejiang-frame"


@pytest.fixture(scope="module")
def lab(plan: CompiledPlan, lake: Lake) -> Iterator[Lab]:
    with Engine(threads=2) as engine:
        yield Lab(plan, lake, engine)


def draft_of(plan: CompiledPlan, folder: Path, *edits: str) -> CompiledPlan:
    return require_plan(write_draft(plan, [Edit.parse(edit) for edit in edits], folder / "draft"))


CUTS = (
    f"evaluations/{FRAME}:grading.shares.A.percent=25",
    f"evaluations/{FRAME}:grading.shares.B.percent=55",
)


def test_other_cuts_give_what_a_run_of_the_draft_gives(
    plan: CompiledPlan, lake: Lake, lab: Lab, tmp_path: Path
) -> None:
    draft = draft_of(plan, tmp_path, *CUTS)
    found = lab.compare(draft, FRAME, 2021)
    run = execute(
        draft, lake, tmp_path / "runs", request_for(draft, lake, "evaluate", (2021,), schemes=(FRAME,))
    )
    sealed = {
        row["enterprise"]: row for row in pq.read_table(run.result(f"evaluation-{FRAME}-2021")).to_pylist()
    }
    assert {row["entity"]: row["after"] for row in found.rows.to_pylist()} == {
        key: row["grade"] or row["state"] for key, row in sealed.items()
    }
    assert found.movers.num_rows
    assert set(found.steps) <= {("B", "A"), ("C", "B")}
    spots = found.by("county")
    assert sum(spot.moved for spot in spots) == found.movers.num_rows
    assert sum(spot.better for spot in spots) == found.movers.num_rows
    assert sum(spot.all for spot in spots) == found.rows.num_rows


def test_an_unchanged_plan_moves_nobody(plan: CompiledPlan, lab: Lab, tmp_path: Path) -> None:
    draft = draft_of(plan, tmp_path, f"evaluations/{FRAME}:title=同一个办法")
    found = lab.compare(draft, FRAME, 2021)
    assert found.movers.num_rows == 0
    assert found.steps == {}
    assert found.turns == {}
    assert found.bunching("before") == found.bunching("after")
    assert all(row.best[0] == row.best[1] and row.worst[0] == row.worst[1] for row in found.fairness)
    assert all(line.before == line.after for line in found.money)


def test_money_of_a_measure_before_and_after(
    plan: CompiledPlan, lake: Lake, lab: Lab, tmp_path: Path
) -> None:
    """0.8 of the tax of B becomes 0.4: half the money, of the same enterprises; the sealed measure says what 0.8 comes to."""
    draft = draft_of(plan, tmp_path, "measures/land-use-tax-relief:by_grade.B=0.4")
    found = lab.compare(draft, FRAME, 2021)
    money = {line.grade: line for line in found.money if line.measure == "land-use-tax-relief"}
    run = execute(
        plan, lake, tmp_path / "runs", request_for(plan, lake, "evaluate", (2021,), schemes=(FRAME,))
    )
    sealed = [
        row
        for row in pq.read_table(run.result("measure-land-use-tax-relief-2021")).to_pylist()
        if row["grade"] == "B" and row["outcome"] == "proposed"
    ]
    assert money["B"].before == sum((row["amount"] for row in sealed), Decimal(0))
    assert money["B"].entities_before == money["B"].entities_after == len(sealed)
    assert abs(money["B"].after * 2 - money["B"].before) <= Decimal("0.000001") * len(sealed)
    assert money["A"].before == money["A"].after


def test_a_measure_that_has_expired_moves_no_money(plan: CompiledPlan, lab: Lab, tmp_path: Path) -> None:
    draft = draft_of(plan, tmp_path, "measures/land-use-tax-relief:by_grade.B=0.4")
    money = lab.compare(draft, FRAME, 2022).money
    assert "land-use-tax-relief" not in {line.measure for line in money}
    assert all(line.before == line.after for line in money)


def test_a_computed_base_is_tried_too(plan: CompiledPlan, lab: Lab, tmp_path: Path) -> None:
    draft = draft_of(plan, tmp_path, f"evaluations/{FRAME}:criteria.above-scale.tax-per-mu.cap=1")
    found = lab.compare(draft, FRAME, 2021)
    assert all(
        row["total_after"] <= row["total_before"]
        for row in found.rows.to_pylist()
        if row["total_before"] is not None
    )


def test_another_contract_of_facts_is_refused(plan: CompiledPlan, lab: Lab, tmp_path: Path) -> None:
    folder = tmp_path / "other"
    write_draft(plan, [], folder)
    contract = folder / "datasets" / "light-override.yaml"
    contract.write_text(
        contract.read_text(encoding="utf-8").replace("title: 理由,", "title: 缘由,"), encoding="utf-8"
    )
    with pytest.raises(Refused) as refused:
        lab.compare(require_plan(folder), FRAME, 2021)
    assert [issue.code for issue in refused.value.issues] == ["runs.draft-data"]


RESHAPED = (
    (f"evaluations/{FRAME}:criteria.above-scale.rd-share.cap=none", f"evaluations/{FRAME}:grading.rounding=nearest"),
    (f"evaluations/{FRAME}:guards+={{id: small, title: 微型不评最好, where: size = 'micro', not_above: B}}",),
    (f"evaluations/{FRAME}:guards.veto-=",),
    (f"evaluations/{FRAME}:criteria.above-scale.tax-per-mu.base_from-=", f"evaluations/{FRAME}:criteria.above-scale.tax-per-mu.base=20"),
    (f"evaluations/{FRAME}:population.states-=",),
)  # fmt: skip


@pytest.mark.parametrize("edits", RESHAPED)
def test_whatever_is_changed_the_draft_gives_what_its_run_gives(
    plan: CompiledPlan, lake: Lake, lab: Lab, tmp_path: Path, edits: tuple[str, ...]
) -> None:
    """Guards, states and bases too, where the kept rows do not help and everything is evaluated from the facts."""
    draft = draft_of(plan, tmp_path, *edits)
    found = lab.compare(draft, FRAME, 2021, money=False)
    run = execute(
        draft, lake, tmp_path / "runs", request_for(draft, lake, "evaluate", (2021,), schemes=(FRAME,))
    )
    sealed = pq.read_table(run.result(f"evaluation-{FRAME}-2021")).to_pylist()
    rows = {row["entity"]: row for row in found.rows.to_pylist()}
    assert {key: (row["after"], row["total_after"], row["rank_after"]) for key, row in rows.items()} == {
        row["enterprise"]: (row["grade"] or row["state"], row["total"], row["rank"]) for row in sealed
    }


def test_sums_by_any_key_are_the_totals(plan: CompiledPlan, lab: Lab, tmp_path: Path) -> None:
    found = lab.compare(draft_of(plan, tmp_path, *CUTS), FRAME, 2021)
    whole, *parts = found.fairness
    assert sum(found.counts("before").values()) == sum(found.counts("after").values()) == whole.all
    assert sum(found.steps.values()) == sum(found.turns.values()) == found.movers.num_rows
    for column in ("county", "plan_industry", "size", "group", "field", "age", "scale", "in-mountain-26"):
        listed = found.by(column)
        assert sum(spot.all for spot in listed) == whole.all, column
        assert sum(spot.moved for spot in listed) == found.movers.num_rows, column
    for split in found.splits:
        mine = [part for part in parts if part.split == split.column]
        assert sum(part.all for part in mine) == whole.all, split.column
        for which in (0, 1):
            assert (
                sum(part.best[which] for part in mine)
                == whole.best[which]
                == found.counts(("before", "after")[which])["A"]
            )
            assert sum(part.worst[which] for part in mine) == whole.worst[which]
            assert sum(part.graded[which] for part in mine) == whole.graded[which]
    assert {split.column for split in found.splits} == {
        "size", "scale", "age", "in-mountain-26", "field", "plan_industry",
    }  # fmt: skip
    assert found.left_out == ()


def test_a_population_without_the_columns_leaves_the_splits_out(
    plan: CompiledPlan, lab: Lab, tmp_path: Path
) -> None:
    """Counties have no size and no age, and that is said."""
    draft = draft_of(plan, tmp_path, "evaluations/mid-term-2020:title=同一个办法")
    found = lab.compare(draft, "mid-term-2020", 2019, money=False)
    assert {en for _, en in found.left_out} >= {"size", "age", "industry", "above scale"}
    assert {split.column for split in found.splits} <= {"in-mountain-26"}


def test_drafts_side_by_side_say_what_each_says_alone(plan: CompiledPlan, lab: Lab, tmp_path: Path) -> None:
    one = lab.compare(draft_of(plan, tmp_path / "1", *CUTS), FRAME, 2021)
    two = lab.compare(
        draft_of(plan, tmp_path / "2", "measures/land-use-tax-relief:by_grade.B=0.4"), FRAME, 2021
    )
    both = {(row.section, row.key): row for row in side_by_side({"one": one, "two": two})}
    for at, alone in enumerate((one, two)):
        single = side_by_side({"it": alone})
        assert len(single) == len(both)
        for row in single:
            assert both[row.section, row.key].plan == row.plan
            assert both[row.section, row.key].drafts[at] == row.drafts[0]
    assert both["grades", ("A",)].plan == one.counts("before")["A"]
    assert both["movers", ("all",)].drafts == (one.movers.num_rows, 0)


def test_years_with_facts_are_those_the_scheme_is_for(lab: Lab) -> None:
    assert lab.years(FRAME) == (2017, 2018, 2019, 2020, 2021, 2022)
    assert lab.years("huangyan-2022") == (2022,)


def test_firm_movers_are_counted_the_same_by_the_whole_population(
    plan: CompiledPlan, lab: Lab, tmp_path: Path
) -> None:
    """Drawing only the cells with movers gives what drawing everybody gives; each mover is in one of the four parts."""
    from fractions import Fraction

    from zhixing.kernel.engine import Engine
    from zhixing.kernel.evaluation import build, fragility, guards_tree

    draft = draft_of(plan, tmp_path, f"evaluations/{FRAME}:criteria.above-scale.tax-per-mu.weight=35",
                     f"evaluations/{FRAME}:criteria.above-scale.rd-share.weight=5")  # fmt: skip
    found = lab.compare(draft, FRAME, 2021, money=False)
    firm = lab.firmness(draft, found, draws=40)
    assert firm.firm + firm.even + firm.loose + firm.unknown == found.movers.num_rows > 0
    assert firm == lab.firmness(draft, found, draws=40)
    engine = lab._engine
    assert isinstance(engine, Engine)
    scheme = draft.schemes[FRAME]
    rows = engine.table(build(draft, scheme, 2021))
    held = engine.table(guards_tree(draft, scheme, 2021))
    whole = fragility(draft, scheme, rows, draws=40, seed=2018, spread=Fraction(1, 10), held=held)
    movers = set(found.movers["entity"].to_pylist())
    kept = [row["kept"] for row in whole.to_pylist() if row["enterprise"] in movers]
    assert (firm.firm, firm.loose) == (sum(k >= 0.9 for k in kept), sum(k < 0.5 for k in kept))


def results(*rows: tuple[str, str | None, str | None, int | None]) -> pa.Table:
    """A result by hand: entity, grade, state, total."""
    return pa.table(
        {
            "entity": [row[0] for row in rows],
            "county": pa.array(["c" for _ in rows], pa.string()),
            "grade": pa.array([row[1] for row in rows], pa.string()),
            "grade_cut": pa.array([row[1] for row in rows], pa.string()),
            "state": pa.array([row[2] for row in rows], pa.string()),
            "total": pa.array(
                [None if row[3] is None else Decimal(row[3]) for row in rows], pa.decimal128(18, 4)
            ),
            "rank": pa.array([1 for _ in rows], pa.int64()),
        }
    )


def test_who_is_only_in_one_of_two_results_goes_in_or_out() -> None:
    before = results(("a", "A", None, 90), ("b", "B", None, 80), ("d", None, "new", None))
    after = results(("a", "B", None, 70), ("c", "A", None, 95), ("d", "A", None, 91))
    rows = paired(before, after, "entity", ("A", "B")).to_pylist()
    assert [(row["entity"], row["before"], row["after"], row["turn"]) for row in rows] == [
        ("a", "A", "B", "worse"), ("b", "B", "—", "other"), ("c", "—", "A", "other"), ("d", "new", "A", "other"),
    ]  # fmt: skip
    [spot] = spots(paired(before, after, "entity", ("A", "B")), "county")
    assert (spot.all, spot.moved, spot.better, spot.worse) == (4, 4, 0, 1)


def test_bunching_by_hand() -> None:
    """A and B part at 79.5, half way from 79 to 80; a band is 1.59 wide: 80 and 81 just above, 79 just below."""
    graded = results(
        *((f"e{total}", "A" if total >= 80 else "B", None, total) for total in (90, 82, 81, 80, 79, 77, 70))
    )
    rows = paired(graded, graded, "entity", ("A", "B"))
    [border] = borders(rows, "after", ("A", "B"), ("county",), {})
    assert border == Border("A", (0, 0, 0, 1, 1, 2, 1, 0, 0, 0), Decimal("79.5"), 1, (1, 1))
    assert (border.above, border.below) == (2, 1)
    # Just above 2, the next two bands hold 1 and 0, and a half for the one cell.
    assert border.excess_above == 1
    assert border.excess_below == 0


def test_a_stated_line_is_the_border_and_adds_nothing() -> None:
    graded = results(*((f"e{total}", "A" if total >= 80 else "B", None, total) for total in (81, 80, 79, 78)))
    [border] = borders(
        paired(graded, graded, "entity", ("A", "B")), "after", ("A", "B"), ("county",), {"A": Decimal(80)}
    )
    assert (border.middle, border.below, border.above, border.next_to) == (80, 1, 2, (0, 0))


def test_evenly_spread_totals_are_not_bunched() -> None:
    """Many cells of evenly random totals: the correction of a half for every cell leaves no excess beyond chance."""
    from random import Random

    random, rows = Random(7), []
    for cell in range(400):
        found = sorted((random.randint(0, 1_000_000) for _ in range(60)), reverse=True)
        rows += [
            (f"{cell:03}-{at:02}", "A" if at < 20 else "B", cell, total) for at, total in enumerate(found)
        ]
    graded = results(*((key, grade, None, total) for key, grade, _, total in rows))
    graded = graded.set_column(1, "county", pa.array([str(cell) for _, _, cell, _ in rows]))
    [border] = borders(paired(graded, graded, "entity", ("A", "B")), "after", ("A", "B"), ("county",), {})
    assert border.next_to[1] > 200
    assert abs(border.excess_above) < 2 * float(border.above) ** 0.5
    assert abs(border.excess_below) < 2 * float(border.below) ** 0.5


def test_shares_to_all_by_hand() -> None:
    whole = FairRow("", "", 100, 0, 0, (100, 100), (20, 25), (5, 5))
    part = FairRow("size", "large", 10, 5, 0, (10, 10), (4, 5), (0, 0))
    assert ratio(part, whole, "best", 0) == 2
    assert ratio(part, whole, "best", 1) == 2
    assert ratio(part, whole, "worst", 0) == 0
    assert ratio(FairRow("size", "x", 0, 0, 0, (0, 0), (0, 0), (0, 0)), whole, "best", 0) is None


def test_money_goes_from_the_treasury_or_to_it_by_its_kind() -> None:
    from zhixing.kernel.runs import Money

    assert payer_and_receiver("relief") == payer_and_receiver("reward") == ("treasury", "enterprise")
    assert payer_and_receiver("surcharge") == ("enterprise", "treasury")
    assert payer_and_receiver("restriction") is None
    lines = [
        Money("m", "减", "relief", "A", Decimal(10), Decimal(12), 1, 1, "万元", 2021),
        Money("n", "加", "surcharge", "D", Decimal(3), Decimal(4), 1, 1, "万元", 2021),
        Money("o", "限", "restriction", "D", Decimal(9), Decimal(9), 1, 1, "万元", 2021),
    ]
    nets = {net.grade: (net.before, net.after) for net in net_by_grade(lines)}
    assert nets == {"A": (10, 12), "D": (-3, -4), "": (7, 8)}
