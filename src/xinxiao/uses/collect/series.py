"""One item of one unit over all periods of a form, across its versions; and of what counts from the start of the year, the part of
each period, as it was first reported and as it is known now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from xinxiao.collect.links import Link, links
from xinxiao.collect.year_to_date import Derived, Reported, derived
from xinxiao.errors import NotFound, told
from xinxiao.model.collect.bundle import Bundle
from xinxiao.model.collect.content import Content, content_of, is_number
from xinxiao.model.collect.form import Form, Item
from xinxiao.model.collect.report import Report, ReportKey
from xinxiao.uses.call import Call
from xinxiao.uses.collect import forms, reach
from xinxiao.uses.collect.beside import form_of, versions


@dataclass(frozen=True)
class Point:
    """One period: the version of the form, what the item was called in it (empty where it was not there), and what stands there.

    ``comparable``: whether it can be compared with the newest version; ``month``: the part of the period, of what counts from the
    start of the year.
    """

    report: Report
    version: str
    item: str
    value: str | None
    mark: str
    comparable: bool
    month: Derived | None


@dataclass(frozen=True)
class Series:
    """An item of the newest version and what a unit reported of it, by period."""

    bundle: Bundle
    item: Item
    unit: str
    name: str
    points: tuple[Point, ...]


def series(call: Call, form: str, unit: str, item: str) -> Series:
    """What a unit reported of an item, for every period that was issued, in order. Recorded as read.

    Raises :class:`NotAllowed` for a unit out of reach; :class:`NotFound` where nothing of this form is in it, and for an item
    that the newest version has not.
    """
    call.demand("inspect")
    reach.demand_unit(call, "inspect", unit)
    every = sorted(call.ports.reports.of_units([unit]), key=lambda report: report.period)
    own = [report for report in every if report.form == form and _reaches(call, report)]
    if not own:
        raise NotFound(
            f"{form}: no report of {unit}", told("no_report", report=ascii(f"{form}/*/{unit}"[:120])[1:-1])
        )
    bundle = forms.form(call, form)
    asked = bundle.form.by_id.get(item)
    if asked is None:
        raise NotFound(f"no item {item[:80]}", told("no_item", item=ascii(item[:80])[1:-1], form=form))
    reach.read(call, "series", f"{form}/{unit}/{item}")
    old = {report.period: form_of(call, form, report.period) for report in own}
    names = _names(call, bundle.form, old, item)
    held = _contents(call, own)
    months = _months(bundle, asked, held, names) if asked.flow == "cumulative" else {}
    today = call.now.astimezone(call.ports.zone).date().isoformat()
    version = call.ports.desk.found([unit], today).get(unit)
    points = tuple(
        _point(report, old[report.period].version, names[report.period], held, months) for report in own
    )
    return Series(bundle, asked, unit, version.name if version else "", points)


def _reaches(call: Call, report: Report) -> bool:
    areas = call.ports.places.above(report.area)
    return call.actor.reaches("inspect", unit=report.unit, areas=areas)


def _names(call: Call, new: Form, old: Mapping[str, Form], item: str) -> dict[str, Link | None]:
    """What an item was in the version of each period; None where nothing was."""
    each = {form.version: form for form in old.values()}
    known = versions(call, new.id, new, *each.values())
    found = {version: links(form, new, known).get(item) for version, form in each.items()}
    return {period: found[form.version] for period, form in old.items()}


Held = Mapping[str, Sequence[tuple[int, Content]]]
"""Contents of all submissions by period, each with the number of its event, in the order they came."""


def _contents(call: Call, reports: Sequence[Report]) -> Held:
    held: dict[str, list[tuple[int, Content]]] = {}
    keys = frozenset(ReportKey(report.form, report.period, report.unit) for report in reports)
    for key, one in call.ports.reports.every(keys):
        held.setdefault(key.period, []).append((one.event, content_of(one.content)))
    return held


def _months(bundle: Bundle, item: Item, held: Held, names: Mapping[str, Link | None]) -> dict[str, Derived]:
    """The parts of the periods; what cannot be compared with the newest version is left out of differences."""
    found = []
    for period, contents in held.items():
        link = names[period]
        if link is None or not link.comparable:
            continue
        for event, content in contents:
            text = content.cells.get(link.old)
            if text is not None and is_number(text):
                found.append(Reported(period, Decimal(text), event))
    return {one.period: one for one in derived(found, bundle.form.calendar.waived)}


def _point(
    report: Report, version: str, link: Link | None, held: Held, months: Mapping[str, Derived]
) -> Point:
    last = held.get(report.period, ())[-1:]
    content = last[0][1] if last else Content()
    name = link.old if link else ""
    return Point(
        report=report,
        version=version,
        item=name,
        value=content.cells.get(name),
        mark=content.marks.get(name, ""),
        comparable=link is not None and link.comparable,
        month=months.get(report.period),
    )
