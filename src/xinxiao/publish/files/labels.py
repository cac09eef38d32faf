"""Labels: what columns, codes, sources and doubts are called in one language, for files that people read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from xinxiao.index.spec.index import IndexSpec
from xinxiao.model import doubt
from xinxiao.model.programme import Programme, Source
from xinxiao.model.structure import Component, Concept
from xinxiao.model.text import Text
from xinxiao.publish.sdmx.structure.artefact import Item
from xinxiao.publish.sdmx.structure.codes import codes_of
from xinxiao.texts import Language, catalogue, text


@dataclass(frozen=True)
class Labels:
    """Names of a sealed programme in the language of a file. ``indices`` are the programme's, whose nodes have names too."""

    programme: Programme
    indices: Mapping[str, IndexSpec]
    lang: Language

    def say(self, words: Text | None) -> str:
        """A text of the programme."""
        return "" if words is None else words.zh if self.lang == "zh" else words.en

    def t(self, key: str, /, **places: object) -> str:
        """A text of the files."""
        return text(self.lang, f"files.{key}", **places)

    def column(self, part: Component) -> str:
        """The name of a column."""
        return self.say(part.name) or part.id

    @cached_property
    def concepts(self) -> Mapping[str, Concept]:
        """The programme's concepts by id."""
        return {concept.id: concept for concept in self.programme.structures.concept_scheme.concepts}

    @cached_property
    def _listed(self) -> dict[str, tuple[Item, ...]]:
        return {}

    def items(self, codelist: str) -> tuple[Item, ...]:
        """The codes of a list with their names, in its order; none for a list there is not."""
        if codelist not in self._listed:
            self._listed[codelist] = codes_of(self.programme, self.indices, codelist)
        return self._listed[codelist]

    def names(self, part: Component) -> Mapping[str, str]:
        """Names by code of what a column holds; empty for a column whose codes have none."""
        if part.codelist is None:
            return {}
        if self.is_source(part):
            return {code: self.source(source) for code, source in self.programme.sources.items()}
        return {item.id: self.say(item.name) for item in self.items(part.codelist)}

    def is_source(self, part: Component) -> bool:
        """Whether a column says where a figure was published."""
        head = self.programme.heads.get(part.codelist or "")
        return head is not None and head.made_of == "sources"

    def source(self, source: Source) -> str:
        """Publisher, title and day of a source."""
        publisher, title = self.say(source.publisher), self.say(source.title)
        return text(self.lang, "web.source.line", publisher=publisher, title=title, date=source.published)

    def unit(self, code: str) -> str:
        """The name of a unit; the code itself for one without."""
        unit = self.programme.units.get(code)
        return self.say(unit.name) if unit else code

    def doubts(self, said: str) -> str:
        """The words of the codes in a cell of DOUBT."""
        return "; ".join(in_words(self.lang, code, self._status) for code in doubt.written(said))

    def _status(self, code: str) -> str:
        return next((self.say(item.name) for item in self.items(STATUSES) if item.id == code), code)


STATUSES = "CL_OBS_STATUS"
"""The list of observation statuses (SDMX cross-domain)."""


def in_words(lang: Language, said: str, status: Callable[[str], str]) -> str:
    """A doubt in words; ``status`` gives the name of an observation status."""
    kind, _, code = said.partition("_")
    if kind == "STATUS":
        return status(code)
    texts = catalogue(lang)
    if kind == "GRADE":
        return texts["web.grade.label"].format(grade=code)
    return texts.get(f"web.doubt.{code or kind}") or texts.get(f"web.doubt.{kind}") or said
