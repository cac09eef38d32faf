"""A report as it stands on its page: sections, rows and cells with what was reported before; and the same for the browser."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from xinxiao.entry.portal.filling.change import change, grouped
from xinxiao.entry.portal.words import Words
from xinxiao.model.collect.bundle import Bundle
from xinxiao.model.collect.content import Content
from xinxiao.model.collect.entered import mark_words
from xinxiao.model.collect.form import Item, ItemSpec, RowSpec, Section, cell
from xinxiao.model.text import Text
from xinxiao.texts import text
from xinxiao.uses.collect.reports import Opened

CODES_SHOWN = 2_000
"""Codes of a list that are offered in a drop-down; items of longer lists are typed."""


@dataclass(frozen=True)
class Was:
    """An earlier value beside a cell: which one, the value for people, the change since."""

    which: str
    value: str
    change: str


@dataclass(frozen=True)
class Cell:
    """One place of entry. ``label``: what a reader of the screen hears; ``options``: of an item with a drop-down."""

    id: str
    kind: str
    shown: str
    label: str
    total: bool
    options: tuple[tuple[str, str], ...]
    was: tuple[Was, ...]


@dataclass(frozen=True)
class Row:
    """A row: its name, the unit of measure where it has one, its cells, and whether it has a definition of its own."""

    id: str
    name: str
    unit: str
    cells: tuple[Cell, ...]
    defined: bool = True


@dataclass(frozen=True)
class Head:
    """A column: its id, name and unit of measure."""

    id: str
    name: str
    unit: str


@dataclass(frozen=True)
class Part:
    """A section of the form."""

    id: str
    name: str
    note: str
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Sheet:
    """A report on its page, in one language."""

    words: Words
    opened: Opened
    content: Content
    _options: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)

    @property
    def bundle(self) -> Bundle:
        """The form with its lists."""
        return self.opened.bundle

    def parts(self) -> tuple[Part, ...]:
        """The sections in their order."""
        return tuple(self._part(section) for section in self.bundle.form.sections)

    def mark(self, mark: str) -> str:
        """The word for a mark."""
        return text(self.words.lang, f"filling.mark.{mark}")

    def unit(self, item: Item | ItemSpec) -> str:
        """The unit of measure of an item, in words."""
        name = self.bundle.unit_names.get(item.unit or "")
        return self.words.say(name) if name else item.unit or ""

    def _part(self, section: Section) -> Part:
        say, by_id = self.words.say, self.bundle.form.by_id
        if section.rows:
            heads = tuple(Head(c.id, say(c.name), self.unit(c)) for c in section.columns)
            rows = tuple(
                Row(
                    r.id,
                    say(r.name),
                    "",
                    tuple(self._cell(by_id[cell(r.id, c.id)]) for c in section.columns),
                    r.definition is not None,
                )
                for r in section.rows
            )
        else:
            heads = (Head("", self.words.t("filling.value"), ""),)
            rows = tuple(
                Row(i.id, say(i.name), self.unit(i), (self._cell(by_id[i.id]),)) for i in section.items
            )
        return Part(section.id, say(section.name), say(section.note), heads, rows)

    def _cell(self, item: Item) -> Cell:
        mark = self.content.marks.get(item.id)
        value = self.content.cells.get(item.id, "")
        label = self.words.say(item.name)
        unit = self.unit(item)
        return Cell(
            id=item.id,
            kind=item.type,
            shown=self.mark(mark) if mark else value,
            label=f"{label} ({unit})" if unit else label,
            total=bool(item.sums),
            options=self.options(item.codelist) if item.type == "code" else (),
            was=self._was(item, value),
        )

    def _was(self, item: Item, value: str) -> tuple[Was, ...]:
        pair = self.opened.beside.get(item.id)
        if pair is None or item.type != "number":
            return ()
        held = (("last", pair.before), ("year", pair.year_ago))
        return tuple(
            Was(which, grouped(before), change(value, before)) for which, before in held if before is not None
        )

    def options(self, codelist: str | None) -> tuple[tuple[str, str], ...]:
        """The codes of a list with their words; none where the list is too long to offer."""
        name = codelist or ""
        if name not in self._options:
            listed = next((one for one in self.bundle.codelists if one.id == name), None)
            codes = listed.codes if listed and len(listed.codes) <= CODES_SHOWN else ()
            self._options[name] = tuple((code.id, self.words.say(code.name)) for code in codes)
        return self._options[name]

    # for the browser

    def data(self, more: Mapping[str, Any]) -> str:
        """Items, words of marks, earlier values, the texts of the grid, and ``more``, as JSON that may stand in a page."""
        definitions: dict[str, int] = {}

        def place(words: Text) -> int:
            return definitions.setdefault(self.words.say(words), len(definitions))

        items = [self._item(item, place(item.definition)) for item in self.bundle.form.items]
        beside = self.opened.beside.items()
        made = {
            "items": items,
            "named": self._named(place),
            "codelists": {
                item.codelist: self.options(item.codelist) for item in self.bundle.form.items if item.codelist
            },
            "words": mark_words(),
            "marks": {mark: self.mark(mark) for mark in ("M", "L")},
            "last": {name: pair.before for name, pair in beside if pair.before is not None},
            "year": {name: pair.year_ago for name, pair in beside if pair.year_ago is not None},
            "texts": self._texts(),
            "explanations": self.content.explanations,
            **more,
        }
        made["definitions"] = list(definitions)
        return json.dumps(made, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")

    def _item(self, item: Item, definition: int) -> dict[str, Any]:
        return {
            "id": item.id,
            "name": self.words.say(item.name),
            "type": item.type,
            "places": item.places,
            "least": None if item.least is None else f"{item.least:g}",
            "most": item.most,
            "needed": item.needed,
            "sums": item.sums,
            "codelist": item.codelist or "",
            "about": self.unit(item),
            "definition": definition,
        }

    def _named(self, place: Any) -> dict[str, dict[str, Any]]:
        """Rows and columns that have a definition of their own, by section and id."""
        found = {}
        for section in self.bundle.form.sections:
            listed: tuple[ItemSpec | RowSpec, ...] = (*section.items, *section.columns, *section.rows)
            for one in listed:
                if one.definition is not None:
                    name, unit = self.words.say(one.name), self.unit(one) if isinstance(one, ItemSpec) else ""
                    found[f"{section.id}.{one.id}"] = {
                        "name": name,
                        "definition": place(one.definition),
                        "about": unit,
                    }
        return found

    def _texts(self) -> dict[str, str]:
        from xinxiao.texts import catalogue

        beginning = "web.filling.grid."
        texts = catalogue(self.words.lang)
        return {key.removeprefix(beginning): said for key, said in texts.items() if key.startswith(beginning)}
