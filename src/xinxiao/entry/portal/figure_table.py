"""Figures and tables: what a page shows and hands out. Each with exactly its data as rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from xinxiao.entry.portal.cited import Cited
from xinxiao.entry.portal.sheet_text import as_text
from xinxiao.model.doubt import DOUBT
from xinxiao.publish.charts.svg import Frame

_SPECIAL = re.compile(r'[,"\r\n]')  # the standard writer leaves a lone carriage return bare
Data = tuple[Mapping[str, Any], ...]
NARROW = 348
"""Width of the drawing for phones, in px; type keeps its natural size there."""
SAME = 3
"""With more cells than this, labels common to a whole column move to its head."""


@dataclass(frozen=True)
class Note:
    """One line under a figure: what it is about, in words, and where it leads; before the words the sources it cites."""

    head: str
    words: str
    href: str = ""
    cited: tuple[Cited, ...] = ()


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
        return self.draw(self.frame(width))

    def frame(self, width: int = 0) -> Frame:
        """What the drawing says of itself at that width."""
        return Frame(self.id, self.title, self.sentence, min(width, self.width) or self.width)


@dataclass(frozen=True)
class Cell:
    """A cell: words, a raw value for sorting and for the data, a page to lead to, labels beside it, or a source."""

    text: str
    raw: Any = None
    href: str = ""
    flags: tuple[str, ...] = ()
    light: str = ""
    svg: str = ""
    explain: str = ""
    cited: Cited | None = None

    @property
    def form(self) -> Literal["plain", "explained", "other"]:
        """Nothing but its words, words that lead to their explanation, or more: most cells are of the first two."""
        if self.flags or self.light or self.svg or self.href or self.cited:
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
    """A table; the first cell of each row is its header; ``says`` is a sentence on how to read it.

    One that ``stacks`` has its lines below each other on a phone, each cell with the head of its column. ``data`` is what is
    handed out where cells put several columns together; otherwise it follows from the cells.
    """

    id: str
    caption: str
    columns: tuple[Column, ...]
    cells: tuple[tuple[Cell, ...], ...]
    notes: tuple[Note, ...] = ()
    says: str = ""
    stacks: bool = False
    data: Data | None = None

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
        if self.data is not None:
            return self.data
        ids = [column.id for column in self.columns]
        doubted = {i for line in self.cells for i, cell in enumerate(line) if cell.flags}
        return tuple(_record(ids, line, doubted) for line in self.cells)


def _record(ids: Sequence[str], line: Sequence[Cell], doubted: set[int]) -> Mapping[str, Any]:
    """The raw values of a line; behind those of a column with labels, the labels."""
    found: dict[str, Any] = {}
    for i, (name, cell) in enumerate(zip(ids, line, strict=True)):
        found[name] = cell.text if cell.raw is None else cell.raw
        if i in doubted:
            found[f"{name}_{DOUBT}"] = "; ".join(cell.flags)
    return found


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
