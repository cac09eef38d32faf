"""Figures and tables: what a page shows and hands out. Each with exactly its data as rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from xinxiao.entry.portal.sheet_text import as_text
from xinxiao.publish.charts.svg import Frame

_SPECIAL = re.compile(r'[,"\r\n]')  # the standard writer leaves a lone carriage return bare
Data = tuple[Mapping[str, Any], ...]
NARROW = 348
"""Width of the drawing for phones, in px; type keeps its natural size there."""
SAME = 3
"""With more cells than this, labels common to a whole column move to its head."""


@dataclass(frozen=True)
class Note:
    """One line under a figure: what it is about, in words, and where it leads."""

    head: str
    words: str
    href: str = ""


@dataclass(frozen=True)
class Figure:
    """A chart: ``sentence`` says what it shows, ``rows`` are what is drawn, ``draw`` makes the SVG."""

    id: str
    title: str
    sentence: str
    rows: Data
    draw: Callable[[Frame], str]
    notes: tuple[Note, ...] = ()
    width: int = 720

    def svg(self, width: int = 0) -> str:
        """The drawing at its own width, or at another one in px; type keeps its size."""
        width = min(width, self.width) or self.width
        return self.draw(Frame(self.id, self.title, self.sentence, width))


@dataclass(frozen=True)
class Cell:
    """A cell: words, a raw value for sorting and for the data, a page to lead to, labels beside it."""

    text: str
    raw: Any = None
    href: str = ""
    flags: tuple[str, ...] = ()
    light: str = ""
    svg: str = ""
    explain: str = ""

    @property
    def form(self) -> Literal["plain", "explained", "other"]:
        """Nothing but its words, words that lead to their explanation, or more: most cells are of the first two."""
        if self.flags or self.light or self.svg or self.href:
            return "other"
        return "explained" if self.explain else "plain"


ABSENT = Cell("–")
"""A cell without a value."""


@dataclass(frozen=True)
class Column:
    """A column: its id in the data, its words, and whether it holds numbers."""

    id: str
    label: str
    kind: str = "text"


@dataclass(frozen=True)
class Grid:
    """A table; the first cell of each row is its header; ``says`` is a sentence on how to read it."""

    id: str
    caption: str
    columns: tuple[Column, ...]
    cells: tuple[tuple[Cell, ...], ...]
    notes: tuple[Note, ...] = ()
    says: str = ""

    @property
    def title(self) -> str:
        """Its caption."""
        return self.caption

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """How each column is set."""
        return tuple(column.kind for column in self.columns)

    @cached_property
    def shared(self) -> tuple[tuple[str, ...], ...]:
        """For each column the labels that all its filled cells carry: told once, in the head."""
        found: list[tuple[str, ...]] = []
        for place in range(len(self.columns)):
            held = [line[place].flags for line in self.cells if line[place].raw is not None]
            same = len(held) > SAME and all(flags == held[0] for flags in held)
            found.append(held[0] if same else ())
        return tuple(found)

    @property
    def sentence(self) -> str:
        """How to read it, when it does not speak for itself."""
        return self.says

    @property
    def rows(self) -> Data:
        """The raw values, by column id."""
        ids = [column.id for column in self.columns]
        return tuple(
            {name: cell.text if cell.raw is None else cell.raw for name, cell in zip(ids, line, strict=True)}
            for line in self.cells
        )


Exhibit = Figure | Grid


def as_csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Rows as CSV: UTF-8, comma, a header, LF line ends (RFC 4180 but for the line end); no text is a formula."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [names, *([as_text(row.get(name)) for name in names] for row in rows)]
    return "".join(",".join(map(_quoted, line)) + "\n" for line in lines).encode()


def _quoted(value: Any) -> str:
    text = "" if value is None else str(value)
    return '"' + text.replace('"', '""') + '"' if _SPECIAL.search(text) else text


def columns(*pairs: tuple[str, str] | tuple[str, str, str]) -> tuple[Column, ...]:
    """Columns from (id, label) or (id, label, kind)."""
    return tuple(Column(*pair) for pair in pairs)
