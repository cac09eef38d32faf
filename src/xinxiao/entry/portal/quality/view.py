"""Pages of quality reports: which there are, and each."""

from __future__ import annotations

from xinxiao.entry.portal.figure_table import Cell, Grid, columns
from xinxiao.entry.portal.page import Page
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.quality.facts import facts
from xinxiao.model.quality import BY_HAND, HEADINGS
from xinxiao.uses.quality import quality


def overview(request: PageRequest) -> Page:
    """The dataflows with a quality report: all that the release holds."""
    w, view = request.words, request.view
    lines = tuple(
        (Cell(w.say(flow.name), flow.id, href=request.url(f"quality/{flow.id}")), Cell(flow.id))
        for flow in map(view.flow, view.steps)
    )
    heads = columns(("NAME", w.t("triangle.dataflow")), ("DATAFLOW", w.t("data.flow")))
    lead = w.t("quality.summary")
    grid = Grid("reports", w.t("quality.reports"), heads, lines)
    return Page("plain.html", w.t("quality.title"), "quality", lead, {"lead": lead}, (grid,))


def one(request: PageRequest) -> Page:
    """The quality report of a dataflow under the headings of SIMS 2.0. Raises ``NotFound``."""
    w = request.words
    found = quality(request.call, request.args["flow"], request.view.id)
    told = facts(request, found)
    headings = [
        {
            "id": heading,
            "number": f"S.{number}",
            "name": w.t(f"quality.heading.{heading}"),
            "text": w.say(found.written[heading]) if heading in found.written else "",
            "lacks": heading in BY_HAND and heading not in found.written,
            "notes": told.get(heading, ()),
        }
        for number, heading in enumerate(HEADINGS, 1)
    ]
    lines = tuple(
        (
            Cell(f"S.{number} {w.t(f'quality.heading.{heading}')}", heading),
            Cell(note.head),
            Cell(note.words),
        )
        for number, heading in enumerate(HEADINGS, 1)
        for note in told.get(heading, ())
    )
    heads = columns(
        ("HEADING", w.t("quality.head")), ("WHAT", w.t("quality.what")), ("SAID", w.t("quality.said"))
    )
    name = w.say(request.view.flow(request.view.step(found.flow.id)).name)
    context = {
        "flow": found.flow.id,
        "headings": headings,
        "file": request.file(f"/quality/{found.flow.id}.json"),
        "back": request.url("quality"),
    }
    grid = Grid("measures", w.t("quality.measures"), heads, lines)
    title = w.t("quality.of", name=name)
    return Page("quality.html", title, "quality", w.t("quality.summary"), context, (grid,))
