"""What changed for certain: the published chances of a rise, which compare neighbouring years within replicates."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from xinxiao.entry.portal.index import scores
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.texts import text


@dataclass(frozen=True)
class Step:
    """The index of a place from one year to the next: the chance of a rise, and 1, -1 or 0: rose, fell, not certain."""

    before: str
    year: str
    rises: float
    direction: int

    @property
    def chance(self) -> float:
        """The chance of the likelier direction."""
        return max(self.rises, 1 - self.rises)


def steps(request: PageRequest, area: str) -> list[Step]:
    """Every step whose chance the release holds, oldest first."""
    from xinxiao.index.doubt.significance import (
        change_direction,  # the engine is loaded where there is an index
    )
    from xinxiao.index.spec.method import Assumptions

    spec, years = request.view.indices[request.index], scores.years(request)
    level = (spec.assumptions or Assumptions()).level
    rows = request.index_rows(INDICATOR=scores.top(request), MEASURE="P_RISE", REF_AREA=area)
    held = {row["TIME_PERIOD"]: row["OBS_VALUE"] for row in rows if row["OBS_VALUE"] is not None}
    return [
        Step(before, year, held[year], int(change_direction(held[year], level)))
        for before, year in pairwise(years)
        if year in held
    ]


def word(request: PageRequest, area: str, year: str) -> str:
    """Whether the index of a place rose or fell significantly on the year before."""
    found = next((step for step in steps(request, area) if step.year == year), None)
    if found is None:
        return request.words.t("absence.not_computed")
    return request.words.t({1: "index.rose", -1: "index.fell", 0: "index.unclear"}[found.direction])


def last(request: PageRequest, area: str, year: str) -> dict[str, str] | None:
    """The last year up to ``year`` of a significant step; None when the release holds no chances of a rise."""
    known = [step for step in steps(request, area) if step.year <= year]
    if not known:
        return None
    w = request.words
    places = {"first": w.period(known[0].before), "last": w.period(known[-1].year)}
    head = text(request.lang, "audit.rise.head")
    step = next((step for step in reversed(known) if step.direction), None)
    if step is None:
        note = text(request.lang, "audit.rise.none_note", **places)
        return {"head": head, "value": text(request.lang, "audit.rise.none"), "note": note}
    places |= {"before": w.period(step.before), "chance": w.chance(step.chance)}
    return {
        "head": head,
        "value": text(
            request.lang,
            f"audit.rise.{'rose' if step.direction > 0 else 'fell'}",
            year=w.period(step.year),
        ),
        "note": text(request.lang, "audit.rise.note", **places),
    }
