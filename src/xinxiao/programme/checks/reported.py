"""Totals of reports: the items they are of, the areas and strata they name; and that invented figures stay where they may be."""

from __future__ import annotations

from collections.abc import Iterator

from xinxiao.model.codes import fault
from xinxiao.model.collect.snapshot import ABOUT, has_part
from xinxiao.model.collect.total import TotalSpec
from xinxiao.model.finding import Finding
from xinxiao.programme.checks.known import Known


def synthetic(known: Known) -> Iterator[Finding]:
    """Sources of invented figures in a programme that does not say it is invented."""
    if known.programme.file.synthetic:
        return
    for source in known.programme.sources.values():
        if source.synthetic:
            yield fault(*known.at("sources", source.id, "synthetic"), "SOURCE_SYNTHETIC", source=source.id)


def totals(known: Known) -> Iterator[Finding]:
    """Forms, items, indicators, scopes, levels and strata of totals."""
    for spec in known.programme.totals:
        place = known.at("totals", spec.id, "indicator")
        yield from known.unknown("INDICATOR_UNKNOWN", "indicators", spec.indicator, place)
        yield from known.unknown("SCOPE_UNKNOWN", "scopes", spec.scope, known.at("totals", spec.id, "scope"))
        form = known.programme.forms.get(spec.form)
        item = form.by_id.get(spec.item) if form else None
        if item is None or item.type != "number" or (spec.part and not has_part(item)):
            place = known.at("totals", spec.id, "item")
            yield fault(*place, "TOTAL_ITEM", total=spec.id, form=spec.form, item=spec.item)
        yield from _columns(known, spec)


def _columns(known: Known, spec: TotalSpec) -> Iterator[Finding]:
    levels = known.programme.file.levels
    asked = [("levels", spec.levels, levels), ("strata", spec.strata, (*levels, *ABOUT[1:]))]
    asked += [("collapse", coarse, (*levels, *ABOUT[1:])) for coarse in spec.collapse]
    for field, names, possible in asked:
        for name in names:
            if name not in possible:
                place = known.at("totals", spec.id, field)
                yield fault(*place, "TOTAL_COLUMN", total=spec.id, value=name)
