"""Pages as answers: as HTML, their exhibits as JSON, one exhibit as CSV; and the rows of the table for each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from xinxiao.entry.portal import answer, parameters
from xinxiao.entry.portal.access import Access
from xinxiao.entry.portal.answer import Answer, CachePolicy
from xinxiao.entry.portal.asked import FIGURE, HOME, request_of, shown
from xinxiao.entry.portal.exhibit_files import CITATIONS, CitationOf, PictureOf
from xinxiao.entry.portal.figure_table import as_csv
from xinxiao.entry.portal.labelled import labelled
from xinxiao.entry.portal.page import Build
from xinxiao.entry.portal.page_request import Parameter
from xinxiao.entry.portal.route import Room, Route, Visit


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
            found = visit.site.table.find(f"/{request.lang}/{path}")
            # a part with a name takes anything, also what would be a file beside a page
            return any("." not in path or "." in route.pattern for route, _ in found)

        return answer.page(visit.site.renderer.html(page, request, has), answer.HTML)


@dataclass(frozen=True)
class JsonOf:
    """The exhibits of a page as JSON, or the one asked for."""

    build: Build

    def __call__(self, visit: Visit) -> Answer:
        """Build, without rendering. Raises ``WrongRequest`` for an exhibit the page lacks."""
        request = request_of(visit)
        page = self.build(request)
        exhibits = [
            {"id": e.id, "title": e.title, "sentence": e.sentence, "rows": list(e.rows)}
            for e in ((shown(page, visit),) if visit.query.get(FIGURE.name) else page.exhibits)
        ]
        return answer.as_json({"title": page.title, "release": request.view.id, "exhibits": exhibits})


@dataclass(frozen=True)
class CsvOf:
    """One exhibit of a page as CSV, labelled, with a name that holds the release."""

    build: Build

    def __call__(self, visit: Visit) -> Answer:
        """Build, without rendering. Raises ``WrongRequest`` for an exhibit the page lacks."""
        request = request_of(visit)
        exhibit = shown(self.build(request), visit)
        name = f"{(request.path or HOME).replace('/', '-')}-{exhibit.id}-{request.view.id}.csv"
        return answer.page(as_csv(labelled(request, exhibit)), answer.CSV, name)


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
    """The rows of a page and its files: one exhibit as CSV, all as JSON, one as a picture, how it is cited, and the page itself."""
    page = page_route(path, build, *declared, section=section, access=access, cache=cache, room=room)

    def file(ending: str, make: Callable[[Visit], Answer], about: str) -> Route:
        return replace(
            page,
            pattern=f"/{{lang}}/{path or HOME}.{ending}",
            make=make,
            says=f"{page.says} {about}",
            parameters=(*page.parameters, FIGURE),
        )

    return (
        file("csv", CsvOf(build), "One exhibit as CSV."),
        replace(file("json", JsonOf(build), "Its exhibits as JSON."), faults="json"),
        replace(file("svg", PictureOf(build, "svg"), "One figure as SVG."), ranges=True),
        replace(file("png", PictureOf(build, "png"), "One figure as PNG."), room="heavy", ranges=True),
        *(
            replace(
                file(ending, CitationOf(build, ending, write), f"One exhibit cited: {name}."),
                cache="revalidate",
            )
            for ending, (name, write) in CITATIONS.items()
        ),
        page,
    )


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
