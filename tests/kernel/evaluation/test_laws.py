"""Laws every evaluation keeps: order, units, monotony, partition, ranks, replay."""

from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.kernel.support import evaluate

from zhixing.kernel.plan import CompiledPlan

amounts = st.none() | st.decimals(min_value=-500, max_value=5000, places=2)
positive = st.none() | st.decimals(min_value=0, max_value=5000, places=2)


@st.composite
def populations(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Between one and twelve firms with gaps, zeros and negatives."""
    count = draw(st.integers(1, 12))
    return [
        {
            "enterprise": f"{n:02}",
            "above_scale": draw(st.booleans()),
            "county": draw(st.sampled_from(["330102", "330106"])),
            "tax": draw(amounts),
            "value_added": draw(amounts),
            "land_registered": draw(st.none() | st.decimals(min_value="0.01", max_value=300, places=2)),
            "energy": draw(positive),
            "electricity": draw(positive),
            "cod": draw(positive),
            "employees": draw(st.none() | st.integers(0, 500)),
            "revenue": draw(positive),
            "rd_expense": draw(positive),
        }
        for n in range(count)
    ]


few = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@few
@given(firms=populations(), order=st.randoms())
def test_row_order_and_threads_never_matter(
    plan: CompiledPlan, firms: list[dict[str, Any]], order: Any
) -> None:
    shuffled = list(firms)
    order.shuffle(shuffled)
    one = evaluate(plan, "zhejiang-frame", 2020, firms)
    other = evaluate(plan, "zhejiang-frame", 2020, shuffled, threads=2)
    assert one == other


@few
@given(firms=populations())
def test_grades_and_states_partition_the_population(plan: CompiledPlan, firms: list[dict[str, Any]]) -> None:
    rows = evaluate(plan, "zhejiang-frame", 2020, firms)
    assert len(rows) == sum(1 for firm in firms if (firm["land_registered"] or 0) > 0)
    for row in rows:
        assert (row["grade"] is None) != (row["state"] is None)
        assert (row["total"] is None) == (row["grade"] is None)


@few
@given(firms=populations())
def test_ranks_and_grades_agree_with_totals(plan: CompiledPlan, firms: list[dict[str, Any]]) -> None:
    rows = [row for row in evaluate(plan, "zhejiang-frame", 2020, firms) if row["grade"]]
    for left in rows:
        peers = [row for row in rows if (row["county"], row["group"]) == (left["county"], left["group"])]
        assert left["of"] == len(peers)
        assert left["rank"] == 1 + sum(row["total"] > left["total"] for row in peers)
        for right in peers:
            if left["total"] > right["total"]:
                assert left["grade_cut"] <= right["grade_cut"]
            if left["total"] == right["total"]:
                assert left["grade_cut"] == right["grade_cut"]


@few
@given(firms=populations())
def test_the_total_is_the_sum_of_the_points(plan: CompiledPlan, firms: list[dict[str, Any]]) -> None:
    for row in evaluate(plan, "zhejiang-frame", 2020, firms):
        if row["total"] is None:
            continue
        points = [value for name, value in row.items() if name.startswith("score_") and value is not None]
        assert abs(row["total"] - (sum(points, Decimal(0)) + row["adjustment"])) <= Decimal("0.00005")


@few
@given(firms=populations(), more=st.decimals(min_value="0.01", max_value=1000, places=2))
def test_more_tax_never_lowers_the_own_points_under_published_bases(
    plan: CompiledPlan, firms: list[dict[str, Any]], more: Decimal
) -> None:
    here = [{**firm, "county": "331003"} for firm in firms]
    before = {row["enterprise"]: row for row in evaluate(plan, "huangyan-2022", 2022, here)}
    richer = [
        {**firm, "tax": (firm["tax"] or Decimal(0)) + more} if firm["enterprise"] == "00" else firm
        for firm in here
    ]
    after = {row["enterprise"]: row for row in evaluate(plan, "huangyan-2022", 2022, richer)}
    if "00" in before and here[0]["tax"] is not None:
        assert after["00"]["score_tax_per_mu"] >= before["00"]["score_tax_per_mu"]
        assert after["00"]["rank"] <= before["00"]["rank"]


@few
@given(firms=populations())
def test_a_county_alone_equals_the_county_among_others(
    plan: CompiledPlan, firms: list[dict[str, Any]]
) -> None:
    together = [row for row in evaluate(plan, "zhejiang-frame", 2020, firms) if row["county"] == "330102"]
    alone = evaluate(plan, "zhejiang-frame", 2020, [firm for firm in firms if firm["county"] == "330102"])
    assert together == alone
