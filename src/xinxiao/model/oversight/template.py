"""Templates of documents: lines of Markdown with places that are filled when a document is made.

A line that begins with ``# `` is the title, with ``## `` a heading, with ``- `` an item; any other is a paragraph; empty lines part
them. ``{{place}}`` stands for a value. A line that begins with ``{{?place}}`` is there only where that place has a value, one that
begins with ``{{!place}}`` only where it has none. What is filled in is never read as markup.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

PLACES = frozenset(
    [
        "document.name",
        "document.number",
        "document.date",
        "case.number",
        "case.opened",
        "case.subject",
        "case.subject_name",
        "case.area",
        "case.matter",
        "act.name",
        "act.day",
        "act.by",
        "act.reason",
        "rule.name",
        "rule.number",
        "rule.article",
        "body.name",
    ]
)
"""Places that every template may have; a field of the workflow is ``field.`` and its id."""
FIELD = "field."
LineKind = Literal["title", "head", "item", "words"]
_PLACE = re.compile(r"\{\{([^{}]*)\}\}")
_WHEN = re.compile(r"\{\{([?!])([^{}]*)\}\}\s*")
_MARKS: tuple[tuple[str, LineKind], ...] = (("## ", "head"), ("# ", "title"), ("- ", "item"))


@dataclass(frozen=True)
class TemplateLine:
    """One line: where it stands in the file (from 1), what it is, its words, and the place it depends on, if any."""

    number: int
    kind: LineKind
    words: str
    given: str = ""
    lacking: str = ""

    @property
    def places(self) -> tuple[str, ...]:
        """The places its words have, in their order."""
        return tuple(found.strip() for found in _PLACE.findall(self.words))

    def filled(self, values: dict[str, str]) -> str:
        """Its words with values in their places. Raises ``KeyError`` for a place without one."""
        return _PLACE.sub(lambda found: values[found[1].strip()], self.words)


def lines_of(template: str) -> tuple[TemplateLine, ...]:
    """The lines of a template that say something."""
    return tuple(_line(i, line.strip()) for i, line in enumerate(template.split("\n"), 1) if line.strip())


def places_of(line: TemplateLine) -> tuple[str, ...]:
    """Every place a line names: those it shows and the one it depends on."""
    return (*filter(None, (line.given, line.lacking)), *line.places)


def _line(number: int, line: str) -> TemplateLine:
    when = _WHEN.match(line)
    given = lacking = ""
    if when is not None:
        given, lacking = (when[2].strip(), "") if when[1] == "?" else ("", when[2].strip())
        line = line[when.end() :]
    for mark, kind in _MARKS:
        if line.startswith(mark):
            return TemplateLine(number, kind, line.removeprefix(mark).strip(), given, lacking)
    return TemplateLine(number, "words", line, given, lacking)
