"""A document as data: what it says, block by block. Pages, PDFs and exhibits are renderings of it.

A block is a paragraph, a few facts, a table or a figure. Tables and figures carry their raw values as rows, so that
whatever shows them can also hand them out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from xinxiao.publish.charts.svg import Frame

Rows = tuple[Mapping[str, Any], ...]
Kind = Literal["text", "long", "code", "number", "node", "unit"]
"""What a column holds: words, long words, codes, numbers; nodes of an index and units (places) by name, which a
rendering may lead somewhere."""


@dataclass(frozen=True)
class Column:
    """A column: its id in the data, its words, what it holds."""

    id: str
    label: str
    kind: Kind = "text"


@dataclass(frozen=True)
class Cell:
    """Words for readers, the raw value for those who check (None: the words themselves), and the code of what the
    cell names ('' when it names nothing)."""

    text: str
    raw: Any = None
    code: str = ""


@dataclass(frozen=True)
class Paragraph:
    """Words."""

    kind: ClassVar[str] = "paragraph"
    text: str


@dataclass(frozen=True)
class Facts:
    """A few numbers that stand by themselves: (what, how much) in words."""

    kind: ClassVar[str] = "facts"
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """A table with a caption and a sentence that says how to read it."""

    kind: ClassVar[str] = "table"
    id: str
    caption: str
    says: str
    columns: tuple[Column, ...]
    lines: tuple[tuple[Cell, ...], ...]

    @property
    def rows(self) -> Rows:
        """The raw values, by column id."""
        return tuple(
            {
                c.id: cell.text if cell.raw is None else cell.raw
                for c, cell in zip(self.columns, line, strict=True)
            }
            for line in self.lines
        )


@dataclass(frozen=True)
class Figure:
    """A chart: ``says`` is the sentence that says what it shows, ``rows`` are what is drawn, ``draw`` makes the SVG."""

    kind: ClassVar[str] = "figure"
    id: str
    caption: str
    says: str
    rows: Rows
    draw: Callable[[Frame], str]

    def svg(self, width: int) -> str:
        """The drawing at a width in px; type keeps its size."""
        return self.draw(Frame(self.id, self.caption, self.says, width))


Block = Paragraph | Facts | Table | Figure


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it; ``id`` is unique in the document."""

    id: str
    head: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    """A title, a lead, sections, and the line at the foot that says what it was made from."""

    language: Literal["zh", "en"]
    title: str
    lead: str
    sections: tuple[Section, ...]
    foot: str

    @property
    def exhibits(self) -> Iterator[Table | Figure]:
        """Its tables and figures, in order."""
        return (b for s in self.sections for b in s.blocks if isinstance(b, Table | Figure))
