"""Examine: hold the rules of a form against a whole snapshot, as each report was held against them when it was submitted."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection, Mapping
from functools import partial
from pathlib import Path

from xinxiao.collect.links import comparable
from xinxiao.collect.whole import Frozen, Pair, Plan, planned, wanted, whys
from xinxiao.errors import DataFault, NotFound, told
from xinxiao.model.collect.examination import Examination
from xinxiao.model.collect.form import Form
from xinxiao.model.collect.snapshot import Snapshot, SnapshotRead
from xinxiao.uses.call import Call
from xinxiao.uses.collect import forms
from xinxiao.uses.collect.beside import looked_at, others, versions
from xinxiao.uses.collect.snapshot import snapshots

Taken = Mapping[Pair, Snapshot | None]
"""The last snapshot of each form (empty: the form itself) and periods before that rules look at."""
KINDS = (".parquet", ".csv")
"""What a file of findings may be."""


def examine(call: Call, form_id: str, period: str, out: Path) -> Examination:
    """Write what the rules of a form find in the last snapshot of a period into a file, Parquet or CSV by its name's end.

    The form is that which was issued for the period. Beside it are the last snapshots of earlier periods and other forms that
    rules name; what was issued and not frozen makes a rule that needs it one that is not judged. That snapshots were read is
    noted first. Raises :class:`NotFound` for what was not issued or never frozen, :class:`DataFault` for a file of
    another kind or in no folder that can be written, and :class:`NotAllowed` for an actor who may not release.
    """
    call.demand("release")
    if out.suffix not in KINDS or out.is_dir() or not os.access(out.parent, os.W_OK):
        raise DataFault(f"{out}: no file of findings", told("findings_file", path=str(out)))
    issue = forms.issue_of(call, form_id, period)
    bundle, spec = forms.bundle(call, issue), forms.where(call, issue).explanation
    form = bundle.form
    periods = {pair: _period(call, form, period, pair) for pair in wanted(form, period)}
    taken = {pair: _last(call, pair[0] or form.id, each) for pair, each in periods.items()}
    own = taken["", 0] = _last(call, form.id, period)
    if own is None:
        raise NotFound(f"no snapshot of {form.id}", told("snapshot_untaken", form=form.id, period=period))
    unasked = [
        pair for pair, each in periods.items() if not call.ports.reports.issues(pair[0] or form.id, each)
    ]
    read = tuple(dict.fromkeys(found for found in taken.values() if found is not None))
    facts = [SnapshotRead(sha256=one.sha256, how="rules") for one in read]
    call.ports.ledger.readings.append(call.actor.line, call.at, facts)
    plan = _plan(call, (form, period), periods, taken, unasked)
    with tempfile.TemporaryDirectory(prefix=".findings-", dir=out.parent) as folder:
        place = Path(folder) / f"findings{out.suffix}"
        judge = partial(whys, form.rules, spec=spec)
        reports, explanations, tallies = call.ports.submitted.examined(plan, place, judge)
        place.replace(out)
    names = tuple(f"{pair[0] or form.id} {periods[pair]}" for pair in unasked)
    beside = tuple(one for one in read if one is not own)
    return Examination(own, beside, names, tallies, reports, explanations)


def _last(call: Call, form: str, period: str) -> Snapshot | None:
    taken = snapshots(call, form, period)
    return taken[-1] if taken else None


def _period(call: Call, form: Form, period: str, pair: Pair) -> str:
    """For which period of a form the rules look: the one of those it can be that it was issued for."""
    name, shift = pair
    may = looked_at(form.id, period, name or form.id, shift)
    return next((each for each in may if call.ports.reports.issues(name or form.id, each)), may[0])


def _plan(
    call: Call,
    of: tuple[Form, str],
    periods: Mapping[Pair, str],
    taken: Taken,
    unasked: Collection[Pair],
) -> Plan:
    form, period = of
    found = {
        name: held.form for name, held in others(call, period, {name for name, _ in taken if name}).items()
    }
    known: dict[Pair, Frozen | None] = dict.fromkeys(unasked)
    for pair, snapshot in taken.items():
        if snapshot is not None:
            known[pair] = _frozen(call, snapshot, found[pair[0]] if pair[0] else form)
    return planned(form, period, known, found, periods)


def _frozen(call: Call, snapshot: Snapshot, asks: Form) -> Frozen:
    old = forms.form(call, snapshot.form, snapshot.version).form
    names = comparable(old, asks, versions(call, snapshot.form, old, asks))
    return Frozen(call.ports.blobs.verified(snapshot.sha256), old, names)
