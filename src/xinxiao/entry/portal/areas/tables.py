"""Tables of places: all of them, and the indicators of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xinxiao.entry.portal.figure_table import ABSENT, Cell, Grid, columns
from xinxiao.entry.portal.index import scores
from xinxiao.entry.portal.observed import observed
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.rows import Row
from xinxiao.publish import charts


def places(request: PageRequest, told: Mapping[str, Mapping[str, Any]], held: Mapping[str, Row]) -> Grid:
    """All places: rank and score from ``told``, the last account from ``held``, where there are any."""
    w = request.words
    lines = []
    for code in request.view.places:
        cells = [Cell(w.area(code), code, request.url(f"areas/{code}"))]
        cells += _standing(request, told.get(code)) if told else []
        cells += [_account(request, held.get(code))] if held else []
        lines.append(tuple(cells))
    ranks = (
        ("RANK", w.t("index.rank"), "number"),
        ("RANK_INTERVAL", w.t("index.rank_interval"), "number"),
        ("SCORE", w.t("index.score"), "number"),
    )
    heads = columns(
        ("REF_AREA", w.column("REF_AREA")),
        *(ranks if told else ()),
        *((("ACCOUNT", w.t("nav.account"), "number"),) if held else ()),
    )
    return Grid("areas", w.t("areas.caption"), heads, tuple(lines))


def _standing(request: PageRequest, x: Mapping[str, Any] | None) -> list[Cell]:
    if x is None:
        return [ABSENT] * 3
    w = request.words
    return [
        Cell(w.plain(x["RANK"], decimals=0), x["RANK"], flags=tuple(w.flags(x["row"]))),
        Cell(scores.rank_interval(request, x)),
        observed(request, "index", x["row"], w.plain(x["SCORE"], decimals=1)),
    ]


def _account(request: PageRequest, row: Row | None) -> Cell:
    return observed(request, "account", row)


def indicators(request: PageRequest, code: str) -> Grid:
    """The latest value of each indicator, the nation's value beside it, and the line over time."""
    w, groups = request.words, dict[tuple[str, str], list[Row]]()
    for r in request.view.find("indicators", REF_AREA=code, FREQ="A"):
        if r["OBS_VALUE"] is not None:
            groups.setdefault((r["INDICATOR"], r["SCOPE"]), []).append(r)
    lines = tuple(_indicator(request, sorted(rows, key=_period)) for rows in groups.values())
    heads = columns(
        ("INDICATOR", w.column("INDICATOR")),
        ("TIME_PERIOD", w.column("TIME_PERIOD")),
        ("OBS_VALUE", w.area(code), "number"),
        ("NATION", w.area(request.view.nation), "number"),
        ("SPARK", w.t("trend.head")),
    )
    return Grid("indicators", w.t("areas.indicators", name=w.area(code)), heads, lines)


def _period(row: Row) -> str:
    return str(row["TIME_PERIOD"])


def _indicator(request: PageRequest, rows: list[Row]) -> tuple[Cell, ...]:
    w, view, last = request.words, request.view, rows[-1]
    same = {name: last[name] for name in ("INDICATOR", "SCOPE", "TIME_PERIOD")}
    nation = view.one("indicators", REF_AREA=view.nation, **same)
    line = [(float(_period(row)[:4]), row["OBS_VALUE"]) for row in rows]
    return (
        Cell(
            w.indicator(last["INDICATOR"]), last["INDICATOR"], request.url(f"indicators/{last['INDICATOR']}")
        ),
        Cell(w.period(last["TIME_PERIOD"]), last["TIME_PERIOD"]),
        observed(request, "indicators", last),
        observed(request, "indicators", nation) if nation else Cell(w.t("absence.missing")),
        Cell("", line[-1][1], svg=charts.spark(line)),
    )
