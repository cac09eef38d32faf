"""The page of the catalogue."""

from __future__ import annotations

from xinxiao.entry.portal.figure_table import Cell, Grid, columns
from xinxiao.entry.portal.page import Page
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.publish.files import FORMATS


def overview(request: PageRequest) -> Page:
    """What is published, dataflow by dataflow, and where its descriptions for programs and feed readers stand."""
    w, view = request.words, request.view
    heads = columns(
        ("DATAFLOW", w.t("catalogue.dataflow")),
        ("TITLE", w.t("catalogue.title")),
        ("ABOUT", w.t("catalogue.about")),
        ("THEMES", w.t("catalogue.themes")),
        ("ROWS", w.t("catalogue.rows"), "number"),
    )
    themes: dict[str, list[str]] = {}
    declared = view.programme.categories
    for category in declared.categories if declared else ():
        for name in category.dataflows:
            themes.setdefault(name, []).append(w.say(category.name))
    lines = []
    for step in view.steps:
        flow = view.flow(step)
        rows = view.release.datasets[flow.id].rows
        lines.append(
            (
                Cell(flow.id, flow.id, request.url(f"data/{flow.id}")),
                Cell(w.say(flow.name) or flow.id),
                Cell(w.say(flow.description)),
                Cell(w.join(themes.get(flow.id, []))),
                Cell(f"{rows:,}", rows),
            )
        )
    grid = Grid("catalogue", w.t("catalogue.caption", release=view.id), heads, tuple(lines), stacks=True)
    feed = "/feed.atom" if request.lang == "zh" else "/feed-en.atom"
    context = {
        "doors": [
            (w.t(f"catalogue.door.{name}"), request.file(path))
            for name, path in (
                ("ttl", "/catalogue.ttl"),
                ("jsonld", "/catalogue.jsonld"),
                ("feed", feed),
                ("sitemap", "/sitemap.xml"),
                ("openapi", "/openapi.json"),
            )
        ],
        "forms": FORMATS,
        "resources": request.url("resources") if view.programme.resources else "",
    }
    return Page("catalogue.html", w.t("catalogue.head"), "data", w.t("catalogue.summary"), context, (grid,))
