"""Exemptions applied: findings that the programme knows and explains are silent; an exemption that fits none is told.

Nothing else silences a finding: no comment, no status and no grade of a row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from xinxiao.model.codes import fault
from xinxiao.model.exemption import Exemption
from xinxiao.model.finding import Finding
from xinxiao.programme.loaded import Loaded

Row = tuple[str, str, str, str, str]


def exempted(loaded: Loaded, found: Iterable[Finding]) -> Iterator[Finding]:
    """The findings without those exempted, those that stay in doubt as warnings, and each exemption with an area or a
    period that no finding names."""
    known = declared(loaded.parts.exemptions)
    used: set[Row] = set()
    for finding in found:
        row = row_of(finding)
        item_ = known.get(row)
        if item_ is None:
            yield finding
            continue
        used.add(row)
        if item_.leaves == "warning":
            yield replace(finding, level="warning")
    yield from _empty(loaded, loaded.parts.exemptions, used)


def declared(items: Iterable[Exemption]) -> dict[Row, Exemption]:
    """The exemption of each finding and row: (code, indicator, scope, area, year)."""
    return {
        (item.finding, item.indicator, item.scope, area, period): item
        for item in items
        for area in item.areas
        for period in item.periods
    }


def row_of(finding: Finding) -> Row:
    """The finding and row, as an exemption names them; fields are empty where a finding names no row."""
    places = dict(finding.places)
    indicator, scope, area, year = (places.get(name, "") for name in ("indicator", "scope", "area", "year"))
    return finding.code, indicator, scope, area, year


def _empty(loaded: Loaded, items: Sequence[Exemption], used: set[Row]) -> Iterator[Finding]:
    for item in items:
        own = {row[3:] for row in used if row[:3] == (item.finding, item.indicator, item.scope)}
        areas = [area for area in item.areas if not any((area, p) in own for p in item.periods)]
        periods = [p for p in item.periods if not any((area, p) in own for area in item.areas)]
        if areas or periods:
            places = {"area": ", ".join(areas) or "*", "periods": ", ".join(periods) or "*"}
            place = loaded.places.of("exemptions", item.id)
            yield fault(*place, "EXEMPTION_EMPTY", code=item.finding, indicator=item.indicator, **places)
