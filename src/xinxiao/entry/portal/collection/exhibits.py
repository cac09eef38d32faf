"""Pages of the desk with what they show as files: each exhibit as CSV, all as JSON, behind the same session."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from xinxiao.entry.portal import answer
from xinxiao.entry.portal.access import Access
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.asked import FIGURE, shown
from xinxiao.entry.portal.desk import DeskVisit, desk_page
from xinxiao.entry.portal.figure_table import Exhibit, as_csv
from xinxiao.entry.portal.page import Page
from xinxiao.entry.portal.page_request import Parameter
from xinxiao.entry.portal.route import About, Route, Visit

Build = Callable[[DeskVisit], Page]


@dataclass(frozen=True)
class CsvOf:
    """One exhibit of a page as CSV; its name says of when it is."""

    build: Build

    def __call__(self, visit: Visit) -> Answer:
        """Build, without rendering. Raises ``WrongRequest`` for an exhibit the page lacks."""
        desk = DeskVisit(visit, {})
        exhibit = shown(self.build(desk), visit)
        page = visit.http.path.removeprefix(f"/{desk.lang}/").removesuffix(".csv").replace("/", "-")
        name = f"{page}-{exhibit.id}-{desk.call.now:%Y%m%dT%H%M%SZ}.csv"
        return answer.page(as_csv(exhibit.rows), answer.CSV, name)


@dataclass(frozen=True)
class JsonOf:
    """The exhibits of a page as JSON, or the one asked for, and as of when."""

    build: Build

    def __call__(self, visit: Visit) -> Answer:
        """Build, without rendering. Raises ``WrongRequest`` for an exhibit the page lacks."""
        desk = DeskVisit(visit, {})
        page = self.build(desk)
        chosen = (shown(page, visit),) if desk.query.get(FIGURE.name) else page.exhibits
        told = [{"id": e.id, "title": e.title, "sentence": e.sentence, "rows": list(e.rows)} for e in chosen]
        return answer.as_json({"title": page.title, "as_of": desk.call.at, "exhibits": told})


def desk_exhibits(
    path: str, build: Build, *declared: Parameter, access: Access, about: About, menu: str = ""
) -> tuple[Route, ...]:
    """The rows of a page and its files."""
    page = desk_page(path, build, *declared, access=access, about=about, menu=menu)

    def file(ending: str, make: Callable[[Visit], Answer], says: str) -> Route:
        return replace(
            page,
            pattern=f"/{{lang}}/{path}.{ending}",
            make=make,
            says=f"{page.says} {says}",
            parameters=(*declared, FIGURE),
            menu="",
            faults="json" if ending == "json" else "page",
        )

    return (
        file("csv", CsvOf(build), "One exhibit as CSV."),
        file("json", JsonOf(build), "Its exhibits as JSON."),
        page,
    )


def files_of(visit: DeskVisit) -> Callable[[Exhibit, str], str]:
    """Where an exhibit of this page is as a file, by its ending."""
    query = {name: value for name, value in visit.query.pairs if name != FIGURE.name}
    path = visit.visit.http.path.removeprefix(f"/{visit.lang}/")
    path = path.removesuffix(".csv").removesuffix(".json")
    return lambda exhibit, ending: visit.url(f"{path}.{ending}", **query, figure=exhibit.id)
