"""Codes of firms, places and industries, read the way they arrive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from zhixing.foundation.codes import is_industry_code, is_place_code, uscc_fault
from zhixing.kernel.facts import codes
from zhixing.kernel.facts.contract import near
from zhixing.kernel.facts.folding import fold, fold_code
from zhixing.kernel.facts.strands import Cell
from zhixing.kernel.facts.values import Faulty, Reader, Reading, Stated, text_of
from zhixing.kernel.plan import Column, Place

_WHY = {
    "length": "长度不是18位",
    "format": "有不该出现的字符",
    "component": "登记机关不对",
    "checksum": "校验位不符",
}
_LEVELS = {"province": "省", "prefecture": "设区市", "county": "县（市、区）"}
_EXACT_NUMBER = 10**15
# Divisions of the industrial sections of GB/T 4754-2017: mining 06-12, manufacturing 13-43, utilities 44-46.
_DIVISIONS = range(6, 47)


def code_text(cell: Cell) -> str:
    """A code cell as text, folded; a number that Excel kept as 331003.0 is 331003 again."""
    text = fold_code(text_of(cell))
    return text.removesuffix(".0") if text.removesuffix(".0").isdigit() else text


def read_uscc(cell: Cell) -> Reading:
    """A unified social credit code with a valid check character."""
    text = text_of(cell)
    if isinstance(cell, float) and abs(cell) >= _EXACT_NUMBER:
        return Faulty(codes.CODE_LOST_DIGITS, {"text": text})
    code = code_text(cell).replace("-", "")
    fault = uscc_fault(code)
    if fault:
        return Faulty(codes.USCC_FAULT, {"text": text, "why": fault, "why_zh": _WHY.get(fault, fault)})
    return Stated(code, repaired=code != text.strip())


def read_industry(cell: Cell) -> Reading:
    """An industrial code of GB/T 4754-2017, 2 to 4 digits, with or without its section letter."""
    text = text_of(cell)
    code = code_text(cell)
    if len(code) > 2 and code[0] in "BCD" and code[1:].isdigit():
        code = code[1:]
    if is_industry_code(code) and code.isascii() and int(code[:2]) in _DIVISIONS:
        return Stated(code, repaired=code != text.strip())
    padded = f"0{code}"
    if code.isascii() and code.isdigit() and len(padded) in (2, 3, 4) and int(padded[:2]) in _DIVISIONS:
        return Faulty(codes.CODE_LOST_ZERO, {"text": text, "padded": padded})
    return Faulty(codes.UNKNOWN_INDUSTRY, {"text": text})


@dataclass(frozen=True)
class Gazetteer:
    """The plan's places, by code and by the names people write."""

    places: Mapping[str, Place]
    by_name: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, places: Mapping[str, Place]) -> Gazetteer:
        """Names alone and after the names of their parents (台州市黄岩区, 浙江省台州市黄岩区)."""
        names: dict[str, list[str]] = {}
        for place in places.values():
            written = ""
            at: Place | None = place
            while at is not None:
                written = fold(at.title) + written
                names.setdefault(written, []).append(place.id)
                at = places.get(at.parent) if at.parent else None
        return cls(places, {name: tuple(ids) for name, ids in names.items()})

    def reader(self, column: Column) -> Reader:
        """Reads places of the level the column wants."""

        def read(cell: Cell) -> Reading:
            text = text_of(cell)
            found = self._found(code_text(cell), fold(text), column.level)
            if not found:
                listed = [f"{p.title} {p.id}" for p in self.places.values()]
                return Faulty(codes.UNKNOWN_PLACE, {"text": text, "near": self._near(text, listed)})
            if len(found) > 1:
                return Faulty(codes.PLACE_UNCLEAR, {"text": text, "candidates": self.listed(found)})
            place = self.places[found[0]]
            if column.level not in ("any", place.level):
                level = {"level": column.level, "level_zh": _LEVELS[column.level]}
                return Faulty(codes.PLACE_LEVEL, {"text": text, **level})
            return Stated(place.id, repaired=place.id != text.strip())

        return read

    def _found(self, code: str, name: str, level: str) -> tuple[str, ...]:
        if len(code) == 12 and code.endswith("000000"):
            code = code[:6]
        if is_place_code(code):
            return (code,) if code in self.places else ()
        named = self.by_name.get(name, ())
        fitting = tuple(i for i in named if level in ("any", self.places[i].level))
        return fitting or named

    @staticmethod
    def _near(text: str, listed: list[str]) -> str:
        word = text.strip()
        inside = [name for name in listed if len(word) > 1 and word in name]
        return "、".join(inside[:3]) or near(word, [part for name in listed for part in name.split(" ")])

    def listed(self, ids: Iterable[str]) -> str:
        """Places for a sentence."""
        return "、".join(f"{self.places[i].title} {i}" if i in self.places else i for i in ids)

    def bounded(self) -> tuple[str, ...]:
        """Places that do not exist in every year."""
        return tuple(p.id for p in self.places.values() if p.valid.since or p.valid.until)

    def fault_in(self, place_id: str, first: date, last: date, year: str) -> Faulty | None:
        """Why a place cannot be named for a period, or None when it existed on at least one of its days."""
        place = self.places[place_id]
        since, until = place.valid.since, place.valid.until
        if (since is None or since <= last) and (until is None or until >= first):
            return None
        ended = until is not None and until < first
        others = [s.id for s in place.successors] if ended else self._forerunners(place_id)
        return Faulty(
            codes.PLACE_NOT_VALID,
            {
                "text": f"{place.title} {place_id}",
                "year": year,
                "valid": f"{since or ''}..{until or ''}",
                "successors": self.listed(others) or "—",
            },
        )

    def _forerunners(self, place_id: str) -> list[str]:
        return [p.id for p in self.places.values() if any(s.id == place_id for s in p.successors)]
