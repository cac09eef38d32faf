"""Scrutinise what was reported for one form and period, and keep what was found for the desk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import numpy as np
import pyarrow as pa

from xinxiao.collect.links import links
from xinxiao.collect.scrutiny import Asked, Reported, quartiles, scrutinise
from xinxiao.model.collect.content import content_of, is_number
from xinxiao.model.collect.form import Form
from xinxiao.model.collect.frame import FrameUnit
from xinxiao.model.collect.scrutiny import Peers, Scrutinised, Scrutiny, ScrutinySpec
from xinxiao.model.period import PER_YEAR, earlier, end_of
from xinxiao.uses.call import Call, moment
from xinxiao.uses.collect import forms
from xinxiao.uses.collect.beside import form_of, versions

BACK = 11
"""Earlier periods whose digits are looked at: with this one a year of months."""


def refresh(call: Call, form: str, period: str) -> Scrutiny:
    """Hold every report of a form and period against earlier ones and its peers; what was found replaces what stood there.

    All of it is computed in memory: 13 periods are read one after the other, three are held at once. Raises
    :class:`NotFound` for a form that was not issued.
    """
    call.demand("operate")
    desk, issue = call.ports.desk, forms.issue_of(call, form, period)
    own, spec = forms.bundle(call, issue).form, forms.where(call, issue).scrutiny
    items = [item.id for item in own.items if item.type == "number" and not item.sums]
    event = desk.last_event(form, period)
    units = desk.units(form, period, end_of(period).isoformat())
    now = _reported(call, form, period, items)
    strata, groups, count = _strata(now, units, spec)
    asked = Asked(
        form=own,
        now=now,
        strata=groups,
        count=count,
        weights=np.ones(len(now.units)),
        previous=_earlier(call, own, period, items, 1),
        year=_earlier(call, own, period, items, PER_YEAR[own.frequency] if own.frequency != "A" else 0),
        earlier=_all_earlier(call, own, period, items),
    )
    found = scrutinise(asked, spec)
    beside = (
        Peers(strata[group], item, held, low, middle, high)
        for group, item, held, low, middle, high in quartiles(now, groups, count, items)
    )
    done = Scrutinised(form, period, call.at, event, len(now.units), found.unsaid)
    places = {unit: (held.area, held.industry) for unit, held in units.items()}
    desk.note_scrutiny(done, found.suspicions, places, beside)
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
    units, cells = [], {item: list[str | None]() for item in items}
    for unit, content in call.ports.desk.contents(form, period):
        units.append(unit)
        held = content_of(content).cells
        for item, column in cells.items():
            text = held.get(item if names is None else names.get(item, ""))
            column.append(text if text is not None and is_number(text) else None)
    return Reported(
        pa.array(units, pa.string()), {item: pa.array(column, pa.string()) for item, column in cells.items()}
    )


def _earlier(call: Call, form: Form, period: str, items: Sequence[str], back: int) -> Reported | None:
    if not back:
        return None
    before = earlier(period, back)
    found = _reported(call, form.id, before, items, _names(call, form, before))
    return found if len(found.units) else None


def _names(call: Call, form: Form, period: str) -> Mapping[str, str] | None:
    """What items of a version were called in the one that was issued for an earlier period; None where it is one version, or
    nothing was issued."""
    if not call.ports.reports.issues(form.id, period):
        return None
    old = form_of(call, form.id, period)
    if old.version == form.version:
        return None
    found = links(old, form, versions(call, form.id, old, form))
    return {name: held.old for name, held in found.items() if held.comparable}


def _all_earlier(call: Call, form: Form, period: str, items: Sequence[str]) -> Iterator[Reported]:
    for back in range(1, BACK + 1):
        found = _earlier(call, form, period, items, back)
        if found is not None:
            yield found


def _strata(
    now: Reported, units: Mapping[str, FrameUnit], spec: ScrutinySpec
) -> tuple[list[str], np.ndarray, int]:
    """The strata there are, the place of each unit's own among them, and how many."""
    own = [stratum_of(units.get(unit), spec) for unit in now.units.to_pylist()]
    names = sorted(set(own))
    place = {name: i for i, name in enumerate(names)}
    return names, np.array([place[name] for name in own], dtype=np.int64), len(names)
