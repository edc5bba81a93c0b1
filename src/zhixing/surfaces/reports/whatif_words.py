"""Words of the policy lab: what places, industries, sizes, groups and measures are called in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from zhixing.kernel.plan import CompiledPlan
from zhixing.kernel.runs import Comparison, payer_and_receiver

Both = tuple[str, str]
TURNS: Mapping[str, Both] = {
    "all": ("变等", "change"), "better": ("升等", "up"), "worse": ("降等", "down"), "other": ("进出评价", "in or out"),
}  # fmt: skip
LAB_COLUMNS: Mapping[str, Both] = {
    "county": ("县（市、区）", "county"), "plan_industry": ("方案产业", "industry of the plan"), "size": ("规模", "size"),
    "group": ("评价组", "group"),
}  # fmt: skip
PARTIES: Mapping[str, Both] = {"treasury": ("财政", "treasury"), "enterprise": ("企业", "enterprises")}
LAB_SECTIONS: Mapping[str, Both] = {
    "grades": ("等次（家）", "grades (enterprises)"), "movers": ("变等（家）", "moves (enterprises)"),
    "money": ("金额（建议）", "money (proposed)"),
    "best": ("最好一等的占比，与全体之比", "share of the best grade to that of all"),
    "worst": ("最差一等的占比，与全体之比", "share of the worst grade to that of all"),
}  # fmt: skip
_DASH = ("未知", "unknown")


def lab_value_words(plan: CompiledPlan, one: Comparison, column: str) -> Mapping[str, Both]:
    """What the values of a column are called; a value without words stands for itself."""
    found: dict[str, Both] = {"—": _DASH}
    if column == "county":
        found |= {place.id: (place.title, place.title_en or place.title) for place in plan.places.values()}
    if column == "group":
        groups = plan.schemes[one.scheme].population.groups
        found |= {group.id: (group.title, group.id) for group in groups}
    for split in one.splits:
        if split.column == column:
            found |= split.values
    return found


def lab_outcome_words(plan: CompiledPlan, one: Comparison) -> Mapping[str, Both]:
    """Grades and states; a grade is its letter."""
    states = plan.schemes[one.scheme].population.states
    found = {grade: (grade, grade) for grade in one.grades} | {
        state.id: (state.title, state.id) for state in states
    }
    return found | {"—": ("不在内", "not in it")}


def lab_parties(kind: str) -> tuple[Both, Both]:
    """Payer and receiver in words; dashes where no money moves."""
    found = payer_and_receiver(kind)
    return (PARTIES[found[0]], PARTIES[found[1]]) if found else (("—", "—"), ("—", "—"))


def lab_key_words(plan: CompiledPlan, one: Comparison, section: str, key: tuple[str, ...]) -> Both:
    """What a row of the side-by-side table is called."""
    if section == "grades":
        return lab_outcome_words(plan, one).get(key[0], (key[0], key[0]))
    if section == "movers":
        return TURNS[key[0]]
    if section == "money":
        titles = {line.measure: line.title for line in one.money}
        title = titles.get(key[0], key[0])
        return (
            (f"{title}（{key[1]}）", f"{title} ({key[1]})")
            if key[0]
            else (f"企业净得（{key[1]}）", f"net to enterprises ({key[1]})")
        )
    split = next((s for s in one.splits if s.column == key[0]), None)
    words = lab_value_words(plan, one, key[0]).get(key[1], (key[1], key[1]))
    return (f"{split.title}：{words[0]}", f"{split.title_en}: {words[1]}") if split else words
