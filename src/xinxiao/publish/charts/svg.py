"""Building SVG: escaped elements, estimated text widths, one palette."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from xml.sax.saxutils import quoteattr

from xinxiao.publish.xml import said

FONT = (
    "'Noto Sans SC','Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei',"
    "'WenQuanYi Micro Hei',system-ui,sans-serif"
)
INK, MUTED, GRID, PAPER = "#1b2430", "#55606e", "#dfe3e8", "#ffffff"
PALETTE = ("#14577d", "#b4540a", "#2f7d5b", "#8a4a84", "#6b6f76", "#a8862b")
"""Categories, in order of use; the first is the accent."""
STEPS = ("#e6eef3", "#bfd5e2", "#8fb6cc", "#4f8bad", "#14577d")
"""Five ordered classes, light to dark."""
SIZE = 13.0
"""Type size in px at natural scale."""


def el(tag: str, /, *children: str, **attributes: object) -> str:
    """One element; ``class_`` and ``stroke_width`` become ``class`` and ``stroke-width``. Children are markup."""
    pairs = "".join(
        f" {_name(name)}={_quoted(value)}" for name, value in attributes.items() if value is not None
    )
    return f"<{tag}{pairs}>{''.join(children)}</{tag}>" if children else f"<{tag}{pairs}/>"


@lru_cache(maxsize=256)
def _name(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def _quoted(value: object) -> str:
    if isinstance(value, float):
        return f'"{value:.1f}"'.replace('.0"', '"')
    return f'"{value}"' if isinstance(value, int) else _attribute(str(value))


@lru_cache(maxsize=4096)
def _attribute(words: str) -> str:
    """A text as the value of an attribute; colours, fonts and roles come again and again."""
    return quoteattr(words)


def label(x: float, y: float, words: str, **attributes: object) -> str:
    """A text with its baseline at ``y``."""
    return el("text", said(words), x=float(x), y=float(y), **attributes)


def width_of(words: str, size: float = SIZE) -> float:
    """Estimated width in px: an em for wide (CJK) characters, 0.56 em for the others."""
    return _ems(words) * size


@lru_cache(maxsize=8192)
def _ems(words: str) -> float:
    return sum(1.0 if unicodedata.east_asian_width(c) in "WF" else 0.56 for c in words)


def clip(words: str, room: float, size: float = SIZE) -> str:
    """``words`` cut with an ellipsis to fit ``room`` px."""
    if width_of(words, size) <= room:
        return words
    while words and width_of(words + "…", size) > room:
        words = words[:-1]
    return words.rstrip() + "…"


_CLOSING = frozenset("，。；：、！？）》〉」』】〕”’…%)],.;:!?")
"""Signs that begin no line (GB/T 15834-2011, 5.1)."""


def fold(words: str, room: float, size: float = SIZE, lines: int = 2) -> list[str]:
    """``words`` on at most so many lines of ``room`` px, broken at a blank where there is one, the rest cut."""
    if lines < 2 or width_of(words, size) <= room:
        return [clip(words, room, size)]
    place = next((i for i in range(len(words), 0, -1) if width_of(words[:i], size) <= room), 1)
    blank = words.rfind(" ", 0, place + 1)
    place = blank if blank > place // 3 else place
    while place > 1 and words[place] in _CLOSING:
        place -= 1
    return [words[:place].rstrip(), *fold(words[place:].lstrip(), room, size, lines - 1)]


@dataclass(frozen=True)
class Frame:
    """What every chart says about itself: an id unique in the page, a name and a description."""

    ident: str
    title: str
    description: str
    width: int = 720


def document(frame: Frame, height: float, *body: str) -> str:
    """The whole ``<svg>`` with role, title and description (WAI-ARIA Graphics: an image with a name)."""
    ident = re.sub(r"[^A-Za-z0-9_-]", "-", f"{frame.ident}-{frame.width}")
    return el(
        "svg",
        el("title", said(frame.title), id=f"{ident}-t"),
        el("desc", said(frame.description), id=f"{ident}-d"),
        el("g", *body, font_family=FONT, font_size=SIZE, fill=INK, font_variant_numeric="tabular-nums"),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {frame.width} {height:.0f}",
        width=frame.width,
        height=f"{height:.0f}",
        role="img",
        aria_labelledby=f"{ident}-t {ident}-d",
    )


def legend(entries: list[tuple[str, str]], width: float, left: float = 0.0) -> tuple[str, float]:
    """Rows of (mark markup drawn in a 22 x 12 box, words), wrapped to ``width``; returns markup and height."""
    x, y, out = left, 0.0, []
    for mark, words in entries:
        told = clip(words, width - left - 30)
        need = 28 + width_of(told) + 16
        if x > left and x + need - 16 > width:
            x, y = left, y + 20
        out.append(el("g", mark, label(28, 11, told, fill=INK), transform=f"translate({x:.1f} {y:.1f})"))
        x += need
    return "".join(out), (y + 24 if entries else 0.0)
