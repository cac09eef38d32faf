"""How codes stand on the data's pages: as names, as codes, or both, as the reader chose."""

from __future__ import annotations

from dataclasses import dataclass

from xinxiao.entry.portal.code_names import code_name
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.parameters import choice
from xinxiao.entry.portal.rows import Row
from xinxiao.model.scope import NOT_APPLICABLE
from xinxiao.model.structure import Component

SPELLINGS = ("names", "codes", "both")
NAMES = choice("names", lambda request: SPELLINGS, lambda request: SPELLINGS[0])
"""The parameter by which a reader chooses."""


@dataclass(frozen=True)
class Spelling:
    """Codes of one page in words."""

    request: PageRequest

    def word(self, part: Component, code: str) -> str:
        """A code as the reader wants it."""
        chosen, w = self.request.get(NAMES.name), self.request.words
        name = w.period(code) if part.kind in ("period", "date") else code_name(w, part, code)
        if chosen == "codes" or not name or name == code:
            return code
        return name if chosen == "names" else w.t("data.code", name=name, code=code)

    def head(self, part: Component) -> str:
        """The name of a column as the reader wants it."""
        chosen, name = self.request.get(NAMES.name), self.request.words.say(part.name) or part.id
        if chosen == "codes":
            return part.id
        return name if chosen == "names" else self.request.words.t("data.column", name=name, id=part.id)

    def together(self, parts: tuple[Component, ...], row: Row) -> str:
        """What a row is about, in one line; what does not apply falls out."""
        words = [
            self.word(part, str(row[part.id])) for part in parts if row[part.id] not in (None, NOT_APPLICABLE)
        ]
        return self.request.words.t("data.between").join(words)

    def heads(self, parts: tuple[Component, ...]) -> str:
        """The names of the columns that :meth:`together` puts in one line."""
        return self.request.words.t("data.between").join(self.head(part) for part in parts)
