"""Pages as answers: as HTML, their exhibits as JSON, one exhibit as CSV; and the rows of the table for each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from xinxiao.entry.portal import answer, parameters
from xinxiao.entry.portal.access import Access
from xinxiao.entry.portal.answer import Answer, CachePolicy
from xinxiao.entry.portal.figure_table import Exhibit, as_csv
from xinxiao.entry.portal.page import Build, Page
from xinxiao.entry.portal.page_request import RELEASE, PageRequest, Parameter
from xinxiao.entry.portal.route import Room, Route, Visit
from xinxiao.entry.portal.sections import offered
from xinxiao.errors import NotFound, told

HOME = "home"
"""The home page's name where a file of it is asked for."""
FIGURE = parameters.code("figure")
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
    path = visit.route.pattern.removeprefix("/{lang}/").format(**args)
    path = path.removesuffix(".json").removesuffix(".csv")
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


@dataclass(frozen=True)
class HtmlOf:
    """A page as HTML."""

    build: Build

    def __call__(self, visit: Visit) -> Answer:
        """Build and render."""
        request = request_of(visit)
        page = self.build(request)
        if page.raw is not None:
            return answer.page(page.raw.body, page.raw.media, page.raw.filename)

        def has(path: str) -> bool:
            return bool(visit.site.table.find(f"/{request.lang}/{path}"))

        return answer.page(visit.site.renderer.html(page, request, has), answer.HTML)


@dataclass(frozen=True)
class JsonOf:
    """The exhibits of a page as JSON."""

    build: Build

    def __call__(self, visit: Visit) -> Answer:
        """Build, without rendering."""
        request = request_of(visit)
        page = self.build(request)
        exhibits = [
            {"id": e.id, "title": e.title, "sentence": e.sentence, "rows": list(e.rows)}
            for e in page.exhibits
        ]
        return answer.as_json({"title": page.title, "release": request.view.id, "exhibits": exhibits})


@dataclass(frozen=True)
class CsvOf:
    """One exhibit of a page as CSV."""

    build: Build

    def __call__(self, visit: Visit) -> Answer:
        """Build, without rendering. Raises ``WrongRequest`` for an exhibit the page lacks."""
        page = self.build(request_of(visit))
        wanted = visit.query.get(FIGURE.name)
        return answer.page(as_csv(_shown(page, wanted).rows), answer.CSV)


def _shown(page: Page, wanted: str) -> Exhibit:
    names = [exhibit.id for exhibit in page.exhibits]
    if wanted:
        parameters.one_of(FIGURE.name, wanted, names)
        return next(exhibit for exhibit in page.exhibits if exhibit.id == wanted)
    if not names:
        raise NotFound(page.title, told("no_exhibit", page=page.title))
    return page.exhibits[0]


def page_route(
    path: str,
    build: Build,
    *declared: Parameter,
    section: str = "",
    access: Access,
    cache: CachePolicy = "kept",
    room: Room = "pages",
) -> Route:
    """The row of a page."""
    return Route(
        pattern=f"/{{lang}}/{path}",
        make=HtmlOf(build),
        says=says(build),
        access=access,
        cache=cache,
        parameters=(*declared, parameters.OF_RELEASE),
        section=section,
        room=room,
    )


def page_routes(
    path: str,
    build: Build,
    *declared: Parameter,
    section: str = "",
    access: Access,
    cache: CachePolicy = "kept",
    room: Room = "pages",
) -> tuple[Route, ...]:
    """The rows of a page and its data: one exhibit as CSV, all of them as JSON, and the page itself."""
    page = page_route(path, build, *declared, section=section, access=access, cache=cache, room=room)
    file = f"/{{lang}}/{path or HOME}"
    sheet = replace(
        page,
        pattern=f"{file}.csv",
        make=CsvOf(build),
        says=f"{page.says} One exhibit as CSV.",
        parameters=(*page.parameters, FIGURE),
    )
    data = replace(
        page,
        pattern=f"{file}.json",
        make=JsonOf(build),
        says=f"{page.says} Its exhibits as JSON.",
        faults="json",
    )
    return (sheet, data, page)


def file_route(
    pattern: str,
    make: Callable[[Visit], Answer],
    *declared: Parameter,
    access: Access,
    cache: CachePolicy,
    room: Room = "pages",
    beyond: Room | None = None,
    ranges: bool = False,
) -> Route:
    """The row of a file for programs: errors in JSON, the same in either language."""
    return Route(
        pattern=pattern,
        make=make,
        says=says(make),
        access=access,
        cache=cache,
        parameters=declared,
        faults="json",
        speech="none",
        room=room,
        beyond=beyond,
        ranges=ranges,
    )


def says(build: Callable[..., object]) -> str:
    """The first line of a docstring, without what it raises: what a route is about, for the reference."""
    return (build.__doc__ or "").strip().splitlines()[0].partition(" Raises ")[0]
