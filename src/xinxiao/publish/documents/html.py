"""A document as one HTML page that needs nothing else: styles and drawings are inside, no script, nothing loaded."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from xinxiao.publish.documents.document import Document
from xinxiao.texts import text

if TYPE_CHECKING:
    from jinja2 import Template

WIDE, NARROW = 720, 348
"""Widths of each drawing in px: for a desk and paper, and for a phone."""


def html(document: Document) -> str:
    """The page."""
    return _template().render(
        document=document,
        contents=text(document.language, "document.contents"),
        nothing=text(document.language, "document.nothing"),
        wide=WIDE,
        narrow=NARROW,
    )


@cache
def _template() -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("xinxiao.publish.documents"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("document.html")
