"""Where a text is filled: a sandbox that knows the words of documents and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from zhixing.surfaces.reports.documents.kinds import RESULTS
from zhixing.surfaces.reports.documents.rows import FILTERS
from zhixing.surfaces.reports.documents.words import Said, printed

_HEADING = re.compile(
    r"^(?P<marks>#{1,4})\s+(?P<title>.*?)\s*(?:\{(?P<key>when|needs)\s*=\s*\"?(?P<result>[^\"}]*)\"?\}\s*)?$"
)
_SIGNS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~&])")


def as_markdown(value: Any) -> Any:
    """A value as it stands in the text: none of its signs is one of Markdown, unless it was made for it."""
    shown = printed(value)
    if isinstance(shown, Said) or not isinstance(shown, str):
        return shown
    return _SIGNS.sub(r"\\\1", " ".join(shown.split("\n")))


def _environment(finalize: Any) -> SandboxedEnvironment:
    made = SandboxedEnvironment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False, finalize=finalize
    )
    made.globals.clear()
    made.tests.clear()
    made.filters.clear()
    made.filters.update(FILTERS)
    return made


@cache
def text_environment() -> SandboxedEnvironment:
    """Fills a text that is then read as Markdown."""
    return _environment(as_markdown)


@cache
def line_environment() -> SandboxedEnvironment:
    """Fills a line that is printed as it is, such as a title."""
    return _environment(printed)


def with_conditions(text: str) -> str:
    """The text with the conditions of its sections as words of the sandbox; lines stay where they are.

    `# Title {when="cascade"}` leaves the section out where the run has no such result; `{needs="cascade"}` keeps the
    heading and says in a sentence that there is none.
    """
    lines = text.split("\n")
    open_sections: list[tuple[int, str]] = []
    for at, line in enumerate(lines):
        found = _HEADING.match(line)
        if found is None:
            continue
        level, before = len(found["marks"]), ""
        while open_sections and open_sections[-1][0] >= level:
            before += open_sections.pop()[1]
        lines[at] = before + line
        if found["key"] is None:
            continue
        heading, result = f"{found['marks']} {found['title']}", found["result"]
        if found["key"] == "when":
            lines[at] = f'{before}{{% if has("{result}") %}}{heading}'
            open_sections.append((level, "{% endif %}"))
            continue
        # The condition is asked on the heading's own line, where a fault in it is looked for.
        lines[at] = f'{before}{{% set needed_{at} = has("{result}") %}}{heading}'
        lines += [""] if at + 1 == len(lines) else []
        lines[at + 1] = f"{{% if needed_{at} %}}{lines[at + 1]}"
        open_sections.append((level, f'{{% else %}}{{{{ lacking("{result}") }}}}{{% endif %}}'))
    return "\n".join(lines) + "".join(f"\n{end}" for _, end in reversed(open_sections))


def conditional_sections(text: str) -> Iterator[tuple[int, str]]:
    """The sections that have a condition: the line of the heading, and what stands below it up to the next of its level."""
    lines = text.split("\n")
    headings = [(at, found) for at, line in enumerate(lines) if (found := _HEADING.match(line))]
    for place, (at, found) in enumerate(headings):
        if found["key"]:
            level = len(found["marks"])
            later = (other for other, one in headings[place + 1 :] if len(one["marks"]) <= level)
            yield at + 1, "\n".join(lines[at + 1 : next(later, len(lines))])


def lacking(result: str) -> Said:
    """The sentence that stands for a section without its result."""
    return Said(f"\n\n本次运行没有“{RESULTS.get(result, result)}”的结果，本部分从略。\n\n")
