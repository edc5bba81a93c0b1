"""A document as one HTML page that needs nothing but itself and prints on A4."""

from __future__ import annotations

from importlib.resources import files

from jinja2 import Environment, PackageLoader

from zhixing.surfaces.reports.documents.blocks import (
    Chart,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Table,
    chinese_day,
)


def as_html(document: Document) -> str:
    """The page."""
    environment = Environment(
        loader=PackageLoader("zhixing.surfaces.reports.documents", "templates"), autoescape=True,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    kinds = {Heading: "heading", Paragraph: "paragraph", Table: "table", Chart: "chart", PageBreak: "break"}
    style = files("zhixing.surfaces.reports.documents").joinpath("document.css").read_text(encoding="utf-8")
    return environment.get_template("document.html.j2").render(
        document=document,
        blocks=[(kinds[type(block)], block) for block in document.blocks],
        day=chinese_day(document.on),
        style=style,
    )
