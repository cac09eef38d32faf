"""What comes of an act, said before it is done: the state it leads to, documents, what becomes public and until when, clocks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from xinxiao.entry.portal.oversight.cases.said import Sayer
from xinxiao.model.oversight.case import Case
from xinxiao.model.oversight.clock import ClockSpec, ClockVersion
from xinxiao.model.oversight.workflow import ActSpec, Publication, Workflow
from xinxiao.oversight.due import due, version_on


def follows(say: Sayer, workflow: Workflow, act: ActSpec, case: Case | None) -> Iterator[str]:
    """Line by line what follows from an act today, by the workflow alone."""
    t = say.visit.words.t
    if act.to is not None:
        yield t("oversight.follows.state", state=say.state(workflow, act.to))
    for name in act.documents:
        spec = next(one for one in workflow.documents if one.id == name)
        yield t("oversight.follows.document", name=say.visit.words.say(spec.name))
    for publication in workflow.publications:
        if publication.id in act.publishes:
            yield _public(say, publication)
        if publication.id in act.withdraws:
            yield t("oversight.follows.withdrawn", name=say.visit.words.say(publication.name))
    for clock in workflow.clocks:
        if act.id in clock.starts:
            yield _started(say, workflow, clock, case)
        waits = [run for run in (case.waiting if case is not None else ()) if run.clock == clock.id]
        if act.id in clock.stops and waits:
            yield t(
                "oversight.follows.stops", clock=say.clock(workflow, clock.id), day=say.left(waits[-1].due)
            )


def _public(say: Sayer, spec: Publication) -> str:
    t, name, day = say.visit.words.t, say.visit.words.say(spec.name), say.office.today.isoformat()
    held = [one for one in spec.ends if one.valid_from <= day <= (one.valid_to or day)]
    if not held:
        return t("oversight.follows.public", name=name)
    version = max(held, key=lambda one: one.valid_from)
    return t(
        "oversight.follows.public_for", name=name, length=_length(say, version), rule=_rule(say, version)
    )


def _started(say: Sayer, workflow: Workflow, clock: ClockSpec, case: Case | None) -> str:
    t, name, version = say.visit.words.t, say.visit.words.say(clock.name), version_on(clock, say.office.today)
    if clock.set_by is not None:
        return t("oversight.follows.set_by", clock=name, field=say.field(workflow, clock.set_by))
    if version is None or version.length is None:
        return t("oversight.follows.starts", clock=name)
    told = {"clock": name, "length": _length(say, version), "rule": _rule(say, version)}
    if clock.since is None:
        return t("oversight.follows.starts_today", **told)
    words = t("oversight.follows.starts_since", **told, field=say.field(workflow, clock.since))
    known = case.values.get(clock.since, "") if case is not None else ""
    if not known or clock.beforehand:
        return words
    last = due(version, date.fromisoformat(known), say.office.ports.known.calendar)
    key = "oversight.follows.so_far_provisional" if last.provisional else "oversight.follows.so_far"
    return words + t(key, since=known, day=last.day.isoformat())


def _length(say: Sayer, version: ClockVersion) -> str:
    length = version.fixed
    return f"{length.number} {say.visit.words.t(f'oversight.trace.unit.{length.unit}')}"


def _rule(say: Sayer, version: ClockVersion) -> str:
    rule = say.rule(version.rule, version.article)
    return rule if version.confirmed else f"{rule} {say.visit.words.t('oversight.mark.unconfirmed')}"
