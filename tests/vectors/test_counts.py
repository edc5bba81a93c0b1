"""Published head counts and worked examples of local methods, by synthetic totals through the engine.

The published figures are restated here, so that these run without the reference material.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

import pytest
from tests.vectors.figures import PLANS, Row, evaluated, plan_of, unlike

from zhixing.kernel.plan import compile_plan

COUNTS = plan_of("counts")


def firms(count: int, year: int, **more: object) -> list[Row]:
    """So many firms with distinct totals, the first the best."""
    return [
        {
            "enterprise": f"{n:04}",
            "year": year,
            "points": Decimal(count - n),
            "tax": Decimal(count - n),
            **more,
        }
        for n in range(count)
    ]


def counted(scheme: str, year: int, rows: Iterable[Row]) -> dict[str, int]:
    """Head counts of grades and states."""
    found = evaluated(COUNTS, scheme, year, rows).values()
    return dict(Counter(str(row["grade"] or row["state"]) for row in found))


def test_chaohu_2021() -> None:
    """20/45/30/5 % of 120."""
    assert counted("chaohu-2021", 2021, firms(120, 2021)) == {"A": 24, "B": 54, "C": 36, "D": 6}


def test_anyang_2018_below_scale() -> None:
    """Two stages, rounded to the nearest: 15 % of 39 is 5.85, 10 % is 3.9."""
    assert counted("anyang-2018-below", 2018, firms(39, 2018)) == {"A": 6, "B": 29, "C": 4}


PARKS = (24, 24, 44, 44, 39, 20, 40)
"""Sizes of seven parks with 235 firms together; the real sizes were not published."""


def anyang() -> list[Row]:
    names = ("tax", "research", "energy", "emission")
    rows = []
    for park, size in enumerate(PARKS):
        for n in range(size):
            scores = {f"given_{name}_score": Decimal(size - n) for name in names}
            rows.append({"enterprise": f"{park}-{n:02}", "year": 2018, "park": str(park), **scores})
    return rows


@pytest.mark.parametrize(
    ("scheme", "wanted"),
    [
        ("anyang-2018-above", {"A": 37, "B": 176, "C": 22}),
        ("anyang-2018-above-floor", {"A": 32, "B": 182, "C": 21}),
        ("anyang-2018-above-ceiling", {"A": 37, "B": 172, "C": 26}),
    ],
)
def test_anyang_2018_above_scale(scheme: str, wanted: dict[str, int]) -> None:
    """Quotas inside each park: only rounding to the nearest can make 37 and 22 of 235.

    Rounded down, A cannot exceed 15 % of 235 = 35.25; rounded up, C cannot fall short of 10 % = 23.5. A with these
    sizes: 3.6, 3.6, 6.6, 6.6, 5.85, 3, 6; C: 2.4, 2.4, 4.4, 4.4, 3.9, 2, 4.
    """
    assert sum(PARKS) == 235
    assert counted(scheme, 2018, anyang()) == wanted


def test_jingning_2022_is_refused() -> None:
    """4 + 21 + 0 + 3 = 28 of 36."""
    compilation = compile_plan(PLANS / "counts-refused")
    assert compilation.plan is None
    assert [issue.code for issue in compilation.issues] == ["plan.counts-do-not-add"]


def test_jining_2023_takes_the_shares_of_all_with_those_left_open() -> None:
    """20/35/36 % of 275 rounded up, 10 of them without a grade; 53 A if the shares were taken of 265."""
    rows = firms(275, 2023, temporary=False)
    for row in rows[-10:]:
        row["temporary"] = True
    found = counted("jining-2023-above", 2023, rows)
    assert found == {"A": 55, "B": 97, "C": 99, "D": 14, "temporary": 10}
    without = counted("jining-2023-without", 2023, rows)
    assert without == {"A": 53, "B": 93, "C": 96, "D": 23, "temporary": 10}
    assert counted("jining-2023-land", 2023, firms(100, 2023)) == {"A": 20, "B": 40, "C": 35, "D": 5}


@pytest.mark.parametrize(
    ("scheme", "wanted"),
    [
        ("jiaozhou-2018", {"A": 76, "B": 304, "C": 101, "D": 26}),
        ("jiaozhou-2018-nearest", {"A": 76, "B": 304, "C": 102, "D": 25}),
        ("jiaozhou-2018-ceiling", {"A": 77, "B": 304, "C": 101, "D": 25}),
    ],
)
def test_jiaozhou_2018_is_not_what_any_rounding_gives(scheme: str, wanted: dict[str, int]) -> None:
    """15/60/20/5 % of 507 against 76/305/102/24 published: one firm left D for B."""
    published = {"A": 76, "B": 305, "C": 102, "D": 24}
    found = counted(scheme, 2018, firms(507, 2018))
    assert found == wanted
    assert found != published
    assert max(abs(found[grade] - published[grade]) for grade in "ABCD") <= (1 if "nearest" in scheme else 2)


def test_jingde_2022() -> None:
    """30 x (20 + 80 x (14 - 5) / (50 - 5)) / 100 = 10.8; the worst gets 6, the best 30."""
    rows = [
        {"enterprise": name, "year": 2022, "points": Decimal(value)}
        for name, value in (("worst", 5), ("best", 50), ("between", 14))
    ]
    found = evaluated(COUNTS, "jingde-2022", 2022, rows)
    assert {name: row["total"] for name, row in found.items()} == {
        "worst": Decimal(6), "best": Decimal(30), "between": Decimal("10.8"),
    }  # fmt: skip


ABOVE = ("tax_per_mu", "added_per_mu", "added_per_energy", "added_per_emission", "productivity", "research")
BELOW = ("tax_per_mu", "tax_per_power")
BASES = {
    (2021, "above"): ("26.01", "132.27", "2.54", "4861.08", "17.45", "0.0305"),
    (2022, "above"): ("24.097", "136.16", "2.694", "4929.81", "18.14", "0.0302"),
    (2021, "below"): ("16.601058", "0.236565"),
    (2022, "below"): ("11.5932", "0.2352"),
}


@pytest.mark.parametrize(("year", "group"), BASES)
def test_huangyan_at_every_base_is_a_hundred(year: int, group: str) -> None:
    values = {
        f"given_{n}": Decimal(v)
        for n, v in zip(ABOVE if group == "above" else BELOW, BASES[year, group], strict=True)
    }
    found = evaluated(COUNTS, f"huangyan-{year}-{group}", year, [{"enterprise": "1", "year": year, **values}])
    assert found["1"]["total"] == 100


def test_huangyan_the_same_firm_under_two_years() -> None:
    """At every base of 2021 in 2022: 32.381624 + 19.428613 + 18.856719 + 9.860583 + 9.619625 + 10.099338."""
    values = {f"given_{n}": Decimal(v) for n, v in zip(ABOVE, BASES[2021, "above"], strict=True)}
    found = evaluated(COUNTS, "huangyan-2022-above", 2022, [{"enterprise": "1", "year": 2022, **values}])["1"]
    wanted = ("32.381624", "19.428613", "18.856719", "9.860583", "9.619625", "10.099338")
    assert unlike(((n, found[f"score_{n}"], w) for n, w in zip(ABOVE, wanted, strict=True)), 0) == []
    assert found["total"] == Decimal("100.2465")
