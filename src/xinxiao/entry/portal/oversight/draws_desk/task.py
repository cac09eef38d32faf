"""A task of a plan: what was drawn of it, and the form by which a draw is prepared: sources of randomness, inspectors, what it repeats."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from xinxiao.entry.portal import parameters
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.desk import DeskVisit
from xinxiao.entry.portal.oversight.draws_desk.plan import entries, shares
from xinxiao.entry.portal.oversight.draws_desk.said import NOTHING, REFUSED, Desk, Tried, draws_grid, status
from xinxiao.entry.portal.page import Page
from xinxiao.errors import DataFault, NotFound, told
from xinxiao.model.finding import Finding
from xinxiao.model.oversight.case import Case
from xinxiao.model.oversight.draw import Inspector, SourceOfChance
from xinxiao.model.oversight.plan import Plan, Task
from xinxiao.model.oversight.predicate import written
from xinxiao.uses.oversight import draw_standing, draws, plans
from xinxiao.uses.oversight.draw_parts import inspectors_at, keep_inspectors
from xinxiao.uses.oversight.draw_standing import DrawAsked

REPEATS = parameters.code("repeats")
SOURCES = 3
"""Sources of randomness that one form takes."""


@dataclass(frozen=True)
class People:
    """Who may inspect, as a file says; kept by their hash once nothing is wrong with it."""

    inspectors: tuple[Inspector, ...]
    kept: str
    findings: tuple[Finding, ...] = ()


def task(visit: DeskVisit) -> Page:
    """One task. Raises ``NotFound``."""
    return _page(Desk(visit), NOTHING)


def do_prepare(visit: DeskVisit) -> Answer:
    """Work out a draw of the task, to be looked at before its approval is asked for."""
    desk, sent = Desk(visit), dict(visit.fields)
    try:
        _, own, _ = _held(desk)
        people = _people(desk)
        sent["kept"] = people.kept
        if people.findings or not people.inspectors:
            why = desk.t("people_wrong" if people.findings else "people_empty", count=len(people.findings))
            return visit.page(_page(desk, Tried(sent, (why,), people.findings)), 422)
        made = draws.worked_out(
            desk.office,
            desk.known,
            visit.args["case"],
            own,
            visit.args["task"],
            people.inspectors,
            tuple(_sources(desk)),
            _repeat(desk),
        )
    except REFUSED as error:
        return visit.page(_page(desk, Tried(sent, desk.refused(error))), status(error))
    return visit.to(f"desk/draws/prepared/{made.commitment}")


def _held(desk: Desk) -> tuple[Case, Plan, Task]:
    """The plan and the task of the address. Raises :class:`NotFound`."""
    held = plans.find(desk.office, desk.known, desk.visit.args["case"])
    own, number = plans.plan_of(desk.office, desk.known, held), desk.visit.args["task"]
    found = next((one for one in own.tasks if one.number == number), None) if own is not None else None
    if own is None or found is None:
        names = ", ".join(one.number for one in own.tasks) if own is not None else "-"
        raise NotFound(f"no task {number}", told("no_task", task=ascii(number[:64])[1:-1], known=names))
    return held, own, found


def _people(desk: Desk) -> People:
    """The inspectors of the file that was sent, or of the one before. Raises :class:`DataFault` where there is none."""
    file, kept = desk.visit.file, desk.visit.fields["kept"]
    blobs = desk.office.ports.blobs
    if file is None:
        if not plans.is_digest(kept):
            raise DataFault("no file", told("field_missing", field=desk.t("inspectors")))
        return People(inspectors_at(blobs, kept), kept)
    people, found = plans.inspectors(desk.known, file.filename or "inspectors", file.path)
    wrong = tuple(one for one in found if one.level == "error")
    return People(people, "" if wrong or not people else keep_inspectors(blobs, people), wrong)


def _sources(desk: Desk) -> Iterator[SourceOfChance]:
    """The sources that were filled in, in order. Raises :class:`DataFault` for a part that is missing, and where there is none."""
    sent, count = desk.visit.fields, 0
    for number in range(1, SOURCES + 1):
        kind, issue, takes, at = (
            sent.get(f"source.{name}{number}", "") for name in ("kind", "issue", "takes", "at")
        )
        if not (kind or issue or at):
            continue
        spec = desk.chance(kind)
        for name, value in (("source", spec), ("issue", issue), ("at", at)):
            if not value:
                raise DataFault(f"no {name}", told("field_missing", field=f"{desk.t(name)} {number}"))
        usual = desk.visit.words.say(spec.takes) if spec is not None else ""
        count += 1
        yield SourceOfChance(source=kind, issue=issue, takes=takes or usual, at=desk.moment(at))
    if not count:
        raise DataFault("no source", told("field_missing", field=desk.t("source")))


def _repeat(desk: Desk) -> draws.Repeat | None:
    number, reason = desk.visit.fields["repeats"], desk.visit.fields["reason"]
    if number and not reason:
        raise DataFault("no reason", told("field_missing", field=desk.t("repeat_reason")))
    return draws.Repeat(number, reason) if number else None


def _page(desk: Desk, tried: Tried) -> Page:
    held, _, own = _held(desk)
    spec, t = desk.known.spec.plan, desk.t
    found = [
        one
        for one in draw_standing.draws_of(desk.office, desk.known, held.id)
        if one.terms.task == own.number
    ]
    context = {
        "plan": held.id,
        "plan_name": held.values.get(spec.number, held.id),
        "task": own.number,
        "facts": [
            (t("kind"), t(f"kinds.{own.kind}")),
            (t("entries"), entries(own)),
            (t("predicate"), written(own.predicate)),
            (t("shares"), shares(desk, own)),
            (t("days"), t("span", since=own.since, until=own.until)),
            (t("body"), own.body),
            (t("method"), own.method),
        ],
        "draws": draws_grid(desk, found),
        "in_force": held.state == spec.in_force,
        "chance": [(one.id, desk.visit.words.say(one.name), one) for one in desk.known.spec.chance],
        "sources": [_typed(tried.sent, number) for number in range(1, SOURCES + 1)],
        "repeatable": [one.terms.number for one in found if _repeatable(one)],
        "repeats": tried.sent.get("repeats", desk.visit.query.get("repeats")),
        "reason": tried.sent.get("reason", ""),
        "kept": tried.sent.get("kept", ""),
        "zone": str(desk.office.ports.zone),
        "now": desk.visit.moment(desk.office.at),
        "headers": [one.aliases[0] if one.aliases else one.id for one in desk.known.columns.inspectors],
        "alert": tried.why,
        "findings": desk.findings(tried.findings),
    }
    return Page(
        "draws_task.html", t("task_title", number=own.number, name=own.name), "draws", context=context
    )


def _repeatable(one: DrawAsked) -> bool:
    return one.next == "record_void"


def _typed(sent: Mapping[str, str], number: int) -> dict[str, str]:
    """What was typed of one source."""
    names = ("kind", "issue", "takes", "at")
    return {"number": str(number), **{name: sent.get(f"source.{name}{number}", "") for name in names}}
