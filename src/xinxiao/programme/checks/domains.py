"""Domains: every class is declared and either measured or said not to be; every indicator has a domain or a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pyarrow.compute as pc

from xinxiao.model.codes import fault
from xinxiao.model.domain import DomainClass, DomainSpec
from xinxiao.model.finding import Finding
from xinxiao.programme.checks.known import Known

FILE = "domains.yaml"


def references(known: Known) -> Iterator[Finding]:
    """Codes, sectors, tasks and indicators that `domains.yaml` names exist, each class once."""
    spec = known.programme.domains
    if spec is None:
        return
    for word, name in (("codelist", spec.codelist), ("classification", spec.classification)):
        if name is not None and name not in known.versions:
            hint = ", ".join(sorted(known.versions)) or "-"
            yield fault(*known.line(FILE, word), "CODELIST_UNKNOWN", value=name, hint=hint)
    twice = [name for name, count in Counter(item.id for item in spec.classes).items() if count > 1]
    for i, item in enumerate(spec.classes):
        place = known.line(FILE, "classes", i, "id")
        if item.id in twice:
            first = next(n for n, other in enumerate(spec.classes) if other.id == item.id)
            if i > first:
                where = f"{FILE}:{known.line(FILE, 'classes', first, 'id')[1]}"
                yield fault(*place, "ID_DUPLICATE", id=item.id, first=where)
        yield from known.unknown("CODE_UNKNOWN", spec.codelist, item.id, place)
        yield from _class(known, spec, item, i)
    for i, group in enumerate(spec.outside):
        for j, name in enumerate(group.indicators):
            place = known.line(FILE, "outside", i, "indicators", j)
            yield from known.unknown("INDICATOR_UNKNOWN", "indicators", name, place)


def _class(known: Known, spec: DomainSpec, item: DomainClass, i: int) -> Iterator[Finding]:
    sectors, tables = known.loaded.sectors, known.programme.tables
    held = {
        name: set(pc.unique(sectors.column(name)).to_pylist()) if name in sectors.column_names else set()
        for name in ("NAME_ZH", tables.sectors if tables is not None else "")
    }
    own = held[tables.sectors] if tables is not None else set()
    for j, rule in enumerate(item.sectors):
        place = known.line(FILE, "classes", i, "sectors", j)
        value, there = (rule.named, held["NAME_ZH"]) if rule.named else (rule.sector, own)
        if value not in there or bool(rule.named) == (rule.sector is not None):
            yield fault(*place, "SECTOR_UNKNOWN", value=value or "-", hint="-")
    for j, line in enumerate(item.classified):
        place = known.line(FILE, "classes", i, "classified", j)
        yield from known.unknown("CODE_UNKNOWN", spec.classification or "-", line.code, place)
    tasks = {task.id for task in known.programme.tasks}
    for j, task in enumerate(item.tasks):
        if task not in tasks:
            place = known.line(FILE, "classes", i, "tasks", j)
            yield fault(*place, "TARGET_TASK_UNKNOWN", value=str(task), hint="-")


def complete(known: Known) -> Iterator[Finding]:
    """Nothing is silently unmapped: neither an indicator, nor a class without figures or without an interval."""
    programme, spec = known.programme, known.programme.domains
    if spec is None:
        return
    reasons = {name for group in spec.outside for name in group.indicators}
    for item in programme.indicators.values():
        if (item.domain is None) == (item.id not in reasons):
            code = "INDICATOR_DOMAIN" if item.domain is None else "INDICATOR_DOMAIN_TWICE"
            yield fault(*known.at("indicators", item.id), code, indicator=item.id)
    listed = programme.codelists.get(spec.codelist)
    codes = listed.codes if listed is not None else ()
    measured = {item.domain for item in programme.indicators.values()}
    for leaf in (code for code in codes if code.parent is not None):
        own = spec.by_id.get(leaf.id)
        place = known.at(spec.codelist, leaf.id)
        if leaf.id not in measured and (own is None or own.gap is None):
            yield fault(*place, "CLASS_GAP", domain=leaf.id)
        if own is None or bool(own.sectors) == (own.not_measurable is not None):
            yield fault(*place, "CLASS_INTERVAL", domain=leaf.id)
