"""Folding: the many ways people write one word, put into one form."""

from __future__ import annotations

import re
import unicodedata

_STARS = re.compile(r"^[*＊※]+|[*＊※:：]+$")
_BRACKET = re.compile(r"^(.*)[(\[【{〔]([^()\[\]【】{}〔〕]*)[)\]】}〕]$")
_UNIT_WORDS = {
    "㎡": "平方米", "m2": "平方米", "m²": "平方米", "km2": "平方公里", "m3": "立方米",
    "立方": "立方米", "方": "立方米",
    "度": "千瓦时", "万度": "万千瓦时", "kwh": "千瓦时", "kw·h": "千瓦时", "千瓦·时": "千瓦时",
    "万kwh": "万千瓦时",
    "tce": "吨标准煤", "吨标煤": "吨标准煤", "万吨标煤": "万吨标准煤", "t": "吨", "kg": "千克",
    "公斤": "千克",
    "人民币元": "元", "％": "%", "公顷": "公顷", "ha": "公顷", "人次": "人", "名": "人",
}  # fmt: skip


_HALF_WIDTH = {0xFF01 + offset: 0x21 + offset for offset in range(94)} | {
    0x3000: 0x20,
    0xA0: 0x20,
    0xFFE5: 0xA5,
}


def fold(text: str) -> str:
    """Full-width forms to half-width, no spaces, lower case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).replace("\u200b", "").lower()


def fold_heading(text: str) -> str:
    """A heading without its marks of being required."""
    return _STARS.sub("", fold(text))


def split_unit(folded: str) -> tuple[str, str] | None:
    """A folded heading that ends in brackets or a slash, as name and unit word; None when it does not."""
    match = _BRACKET.match(folded)
    if match:
        return match[1], match[2].removeprefix("单位").lstrip(":：")
    name, slash, unit = folded.partition("/")
    return (name, unit) if slash and name and unit else None


def unit_word(text: str) -> str:
    """The foundation's word for a unit people write."""
    folded = fold(text)
    return _UNIT_WORDS.get(folded, folded)


def half_width(text: str) -> str:
    """Full-width ASCII to ASCII and nothing else: a superscript two must not become a digit."""
    return text.translate(_HALF_WIDTH)


def fold_code(text: str) -> str:
    """A code: half-width, upper case, without spaces, quotes and the `="..."` that stops Excel guessing."""
    return _unquoted("".join(half_width(text).split()).upper())


def fold_number(text: str) -> str:
    """A number as people write it: half-width, without quotes, a sign of money and outer spaces."""
    return _unquoted(half_width(text).strip().replace("−", "-")).removeprefix("¥").strip()


def _unquoted(plain: str) -> str:
    plain = plain.replace("\u200b", "")
    if plain.startswith('="') and plain.endswith('"'):
        plain = plain[2:-1]
    return plain.strip("'`’‘\"")


_NONE_WORDS = frozenset({"/", "-", "--", "—", "——", "–", "―", "\\"})


def states_none(text: str) -> bool:
    """Whether a cell says 'there is none' instead of saying nothing."""
    return unicodedata.normalize("NFKC", text.strip()) in _NONE_WORDS
