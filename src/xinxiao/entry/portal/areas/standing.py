"""How a place stands: its facts in a few numbers, and where it is strong and weak."""

from __future__ import annotations

from typing import Any

from xinxiao.entry.portal.index import changes, scores
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.model import doubt

EXTREMES = 5
"""How many strengths and weaknesses are told."""


def facts(request: PageRequest, x: dict[str, Any], year: str) -> list[dict[str, Any]]:
    """Rank, score, chance of having risen; each with its explanation."""
    w = request.words
    out: list[dict[str, Any]] = [
        {
            "head": w.t("index.rank"),
            "value": w.plain(x["RANK"], decimals=0),
            "note": w.t("areas.rank_note", between=scores.rank_interval(request, x))
            if scores.rank_interval(request, x)
            else "",
        },
        {
            "head": w.t("index.score"),
            "value": w.plain(x["SCORE"], decimals=1),
            "note": _score_note(request, x),
        },
    ]
    if x["P_RISE"] is not None:
        out.append(
            {"head": w.t("index.rise"), "value": w.chance(x["P_RISE"]), "note": w.t("areas.rise_note")}
        )
    last = changes.last(request, x["area"], year)
    out += [last] if last else []
    out[1]["href"] = request.explain("index", x["row"])
    return [{"flags": w.flags(x["row"]), **fact} for fact in out]


def _score_note(request: PageRequest, x: dict[str, Any]) -> str:
    w = request.words
    if x["SCORE_LOWER"] is None or x["SCORE_UPPER"] is None:
        return ""
    return w.t(
        "areas.score_note",
        low=w.plain(x["SCORE_LOWER"], decimals=1),
        high=w.plain(x["SCORE_UPPER"], decimals=1),
    )


def standing(
    request: PageRequest, code: str, year: str, node: str, measure: str
) -> tuple[float | None, float, int, int]:
    """Of a node: the place's value, the median of all places, its rank and how many there are."""
    held = {
        a: r["OBS_VALUE"]
        for a, r in scores.by_area(request, measure, year, node).items()
        if a in request.view.places
    }
    ordered = sorted(held.values())
    if not ordered:
        return None, 0.0, 0, 0
    half = len(ordered) // 2
    median = ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
    own = held.get(code)
    rank = 0 if own is None else 1 + sum(v > own for v in ordered)
    return own, median, rank, len(ordered)


def profile(request: PageRequest, code: str, year: str) -> dict[str, list[dict[str, Any]]] | None:
    """Indicators in which the place stands best and worst among all places.

    Only values that were observed and carry no finding count, as strengths only those above the median of the places and
    as weaknesses only those below it: an estimate would tell how it was estimated.
    """
    w, tree = request.words, request.tree
    found: list[dict[str, Any]] = []
    for leaf in tree.leaves(tree.top) if tree else ():
        own, median, rank, count = standing(request, code, year, leaf, "NORMALISED")
        if own is None or count < 2 or not _firm(request, code, year, leaf):
            continue
        gap = own - median
        place = {"name": w.node(leaf), "href": request.url(f"indicators/{leaf}"), "rank": rank, "gap": gap}
        text = w.t("areas.strength", rank=rank, count=count, gap=scores.signed(request, gap))
        found.append({**place, "text": text})
    if not found:
        return None
    order = sorted(found, key=lambda x: (x["rank"], -x["gap"], x["name"]))
    strong = [x for x in order if x["gap"] > 0]
    weak = [x for x in order[::-1] if x["gap"] < 0]
    return {"strong": strong[:EXTREMES], "weak": weak[:EXTREMES]}


def _firm(request: PageRequest, code: str, year: str, leaf: str) -> bool:
    """Whether the value of an indicator of a place was observed, within a narrow interval and without a finding."""
    row = scores.by_area(request, "NORMALISED", year, leaf)[code]
    said = doubt.of_row(row)
    doubted = any(d == doubt.WIDE or d.startswith(doubt.FINDING) for d in said)
    return doubt.is_observed(row["OBS_STATUS"]) and not doubted
