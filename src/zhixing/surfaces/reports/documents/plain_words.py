"""Words for readers: periods in Chinese, titles for ids, the first of many units."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from zhixing.kernel.plan import CompiledPlan
from zhixing.surfaces.reports.figures import spaced
from zhixing.surfaces.reports.targets import unit_title

_QUARTERS = {"1": "一", "2": "二", "3": "三", "4": "四"}
_PERIOD = re.compile(r"(?<![\w-])(20\d\d)Q([1-4])(?![\w-])")
_MONTH = re.compile(r"(20\d\d)-(\d\d)")
_HALF = re.compile(r"(?<![\w-])(20\d\d)H([12])(?![\w-])")


def joined(words: Iterable[str]) -> str:
    """Words one after the other."""
    return "、".join(words)


def lead_of(units: str) -> str:
    """The first of several units, and how many they are: a table has no room for nine departments.

    >>> lead_of("省经信委、省科技厅"), lead_of("省商务厅")
    ('省经信委等', '省商务厅')
    """
    first, *others = units.split("、")
    return f"{first}等" if others else first


def period_text(text: str) -> str:
    """A period as people read it.

    >>> [
    ...     period_text(p)
    ...     for p in ("2021Q3", "2020", "2018..2022", "2018-01-01..2020-12-31", "2021-11", "2020H1")
    ... ]
    ['2021年三季度', '2020年', '2018—2022年', '2018—2020年', '2021年11月', '2020年上半年']
    """
    first, dots, last = text.partition("..")
    if dots:
        if first.endswith("-01-01") and last.endswith("-12-31"):
            first, last = first[:4], last[:4]
        if first == last:
            return period_text(first)
        return f"{first}—{last}年" if last.isdigit() else f"{period_text(first)}—{period_text(last)}"
    if re.fullmatch(r"20\d\d", text):
        return f"{text}年"
    if month := _MONTH.fullmatch(text):
        return f"{month[1]}年{int(month[2])}月"
    return _quarters(text)


def naming(plan: CompiledPlan) -> Callable[[str], str]:
    """Puts titles for the ids of units and indicators into a sentence of the kernel, periods into words, a true minus."""
    titles = {unit: unit_title(plan, unit) for unit in plan.organisations}
    titles |= {indicator.id: indicator.title for indicator in plan.indicators.values()}
    known = "|".join(map(re.escape, sorted(titles, key=len, reverse=True)))
    ids = re.compile(rf" ?(?<![A-Za-z0-9-])({known})(?![A-Za-z0-9-]) ?") if known else None

    def in_words(text: str) -> str:
        return spaced(_quarters(ids.sub(lambda found: titles[found[1]], text) if ids else text))

    return in_words


def _quarters(text: str) -> str:
    halved = _HALF.sub(lambda found: f"{found[1]}年{'上' if found[2] == '1' else '下'}半年", text)
    return _PERIOD.sub(lambda found: f"{found[1]}年{_QUARTERS[found[2]]}季度", halved)
