"""A chart as a picture by itself: its title and sentence above, what must be known of it below, all in the drawing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from xinxiao.publish.charts.svg import FONT, INK, MUTED, PAPER, Frame, document, el, fold, label

EDGE = 20
"""Room around the picture, in px."""
MOST = 40
"""Lines that a text may fold into; it is long before that that a caption is no caption."""
_HEIGHT = re.compile(r'<svg [^>]*? height="([0-9]+)"')
_TITLE, _SAYS, _FOOT = 17.0, 13.0, 11.0


@dataclass(frozen=True)
class Caption:
    """What stands around a chart: its title, the sentence that says what it shows, and lines of source, release, doubt, licence."""

    title: str
    says: str
    foot: tuple[str, ...]


def picture(chart: str, frame: Frame, caption: Caption) -> str:
    """A whole picture around a chart, which is an ``<svg>`` of the frame's width. No style comes from elsewhere."""
    room, height = float(frame.width), _height(chart)
    head, top = _texts([caption.title], room, 0.0, _TITLE, INK, "600")
    says, top = _texts([caption.says], room, top + 4, _SAYS, MUTED)
    drawn = el("g", _whole(chart), transform=f"translate(0 {top + 10:.0f})")
    foot, bottom = _texts(caption.foot, room, top + height + 22, _FOOT, MUTED)
    outside = Frame(f"{frame.ident}-picture", caption.title, caption.says, frame.width + 2 * EDGE)
    whole = bottom + 2 * EDGE
    paper = el("rect", x=0, y=0, width=outside.width, height=float(whole), fill=PAPER)
    body = el("g", head, says, drawn, foot, transform=f"translate({EDGE} {EDGE})", font_family=FONT)
    return document(outside, whole, paper, body)


def _whole(chart: str) -> str:
    """The chart with the edges that its own frame would cut."""
    return chart.replace("<svg ", '<svg overflow="visible" ', 1)


def _height(chart: str) -> float:
    """The height in px that a chart says it has. Raises ``ValueError`` for what is no chart of :mod:`svg`."""
    found = _HEIGHT.match(chart)
    if not found:
        raise ValueError("a chart says its height")
    return float(found[1])


def _texts(
    texts: Sequence[str], room: float, top: float, size: float, ink: str, weight: str | None = None
) -> tuple[str, float]:
    """Texts below each other, folded to the room; markup and where they end."""
    out = []
    for words in texts:
        for line in fold(words, room, size, MOST) if words else ():
            out.append(label(0, top + size, line, font_size=size, fill=ink, font_weight=weight))
            top += size * 1.5
    return "".join(out), top
