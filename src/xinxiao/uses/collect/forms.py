"""Forms: which a programme has, and when one of them is filled and accepted; issuing one for a period, which never changes."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pyarrow as pa

from xinxiao.collect.bundle import bundled, circumstances
from xinxiao.collect.examine import references
from xinxiao.collect.links import follows_of
from xinxiao.errors import Conflict, DataFault, NotFound, told
from xinxiao.model.collect.bundle import Bundle, Circumstances, bundle_of, circumstances_of
from xinxiao.model.collect.facts import FormIssued
from xinxiao.model.collect.form import Form, Population
from xinxiao.model.collect.frame import Selection
from xinxiao.model.collect.report import DRAWN, Issue, units_hash
from xinxiao.model.collect.window import Window, window
from xinxiao.model.event import moment
from xinxiao.model.period import end_of, frequency
from xinxiao.model.programme import Programme
from xinxiao.model.version_query import rank_of
from xinxiao.programme.load import load
from xinxiao.uses.call import Call
from xinxiao.uses.sound import sound

FIRST_PERIOD = {"A": "2026", "S": "2026-S1", "Q": "2026-Q1", "M": "2026-01"}
"""How a period of a frequency is spelt."""
READY = 40
"""Forms that are read when a process starts; further ones are when they are asked for."""


def forms(call: Call, folder: Path | None = None) -> Programme:
    """The programme in a folder as far as it can be read: its forms, and the lists that give their codes names."""
    return load(call.ports.programme_folder(folder)).parts


def in_order(programme: Programme) -> tuple[Form, ...]:
    """The forms by the numbers of their tables."""
    return tuple(sorted(programme.forms.values(), key=lambda form: (form.marks.table_number, form.id)))


def form_of(programme: Programme, form_id: str) -> Form:
    """A form by its id. Raises :class:`NotFound` naming those there are."""
    found = programme.forms.get(form_id)
    if found is None:
        known = ", ".join(programme.forms) or "-"
        raise NotFound(f"form {form_id}", told("unknown_form", form=form_id, known=known))
    return found


def days(call: Call, programme: Programme, form: Form, period: str) -> Window:
    """When a period of a form opens, is due and is accepted, in the zone of the programme's calendar.

    Raises :class:`DataFault` for what is no period of the form's frequency, and for one that is waived.
    """
    try:
        sound = frequency(period) == form.frequency
    except ValueError:
        sound = False
    if not sound:
        such = FIRST_PERIOD[form.frequency]
        raise DataFault(f"period {period}", told("form_period", period=period, form=form.id, such=such))
    if form.calendar.is_waived(period):
        raise DataFault(f"period {period}", told("form_waived", period=period, form=form.id))
    return window(form.calendar, period, programme.calendar, programme.zone(call.ports.zone))


def issue(call: Call, form_id: str, period: str, folder: Path | None = None) -> Issue:
    """Issue a form of a programme for a period: from now on every unit of its population, as the frame stands at the period's
    end, owes a report.

    Raises :class:`NotFound` for an unknown form, :class:`DataFault` for a period it is not for or that nobody reports, and for a
    population of nobody; :class:`Conflict` for marks that are missing or do not hold from today until the report is due
    (Statistics Law, article 17), a period that was issued, a version that was issued with another content, and one that does
    not say how it follows the one before; :class:`ProgrammeFault` for a programme with errors.
    """
    call.demand("release")
    programme = sound(load(call.ports.programme_folder(folder))).programme
    assert programme is not None  # it is sound
    return issue_from(call, programme, form_id, period)


def issue_from(call: Call, programme: Programme, form_id: str, period: str) -> Issue:
    """Issue a form of a programme that was read and is sound; raises as :func:`issue`."""
    call.demand("release")
    form = form_of(programme, form_id)
    when = days(call, programme, form, period)
    _demand_marks(call, form)
    _demand_to_last(call, form, period, when)
    references(form)  # a rule that is none stops here
    made, where = bundled(programme, form), circumstances(programme, call.ports.zone.key)
    bundle = sha256(made.content).hexdigest()
    _demand_same(call, form, bundle)
    _demand_followed(call, form)
    population = _population(call, form.population, where, end_of(period).isoformat())
    if not population.num_rows:
        raise DataFault(f"{form_id}: nobody", told("form_nobody", form=form_id, period=period))
    fact = FormIssued(
        form=form.id,
        period=period,
        version=form.version,
        bundle=call.ports.blobs.put(made.content),
        circumstances=call.ports.blobs.put(where.content),
        opens=moment(when.opens),
        due=moment(when.due),
        reports=population.num_rows,
        units=_hashed(population),
    )
    return call.ports.reports.issue(fact, population, call.actor.line, call.at)


def _selection(of: Population, where: Circumstances) -> Selection:
    areas = {place for area in of.area for place in where.within(area)}
    return Selection(
        areas=tuple(sorted(areas)),
        industries=tuple(f"{code}*" for code in of.industry),
        sizes=of.size,
        groups=of.group,
    )


def _population(call: Call, of: Population, where: Circumstances, day: str) -> pa.Table:
    """The units of a population as the frame stands at the end of a day: columns ``DRAWN``."""
    which = _selection(of, where)
    batches = [batch.select(DRAWN) for batch in call.ports.frame.selected(which, day)]
    return pa.Table.from_batches(batches, pa.schema([(name, pa.string()) for name in DRAWN]))


def asked_now(call: Call, programme: Programme, form: Form) -> int | None:
    """How many units a form would ask today: those of its population that are in the frame; None without a frame.

    Sums are not of any unit: nothing is recorded as read.
    """
    if not call.ports.frame.last():
        return None
    day = call.now.astimezone(call.ports.zone).date().isoformat()
    where = circumstances(programme, call.ports.zone.key)
    return sum(int(row[-1]) for row in call.ports.frame.counts(day, (), _selection(form.population, where)))


def _hashed(population: pa.Table) -> str:
    columns = (population.column(name).to_pylist() for name in DRAWN)
    return units_hash(sorted("\t".join(row) for row in zip(*columns, strict=True)))


def _shown(text: str) -> str:
    return ascii(text[:80])[1:-1]


def _demand_marks(call: Call, form: Form) -> None:
    marks, day = form.marks, call.now.astimezone(call.ports.zone).date().isoformat()
    texts = (marks.table_number, marks.approval_number, marks.authority.zh, marks.approved_by.zh)
    if not all(text.strip() for text in texts):
        raise Conflict(f"{form.id}: marks are missing", told("form_marks", form=form.id))
    if not form.is_valid(day):
        raise Conflict(
            f"{form.id} does not hold on {day}",
            told("form_expired", form=form.id, since=marks.valid_from, until=marks.valid_until, day=day),
        )


def _demand_to_last(call: Call, form: Form, period: str, when: Window) -> None:
    """That the marks hold until the report is due: nobody has to answer what expired in between."""
    last = (when.due - timedelta(microseconds=1)).date().isoformat()
    if form.marks.valid_until < last:
        raise Conflict(
            f"{form.id} expires before {period} is due",
            told("form_expires", form=form.id, period=period, until=form.marks.valid_until, day=last),
        )


def _demand_followed(call: Call, form: Form) -> None:
    """That a new version says how it carries on the one that was issued last, of items that were there."""
    other = [held for held in call.ports.reports.issues(form.id) if held.version != form.version]
    if not other:
        return
    old = bundle(call, other[-1]).form
    says = follows_of(form, old.version)
    if says is None and rank_of(old.version) < rank_of(form.version):
        raise Conflict(
            f"{form.id} {form.version} does not follow {old.version}",
            told("form_unlinked", form=form.id, version=form.version, last=old.version),
        )
    named = [pair.old for pair in says.mapped] + [*says.dropped] if says else []
    unknown = sorted(set(named) - set(old.by_id))
    if unknown:
        raise Conflict(
            f"{form.id} {old.version} has no item {unknown[0]}",
            told("form_follows_item", form=form.id, version=old.version, item=unknown[0]),
        )


def _demand_same(call: Call, form: Form, bundle: str) -> None:
    """What was issued under a version is that version."""
    for held in call.ports.reports.issues(form.id):
        if held.version == form.version and held.bundle != bundle:
            raise Conflict(
                f"{form.id} {form.version} was issued as another",
                told("form_version", form=form.id, version=form.version, period=held.period),
            )


def issued(call: Call, form_id: str = "") -> tuple[Issue, ...]:
    """What was issued, of one form or of all, in the order of issuing."""
    call.demand("read")
    return call.ports.reports.issues(form_id)


def issue_of(call: Call, form_id: str, period: str) -> Issue:
    """The issue of a form for a period. Raises :class:`NotFound`."""
    return call.ports.kept.issues.get((form_id, period), lambda: _issue(call, form_id, period))


def _issue(call: Call, form_id: str, period: str) -> Issue:
    found = call.ports.reports.issues(form_id, period)
    if not found:
        raise NotFound(
            f"{form_id} {period} is not issued",
            told("form_not_issued", form=_shown(form_id), period=_shown(period)),
        )
    return found[0]


def form(call: Call, form_id: str, version: str = "") -> Bundle:
    """A version of a form as it was issued, or the one issued last. Raises :class:`NotFound`."""
    call.demand("read")
    fits = [held for held in call.ports.reports.issues(form_id) if version in ("", held.version)]
    if not fits:
        raise NotFound(
            f"{form_id} {version} is not issued",
            told("form_not_issued", form=_shown(form_id), period=_shown(version)),
        )
    return bundle(call, fits[-1])


def bundle(call: Call, held: Issue) -> Bundle:
    """The form of an issue, with what it is filled by."""
    ports = call.ports
    return ports.kept.bundles.get(held.bundle, lambda: bundle_of(ports.blobs.get(held.bundle)))


def where(call: Call, held: Issue) -> Circumstances:
    """The circumstances of an issue: areas, levels, days off."""
    ports, digest = call.ports, held.circumstances
    return ports.kept.circumstances.get(digest, lambda: circumstances_of(ports.blobs.get(digest)))


def ready(call: Call) -> None:
    """Read into memory the forms that were issued last, and parse their rules, before anybody has to wait for that."""
    last = {held.form: held for held in call.ports.reports.issues()}
    for held in sorted(last.values(), key=lambda held: held.event)[-READY:]:
        where(call, held)
        references(bundle(call, held).form)
