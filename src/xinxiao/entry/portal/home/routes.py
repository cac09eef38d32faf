"""The home page's row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from xinxiao.entry.portal import answer
from xinxiao.entry.portal.access import PUBLIC
from xinxiao.entry.portal.home.view import home
from xinxiao.entry.portal.page_answers import page_routes
from xinxiao.entry.portal.query import address
from xinxiao.entry.portal.route import Visit
from xinxiao.errors import NotFound


@dataclass(frozen=True)
class Begun:
    """The home page of a release; where none is live and oversight began, the way to that."""

    page: Callable[[Visit], Any]

    def __call__(self, visit: Visit) -> Any:
        """The page, or where to go. Raises :class:`NotFound` where there is neither."""
        try:
            return self.page(visit)
        except NotFound:
            if not visit.call.ports.oversight.chain.mark().sequence:
                raise
            return answer.redirect(address(visit.lang, "oversight", {}, visit.site.root), 302)


_EVERY = page_routes("", home, access=PUBLIC)

ROUTES = tuple(replace(row, make=Begun(row.make)) if row.pattern == "/{lang}/" else row for row in _EVERY)
