"""A request as the audit's modules name it, until they speak the portal's names: ``book``, ``library.house``."""

from __future__ import annotations

from dataclasses import dataclass

from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.reads import ReadUses
from xinxiao.entry.portal.release_view import ReleaseView
from xinxiao.entry.portal.words import Words
from xinxiao.texts import Language


@dataclass(frozen=True)
class Library:
    """What the audit asks the house for."""

    house: ReadUses


@dataclass(frozen=True)
class Ask:
    """One request for the audit."""

    request: PageRequest

    @property
    def lang(self) -> Language:
        """The reader's language."""
        return self.request.lang

    @property
    def words(self) -> Words:
        """Words and numbers in it."""
        return self.request.words

    @property
    def book(self) -> ReleaseView:
        """The release at hand."""
        return self.request.view

    @property
    def library(self) -> Library:
        """The house."""
        return Library(self.request.view.uses)

    def url(self, path: str = "", **query: str) -> str:
        """The address of a page in this language."""
        return self.request.url(path, **query)
