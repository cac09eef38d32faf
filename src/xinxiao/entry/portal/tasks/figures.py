"""Figures of a task: the series of its indicators."""

from __future__ import annotations

from xinxiao.entry.portal import figures
from xinxiao.entry.portal.figure_table import Figure
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.model.target import Task

YEARS = 3
"""A line needs at least so many years."""


def series(request: PageRequest, task: Task) -> tuple[Figure, ...]:
    """A trend of each indicator of the task that has enough years."""
    out = []
    for i, code in enumerate((*task.indicators, *task.beside)):
        where = {"INDICATOR": code, "REF_AREA": request.view.nation, "FREQ": "A"}
        rows = [r for r in request.view.find("indicators", **where) if r["OBS_VALUE"] is not None]
        if len(rows) >= YEARS:
            title = request.words.indicator(code)
            out.append(figures.trend(request, f"series-{i + 1}", title, "indicators", rows))
    return tuple(out)
