"""Revisions as files: every series, not only those that a page has room for."""

from __future__ import annotations

from xinxiao.entry.portal import answer
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.asked import request_of
from xinxiao.entry.portal.figure_table import as_csv
from xinxiao.entry.portal.revisions.view import held
from xinxiao.entry.portal.route import Visit


def averages_of(visit: Visit) -> Answer:
    """All series with revisions, or the triangle of one, as CSV. Raises ``NotFound``."""
    request = request_of(visit)
    found, series = held(request), request.get("series")
    rows = found.triangle(series).table if series else found.averages.to_pylist()
    return answer.page(as_csv(rows), answer.CSV)
