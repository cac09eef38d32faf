"""Oversight: what is about people is collected on a basis and never public; decisions are made, reasoned and recused from by people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.model.oversight.workflow import SEALED, FieldKind, RecusalPart, Workflow
from xinxiao.programme.checks.known import Known
from xinxiao.programme.checks.oversight_ways import sound

ABOUT_PEOPLE: frozenset[FieldKind] = frozenset({"name", "phone", "identity", "email"})
"""Kinds of fields that are about a person, whatever a file says."""


def personal(known: Known) -> Iterator[Finding]:
    """A personal field has a basis and is in no publication; what is sealed is ended one day."""
    for flow in known.loaded.oversight.workflows.values():
        for i, field in enumerate(flow.fields):
            place = known.at("workflows", flow.id, "fields", i)
            if field.kind in ABOUT_PEOPLE and not field.personal:
                yield fault(*place, "oversight.personal_kind", field=field.id, kind=field.kind)
            if (field.personal or field.kind in ABOUT_PEOPLE) and not field.basis:
                yield fault(*place, "oversight.personal_basis", field=field.id)
        hidden = {own.id for own in flow.fields if own.personal or own.kind in ABOUT_PEOPLE}
        for i, publication in enumerate(flow.publications):
            for j, name in enumerate(publication.fields):
                if name in hidden:
                    place = known.at("workflows", flow.id, "publications", i, "fields", j)
                    yield fault(*place, "oversight.personal_public", field=name, publication=publication.id)
                elif name in flow.field and flow.field[name].kind in SEALED:
                    place = known.at("workflows", flow.id, "publications", i, "fields", j)
                    yield fault(*place, "oversight.sealed_public", field=name, publication=publication.id)
            yield from _documents(known, flow, i, hidden)
        sealed = [field.id for field in flow.fields if field.kind in SEALED or field.personal]
        if sealed and flow.retention is None:
            yield fault(*known.at("workflows", flow.id), "oversight.retention", field=sealed[0])


def _documents(known: Known, flow: Workflow, i: int, hidden: set[str]) -> Iterator[Finding]:
    """A document that becomes public shows nothing of a person."""
    publication = flow.publications[i]
    for j, name in enumerate(publication.documents):
        document = next((own for own in flow.documents if own.id == name), None)
        shown = {field for version in (document.versions if document else ()) for field in version.fields}
        for field in sorted(shown & hidden):
            place = known.at("workflows", flow.id, "publications", i, "documents", j)
            yield fault(*place, "oversight.personal_public", field=field, publication=publication.id)


def decisions(known: Known) -> Iterator[Finding]:
    """A decision needs reasons and is made by people; people who must differ must be able to."""
    for flow in known.loaded.oversight.workflows.values():
        for i, act in enumerate(flow.acts):
            place = known.at("workflows", flow.id, "acts", i)
            if act.decides and "system" in act.by:
                yield fault(*place, "oversight.decides_system", act=act.id)
            if act.decides and not act.reason:
                yield fault(*place, "oversight.decides_reason", act=act.id)
            if act.evidence is not None and act.evidence.least > act.evidence.most:
                yield fault(*place, "oversight.evidence", act=act.id)
            if act.distinct and (len(act.distinct) < 2 or not set(act.distinct) <= {*act.needs, *act.takes}):
                yield fault(*place, "oversight.distinct", act=act.id)
            asked = set(act.needs) & set(act.takes)
            if asked:
                yield fault(*place, "oversight.twice_asked", act=act.id, field=min(asked))


def recusals(known: Known) -> Iterator[Finding]:
    """Where recusal is declared it can be asked for, granted and refused; and decided wherever it waits."""
    for graph in sound(known):
        flow = graph.flow
        parts = {act.recusal: act for act in flow.acts if act.recusal is not None}
        place = known.at("workflows", flow.id, "recusal")
        if flow.recusal is None and parts:
            yield fault(*place, "oversight.recusal_undeclared", act=next(iter(parts.values())).id)
        if flow.recusal is None:
            continue
        missing = [word for word in get_args(RecusalPart) if word not in parts]
        if missing:
            yield fault(*place, "oversight.recusal_missing", missing=", ".join(missing))
            continue
        for word in ("grants", "refuses"):
            can = {state for act in flow.acts if act.recusal == word for state in act.from_}
            asks = {act.to or state for act in flow.acts if act.recusal == "asks" for state in act.from_}
            lost = sorted((asks & graph.reached) - can)
            if lost:
                yield fault(*place, "oversight.recusal_from", states=", ".join(lost), word=word)
        asking = {act.id for act in flow.acts if act.recusal == "asks"}
        for i, clock in enumerate(flow.clocks if flow.recusal.pending == "goes_on" else ()):
            for name in sorted(asking & set(clock.suspends)):
                place_ = known.at("workflows", flow.id, "clocks", i, "suspends")
                yield fault(*place_, "oversight.recusal_clock", clock=clock.id, act=name)
        for i, act in enumerate(flow.acts):
            if act.recusal in ("grants", "refuses") and not act.decides:
                yield fault(
                    *known.at("workflows", flow.id, "acts", i), "oversight.recusal_decides", act=act.id
                )


def publications(known: Known) -> Iterator[Finding]:
    """What must be public by a clock is made so by acts that stop it; what is withdrawn can have been public."""
    for graph in sound(known):
        flow = graph.flow
        for i, publication in enumerate(flow.publications):
            acts = [act for act in flow.acts if publication.id in act.publishes]
            clock = flow.clock.get(publication.within or "")
            place = known.at("workflows", flow.id, "publications", i, "within")
            for act in acts if clock is not None else ():
                if clock is not None and act.id not in clock.stops:
                    yield fault(*place, "oversight.within", act=act.id, clock=clock.id)
        for i, act in enumerate(flow.acts):
            for j, name in enumerate(act.withdraws):
                begun = [own.id for own in flow.acts if name in own.publishes]
                if begun and not graph.possible_after(act, *begun):
                    place = known.at("workflows", flow.id, "acts", i, "withdraws", j)
                    yield fault(*place, "oversight.withdraws", act=act.id, publication=name)
