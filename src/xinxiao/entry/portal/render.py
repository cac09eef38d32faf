"""Pages to HTML, kept in a bounded memory; strict about what templates name."""

from __future__ import annotations

import hashlib
import re
import threading
from collections import OrderedDict
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

from xinxiao.entry.portal.page import Ask, Page, address

HERE = Path(str(files(__package__)))
_RELATIVE = re.compile(r'<a href="(?!#|/|https?:)[^"]*">(.*?)</a>')
Nav = list[tuple[str, str, str]]
MARKS = {
    "DONE": "✓",
    "ADVANCED": "↗",
    "EVIDENCE": "◇",
    "NONE": "○",
    "MET": "✓",
    "MET_EARLY": "✓",
    "MISSED": "✕",
    "NOT_VERIFIABLE": "？",
}
"""Signs of lights and verdicts; their words always stand beside them."""


def environment() -> Environment:
    """The templates; undefined names are faults, everything is escaped."""
    env = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["svg"] = Markup
    env.globals.update(marks=MARKS, stamp=_stamp())
    return env


def _stamp() -> str:
    """Changes when a static file changes, so that browsers may keep them for a year."""
    digest = hashlib.sha256()
    for path in sorted((HERE / "static").iterdir()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


def markdown(source: str) -> Markup:
    """CommonMark with tables; raw HTML is shown as text, links to other files of a folder are plain words."""
    html = MarkdownIt("commonmark", {"html": False}).enable("table").render(source)
    html = html.replace("<table>", '<div class="scroll" tabindex="0"><table>').replace(
        "</table>", "</table></div>"
    )
    return Markup(_RELATIVE.sub(r"\1", html))


class Press:
    """Renders pages and keeps the last ones, at most ``limit`` bytes of them."""

    def __init__(self, limit: int = 48_000_000) -> None:
        self.env = environment()
        self.limit = limit
        self._kept: OrderedDict[tuple[str, ...], tuple[bytes, str]] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def kept(self, key: tuple[str, ...]) -> tuple[bytes, str] | None:
        """The body and media type made for a key before, if still kept."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, key: tuple[str, ...], body: bytes, media: str) -> None:
        """Keep a body, dropping the ones asked for longest ago."""
        if len(body) > self.limit // 8:
            return
        with self._lock:
            old = self._kept.pop(key, None)
            self._size += len(body) - (len(old[0]) if old else 0)
            self._kept[key] = (body, media)
            while self._size > self.limit:
                _, (dropped, _) = self._kept.popitem(last=False)
                self._size -= len(dropped)

    def html(self, page: Page, ask: Ask, nav: Nav, has: Callable[[str], bool]) -> bytes:
        """The page as HTML. ``nav``: id, address and words of each section; ``has``: whether an address exists."""
        words = ask.words
        other = "en" if ask.lang == "zh" else "zh"
        entries = ask.library.entries()
        return self.fill(
            page.template,
            {
                **page.context,
                "page": page,
                "ask": ask,
                "w": words,
                "t": words.t,
                "say": words.say,
                "url": ask.url,
                "nav": nav,
                "has": has,
                "lang": ask.lang,
                "other": other,
                "elsewhere": address(other, ask.path, {**ask.query}),
                "latest": entries[0] if entries else None,
                "programme": ask.book.programme,
                "release": ask.book.release,
                "exhibits": {exhibit.id: exhibit for exhibit in page.exhibits},
            },
        )

    def fill(self, template: str, context: dict[str, Any]) -> bytes:
        """A template filled."""
        return self.env.get_template(template).render(context).encode()
