"""Figures of the index: scores with intervals, the map, trajectories."""

from __future__ import annotations

from typing import Any

from xinxiao.entry.portal import figures, provenance
from xinxiao.entry.portal.figure_table import Figure, Note
from xinxiao.entry.portal.index.scores import MEASURES, by_area, name, rank_interval, top
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.rows import Row
from xinxiao.model.structure import STEPS
from xinxiao.publish import charts


def which(request: PageRequest) -> dict[str, str]:
    """What leads to the rows of this index alone on the data page."""
    name = STEPS["index"].which
    return {name: request.index} if name in request.view.flow("index").dimensions else {}


def notes_of(request: PageRequest, rows: list[Row], year: str) -> tuple[Note, ...]:
    """Provenance of index figures, leading to the year's rows."""
    return provenance.notes(
        request, "index", rows, **which(request), INDICATOR=top(request), TIME_PERIOD=year
    )


def map_of(request: PageRequest, year: str) -> Figure:
    """The tile map of the index."""
    w = request.words
    rows = list(by_area(request, "SCORE", year).values())
    title = w.t("index.map", name=name(request), year=w.period(year))
    return figures.tile_map(request, "map", title, "index", rows, notes_of(request, rows, year))


def dots(request: PageRequest, told: list[dict[str, Any]], year: str) -> Figure:
    """Scores with intervals, in order of rank."""
    w = request.words
    marks = [
        charts.Dot(
            w.area(x["area"], "short"),
            x["SCORE"],
            w.plain(x["SCORE"], decimals=1) + w.mark(x["row"]),
            x["SCORE_LOWER"],
            x["SCORE_UPPER"],
            w.plain(x["RANK"], decimals=0),
        )
        for x in told
    ]
    unit = w.t("index.axis")
    rows = tuple(
        {
            "REF_AREA": x["area"],
            "NAME": w.area(x["area"]),
            "TIME_PERIOD": year,
            **{m: x[m] for m in MEASURES},
        }
        for x in told
    )
    return Figure(
        "ranking",
        w.t("index.dots" if told[0]["SCORE_LOWER"] is not None else "index.dots_plain", year=w.period(year)),
        _sentence(request, told, year),
        rows,
        lambda frame: charts.dots(frame, marks, unit=unit),
        notes_of(request, [x["row"] for x in told], year),
    )


def _sentence(request: PageRequest, told: list[dict[str, Any]], year: str) -> str:
    w, first, last = request.words, told[0], told[-1]
    return w.t(
        "index.sentence" if rank_interval(request, first) else "index.sentence_plain",
        year=w.period(year),
        first=w.area(first["area"]),
        high=w.plain(first["SCORE"], decimals=1) + w.mark(first["row"]),
        between=rank_interval(request, first),
        last=w.area(last["area"]),
        low=w.plain(last["SCORE"], decimals=1) + w.mark(last["row"]),
    )


def trajectories(request: PageRequest, chosen: list[str]) -> Figure:
    """Scores of some places over the years, with intervals."""
    w, node = request.words, top(request)

    def held(measure: str) -> list[Row]:
        where = {"INDICATOR": node, "MEASURE": measure}
        return [r for a in chosen for r in request.index_rows(REF_AREA=a, **where)]

    ends = {
        (r["REF_AREA"], r["TIME_PERIOD"], m): r["OBS_VALUE"]
        for m in ("SCORE_LOWER", "SCORE_UPPER")
        for r in held(m)
    }
    told: list[Row] = [
        {
            **r,
            "LOWER": ends.get((r["REF_AREA"], r["TIME_PERIOD"], "SCORE_LOWER")),
            "UPPER": ends.get((r["REF_AREA"], r["TIME_PERIOD"], "SCORE_UPPER")),
        }
        for r in held("SCORE")
    ]
    title = w.t("index.over_time" if ends else "index.over_time_plain", name=name(request))
    return figures.trend(request, "trajectories", title, "index", told, by="REF_AREA")
