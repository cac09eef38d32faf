"""Scrutinise what was reported for one form and period, and keep what was found for the desk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.collect.links import comparable
from xinxiao.collect.scrutiny import Asked, Reported, quartiles, scrutinise
from xinxiao.model.collect.form import Form
from xinxiao.model.collect.frame import FrameUnit
from xinxiao.model.collect.report import DRAWN
from xinxiao.model.collect.scrutiny import Peers, Scrutinised, Scrutiny, ScrutinySpec
from xinxiao.model.event import moment
from xinxiao.model.period import PER_YEAR, earlier, end_of
from xinxiao.uses.call import Call
from xinxiao.uses.collect import forms
from xinxiao.uses.collect.beside import form_of, versions

BACK = 11
"""Earlier periods whose digits are looked at: with this one a year of months."""


def refresh(call: Call, form: str, period: str) -> Scrutiny:
    """Hold every report of a form and period against earlier ones and its peers; what was found replaces what stood there.

    All of it is computed by sets of units: 13 periods are read one after the other, three are held at once, as columns of texts.
    Raises :class:`NotFound` for a form that was not issued.
    """
    call.demand("operate")
    desk, issue = call.ports.desk, forms.issue_of(call, form, period)
    own, spec = forms.bundle(call, issue).form, forms.where(call, issue).scrutiny
    items = [item.id for item in own.items if item.type == "number" and not item.sums]
    event = desk.last_event(form, period)
    units = desk.units(form, period, end_of(period).isoformat())
    now = _reported(call, form, period, items)
    strata, groups = _strata(now, units, spec)
    asked = Asked(
        form=own,
        now=now,
        strata=groups,
        count=len(strata),
        weights=np.ones(len(now.units)),
        previous=_earlier(call, own, now, period, items, 1),
        year=_earlier(call, own, now, period, items, PER_YEAR[own.frequency] if own.frequency != "A" else 0),
        earlier=_all_earlier(call, own, now, period, items),
    )
    found = scrutinise(asked, spec)
    beside = (
        Peers(strata[group], item, held, low, middle, high)
        for group, item, held, low, middle, high in quartiles(now, groups, len(strata), items)
    )
    done = Scrutinised(form, period, call.at, event, len(now.units), found.unsaid)
    desk.note_scrutiny(done, found.suspicions, _places(units, found), beside)
    return found


def refresh_all(call: Call, since: datetime) -> tuple[tuple[str, str], ...]:
    """Do so for every form and period that was due after a moment and in which something moved since it was looked at."""
    done = []
    for issue in forms.issued(call):
        if issue.due < moment(since):
            continue
        held = call.ports.desk.scrutinised(issue.form, issue.period)
        if call.ports.desk.last_event(issue.form, issue.period) > (held.event if held else 0):
            refresh(call, issue.form, issue.period)
            done.append((issue.form, issue.period))
    return tuple(done)


def stratum_of(unit: FrameUnit | None, spec: ScrutinySpec) -> str:
    """What a unit shares with its peers, as one text; empty for one that the frame does not know."""
    return "" if unit is None else "/".join(str(getattr(unit, name)) for name in spec.strata)


def _reported(
    call: Call, form: str, period: str, items: Sequence[str], names: Mapping[str, str] | None = None
) -> Reported:
    """``names``: what the items were called in the version of that period; one that has none was not comparable."""
    was = {item: item if names is None else names.get(item, "") for item in items}
    cells = call.ports.desk.cells(form, period, [name for name in was.values() if name])
    none = pa.nulls(len(cells), pa.string())
    columns = {item: cells.column(name).combine_chunks() if name else none for item, name in was.items()}
    return Reported(cells.column("unit").combine_chunks(), columns)


def _earlier(
    call: Call, form: Form, now: Reported, period: str, items: Sequence[str], back: int
) -> Reported | None:
    """What the same units reported so many periods before; None where nobody reported."""
    if not back:
        return None
    before = earlier(period, back)
    found = _reported(call, form.id, before, items, _names(call, form, before))
    return found.aligned(now.units) if len(found.units) else None


def _names(call: Call, form: Form, period: str) -> Mapping[str, str] | None:
    """What items of a version were called in the one that was issued for an earlier period; None where it is one version, or
    nothing was issued."""
    if not call.ports.reports.issues(form.id, period):
        return None
    old = form_of(call, form.id, period)
    if old.version == form.version:
        return None
    return comparable(old, form, versions(call, form.id, old, form))


def _all_earlier(
    call: Call, form: Form, now: Reported, period: str, items: Sequence[str]
) -> Iterator[Reported]:
    for back in range(1, BACK + 1):
        found = _earlier(call, form, now, period, items, back)
        if found is not None:
            yield found


def _strata(now: Reported, units: pa.Table, spec: ScrutinySpec) -> tuple[list[str], np.ndarray]:
    """The strata there are, in order, and the place of each unit's own among them; that of units the frame does not know is empty."""
    whole = pc.binary_join_element_wise(*(units.column(name) for name in spec.strata), "/")
    at = pc.index_in(now.units, value_set=units.column("unit"))
    own = pc.fill_null(whole.combine_chunks().take(at), "")
    names = pc.unique(own).sort()
    return names.to_pylist(), pc.index_in(own, value_set=names).to_numpy().astype(np.int64)


def _places(units: pa.Table, found: Scrutiny) -> dict[str, tuple[str, str]]:
    """Area and industry of the units in which something was found; nothing of those the frame does not know."""
    wanted = pa.array(sorted({one.unit for one in found.suspicions}), pa.string())
    own = units.filter(pc.is_in(units.column("unit"), value_set=wanted))
    columns = (own.column(name).to_pylist() for name in DRAWN)
    return {unit: (area, industry) for unit, area, industry in zip(*columns, strict=True)}
