"""From a text with words in braces to a document: filled by a sandbox, then read as Markdown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from jinja2 import TemplateError, meta
from jinja2.sandbox import SandboxedEnvironment
from markdown_it import MarkdownIt
from markdown_it.token import Token

from zhixing.foundation.issues import Refused, Where
from zhixing.kernel.plan import CompiledPlan, Report
from zhixing.surfaces.reports.contents import Contents
from zhixing.surfaces.reports.documents import codes
from zhixing.surfaces.reports.documents.annexes import ANNEXES
from zhixing.surfaces.reports.documents.blocks import (
    Block,
    Chart,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Run,
    Table,
    heading_number,
)
from zhixing.surfaces.reports.documents.checking import check_document
from zhixing.surfaces.reports.documents.sandbox import (
    lacking,
    line_environment,
    text_environment,
    with_conditions,
)
from zhixing.surfaces.reports.documents.views import Views
from zhixing.surfaces.reports.documents.words import MARK, Filling

_MARKED = re.compile(f"{MARK}([bn])(\\d+){MARK}")
_FAILURES = (
    TemplateError,
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    ArithmeticError,
    StopIteration,
)
_NOT_READ = [
    "lheading", "html_block", "html_inline", "image", "link", "autolink", "code", "fence", "blockquote", "reference",
    "emphasis", "backticks", "entity", "text_join",
]  # fmt: skip
"""What Markdown can and documents cannot: it stays as it was written."""
_BULLET = "——"
SYNTHETIC = "合成数据，仅供演示"


def fill(contents: Contents, report: Report, views: Views | None = None) -> Document:
    """The document of a report, filled from a run.

    Raises:
        Refused: what `check_document` finds, or `reports.cannot-fill`, with file and line.
    """
    plan = contents.plan
    if problems := tuple(check_document(plan, report)):
        raise Refused(problems)
    filling = Filling(contents, report, views or Views(contents))
    title = _filled(filling, report.title, line_environment(), plan.where("reports", report.id, "title"))
    top = Where(plan.where("reports", report.id).file, 1)
    text = _filled(filling, with_conditions(report.text), text_environment(), top)
    blocks, notes = _noted_in_order(tuple(_numbered(_blocks(text, filling.blocks))), filling.notes)
    return Document(
        id=report.id,
        title=title.strip(),
        kind=report.kind,
        number=report.number,
        issuer=plan.organisations[report.issuer].title,
        to=_units(plan, report.to),
        copies=_units(plan, report.copies),
        on=date.fromisoformat(contents.request["as_known_on"]),
        red_head=report.red_head,
        one_page=report.one_page,
        mark=SYNTHETIC if contents.synthetic else "",
        blocks=blocks,
        notes=notes,
        run=contents.run.id,
        seal=contents.run.seal,
        annexes=tuple(ANNEXES[name].title for name in report.annexes),
    )


def _units(plan: CompiledPlan, units: Iterable[str]) -> str:
    return "，".join(plan.organisations[unit].short or plan.organisations[unit].title for unit in units)


def _filled(filling: Filling, source: str, environment: SandboxedEnvironment, top: Where) -> str:
    try:
        used = meta.find_undeclared_variables(environment.parse(source))
        return environment.from_string(source).render({**filling.words(used), "lacking": lacking})
    except _FAILURES as error:
        line = _line_of(error) + top.line - 1
        where = Where(top.file, line, clause=filling.report.clause)
        issue = codes.CANNOT_FILL.at(where, report=filling.report.id, line=line, why=str(error))
        raise Refused([issue]) from error


def _line_of(error: BaseException) -> int:
    """The line of the text on which filling failed: the last frame that belongs to it."""
    line = getattr(error, "lineno", None) or 1
    frame = error.__traceback__
    while frame is not None:
        if frame.tb_frame.f_code.co_filename == "<template>":
            line = frame.tb_lineno
        frame = frame.tb_next
    return int(line)


# --- Markdown -----------------------------------------------------------------------------------------------------


def _blocks(text: str, put: Sequence[Block]) -> Iterator[Block]:
    """Headings, paragraphs and lists of the text, with what it put in; `---` begins a page."""
    tokens = MarkdownIt("commonmark").disable(_NOT_READ).parse(text)
    leads: list[str] = []
    for at, token in enumerate(tokens):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            leads.append(_BULLET if token.type == "bullet_list_open" else "")
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            leads.pop()
        elif token.type == "list_item_open" and token.info:
            leads[-1] = f"{token.info}."
        elif token.type == "hr":
            yield PageBreak()
        elif token.type == "heading_open":
            yield Heading(min(int(token.tag[1]), 4), "", _joined(_runs(tokens[at + 1])))
        elif token.type == "paragraph_open":
            yield from _paragraph(tokens[at + 1], put, leads[-1] if leads else "")


def _paragraph(inline: Token, put: Sequence[Block], lead: str) -> Iterator[Block]:
    alone = _MARKED.fullmatch(inline.content.strip())
    if alone and alone[1] == "b":
        yield put[int(alone[2]) - 1]
        return
    runs = _joined(_runs(inline))
    if any(run.text.strip() or run.note for run in runs):
        yield Paragraph(runs, lead)


def _runs(inline: Token) -> Iterator[Run]:
    """Words with notes; between two `**` they are strong, also next to Chinese punctuation, where Markdown says no."""
    bold = False
    for child in inline.children or ():
        if child.type == "text":
            for at, part in enumerate(child.content.split("**")):
                bold = bold != (at > 0)
                yield from _noted(part, bold)
        elif child.type == "text_special":
            yield Run(child.content, bold)


def _joined(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Words of one style in one piece."""
    found: list[Run] = []
    for run in runs:
        if found and not run.note and not found[-1].note and run.bold == found[-1].bold:
            found[-1] = replace(run, text=found[-1].text + run.text)
        elif run.text or run.note:
            found.append(run)
    return tuple(found)


def _noted(text: str, bold: bool) -> Iterator[Run]:
    last = 0
    for match in _MARKED.finditer(text):
        if match.start() > last:
            yield Run(text[last : match.start()], bold)
        yield Run("", bold, int(match[2]))
        last = match.end()
    if last < len(text):
        yield Run(text[last:], bold)


# --- numbers ------------------------------------------------------------------------------------------------------


def _numbered(blocks: Iterable[Block]) -> Iterator[Block]:
    """Headings, tables and charts with their numbers."""
    counts: Counter[int] = Counter()
    things: Counter[type] = Counter()
    for block in blocks:
        if isinstance(block, Heading):
            counts[block.level] += 1
            for deeper in [level for level in counts if level > block.level]:
                counts[deeper] = 0
            yield replace(block, number=heading_number(block.level, counts[block.level]))
        elif isinstance(block, Table | Chart):
            things[type(block)] += 1
            yield replace(block, number=things[type(block)])
        else:
            yield block


def _noted_in_order(
    blocks: tuple[Block, ...], notes: Sequence[str]
) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """Notes numbered as they first appear; those that no block carries are left out."""
    order: dict[int, int] = {}

    def number(note: int) -> int:
        return order.setdefault(note, len(order) + 1) if note else 0

    def renumbered(block: Block) -> Block:
        if isinstance(block, Table | Chart):
            return replace(block, note=number(block.note))
        if isinstance(block, Heading | Paragraph):
            return replace(block, runs=tuple(replace(run, note=number(run.note)) for run in block.runs))
        return block

    done = tuple(renumbered(block) for block in blocks)
    return done, tuple(notes[note - 1] for note in order)
