"""Official documents as a plan's author writes them: a head in YAML and a text in Markdown, in one file.

Figures, lists, tables and charts are words in double braces, filled from a sealed run by whoever prints the document.
"""

from __future__ import annotations

from typing import Literal

from zhixing.kernel.plan.objects import Cited, Id, Ids


class Report(Cited):
    """One official document: what it is called, who issues it to whom, and for which cycle.

    `text` is what follows the head in the same file, and is no key of it. `title` may use the words of the text. `to` receives
    it, `copies` are named at its foot. `annexes` are workbooks filed with it. `red_head` prints the issuing organisation large
    above the title, as formal documents do. A document with `one_page` that runs over a page is reported.
    """

    text: str
    kind: str = ""
    issuer: Id
    to: Ids = ()
    copies: Ids = ()
    cycle: Literal["quarterly", "yearly", "mid-term", "final", "any"] = "any"
    number: str = ""
    annexes: Ids = ()
    red_head: bool = False
    one_page: bool = False
