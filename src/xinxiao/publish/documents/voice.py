"""How a document speaks: its language, and the names its readers know things by."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from xinxiao.index import Audit
from xinxiao.publish.charts.svg import Frame
from xinxiao.publish.documents.document import (
    Block,
    Cell,
    Column,
    Facts,
    Figure,
    Kind,
    Paragraph,
    Rows,
    Section,
    Table,
)
from xinxiao.texts import Language, catalogue, text

SHOWN = 60
"""Rows of a figure: more cannot be read on one sheet of paper."""


@dataclass(frozen=True)
class Names:
    """Names by code: nodes of the index, units (places) in full and for tight places, units of measure, periods.
    What has no name is called by its code."""

    nodes: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    short: Mapping[str, str] = field(default_factory=dict)
    measures: Mapping[str, str] = field(default_factory=dict)
    periods: Mapping[str, str] = field(default_factory=dict)


def names_of(made: Audit, language: Language) -> Names:
    """The names that the framework and the panel of an index give; a name in the other language before a code."""
    names = {}
    for code, node in made.result.framework.nodes.items():
        own, other = (node.name_zh, node.name_en) if language == "zh" else (node.name_en, node.name_zh)
        names[code] = own or other or code
    panel = made.result.inputs
    labels = panel.labels.get(language) or panel.labels.get(f"name_{language}") or panel.units
    return Names(names, {u: label or u for u, label in zip(panel.units, labels, strict=True)})


@dataclass(frozen=True)
class Voice:
    """Texts of one room (``audit``) in one language, with the names in it."""

    room: str
    language: Language
    names: Names

    def say(self, key: str, /, **places: object) -> str:
        """A text of the room."""
        return text(self.language, f"{self.room}.{key}", **places)

    def known(self, key: str) -> str:
        """A text of the room, '' when there is none."""
        return catalogue(self.language).get(f"{self.room}.{key}", "")

    def node(self, code: str) -> str:
        """The name of a node."""
        return self.names.nodes.get(code, code)

    def unit(self, code: str) -> str:
        """The name of a unit in full."""
        return self.names.units.get(code, code)

    def brief(self, code: str) -> str:
        """The name of a unit for tight places."""
        return self.names.short.get(code) or self.unit(code)

    def measure(self, code: str) -> str:
        """The name of a unit of measure."""
        return self.names.measures.get(code, code)

    def period(self, time: str) -> str:
        """The words of a period; an index of a single period gives it no name."""
        if not time:
            return self.say("word.once")
        year = self.say("word.year", year=time) if len(time) == 4 and time.isdecimal() else time
        return self.names.periods.get(time, year)

    def join(self, words: Sequence[str]) -> str:
        """A list in words."""
        return self.say("word.comma").join(words)

    def span(self, low: str, high: str) -> str:
        """From one end to the other, if they differ."""
        return low if low == high else self.say("word.span", low=low, high=high)

    def node_cell(self, code: str) -> Cell:
        """A node by name; its raw value is the code."""
        return Cell(self.node(code), code, code)

    def unit_cell(self, code: str) -> Cell:
        """A unit by name; its raw value is the code."""
        return Cell(self.unit(code), code, code)

    def columns(self, **kinds: Kind) -> tuple[Column, ...]:
        """Columns with the words of the room, ids in capitals."""
        return tuple(Column(k.upper(), self.say(f"column.{k}"), kind) for k, kind in kinds.items())

    def numbers(self, *keys: str) -> tuple[Column, ...]:
        """Columns of numbers."""
        return tuple(Column(k.upper(), self.say(f"column.{k}"), "number") for k in keys)

    def facts(self, *facts: tuple[str, str]) -> Facts:
        """Numbers that stand by themselves, by the key of their words."""
        return Facts(tuple((self.say(f"fact.{key}"), words) for key, words in facts))

    def table(
        self,
        ident: str,
        columns: Sequence[Column],
        lines: Sequence[Sequence[Cell]],
        says: str = "says",
        **places: object,
    ) -> Table:
        """A table with the words of the room, without the columns of words that say nothing."""
        kept = [k for k, c in enumerate(columns) if c.kind == "number" or any(line[k].text for line in lines)]
        return Table(
            ident,
            self.say(f"block.{ident}.caption", **places),
            self.say(f"block.{ident}.{says}", **places),
            tuple(columns[k] for k in (kept if lines else range(len(columns)))),
            tuple(tuple(line[k] for k in kept) for line in lines),
        )

    def figure(
        self,
        ident: str,
        rows: Rows,
        draw: Callable[[Frame], str],
        says: str = "says",
        total: int = 0,
        **places: object,
    ) -> Figure:
        """A figure with the words of the room; of ``total`` things it draws at most the :data:`SHOWN` first."""
        caption, told = (self.say(f"block.{ident}.{part}", **places) for part in ("caption", says))
        if total > SHOWN:
            told = self.say("word.shown", says=told, shown=SHOWN, all=total)
        return Figure(ident, caption, told, rows, draw)

    def section(self, ident: str, *blocks: Block | None) -> Section:
        """A section with the words of the room; blocks that are None are left out."""
        opening = Paragraph(self.say(f"section.{ident}.text"))
        return Section(
            ident, self.say(f"section.{ident}.head"), (opening, *(b for b in blocks if b is not None))
        )


T = TypeVar("T")


def first(items: Sequence[T]) -> Sequence[T]:
    """As many as one figure shows."""
    return items[:SHOWN]
