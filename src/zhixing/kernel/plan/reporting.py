"""Official documents as a plan's author writes them: a head in YAML, a text in Markdown beside it.

The text stands in `reports/<id>.md`. Figures, lists, tables and charts are words in double braces, filled from a sealed run
by whoever prints the document.
"""

from __future__ import annotations

from typing import Literal

from zhixing.kernel.plan.objects import Cited, Id, Ids


class Report(Cited):
    """One official document: what it is called, who issues it to whom, and for which cycle.

    `title` may use the words of the text. `one_page` refuses a document that runs over a page. `red_head` prints the issuing
    organisation large above the title, as formal documents do.
    """

    issuer: Id
    to: Ids = ()
    cycle: Literal["quarterly", "yearly", "mid-term", "final", "any"] = "any"
    number: str = ""
    red_head: bool = False
    one_page: bool = False
