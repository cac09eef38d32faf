"""What is asked of a page: its request, held against the release, and which of its exhibits."""

from __future__ import annotations

from xinxiao.entry.portal import parameters
from xinxiao.entry.portal.figure_table import Exhibit
from xinxiao.entry.portal.page import Page
from xinxiao.entry.portal.page_request import EXHIBIT, RELEASE, PageRequest
from xinxiao.entry.portal.route import Visit
from xinxiao.entry.portal.sections import offered
from xinxiao.errors import NotFound, told

HOME = "home"
"""The home page's name where a file of it is asked for."""
ENDINGS = (".csv", ".json", ".svg", ".png", ".bib", ".txt")
"""How the addresses of what a page's exhibits are handed out as end."""
FIGURE = parameters.code(EXHIBIT)
"""Which exhibit of a page; the first when not given."""


def request_of(visit: Visit) -> PageRequest:
    """The request of a page, its parameters held against the release.

    Raises ``NotFound`` for a section the programme lacks, ``WrongRequest`` for a value that cannot be.
    """
    pinned = visit.query.get(RELEASE)
    view = visit.site.views.view(pinned)
    if not offered(view, visit.route.section):
        raise NotFound(visit.http.path)
    args = {name: value for name, value in visit.args.items() if name != "lang"}
    pattern = visit.route.pattern.removeprefix("/{lang}/")
    for ending in ENDINGS:
        pattern = pattern.removesuffix(ending)
    path = pattern.format(**args)
    request = PageRequest(
        visit.site.views,
        view,
        visit.lang,
        "" if path == HOME else path,
        args,
        visit.query,
        visit.route.parameters,
        pinned,
        visit.http.actor,
        visit.site.root,
    )
    parameters.check(request)
    return request


def shown(page: Page, visit: Visit) -> Exhibit:
    """The exhibit that is asked for, or the first. Raises ``WrongRequest`` for one the page lacks, ``NotFound`` without any."""
    wanted, names = visit.query.get(FIGURE.name), [exhibit.id for exhibit in page.exhibits]
    if wanted:
        parameters.one_of(FIGURE.name, wanted, names)
        return next(exhibit for exhibit in page.exhibits if exhibit.id == wanted)
    if not names:
        raise NotFound(page.title, told("no_exhibit", page=page.title))
    return page.exhibits[0]
