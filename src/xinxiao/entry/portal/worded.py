"""What any page that shows no release knows of who asks for it: language, address, words, and what every template is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from xinxiao.entry.portal.page import Page
from xinxiao.entry.portal.query import Query, address
from xinxiao.entry.portal.route import Visit
from xinxiao.entry.portal.words import Words
from xinxiao.texts import Language


@dataclass(frozen=True)
class Worded:
    """A visit as those who write pages see it."""

    visit: Visit

    @property
    def lang(self) -> Language:
        """The language of the page."""
        return self.visit.lang

    @property
    def args(self) -> Mapping[str, str]:
        """Named parts of the address."""
        return self.visit.args

    @property
    def query(self) -> Query:
        """Parameters of the address."""
        return self.visit.query

    @cached_property
    def words(self) -> Words:
        """Words in the reader's language, of no release."""
        return Words(self.lang)

    def url(self, path: str = "", **query: str) -> str:
        """The address of a page in this language."""
        return address(self.lang, path, query, self.visit.site.root)

    def given(self, page: Page) -> dict[str, Any]:
        """What a template is given of every page, by name."""
        other = "en" if self.lang == "zh" else "zh"
        here = self.visit.http.path.removeprefix(f"/{self.lang}/")
        return {
            "page": page,
            "w": self.words,
            "t": self.words.t,
            "lang": self.lang,
            "url": self.url,
            "here": here,
            "elsewhere": address(other, here, self.query, self.visit.site.root),
            "exhibits": {exhibit.id: exhibit for exhibit in page.exhibits},
        }
