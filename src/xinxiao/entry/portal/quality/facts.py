"""What a release says under each heading of a quality report, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xinxiao.entry.portal.figure_table import Note
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.releases.tables import to_minutes
from xinxiao.model.quality import Heading
from xinxiao.uses.calendar import HOUR
from xinxiao.uses.quality import Quality

Line = tuple[Heading, Note]


def facts(request: PageRequest, found: Quality) -> Mapping[Heading, tuple[Note, ...]]:
    """Lines by heading; headings of which the release says nothing are left out."""
    told: dict[Heading, list[Note]] = {}
    for part in (_structure, _release, _accuracy, _time, _revisions):
        for heading, note in part(request, found):
            told.setdefault(heading, []).append(note)
    return {heading: tuple(notes) for heading, notes in told.items()}


def _structure(request: PageRequest, found: Quality) -> Iterator[Line]:
    w, m, flow = request.words, found.measures, found.flow
    words = w.say(flow.description) if flow.description is not None else w.say(flow.name)
    yield "PRESENTATION", Note(w.t("quality.about"), words, request.url(f"data/{flow.id}"))
    names = w.t("list.comma").join(w.column(name) for name in flow.dimensions)
    yield "PRESENTATION", Note(w.t("quality.dimensions"), names)
    yield "PRESENTATION", Note(w.t("quality.places"), f"{len(m.areas):,}")
    if m.units:
        yield "UNIT", Note(w.t("quality.units"), w.t("list.comma").join(w.unit_name(u) for u in m.units))
    if m.span:
        span = w.t("quality.span", first=w.period(m.span[0]), last=w.period(m.span[1]))
        yield "REFERENCE_PERIOD", Note(w.t("quality.periods"), span)
    if m.frequencies:
        held = w.t("list.comma").join(w.named(flow.by_id["FREQ"], code) for code in m.frequencies)
        yield "FREQUENCY", Note(w.t("quality.frequencies"), held)


def _release(request: PageRequest, found: Quality) -> Iterator[Line]:
    w, file = request.words, request.view.programme.file
    since = f"{to_minutes(found.life.since)} UTC" if found.life.since else "–"
    yield (
        "METADATA_UPDATE",
        Note(
            w.t("quality.update"),
            w.t("quality.updated", version=file.version, since=since),
            request.url(f"releases/{found.release.id}"),
        ),
    )
    if file.contact:
        yield "CONTACT", Note(w.t("quality.contact"), file.contact)
    yield "MANDATE", Note(w.t("quality.basis"), w.say(file.legal_basis))
    yield "RELEASE_POLICY", Note(w.t("quality.calendar"), w.t("calendar.title"), request.url("calendar"))
    yield "ACCESSIBILITY", Note(w.t("quality.data"), found.flow.id, request.url(f"data/{found.flow.id}"))
    yield "PROCESSING", Note(w.t("quality.methods"), w.t("nav.methods"), request.url("methods"))


def _accuracy(request: PageRequest, found: Quality) -> Iterator[Line]:
    w, m = request.words, found.measures
    part = w.t("quality.undefined") if m.coverage is None else f"{m.coverage:.1%}"
    yield (
        "ACCURACY",
        Note(
            w.t("quality.coverage"),
            w.t("quality.covered", valued=f"{m.valued:,}", rows=f"{m.rows:,}", part=part),
        ),
    )
    yield "ACCURACY", Note(w.t("quality.doubted"), f"{m.doubted:,}")
    for name, counts in m.codes.items():
        column = found.flow.by_id[name]
        words = w.t("list.semicolon").join(f"{w.named(column, code)} {n:,}" for code, n in counts.items())
        yield "ACCURACY", Note(w.column(name), words or w.t("quality.undefined"))


def _time(request: PageRequest, found: Quality) -> Iterator[Line]:
    w, m = request.words, found.measures
    if m.lag is not None:
        yield "TIMELINESS", Note(w.t("quality.lag"), w.t("quality.days", days=f"{m.lag:g}"))
    days = (
        w.t("quality.undefined") if found.timeliness is None else w.t("quality.days", days=found.timeliness)
    )
    yield "TIMELINESS", Note(w.t("quality.timeliness"), days)
    late = found.punctuality
    hours = w.t("quality.undefined") if late is None else w.t("quality.hours", hours=f"{late / HOUR:,.1f}")
    yield "TIMELINESS", Note(w.t("quality.punctuality"), hours, request.url("calendar"))


def _revisions(request: PageRequest, found: Quality) -> Iterator[Line]:
    w, r = request.words, found.revised
    words = w.t("quality.revised", vintages=r.vintages, series=r.series, changed=r.changed)
    yield "REVISION", Note(w.t("quality.revisions"), words, request.url(f"revisions/{found.flow.id}"))
    middle = w.t("quality.undefined") if r.middle is None else f"{r.middle:.3%}"
    yield "REVISION", Note(w.t("quality.middle"), middle)
