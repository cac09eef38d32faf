"""Exhibits as files to keep: a figure as a picture by itself (SVG, PNG), and how a figure or table is cited."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.asked import FIGURE, HOME, request_of, shown
from xinxiao.entry.portal.figure_table import Exhibit, Figure, Note
from xinxiao.entry.portal.page import Build
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.route import Visit
from xinxiao.errors import TooLarge, WrongRequest, told
from xinxiao.publish.charts.picture import Caption, picture
from xinxiao.publish.citation import Citation, bibtex, gbt7714
from xinxiao.settings import chosen

SVG = "image/svg+xml"
PNG = "image/png"
PLAIN = "text/plain; charset=utf-8"
Form = Literal["svg", "png"]
MOST = 60_000_000
"""Dots of a PNG; a drawing has no such end."""


@dataclass(frozen=True)
class PictureOf:
    """One figure of a page as a picture by itself."""

    build: Build
    form: Form

    def __call__(self, visit: Visit) -> Answer:
        """Draw. Raises ``WrongRequest`` for an exhibit the page lacks, and for a table; ``TooLarge`` for too many dots."""
        request = request_of(visit)
        figure = shown(self.build(request), visit)
        if not isinstance(figure, Figure):
            raise WrongRequest(figure.id, told("no_picture", figure=figure.title), parameter=FIGURE.name)
        drawn = picture(figure.svg(), figure.frame(), caption(request, figure, chosen("address")))
        if self.form == "svg":
            return _file(request, figure, drawn.encode(), SVG, "svg")
        from xinxiao.publish.documents.typesetter import dots, png  # wants the typesetter

        if dots(drawn) > MOST:
            raise TooLarge(figure.id, told("picture_large", figure=figure.title, most=f"{MOST:,}"))
        return _file(request, figure, png(drawn), PNG, "png")


def _file(request: PageRequest, exhibit: Exhibit, body: bytes, media: str, ending: str) -> Answer:
    """A file that a browser shows, and keeps under a name that says what it is; parts of it may be asked for."""
    page = request.path.replace("/", "-") or HOME
    name = f"{page}-{exhibit.id}-{request.view.id}-{request.lang}.{ending}"
    shown_as = ("content-disposition", f'inline; filename="{name}"')
    return Answer(200, body, (("content-type", media), shown_as), ranges="bytes")


def caption(request: PageRequest, figure: Figure, origin: str) -> Caption:
    """What stands around a figure: everything its page says of it, the release, the licence, and its address."""
    w, file = request.words, request.view.programme.file
    lines = [line(request, note) for note in figure.notes]
    if not any(request.view.id in words for words in lines):
        lines.append(w.t("picture.release", release=request.view.id, date=request.view.release.as_of))
    if file.synthetic:
        lines.append(w.t("synthetic.head") + w.t("synthetic.told"))
    if file.licence is not None:
        lines.append(w.t("picture.licence", name=w.say(file.licence.name)))
    lines.append(origin + request.permalink(figure.id))
    return Caption(figure.title, figure.sentence, tuple(lines))


def line(request: PageRequest, note: Note) -> str:
    """A note in words alone."""
    w = request.words
    told = w.t("list.semicolon").join(source.line for source in note.cited)
    return f"{note.head}{w.t('colon')}{told}{note.words}"


def citation(request: PageRequest, exhibit: Exhibit, origin: str) -> Citation:
    """What is to be said of an exhibit by who cites it, today."""
    w, file, view = request.words, request.view.programme.file, request.view
    live = next((life.since for life in request.views.lives if life.entry.id == view.id), "")
    return Citation(
        f"{view.id}-{exhibit.id}",
        w.say(file.agency),
        exhibit.title,
        w.say(file.name),
        view.id,
        (live or view.release.release_date)[:10],
        f"{request.call.now:%Y-%m-%d}",
        origin + request.permalink(exhibit.id),
    )


@dataclass(frozen=True)
class CitationOf:
    """How one exhibit of a page is cited, written in some form."""

    build: Build
    ending: str
    write: Callable[[Citation], str]

    def __call__(self, visit: Visit) -> Answer:
        """Write. Raises ``WrongRequest`` for an exhibit the page lacks."""
        request = request_of(visit)
        exhibit = shown(self.build(request), visit)
        cited = citation(request, exhibit, visit.http.origin)
        return _file(request, exhibit, self.write(cited).encode(), PLAIN, self.ending)


CITATIONS = {"bib": ("BibTeX", bibtex), "txt": ("GB/T 7714-2015", gbt7714)}
"""Forms of citation by the ending of their address, with the name of each."""
