"""Examine: hold the rules of a form against a whole snapshot, as each report was held against them when it was submitted."""

from __future__ import annotations

import os
import tempfile
from functools import partial
from pathlib import Path

from xinxiao.collect.whole import Frozen, Plan, planned, wanted, whys
from xinxiao.errors import DataFault, NotFound, told
from xinxiao.model.collect.bundle import Bundle
from xinxiao.model.collect.examination import Examination
from xinxiao.model.collect.form import Form
from xinxiao.model.collect.snapshot import Snapshot, SnapshotRead
from xinxiao.uses.call import Call
from xinxiao.uses.collect import forms
from xinxiao.uses.collect.snapshot import snapshots

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
    taken = {pair: _last(call, pair[0] or form.id, each) for pair, each in wanted(form, period).items()}
    own = taken["", 0] = _last(call, form.id, period)
    if own is None:
        raise NotFound(f"no snapshot of {form.id}", told("snapshot_untaken", form=form.id, period=period))
    unasked = [
        pair for pair, found in taken.items() if found is None and not _issued(call, form, period, pair)
    ]
    read = tuple(dict.fromkeys(found for found in taken.values() if found is not None))
    facts = [SnapshotRead(sha256=one.sha256, how="rules") for one in read]
    call.ports.ledger.readings.append(call.actor.line, call.at, facts)
    plan = _plan(call, form, period, taken, unasked)
    with tempfile.TemporaryDirectory(prefix=".findings-", dir=out.parent) as folder:
        place = Path(folder) / f"findings{out.suffix}"
        judge = partial(whys, form.rules, spec=spec)
        reports, explanations, tallies = call.ports.submitted.examined(plan, place, judge)
        place.replace(out)
    names = tuple(f"{name or form.id} {wanted(form, period)[name, shift]}" for name, shift in unasked)
    return Examination(
        own, tuple(one for one in read if one is not own), names, tallies, reports, explanations
    )


def _last(call: Call, form: str, period: str) -> Snapshot | None:
    taken = snapshots(call, form, period)
    return taken[-1] if taken else None


def _issued(call: Call, form: Form, period: str, pair: tuple[str, int]) -> bool:
    """Whether anybody was asked for what a rule looks at."""
    return bool(call.ports.reports.issues(pair[0] or form.id, wanted(form, period)[pair]))


def _plan(
    call: Call,
    form: Form,
    period: str,
    taken: dict[tuple[str, int], Snapshot | None],
    unasked: list[tuple[str, int]],
) -> Plan:
    known: dict[tuple[str, int], Frozen | None] = dict.fromkeys(unasked)
    for pair, found in taken.items():
        if found is not None:
            version = forms.form(call, found.form, found.version).form
            known[pair] = Frozen(call.ports.blobs.verified(found.sha256), version)
    others = {name: _other(call, name) for name, _ in taken if name}
    return planned(form, period, known, {name: other.form for name, other in others.items() if other})


def _other(call: Call, name: str) -> Bundle | None:
    """Another form as it was issued last, if it ever was."""
    return forms.form(call, name) if call.ports.reports.issues(name) else None
