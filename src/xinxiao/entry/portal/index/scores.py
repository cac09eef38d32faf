"""Scores and ranks of the index, as pages ask for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.rows import Row
from xinxiao.model.programme import ONLY_INDEX

MEASURES = (
    "SCORE",
    "RANK",
    "SCORE_LOWER",
    "SCORE_UPPER",
    "RANK_LOWER",
    "RANK_UPPER",
    "RANK_MEDIAN",
    "P_TOP",
    "P_RISE",
)


def top(request: PageRequest) -> str:
    """The code of the index itself."""
    return request.tree.top if request.tree else ""


def indices(request: PageRequest) -> list[str]:
    """The indices of the release, the headline first."""
    return list(request.view.heads)


def headline(request: PageRequest) -> str:
    """The one shown where none is asked for."""
    return request.view.headline


def name(request: PageRequest, index: str = "") -> str:
    """The name of an index: as the programme gives it, or that of its tree's top where the programme names none."""
    head = request.view.heads.get(index or request.index)
    if head is None or head == ONLY_INDEX:
        return request.words.node(top(request))
    return request.words.index(head.id)


def pillars(request: PageRequest) -> tuple[str, ...]:
    """Codes right below the index."""
    return request.tree.children(request.tree.top) if request.tree else ()


def years(request: PageRequest) -> list[str]:
    """Years the index is published for."""
    rows = request.index_rows(INDICATOR=top(request), MEASURE="SCORE") if request.index else []
    return sorted({row["TIME_PERIOD"] for row in rows})


def last_year(request: PageRequest) -> str:
    """The last of them."""
    found = years(request)
    return found[-1] if found else ""


def first_year(request: PageRequest) -> str:
    """The first of them."""
    found = years(request)
    return found[0] if found else ""


def by_area(request: PageRequest, measure: str, year: str, node: str = "") -> dict[str, Row]:
    """Rows of one measure of one node and year, by place."""
    where = {"INDICATOR": node or top(request), "MEASURE": measure, "TIME_PERIOD": year}
    rows = request.index_rows(**where)
    return {r["REF_AREA"]: r for r in rows if r["OBS_VALUE"] is not None}


def value(rows: Mapping[str, Row], area: str) -> float | None:
    """The value for a place, if there is one."""
    return rows[area]["OBS_VALUE"] if area in rows else None


def ranked(request: PageRequest, year: str) -> list[dict[str, Any]]:
    """Places in order of rank, with score, intervals and probabilities."""
    held = {m: by_area(request, m, year) for m in MEASURES}
    score, rank = held["SCORE"], held["RANK"]
    order = sorted(score, key=lambda a: (value(rank, a) or 1e9, -score[a]["OBS_VALUE"], a))
    return [{"area": a, "row": score[a], **{m: value(held[m], a) for m in MEASURES}} for a in order]


def leaders(request: PageRequest, year: str, count: int = 5) -> list[dict[str, Any]]:
    """The first places, with the interval of their rank."""
    w = request.words
    return [
        {
            "name": w.area(x["area"]),
            "href": request.url(f"areas/{x['area']}"),
            "rank": w.plain(x["RANK"], decimals=0),
            "score": w.plain(x["SCORE"], decimals=1),
            "between": rank_interval(request, x),
            "explain": request.explain("index", x["row"]),
            "flags": w.flags(x["row"]),
        }
        for x in ranked(request, year)[:count]
    ]


def rank_interval(request: PageRequest, x: Mapping[str, Any]) -> str:
    """The interval of a rank, if known."""
    if x["RANK_LOWER"] is None or x["RANK_UPPER"] is None:
        return ""
    low, high = sorted((x["RANK_LOWER"], x["RANK_UPPER"]))
    w = request.words
    return w.t("span", low=w.plain(low, decimals=0), high=w.plain(high, decimals=0))


def signed(request: PageRequest, change: float | None) -> str:
    """A change with its sign."""
    if change is None:
        return request.words.t("absence.not_computed")
    return ("+" if change > 0 else "") + request.words.plain(change, decimals=1)
