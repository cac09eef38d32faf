"""Pages of revisions: of all dataflows, of one dataflow, and the triangle of one series."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.entry.portal.figure_table import ABSENT, Cell, Column, Grid, columns
from xinxiao.entry.portal.page import Page
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.model.doubt import NORMAL
from xinxiao.model.key import split
from xinxiao.model.quality import Practice
from xinxiao.model.structure import Dataflow
from xinxiao.release.triangle import TIME, UNIT, Triangle
from xinxiao.uses.triangles import Vintages, vintages

ACROSS = 6
"""Periods beside each other: what a page has room for; further ones stand below."""
SHOWN = 200
"""Series on a page: those revised most by their size; the file has all."""


def overview(request: PageRequest) -> Page:
    """The dataflows whose revisions can be looked at."""
    w, view = request.words, request.view
    flows = [view.flow(step) for step in view.steps]
    lines = tuple(
        (
            Cell(w.say(flow.name), flow.id, href=request.url(f"revisions/{flow.id}")),
            Cell(flow.id),
            Cell(w.t("triangle.by_vintage" if flow.has_vintages else "triangle.by_release")),
        )
        for flow in flows
    )
    heads = columns(("NAME", w.t("triangle.dataflow")), ("DATAFLOW", "ID"), ("BY", w.t("triangle.by")))
    grid = Grid("flows", w.t("triangle.flows"), heads, lines, stacks=True)
    lead = w.t("triangle.summary")
    return Page("plain.html", w.t("triangle.title"), "releases", lead, {"lead": lead}, (grid,))


def held(request: PageRequest) -> Vintages:
    """The vintages of the dataflow that the address names. Raises ``NotFound``."""
    return vintages(request.call, request.args["flow"], request.view.id)


def one(request: PageRequest) -> Page:
    """How large the revisions of a dataflow's series were, or the triangle of one series. Raises ``NotFound``."""
    w, found, series = request.words, held(request), request.get("series")
    whole = found.triangle(series) if series else None
    step = request.view.step(found.dataflow)
    flow = request.view.flow(step)
    name = w.subject(flow, _dimensions(flow), series) if series else w.say(flow.name)
    practice = _practice(request, found, series) if series else None
    grids = (
        tuple(_triangle(request, part, practice) for part in whole.parts(ACROSS))
        if whole is not None
        else (_averages(request, found),)
    )
    context = {
        "flow": found.dataflow,
        "series": series,
        "mean": _own(found.averages, series),
        "vintages": len(found.names),
        "left": found.left,
        "shown": SHOWN,
        "total": found.averages.num_rows,
        "back": request.url(f"revisions/{found.dataflow}"),
        "practice": w.say(practice.source) if practice is not None else "",
    }
    title = w.t("triangle.of", name=name)
    return Page("revisions.html", title, "releases", w.t("triangle.summary"), context, grids)


def _dimensions(flow: Dataflow) -> tuple[str, ...]:
    """The dimensions that name a series."""
    return tuple(name for name in flow.subject if name != TIME)


def _own(averages: pa.Table, series: str) -> dict[str, Any] | None:
    own = averages.filter(pc.equal(averages.column("SERIES"), series or ""))
    return next(iter(own.to_pylist()), None)


def _averages(request: PageRequest, found: Vintages) -> Grid:
    w, flow = request.words, request.view.flow(request.view.step(found.dataflow))
    names = _dimensions(flow)
    ordered = found.averages.sort_by(
        [("RELATIVE_MEAN_ABSOLUTE_REVISION", "descending"), ("SERIES", "ascending")]
    )
    lines = tuple(
        (
            Cell(
                w.subject(flow, names, row["SERIES"]),
                href=request.url(f"revisions/{found.dataflow}", series=row["SERIES"]),
            ),
            Cell(row["SERIES"]),
            Cell(w.unit_name(row[UNIT]), row[UNIT]),
            Cell(str(row["PAIRS"]), row["PAIRS"]),
            _number(request, row["MEAN_REVISION"]),
            _number(request, row["MEAN_ABSOLUTE_REVISION"]),
            _percent(row["RELATIVE_MEAN_ABSOLUTE_REVISION"]),
        )
        for row in ordered.slice(0, SHOWN).to_pylist()
    )
    heads = columns(
        ("NAME", w.t("triangle.series")),
        ("SERIES", w.t("release.key")),
        (UNIT, w.column(UNIT)),
        ("PAIRS", w.t("triangle.pairs"), "number"),
        ("MEAN_REVISION", w.t("triangle.mean"), "number"),
        ("MEAN_ABSOLUTE_REVISION", w.t("triangle.absolute"), "number"),
        ("RELATIVE_MEAN_ABSOLUTE_REVISION", w.t("triangle.relative"), "number"),
    )
    return Grid("averages", w.t("triangle.averages"), heads, lines, says=w.t("triangle.says"), stacks=True)


def _practice(request: PageRequest, found: Vintages, series: str) -> Practice | None:
    """How the indicator of a series of figures is revised by who publishes it, if the programme says so."""
    spec, flow = request.view.programme.quality, request.view.flow(request.view.step(found.dataflow))
    if spec is None or not flow.has_vintages:
        return None
    return spec.practice(dict(zip(_dimensions(flow), split(series), strict=True)).get("INDICATOR", ""))


def _triangle(request: PageRequest, found: Triangle, practice: Practice | None) -> Grid:
    w = request.words
    periods = tuple(Column(period, w.period(period), "number") for period in found.columns)
    lines, units = [], sorted({cell.unit for cell in found.cells.values()} - {""})
    for vintage in found.rows:
        cells = [(period, found.cells.get((vintage, period))) for period in found.columns]
        values = (
            ABSENT
            if cell is None
            else Cell(
                w.plain(cell.value),
                cell.value,
                flags=(
                    *((w.unit_name(cell.unit),) if len(units) > 1 else ()),
                    *_firm(request, practice, period, vintage, cell.status),
                ),
            )
            for period, cell in cells
        )
        lines.append((Cell(vintage), *values))
    heads = (*columns(("VINTAGE", w.t("triangle.vintage"))), *periods)
    first, last = (w.period(period) for period in (found.columns[0], found.columns[-1]))
    caption = w.t("triangle.caption", first=first, last=last)
    if units:
        caption += w.t("triangle.unit", units=w.t("list.comma").join(map(w.unit_name, units)))
    name = f"triangle-{found.columns[0]}"
    return Grid(name, caption, heads, tuple(lines), says=w.t("triangle.read"), stacks=True)


def _firm(
    request: PageRequest, practice: Practice | None, period: str, vintage: str, status: str
) -> tuple[str, ...]:
    """How firm a value is: its status where that is not normal, and its stage by the producer's practice."""
    w = request.words
    stage = practice.stage(period, vintage) if practice is not None else None
    own = (w.coded("figures", "OBS_STATUS", status),) if status not in ("", NORMAL) else ()
    return (*own, *((w.say(stage.name),) if stage is not None else ()))


def _number(request: PageRequest, value: float | None) -> Cell:
    return ABSENT if value is None else Cell(request.words.plain(value), value)


def _percent(value: float | None) -> Cell:
    return ABSENT if value is None else Cell(f"{value:.2%}", value)
