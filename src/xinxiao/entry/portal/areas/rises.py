"""When a place's index last changed for certain: the published chances of a rise, neighbouring years only."""

from __future__ import annotations

from xinxiao.entry.portal.index import scores
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.texts import text


def level(request: PageRequest) -> float:
    """The share of models an interval of the release holds."""
    from xinxiao.index.spec.method import Assumptions  # the engine is loaded where there is an index

    spec = request.view.index
    declared = spec.assumptions if spec is not None else None
    return (declared or Assumptions()).level


def last_change(request: PageRequest, area: str, year: str) -> dict[str, str] | None:
    """The last year up to ``year`` in which the score rose or fell on the year before with a probability
    beyond the two ends of the release's intervals; None when the release holds no chances of a rise."""
    rows = request.view.find("index", INDICATOR=scores.top(request), MEASURE="P_RISE", REF_AREA=area)
    held = {
        r["TIME_PERIOD"]: r["OBS_VALUE"]
        for r in rows
        if r["TIME_PERIOD"] <= year and r["OBS_VALUE"] is not None
    }
    if not held:
        return None
    w, sure = request.words, 1 - (1 - level(request)) / 2
    years = sorted(held)
    places = {"first": w.period(before(request, years[0])), "last": w.period(years[-1])}
    head = text(request.lang, "audit.rise.head")
    at = next((t for t in reversed(years) if max(held[t], 1 - held[t]) >= sure - 1e-9), None)
    if at is None:
        note = text(request.lang, "audit.rise.none_note", **places)
        return {"head": head, "value": text(request.lang, "audit.rise.none"), "note": note}
    word = "rose" if held[at] > 0.5 else "fell"
    chance = w.chance(max(held[at], 1 - held[at]))
    return {
        "head": head,
        "value": text(request.lang, f"audit.rise.{word}", year=w.period(at)),
        "note": text(
            request.lang, "audit.rise.note", before=w.period(before(request, at)), chance=chance, **places
        ),
    }


def before(request: PageRequest, year: str) -> str:
    """The year of the index before this one."""
    known = scores.years(request)
    return known[max(known.index(year) - 1, 0)] if year in known else year
