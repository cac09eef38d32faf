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


def alike(known: Known) -> Iterator[Finding]:
    """Totals of one form that are weighed or counted in other ways: what they tell by subtraction cannot be protected."""
    first: dict[str, TotalSpec] = {}
    for spec in known.programme.totals:
        other = first.setdefault(spec.form, spec)
        if _way(spec) != _way(other):
            yield fault(*known.at("totals", spec.id, "strata"), "TOTAL_UNLIKE", total=spec.id, other=other.id)


def _way(spec: TotalSpec) -> tuple[object, ...]:
    return spec.strata, spec.collapse, spec.least, sorted(spec.states)


def samples(known: Known) -> Iterator[Finding]:
    """Totals of a form that a declared sample fills, without a design that says how much each unit stands for."""
    for spec in known.programme.totals:
        form = known.programme.forms.get(spec.form)
        own = [one for one in known.programme.designs if one.form == spec.form]
        drawn = [one for one in own if one.kind == "stratified"]
        place = known.at("totals", spec.id, "strata")
        if form is not None and form.population.sample is not None and not own:
            yield fault(*place, "TOTAL_SAMPLE", total=spec.id, form=spec.form)
        elif drawn and (spec.collapse or any(one.strata != spec.strata for one in drawn)):
            yield fault(*place, "TOTAL_STRATA", total=spec.id, design=drawn[0].id)


def designs(known: Known) -> Iterator[Finding]:
    """Designs of samples: their form, their strata, and sizes of all of these, each once."""
    levels = known.programme.file.levels
    for one in known.programme.designs:
        place = known.at("designs", one.id, "form")
        codes = [size.codes for size in one.sizes]
        problems = [
            one.form not in known.programme.forms,
            any(name not in (*levels, *ABOUT[1:]) for name in one.strata),
            (one.kind == "stratified") != bool(one.strata and one.sizes),
            any(len(each) != len(one.strata) for each in codes) or len(set(codes)) < len(codes),
        ]
        if any(problems):
            yield fault(*place, "DESIGN_INCOMPLETE", design=one.id, form=one.form)
        if one.source is not None:
            place = known.at("designs", one.id, "source")
            yield from known.unknown("SOURCE_UNKNOWN", "sources", one.source, place)


def _columns(known: Known, spec: TotalSpec) -> Iterator[Finding]:
    levels = known.programme.file.levels
    asked = [("levels", spec.levels, levels), ("strata", spec.strata, (*levels, *ABOUT[1:]))]
    asked += [("collapse", coarse, (*levels, *ABOUT[1:])) for coarse in spec.collapse]
    asked += [("by", item.levels, spec.levels) for item in spec.by]
    for field, names, possible in asked:
        for name in names:
            if name not in possible:
                place = known.at("totals", spec.id, field)
                yield fault(*place, "TOTAL_COLUMN", total=spec.id, value=name)
