"""The headline: its sentence, and its trend scope by scope."""

from __future__ import annotations

from typing import Any

from xinxiao.entry.portal import figures, provenance
from xinxiao.entry.portal.figure_table import Figure
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.rows import Row


def headline_rows(request: PageRequest) -> list[Row]:
    """The headline indicator of the nation in every scope, annual, latest vintage."""
    file = request.view.programme.file
    where = {"INDICATOR": file.headline, "REF_AREA": file.nation, "FREQ": "A"}
    rows = [r for r in request.view.find("indicators", **where) if r["OBS_VALUE"] is not None]
    return sorted(rows, key=lambda r: (r["SCOPE"] != file.headline_scope, r["SCOPE"], r["TIME_PERIOD"]))


def headline(request: PageRequest) -> tuple[dict[str, Any] | None, Figure | None]:
    """The sentence of the headline and its trend, scope by scope."""
    w, file = request.words, request.view.programme.file
    rows = headline_rows(request)
    own = [r for r in rows if r["SCOPE"] == file.headline_scope]
    if not own:
        return None, None
    last = own[-1]
    head = {
        "value": w.value(last),
        "period": w.period(last["TIME_PERIOD"]),
        "name": w.indicator(file.headline),
        "scope": w.scope(file.headline_scope),
        "href": request.explain("indicators", last),
        "flags": w.flags(last),
        "sources": [w.cited(code) for code in _sources(request, last)],
    }
    title = w.t("home.trend", name=w.indicator(file.headline))
    return head, figures.trend(request, "trend", title, "indicators", rows)


def _sources(request: PageRequest, row: Row) -> list[str]:
    where = {k: row[k] for k in ("REF_AREA", "INDICATOR", "SCOPE", "TIME_PERIOD")}
    found = sorted({str(r["SOURCE"]) for r in request.view.find("figures", **where) if r["SOURCE"]})
    return found or provenance.sources_of(request, [row["INDICATOR"]])[:1]
