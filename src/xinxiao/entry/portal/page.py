"""A page: what a page kind answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from xinxiao.entry.portal.figure_table import Exhibit
from xinxiao.entry.portal.page_request import PageRequest


@dataclass(frozen=True)
class Raw:
    """Bytes to hand out as they are."""

    body: bytes
    media: str
    filename: str = ""


@dataclass(frozen=True)
class Page:
    """What a page kind answers: a template, a title, what the template needs, and the exhibits.

    ``summary`` is the line that search engines and shared links show. ``raw`` overrides the page by bytes.
    ``linked`` is JSON-LD for search engines, with no ``<`` in it.
    """

    template: str
    title: str
    nav: str = ""
    summary: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)
    exhibits: tuple[Exhibit, ...] = ()
    raw: Raw | None = None
    linked: str = ""

    def exhibit(self, name: str) -> Exhibit | None:
        """The exhibit of this id."""
        return next((e for e in self.exhibits if e.id == name), None)


Build = Callable[[PageRequest], Page]
"""Makes a page of a request."""
