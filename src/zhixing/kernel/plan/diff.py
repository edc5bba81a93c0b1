"""What changed between two versions of a plan: how far each change reaches, in which years, for whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from zhixing.foundation.quantities import as_decimal
from zhixing.kernel.plan.compiled import CompiledPlan
from zhixing.kernel.plan.diff_grades import (
    BY_KIND,
    ChangeGrade,
    grade_of_coming,
    grade_of_field,
    grade_of_going,
)
from zhixing.kernel.plan.diff_reach import entities_of, years_of
from zhixing.kernel.plan.plain import plain

_WORST_FIRST = (ChangeGrade.BREAKING, ChangeGrade.RE_EVALUATE, ChangeGrade.WORDING)
_GRADES_ZH = {
    ChangeGrade.BREAKING: "不兼容",
    ChangeGrade.RE_EVALUATE: "需重新计算",
    ChangeGrade.WORDING: "仅文字",
}
_KINDS: dict[str, tuple[str, str]] = {
    "head": ("方案", "plan"), "lights": ("亮灯规则", "light rule"), "watching": ("监测规则", "watching"),
    "forms": ("报送表", "form"), "registers": ("台账", "register"), "clauses": ("条款", "clause"),
    "organisations": ("单位", "organisation"), "places": ("地区", "place"), "place_groups": ("地区组", "group of places"),
    "crosswalks": ("沿革折算", "crosswalk"), "fields": ("领域", "field"),
    "industries": ("产业", "industry"), "datasets": ("数据集", "dataset"),
    "indicators": ("指标", "indicator"),
    "parameters": ("参数", "parameter"), "targets": ("目标", "target"), "tasks": ("任务", "task"),
    "schemes": ("评价办法", "scheme"), "measures": ("措施", "measure"), "signs": ("现象", "sign"),
    "stackings": ("措施叠加", "stacking"), "reports": ("公文", "report"),
    "published": ("已公布数", "published figure"), "not_encoded": ("未编入部分", "part not encoded"),
    "cases": ("算例", "case"), "calibration": ("校准", "calibration"),
}  # fmt: skip
# The key that names a member of a list, where it is not `id`; lists of plain texts are compared whole.
_MEMBER_KEYS = ("id", "indicator", "grade", "from")
_ABSENT = object()


@dataclass(frozen=True)
class Change:
    """One change. `field` is empty when a whole object came or went; an absent side is None."""

    grade: ChangeGrade
    kind: str
    id: str
    title: str
    field: str
    before: str | None
    after: str | None
    years: tuple[int, ...] = ()
    entities: tuple[str, ...] = ()

    @property
    def zh(self) -> str:
        """The change as a Chinese sentence."""
        return f"{_KINDS[self.kind][0]} {self.id}（{self.title}）{self._act_zh()}{self._reach_zh()}"

    @property
    def en(self) -> str:
        """The change as an English sentence."""
        return f"{_KINDS[self.kind][1]} {self.id}: {self._act_en()}{self._reach_en()}"

    def to_json(self) -> dict[str, object]:
        """A plain mapping for programs."""
        return {
            "grade": self.grade.value, "kind": self.kind, "id": self.id, "title": self.title,
            "field": self.field, "before": self.before, "after": self.after,
            "years": list(self.years), "entities": list(self.entities), "zh": self.zh, "en": self.en,
        }  # fmt: skip

    def _act_zh(self) -> str:
        if self.before is not None and self.after is not None:
            return f"的 {self.field} 由“{self.before}”改为“{self.after}”"
        part = f"的 {self.field} " if self.field else ""
        word = "新增" if self.before is None else "删去"
        value = self.after if self.before is None else self.before
        return f"{part}{word}" + (f"：“{value}”" if self.field and value else "")

    def _act_en(self) -> str:
        if self.before is not None and self.after is not None:
            return f"{self.field} changes from {self.before!r} to {self.after!r}"
        word = "added" if self.before is None else "removed"
        value = self.after if self.before is None else self.before
        return f"{self.field} {word}".strip() + (f": {value!r}" if self.field and value else "")

    def _reach_zh(self) -> str:
        parts = [f"{span(self.years)} 年"] if self.years else []
        parts += ["、".join(self.entities)] if self.entities else []
        return f"，涉及 {'；'.join(parts)}。" if parts else "。"

    def _reach_en(self) -> str:
        parts = [span(self.years)] if self.years else []
        parts += [", ".join(self.entities)] if self.entities else []
        return f"; touches {'; '.join(parts)}." if parts else "."


@dataclass(frozen=True)
class PlanDiff:
    """All changes, the farthest-reaching first."""

    changes: tuple[Change, ...]

    @property
    def grade(self) -> ChangeGrade | None:
        """The grade of the farthest-reaching change; None when nothing changed."""
        return self.changes[0].grade if self.changes else None

    @property
    def years(self) -> tuple[int, ...]:
        """Every year whose results a change touches."""
        return tuple(sorted({year for change in self.changes for year in change.years}))

    def to_json(self) -> dict[str, object]:
        """A plain mapping for programs."""
        return {
            "grade": self.grade.value if self.grade else None,
            "years": list(self.years),
            "counts": {grade.value: sum(c.grade is grade for c in self.changes) for grade in _WORST_FIRST},
            "changes": [change.to_json() for change in self.changes],
        }

    def to_text(self, *, english: bool = False) -> str:
        """The changes for reading, grouped by grade, in Chinese or English."""
        chinese = not english
        if not self.changes:
            return "两个版本没有差别。\n" if chinese else "The two versions do not differ.\n"
        lines = []
        for grade in _WORST_FIRST:
            mine = [change for change in self.changes if change.grade is grade]
            if mine:
                lines.append(f"{_GRADES_ZH[grade] if chinese else grade.value} ({len(mine)})")
                lines += [f"  {change.zh if chinese else change.en}" for change in mine]
        return "\n".join(lines) + "\n"


def diff_plans(before: CompiledPlan, after: CompiledPlan) -> PlanDiff:
    """Every change from `before` to `after`, field by field."""
    found = [change for kind in BY_KIND for change in _of_kind(kind, before, after)]
    kinds = list(BY_KIND)
    found.sort(key=lambda c: (_WORST_FIRST.index(c.grade), kinds.index(c.kind), c.id, c.field))
    return PlanDiff(tuple(found))


def span(years: tuple[int, ...]) -> str:
    """Years as runs: `2018..2020, 2022`."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}..{run[-1]}" for run in runs)


