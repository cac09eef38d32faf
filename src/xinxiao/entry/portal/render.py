"""Pages to HTML; strict about what templates name."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.util import cache_from_source
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup

from xinxiao.entry.portal.assets import stamp
from xinxiao.entry.portal.page import Page
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.query import address
from xinxiao.entry.portal.sections import sections

if TYPE_CHECKING:
    from markdown_it.token import Token

HERE = Path(str(files(__package__)))
_RELATIVE = re.compile(r'<a href="(?!#|/|https?:)[^"]*">(.*?)</a>')
MARKS = {
    "DONE": "✓",
    "ADVANCED": "↗",
    "EVIDENCE": "◇",
    "NONE": "○",
    "MET": "✓",
    "MET_EARLY": "✓",
    "LOST": "↘",
    "MISSED": "✕",
    "NOT_VERIFIABLE": "？",
}
"""Signs of lights and verdicts; their words always stand beside them."""


class Compiled(FileSystemBytecodeCache):
    """Compiled templates beside the compiled modules, as trusted and as easily done without: what cannot be written
    there is compiled again."""

    def __init__(self) -> None:
        self.place = Path(cache_from_source(__file__)).parent
        super().__init__(str(self.place), "template.%s.cache")

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a compiled template, where Python keeps compiled modules."""
        if sys.dont_write_bytecode:
            return
        with suppress(OSError):
            self.place.mkdir(parents=True, exist_ok=True)
            super().dump_bytecode(bucket)


@dataclass(frozen=True)
class Still:
    """That pages stand still in a folder; ``base`` is the address of the portal they were taken from, or empty."""

    base: str


def environment(root: str = "") -> Environment:
    """The templates, those that features share and each feature's own; undefined names are faults. ``root`` begins every address."""
    features = sorted({path.parent for path in HERE.glob("**/*.html") if path.parent != HERE / "templates"})
    env = Environment(
        loader=FileSystemLoader([HERE / "templates", *features]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=Compiled(),
    )
    env.filters["svg"] = Markup
    env.globals.update(marks=MARKS, stamp=stamp(), site_root=root, still=None)
    return env


@cache
def _markdown() -> Any:
    from markdown_it import MarkdownIt  # only pages with long texts need it

    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _name_headings(tokens: Sequence[Token]) -> None:
    """Give headings the names that forges give them, but only those that are led to: pages have names of their own."""
    inner = (child for token in tokens for child in token.children or ())
    wanted = {unquote(str(child.attrGet("href") or "")) for child in inner if child.type == "link_open"}
    for opening, words in pairwise(tokens):
        name = re.sub(r"[^\w\- ]", "", words.content.lower()).replace(" ", "-")
        if opening.type == "heading_open" and f"#{name}" in wanted:
            opening.attrSet("id", name)
            wanted.remove(f"#{name}")  # of two with one name, the first


def markdown(source: str) -> Markup:
    """CommonMark with tables; raw HTML is shown as text, links to other files of a folder are plain words, and a heading that
    the text itself leads to has the name it is led to by."""
    reader = _markdown()
    tokens = reader.parse(source)
    _name_headings(tokens)
    html = reader.renderer.render(tokens, reader.options, {})
    html = html.replace("<table>", '<div class="scroll" tabindex="0"><table>').replace(
        "</table>", "</table></div>"
    )
    return Markup(_RELATIVE.sub(r"\1", html))


class Renderer:
    """Fills templates, each read and compiled when first needed."""

    def __init__(self, root: str = "") -> None:
        self.env = environment(root)

    def html(self, page: Page, request: PageRequest, has: Callable[[str], bool]) -> bytes:
        """The page as HTML. ``has``: whether there is a page at an address without its language."""
        words, view = request.words, request.view
        other = "en" if request.lang == "zh" else "zh"
        entries = request.views.entries
        return self.fill(
            page.template,
            {
                **page.context,
                "page": page,
                "request": request,
                "w": words,
                "t": words.t,
                "say": words.say,
                "url": request.url,
                "index_url": request.index_url,
                "nav": [(name, request.url(name), words.t(f"nav.{name}")) for name in sections(view)],
                "has": has,
                "lang": request.lang,
                "other": other,
                "elsewhere": address(other, request.path, request.query, request.root),
                "latest": entries[0] if entries else None,
                "programme": view.programme,
                "release": view.release,
                "release_id": view.id,
                "exhibits": {exhibit.id: exhibit for exhibit in page.exhibits},
            },
        )

    def fill(self, template: str, context: dict[str, Any]) -> bytes:
        """A template filled."""
        return self.env.get_template(template).render(context).encode()
