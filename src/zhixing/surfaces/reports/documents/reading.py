"""From a text with words in braces to a document: filled by a sandbox, then read as Markdown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from functools import cache

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, meta, nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import SandboxedEnvironment
from markdown_it import MarkdownIt
from markdown_it.token import Token

from zhixing.foundation.issues import Issue, Refused, Where
from zhixing.kernel.plan import CompiledPlan, Report
from zhixing.surfaces.reports.contents import Contents
from zhixing.surfaces.reports.documents import codes
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
from zhixing.surfaces.reports.documents.words import MARK, WORDS, Filling

_MARKED = re.compile(f"{MARK}([bn])(\\d+){MARK}")


@cache
def _environment() -> SandboxedEnvironment:
    return SandboxedEnvironment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False
    )


def text_of(plan: CompiledPlan, report: Report) -> str:
    """The text of a report, as its author wrote it."""
    return (plan.root / "reports" / f"{report.id}.md").read_text(encoding="utf-8")


def check_documents(plan: CompiledPlan) -> tuple[Issue, ...]:
    """Texts that cannot be read and words that do not exist, with file and line; all at once."""
    return tuple(issue for report in plan.reports.values() for issue in _check(plan, report))


def _check(plan: CompiledPlan, report: Report) -> Iterator[Issue]:
    name = f"reports/{report.id}.md"
    for source in (text_of(plan, report), report.title):
        body = source is not report.title
        try:
            parsed = _environment().parse(source)
            # A word set inside a condition counts as set: whether it was reached is found when the text is filled.
            set_here = {name.name for name in parsed.find_all(nodes.Name) if name.ctx == "store"}
            used = meta.find_undeclared_variables(parsed) - set_here
        except TemplateSyntaxError as error:
            yield codes.SYNTAX.at(
                _where(plan, report, name, error.lineno, body), report=report.id, why=error.message or ""
            )
            continue
        for word in sorted(used - set(WORDS)):
            line = next(
                (n for n, row in enumerate(source.splitlines(), 1) if re.search(rf"\b{word}\b", row)), 1
            )
            near = "、".join(get_close_matches(word, WORDS, n=3, cutoff=0.4)) or "、".join(WORDS)
            yield codes.UNKNOWN_WORD.at(
                _where(plan, report, name, line, body), report=report.id, word=word, near=near
            )


def _where(plan: CompiledPlan, report: Report, name: str, line: int, body: bool) -> Where:
    if body:
        return Where(name, line, clause=report.clause)
    return plan.where("reports", report.id, "title", clause=report.clause)


def fill(contents: Contents, report: Report) -> Document:
    """The document of a report, filled from a run.

    Raises:
        Refused: `reports.syntax`, `reports.unknown-word`, `reports.cannot-fill`, with file and line.
    """
    problems = tuple(_check(contents.plan, report))
    if problems:
        raise Refused(problems)
    filling = Filling(contents, report)
    words = filling.words()
    text = _rendered(contents.plan, report, text_of(contents.plan, report), words, body=True)
    title = _rendered(contents.plan, report, report.title, words, body=False)
    plan = contents.plan
    issuer = plan.organisations[report.issuer]
    return Document(
        id=report.id,
        title=title.strip(),
        number=report.number,
        issuer=issuer.title,
        to="，".join(plan.organisations[unit].short or plan.organisations[unit].title for unit in report.to),
        on=date.fromisoformat(contents.request["as_of"]),
        red_head=report.red_head,
        one_page=report.one_page,
        mark="合成数据，仅供演示" if contents.synthetic else "",
        blocks=tuple(_numbered(_blocks(text, filling.blocks))),
        notes=tuple(filling.notes),
        seal=contents.run.seal,
    )


def _rendered(
    plan: CompiledPlan, report: Report, source: str, words: dict[str, object], *, body: bool
) -> str:
    try:
        return _environment().from_string(source).render(words)
    except (
        TemplateError,
        SecurityError,
        LookupError,
        TypeError,
        ValueError,
        AttributeError,
        ArithmeticError,
    ) as error:
        line = _line_of(error)
        where = _where(plan, report, f"reports/{report.id}.md", line, body)
        raise Refused([codes.CANNOT_FILL.at(where, report=report.id, line=line, why=str(error))]) from error


def _line_of(error: BaseException) -> int:
    """The line of the text on which filling failed: the last frame that belongs to it."""
    line = getattr(error, "lineno", None) or 1
    frame = error.__traceback__
    while frame is not None:
        if frame.tb_frame.f_code.co_filename == "<template>":
            line = frame.tb_lineno
        frame = frame.tb_next
    return int(line)


def _blocks(text: str, put: Sequence[Block]) -> Iterator[Block]:
    tokens = MarkdownIt("commonmark").parse(text)
    at, bullets = 0, 0
    while at < len(tokens):
        token = tokens[at]
        if token.type in ("bullet_list_open", "ordered_list_open"):
            bullets += 1
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            bullets -= 1
        elif token.type == "hr":
            yield PageBreak()
        elif token.type == "heading_open":
            yield Heading(int(token.tag[1]), "", tuple(_runs(tokens[at + 1])))
        elif token.type == "paragraph_open":
            yield from _paragraph(tokens[at + 1], put, bullets > 0)
        at += 1


def _paragraph(inline: Token, put: Sequence[Block], bullet: bool) -> Iterator[Block]:
    alone = _MARKED.fullmatch(inline.content.strip())
    if alone and alone[1] == "b":
        yield put[int(alone[2]) - 1]
        return
    runs = tuple(_runs(inline))
    if any(run.text.strip() or run.note for run in runs):
        yield Paragraph(runs, bullet)


def _runs(inline: Token) -> Iterator[Run]:
    bold = False
    for child in inline.children or ():
        if child.type == "strong_open":
            bold = True
        elif child.type == "strong_close":
            bold = False
        elif child.type in ("text", "code_inline"):
            yield from _noted(child.content, bold)
        elif child.type in ("softbreak", "hardbreak"):
            continue


def _noted(text: str, bold: bool) -> Iterator[Run]:
    last = 0
    for match in _MARKED.finditer(text):
        if match.start() > last:
            yield Run(text[last : match.start()], bold)
        yield Run("", bold, int(match[2]))
        last = match.end()
    if last < len(text):
        yield Run(text[last:], bold)


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