def _of_kind(kind: str, before: CompiledPlan, after: CompiledPlan) -> Iterator[Change]:
    old, new = _trees(before, kind), _trees(after, kind)
    for key in sorted({*old, *new}):
        title = str((new.get(key) or old[key]).get("title") or key)
        if key not in new:
            years, entities = years_of(before, kind, key, ()), entities_of(before, kind, key)
            yield Change(grade_of_going(kind), kind, key, title, "", title, None, years, entities)
        elif key not in old:
            years, entities = years_of(after, kind, key, ()), entities_of(after, kind, key)
            grade = grade_of_coming(kind)
            reach = (years, entities) if grade is not ChangeGrade.WORDING else ((), ())
            yield Change(grade, kind, key, title, "", None, title, *reach)
        else:
            for path, was, now in _changes(old[key], new[key], ()):
                yield _change(kind, key, title, path, was, now, (before, after))


def _change(
    kind: str,
    key: str,
    title: str,
    path: tuple[str, ...],
    was: object,
    now: object,
    plans: tuple[CompiledPlan, CompiledPlan],
) -> Change:
    grade = grade_of_field(kind, path, gone=now is _ABSENT)
    years: set[int] = set()
    entities: set[str] = set()
    if grade is not ChangeGrade.WORDING:
        for plan in plans:
            years.update(years_of(plan, kind, key, path))
            entities.update(entities_of(plan, kind, key))
    return Change(
        grade,
        kind,
        key,
        title,
        ".".join(path),
        _shown(was),
        _shown(now),
        tuple(sorted(years)),
        tuple(sorted(entities)),
    )


def _trees(plan: CompiledPlan, kind: str) -> dict[str, dict[str, Any]]:
    """Objects of a kind as plain trees by id; those without an id get one from what they are about."""
    found = getattr(plan, kind)
    if kind in ("head", "lights", "watching"):
        return {kind: plain(found)}
    if kind == "calibration":
        return {stem: {"content": plain(tree)} for stem, tree in found.items()}
    if isinstance(found, Mapping):
        return {str(key): _own(plain(item)) for key, item in found.items()}
    seen: Counter[str] = Counter()
    trees = {}
    for item in map(plain, found):
        base = "/".join(str(item[name]) for name in ("indicator", "place", "period", "clause", "what", "name")
                        if name in item)  # fmt: skip
        seen[base] += 1
        trees[base if seen[base] == 1 else f"{base}/{seen[base]}"] = item
    return trees


def _own(tree: dict[str, Any]) -> dict[str, Any]:
    """A tree without what was filled in from other objects: their changes are changes of their own."""
    for column in tree.get("columns", ()):
        if isinstance(column, dict) and column.get("choices_from"):
            column.pop("choices", None)
    return tree


def _changes(was: Any, now: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    """Paths at which two trees differ, with both values; members are met by name, not by place."""
    if was == now:
        return
    before, after = _members(was), _members(now)
    if before is None or after is None:
        yield path, was, now
        return
    differ = False
    for key in dict.fromkeys([*before, *after]):
        for found in _changes(before.get(key, _ABSENT), after.get(key, _ABSENT), (*path, key)):
            differ = True
            yield found
    if not differ:
        yield path, list(before), list(after)  # the same members in another order


def _members(tree: Any) -> dict[str, Any] | None:
    if isinstance(tree, dict):
        return tree
    if not isinstance(tree, list) or not all(isinstance(item, dict) for item in tree):
        return None
    for name in _MEMBER_KEYS:
        keys = [str(item.get(name, "")) for item in tree]
        if all(keys) and len(set(keys)) == len(keys):
            return dict(zip(keys, tree, strict=True))
    return None


def _shown(value: object) -> str | None:
    if value is _ABSENT or value in (None, "", []):
        return None
    if isinstance(value, Fraction):
        decimal = as_decimal(value)
        return f"{decimal}" if Fraction(decimal) == value else f"{value}"
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_shown(item)}" for key, item in value.items() if _shown(item) is not None)
    if isinstance(value, list):
        return "、".join(_shown(item) or "" for item in value)
    return str(value)
