"""What a release holds of a domain or class: its indicators, its coverage, and its consumption as an interval."""

from __future__ import annotations

from collections.abc import Mapping

from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.rows import Row
from xinxiao.model.codelist import Code
from xinxiao.model.domain import DomainClass, DomainSpec, families
from xinxiao.model.scope import TOTAL

INTERVAL, COVERAGE, OBSERVED, LEVEL = "FINAL_USE", "COVERAGE", "SHARE_OBSERVED", "LEVEL"


def spec_of(request: PageRequest) -> DomainSpec:
    """The domains the programme declares."""
    spec = request.view.programme.domains
    assert spec is not None  # the section is offered only then
    return spec


def codes(request: PageRequest) -> tuple[Code, ...]:
    """Domains and classes, in the order of their list."""
    listed = request.view.programme.codelists.get(spec_of(request).codelist)
    return listed.codes if listed is not None else ()


def declared(request: PageRequest, code: str) -> DomainClass:
    """What the programme says of a domain or class; nothing but its code when it says nothing."""
    return spec_of(request).by_id.get(code) or DomainClass(id=code)


def latest(request: PageRequest, code: str, measure: str) -> Row | None:
    """The last national observation of a measure of a class as a whole."""
    rows = _whole(request, code, measure)
    return rows[-1] if rows else None


def interval_rows(request: PageRequest, code: str) -> list[Row]:
    """The national intervals of a class that have bounds, oldest first."""
    return [row for row in _whole(request, code, INTERVAL) if row.get("UPPER") is not None]


def _whole(request: PageRequest, code: str, measure: str) -> list[Row]:
    where = {"DOMAIN": code, "MEASURE": measure, "REF_AREA": request.view.nation, "INDICATOR": TOTAL}
    return sorted(request.view.find("domains", **where), key=lambda row: str(row["TIME_PERIOD"]))


def indicators(request: PageRequest, code: str) -> tuple[str, ...]:
    """The indicators that the programme puts in just this domain or class."""
    return tuple(item.id for item in request.view.programme.indicators.values() if item.domain == code)


def below(request: PageRequest, code: str) -> tuple[str, ...]:
    """The indicators of a domain or class and of all classes below it."""
    listed = request.view.programme.codelists.get(spec_of(request).codelist)
    family = families(listed).get(code, ()) if listed is not None else ()
    return tuple(name for member in family for name in indicators(request, member))


def national(request: PageRequest, code: str) -> Mapping[str, list[Row]]:
    """National values of each indicator of a class by indicator, scope and frequency, oldest first; the longest run of each."""
    found: dict[str, list[Row]] = {}
    for name in indicators(request, code):
        runs: dict[tuple[str, str], list[Row]] = {}
        for row in request.view.find("indicators", INDICATOR=name, REF_AREA=request.view.nation):
            if row["OBS_VALUE"] is not None:
                runs.setdefault((row["SCOPE"], row["FREQ"]), []).append(row)
        best = max(runs.values(), key=len, default=[])
        found[name] = sorted(best, key=lambda row: str(row["TIME_PERIOD"]))
    return found
