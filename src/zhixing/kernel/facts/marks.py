"""What the spreadsheet reader does not tell: formula errors, uncalculated formulas, percentages, stray cells.

The reader gives all of these as blanks or bare numbers; a blank would read as 'not said' and 35 % as 0.35. So
the sheet's own XML is searched for them, as bytes, beside the reader.
"""

from __future__ import annotations

import lzma
import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as Xml

from zhixing.foundation.issues import Refused, Where
from zhixing.kernel.facts import codes
from zhixing.kernel.facts.strands import UNCALCULATED, Cell, index_of
from zhixing.kernel.facts.values import number_text

MEMBER_LIMIT = 2**31
RATIO_LIMIT = 200
RATIO_FLOOR = 2**26
CELL_LIMIT = 60_000_000
_WIDEST = 2**14

_START = 4_000
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_DOCUMENT = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PERCENT_FORMATS = {9, 10}
_ERROR = re.compile(rb'<(?:\w+:)?c\b([^>]*\bt="e"[^>]*)>(.*?)</(?:\w+:)?c>', re.DOTALL)
_PLACE = re.compile(rb'\br="([A-Z]+)(\d+)"')
_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\br="(\d+)"')
_WIDE = re.compile(rb' r="([A-Z]{2,3})\d')
_FORMULA = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)><(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>)(?:<(?:\w+:)?v>([^<]*)</|)",
    re.DOTALL,
)
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)<")

# What the standard library raises on damaged archives and XML, and on passwords (RuntimeError).
_BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, Xml.ParseError, LookupError, OSError, ValueError, EOFError,
    RuntimeError, NotImplementedError,
)  # fmt: skip

Spots = dict[tuple[int, int], Cell]


@dataclass(frozen=True)
class Package:
    """The parts of an .xlsx file that this module reads."""

    path: Path
    sheets: dict[str, str]
    percent_styles: frozenset[int]


def open_package(path: Path, where: Where) -> Package:
    """Check the sizes a file claims for its parts, and find its sheets and percent formats.

    Raises:
        Refused: `facts.unreadable-file`, `facts.too-large`.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _require_sane(archive, where)
            names = set(archive.namelist())
            sheets = _sheet_parts(archive, names)
            styles = (
                _percent_styles(archive.read("xl/styles.xml")) if "xl/styles.xml" in names else frozenset()
            )
    except _BROKEN as error:
        raise Refused([codes.UNREADABLE_FILE.at(where, why=str(error))]) from error
    return Package(path, sheets, styles)


def _require_sane(archive: zipfile.ZipFile, where: Where) -> None:
    for member in archive.infolist():
        packed = max(member.compress_size, 1)
        bomb = member.file_size > RATIO_FLOOR and member.file_size / packed > RATIO_LIMIT
        if member.file_size > MEMBER_LIMIT or bomb:
            size, limit = f"{member.file_size >> 20} MiB", f"{MEMBER_LIMIT >> 20} MiB, 1:{RATIO_LIMIT}"
            raise Refused([codes.TOO_LARGE.at(where, size=size, limit=limit)])


def _sheet_parts(archive: zipfile.ZipFile, names: set[str]) -> dict[str, str]:
    book = Xml.fromstring(archive.read("xl/workbook.xml"))
    links = Xml.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    parts = {}
    for sheet in book.iter(f"{_MAIN}sheet"):
        target = targets.get(sheet.get(f"{_DOCUMENT}id"), "")
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        if part in names:
            parts[sheet.get("name", "")] = part
    return parts


def _percent_styles(text: bytes) -> frozenset[int]:
    tree = Xml.fromstring(text)
    own = {
        int(form.get("numFmtId", 0))
        for form in tree.iter(f"{_MAIN}numFmt")
        if "%" in re.sub(r'"[^"]*"|\\.', "", form.get("formatCode", ""))
    }
    cells = tree.find(f"{_MAIN}cellXfs")
    styles = [] if cells is None else list(cells)
    return frozenset(i for i, xf in enumerate(styles) if int(xf.get("numFmtId", 0)) in own | _PERCENT_FORMATS)


def find_marks(package: Package, sheet: str, where: Where) -> Spots:
    """Cells (0-based row, column) that must be read otherwise than the reader gives them.

    Raises:
        Refused: `facts.unreadable-file`, `facts.too-large`.
    """
    part = package.sheets.get(sheet)
    if part is None:
        return {}
    try:
        with zipfile.ZipFile(package.path) as archive:
            text = archive.read(part)
    except _BROKEN as error:
        raise Refused([codes.UNREADABLE_FILE.at(where, why=str(error))]) from error
    _require_extent(text, where)
    return {
        **_errors(text, where),
        **_uncalculated(text, where),
        **_percentages(text, package.percent_styles, where),
    }


def _require_extent(text: bytes, where: Where) -> None:
    """The reader lays out every cell up to the last one; a stray far cell would ask for all memory."""
    last = text.rfind(b"<row ")
    rows = max((int(found) for found in _ROW.findall(text[last:])), default=1) if last >= 0 else 1
    widest = _WIDEST if rows * _WIDEST <= CELL_LIMIT else _width(text)
    cells = rows * widest
    if cells > CELL_LIMIT:
        raise Refused([codes.TOO_LARGE.at(where, size=f"{cells:,} cells", limit=f"{CELL_LIMIT:,} cells")])


def _width(text: bytes) -> int:
    return max((index_of(letters.decode()) for letters in set(_WIDE.findall(text))), default=25) + 1


def _errors(text: bytes, where: Where) -> Spots:
    if b't="e"' not in text:
        return {}
    found: Spots = {}
    for match in _ERROR.finditer(text):
        value = _VALUE.search(match[2])
        found[_spot(match[1], where)] = value[1].decode() if value else UNCALCULATED
    return found


def _uncalculated(text: bytes, where: Where) -> Spots:
    if b"<f" not in text and b"<worksheet" in text[:_START]:
        return {}
    return {
        _spot(match[1], where): UNCALCULATED
        for match in _FORMULA.finditer(text)
        if not match[2] and b't="str"' not in match[1] and b't="e"' not in match[1]
    }


def _percentages(text: bytes, styles: frozenset[int], where: Where) -> Spots:
    """Numbers shown as percentages, as the text that a person sees: 0.35 is `35%`."""
    found: Spots = {}
    for style in styles:
        if f' s="{style}"'.encode() not in text:
            continue
        cell = re.compile(
            rb'<(?:\w+:)?c\b([^>]*\bs="%d"[^>/]*)>(?:<(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>))?<(?:\w+:)?v>([^<]*)<'
            % style
        )
        for match in cell.finditer(text):
            if re.search(rb'\bt="(?!n")', match[1]):
                continue
            found[_spot(match[1], where)] = _percent_text(match[2].decode())
    return found


def _percent_text(number: str) -> str:
    try:
        plain = number_text(float(number))
    except ValueError:
        return number
    whole, _, rest = plain.lstrip("-").partition(".")
    digits = whole + rest.ljust(2, "0")
    cut = len(whole) + 2
    text = (digits[:cut].lstrip("0") or "0") + (f".{digits[cut:]}" if digits[cut:] else "")
    return f"{'-' if plain.startswith('-') else ''}{text}%"


def _spot(attributes: bytes, where: Where) -> tuple[int, int]:
    place = _PLACE.search(attributes)
    if place is None:
        raise Refused([codes.UNREADABLE_FILE.at(where, why="a cell does not say where it stands")])
    return int(place[2]) - 1, index_of(place[1].decode())
