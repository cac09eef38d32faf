"""What a programme knows: ids by kind, with faulty nouns counted, so that one fault is told once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from xinxiao.files.convert import nearest
from xinxiao.model.codelist import Area
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.model.programme import Programme
from xinxiao.programme.checks.panel import Flags
from xinxiao.programme.loaded import Loaded


@dataclass(frozen=True)
class Known:
    """A loaded programme with its ids at hand, as every check sees it."""

    loaded: Loaded
    programme: Programme

    @cached_property
    def ids(self) -> dict[str, frozenset[str]]:
        """Ids by kind: ``indicators``, ``sources``, ``scopes``, ``CL_AREA`` ..."""
        kinds: dict[str, set[str]] = {}
        for kind, noun in self.loaded.places.nouns:
            kinds.setdefault(kind, set()).add(noun)
        return {kind: frozenset(nouns) for kind, nouns in kinds.items()}

    @cached_property
    def _validity(self) -> dict[tuple[int, ...], tuple[tuple[Area, ...], Flags]]:
        return {}

    def provinces(self, years: tuple[int, ...]) -> tuple[tuple[Area, ...], Flags]:
        """The areas that add up to the nation in any of some years, and in which of them they do (A, Y)."""
        if years not in self._validity:
            areas = self.programme.provinces_in(years)
            valid = np.array([[area.valid_in(year) for year in years] for area in areas], dtype=bool)
            self._validity[years] = areas, valid.reshape(len(areas), len(years))
        return self._validity[years]

    @cached_property
    def versions(self) -> dict[str, str]:
        """Versions of the code lists there are, by id."""
        heads = {name: head.version for name, head in self.programme.heads.items()}
        return {name: listed.version for name, listed in self.programme.codelists.items()} | heads

    def codes(self, codelist: str) -> frozenset[str]:
        """The codes of a list: those of its file, or the ids of the nouns it is made of, and its further ones."""
        head = self.programme.heads.get(codelist)
        kind = codelist if head is None or head.made_of == "file" else head.made_of
        more = {code.id for code in head.codes} if head is not None else set()
        return self.ids.get(kind, frozenset()) | more

    def has(self, kind: str, noun: str) -> bool:
        """Whether there is such a noun, faulty or not."""
        return noun in self.ids.get(kind, frozenset())

    def at(self, kind: str, noun: str, *path: str | int) -> tuple[str, int]:
        """File and line of a field of a noun."""
        return self.loaded.places.of(kind, noun, *path)

    def line(self, file: str, *path: str | int) -> tuple[str, int]:
        """File and line of a field of a file that is one noun."""
        return file, self.loaded.places.line(file, path)

    def unknown(self, code: str, kind: str, noun: str | None, place: tuple[str, int]) -> Iterator[Finding]:
        """A finding when ``noun`` is named but unknown, with the known one most like it."""
        if noun is not None and not self.has(kind, noun):
            hint = nearest(noun, sorted(self.ids.get(kind, ())))
            yield fault(*place, code, value=noun, hint=hint)
