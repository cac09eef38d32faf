"""One case: what it is about, its clocks with how each day was found, what is masked, what may be done, what happened."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from xinxiao.entry.errors import shown as said
from xinxiao.entry.portal import parameters
from xinxiao.entry.portal.desk import DeskVisit
from xinxiao.entry.portal.oversight.cases.acting import forms
from xinxiao.entry.portal.oversight.cases.leads import leads
from xinxiao.entry.portal.oversight.cases.said import Sayer, office
from xinxiao.entry.portal.page import Page
from xinxiao.model.oversight.case import ClockRun, Step
from xinxiao.model.oversight.case_facts import CaseActed, CaseSuggested, ClockRanOut, ClockRecomputed
from xinxiao.model.oversight.desk import urgency
from xinxiao.oversight.due import DueStep
from xinxiao.oversight.given import REASON
from xinxiao.uses.oversight import case_page
from xinxiao.uses.oversight.case_page import CasePage, Sealed
from xinxiao.uses.oversight.desk import names

PARAMETERS = (
    parameters.code("act"),
    parameters.code("suggestion", 9),
    parameters.code("done", 7),
    parameters.code("again", 3),
)


def case(visit: DeskVisit) -> Page:
    """One case, with what may be done."""
    return built(visit)


def built(visit: DeskVisit, reason: str = "") -> Page:
    """The page; for a ``reason`` with what is masked."""
    own, case_id = office(visit), visit.args["case"]
    found = case_page.page(own, case_id, reason)
    held, w = found.case, visit.words
    say = Sayer(visit, own, names(own, [held.subject]))
    context: dict[str, Any] = {
        "id": held.id,
        "seen": held.number,
        "marks": say.marks(held),
        "facts": _facts(say, found),
        "state": say.state(found.workflow, held.state),
        "clocks": [clock_said(say, found, run) for run in clocks_ordered(found)],
        "suggestions": list(_suggestions(say, found)),
        "values": [
            (say.field(found.workflow, name), say.value(found.workflow, name, value))
            for name, value in held.values.items()
        ],
        "sealed": [_sealed(say, found, one) for one in found.sealed],
        "masks": any(one.state == "masked" for one in found.sealed),
        "shown": reason,
        "evidence": list(_evidence(say, found)),
        "documents": list(_documents(say, found)),
        "publications": list(_publications(say, found)),
        "acts": forms(say, found.workflow, held, found.acts, None, visit.query.get("suggestion")),
        "opened": visit.query.get("act"),
        "done": _done(say, found),
        "history": [_step(say, found, step) for step in reversed(held.steps)],
    }
    title = w.t("oversight.page.title", case=held.id, workflow=say.workflow(held.workflow))
    return Page("case.html", title, "cases", context=context)


def _done(say: Sayer, found: CasePage) -> dict[str, Any] | None:
    """What was just done, with its receipt, the documents it made and what is due next; None where nothing was."""
    text = say.visit.query.get("done")
    one = next((each for each in found.happened if text.isdecimal() and each.fact.number == int(text)), None)
    if one is None or not isinstance(one.fact, CaseActed):
        return None
    made = {each.number for each in one.fact.documents}
    return {
        "step": one.fact.number,
        "act": one.fact.act,
        "name": say.act(found.workflow, one.fact.act),
        "again": bool(say.visit.query.get("again")),
        "at": say.visit.moment(one.event.at),
        "hash": one.event.hash,
        "sequence": one.event.sequence,
        "file": say.visit.plain_url(f"desk/cases/{found.case.id}/receipts/{one.fact.number}.json"),
        "documents": [each for each in _documents(say, found) if each["number"] in made],
        "due": [clock_said(say, found, run) for run in clocks_ordered(found) if run.waits],
        "next": [
            (
                say.visit.words.say(each.spec.name),
                say.visit.url(f"desk/cases/{found.case.id}/acts/{each.spec.id}"),
            )
            for each in found.acts
            if each.barred is None
        ],
        "draft": f"xinxiao.draft.act.{say.visit.actor.name}.{found.case.id}.{one.fact.act}",
    }


def _facts(say: Sayer, found: CasePage) -> list[tuple[str, str, str]]:
    t, held = say.visit.words.t, found.case
    links = [(t("oversight.page.links"), link, say.visit.url(f"desk/cases/{link}")) for link in held.links]
    entries = [
        (
            t("oversight.page.basis"),
            t("oversight.page.entry", list=one.list, version=one.version, code=one.code),
            "",
        )
        for one in held.entries
    ]
    pending = (
        [(t("oversight.page.recused"), t("oversight.page.recusal", who=say.person(held.recusal_of)), "")]
        if held.recusal_of
        else []
    )
    recused = [(t("oversight.page.recused"), say.person(one), "") for one in held.recused]
    lead = leads(say.office, held)
    draw = [(t(f"draw_desk.{lead[0]}"), lead[1], say.visit.url(lead[2]))] if lead is not None else []
    rows = [
        (t("oversight.workflow"), say.workflow(held.workflow), ""),
        (t("oversight.about"), say.subject(held.subject), ""),
        (t("oversight.area"), say.area(held.area) if held.area else "", ""),
        (t("oversight.handler"), say.person(held.handler), ""),
        (t("oversight.opened"), held.opened, ""),
        (t("oversight.ended"), held.ended, ""),
        *draw,
        *entries,
        *links,
        *pending,
        *recused,
    ]
    return [row for row in rows if row[1]]


# ---- clocks


def clocks_ordered(found: CasePage) -> list[ClockRun]:
    """Clocks that wait first, by day; then those that are over, the last first."""
    waiting = sorted(found.case.waiting, key=lambda run: run.due)
    over = [run for run in found.case.clocks if not run.waits]
    return [*waiting, *sorted(over, key=lambda run: run.ended or run.due, reverse=True)]


def clock_said(say: Sayer, found: CasePage, run: ClockRun) -> dict[str, Any]:
    """A clock as pages show it."""
    t = say.visit.words.t
    near = urgency(run.due, say.office.today) if run.state == "running" else ""
    return {
        "name": say.clock(found.workflow, run.clock),
        "state": t(f"oversight.clock_state.{run.state}"),
        "near": near,
        "marks": say.marks(run),
        "due": say.left(run.due) if run.state == "running" else run.due,
        "basis": say.rule(run.rule, run.article),
        "trace": list(_trace(say, found, run)),
    }


def _trace(say: Sayer, found: CasePage, run: ClockRun) -> Iterator[str]:
    """In words: by which rule, from when, what was counted, what did not count, whether it may still move."""
    t = say.visit.words.t
    yield t("oversight.trace.rule", rule=say.rule(run.rule, run.article), version=run.version)
    if not run.confirmed:
        yield t("oversight.trace.unconfirmed")
    steps = found.traces.get((run.clock, run.run), ())
    if not steps:
        yield t("oversight.trace.since", on=run.started)
        yield t("oversight.trace.set")
    for step in steps:
        yield _counted(say, step)
    if run.extended:
        yield t("oversight.trace.extended", count=run.extended)
    for one in found.happened:
        fact = one.fact
        if isinstance(fact, ClockRecomputed) and (fact.clock, fact.run) == (run.clock, run.run):
            yield t("oversight.trace.recomputed", on=fact.before, until=fact.due)


def _counted(say: Sayer, step: DueStep) -> str:
    t = say.visit.words.t
    unit = t(f"oversight.trace.unit.{step.unit}") if step.unit else ""
    return t(
        f"oversight.trace.{step.what}", on=step.on, until=step.until or "", number=step.number, unit=unit
    )


# ---- what it holds


def _sealed(say: Sayer, found: CasePage, one: Sealed) -> dict[str, str]:
    t = say.visit.words.t
    name = t("oversight.form.reason") if one.field == REASON else say.field(found.workflow, one.field)
    act = next((say.act(found.workflow, step.act) for step in found.case.steps if step.number == one.act), "")
    words = t(f"oversight.page.{one.state}") if one.state in ("erased", "lost") else one.words
    return {
        "head": name,
        "words": words,
        "state": one.state,
        "note": t("oversight.page.step", number=one.act, act=act),
    }


def _evidence(say: Sayer, found: CasePage) -> Iterator[dict[str, Any]]:
    for act, number, one in case_page.files(found):
        yield {
            "name": say.visit.words.t("oversight.page.evidence_name", number=number, act=act),
            "kind": one.kind.upper(),
            "size": _size(one.size),
            "sha256": one.sha256,
            "action": say.visit.url(f"desk/cases/{found.case.id}/evidence/{act}/{number}"),
        }


def _size(size: int) -> str:
    return (
        f"{size:,} B"
        if size < 10_000
        else f"{size / 1_000:,.0f} kB"
        if size < 10_000_000
        else f"{size / 1e6:,.1f} MB"
    )


def _documents(say: Sayer, found: CasePage) -> Iterator[dict[str, str]]:
    names = {one.id: one.name for one in found.workflow.documents}
    for one in found.case.documents:
        path = f"oversight/documents/{one.number}"
        yield {
            "name": say.visit.words.say(names.get(one.document)) or one.document,
            "number": one.number,
            "sha256": one.sha256,
            "basis": say.rule(one.rule),
            "href": say.visit.url(path) if say.has(path) else "",
            "page": say.visit.url(f"desk/cases/{found.case.id}/documents/{one.number}"),
            "action": say.visit.url(f"desk/cases/{found.case.id}/documents/{one.number}"),
        }


def _publications(say: Sayer, found: CasePage) -> Iterator[dict[str, str]]:
    t = say.visit.words.t
    names = {one.id: one.name for one in found.workflow.publications}
    for one in found.case.publications:
        until = t("oversight.page.until", until=one.until) if one.until else t("oversight.page.until_act")
        yield {
            "name": say.visit.words.say(names.get(one.publication)) or one.publication,
            "words": until if one.move == "begun" else t("oversight.page.withdrawn"),
            "href": say.visit.url(f"oversight/published/{found.case.id}"),
        }


# ---- what happened


def _suggestions(say: Sayer, found: CasePage) -> Iterator[dict[str, Any]]:
    t = say.visit.words.t
    for one in found.happened:
        fact = one.fact
        if not isinstance(fact, CaseSuggested):
            continue
        words = t(
            "oversight.page.suggestion_words",
            act=say.act(found.workflow, fact.act),
            method=fact.method,
            number=fact.number,
            at=say.visit.moment(one.event.at),
        )
        here = f"desk/cases/{found.case.id}"
        may = any(each.spec.id == fact.act and each.barred is None for each in found.acts)
        href = (
            say.visit.url(here, act=fact.act, suggestion=str(fact.number)) + f"#act-{fact.act}" if may else ""
        )
        yield {"number": fact.number, "words": words, "href": href}


def _step(say: Sayer, found: CasePage, step: Step) -> dict[str, Any]:
    t, at = say.visit.words.t, say.visit.moment(step.at)
    late = step.kind == "case.acted" and step.on != at[:10]
    fact = next(one.fact for one in found.happened if one.fact.number == step.number)
    more = list(_more(say, found, fact)) if isinstance(fact, CaseActed) else []
    return {
        "number": step.number,
        "at": at,
        "who": say.actor(step.actor),
        "what": _what(say, found, step, fact),
        "state": say.state(found.workflow, step.state) if step.kind == "case.acted" else "",
        "on": t("oversight.page.back_dated", on=step.on, at=at[:10]) if late else "",
        "more": t("list.semicolon").join(more),
    }


def _what(say: Sayer, found: CasePage, step: Step, fact: object) -> str:
    t = say.visit.words.t
    if isinstance(fact, ClockRanOut):
        what, noticed = say.clock(found.workflow, fact.clock), say.visit.moment(fact.noticed)
        return t("oversight.page.kind.case.clock_ran_out", what=what, day=fact.day, noticed=noticed)
    if isinstance(fact, ClockRecomputed):
        what, why = say.clock(found.workflow, fact.clock), t(f"oversight.page.why.{fact.why}")
        return t(
            "oversight.page.kind.case.clock_recomputed", what=what, before=fact.before, due=fact.due, why=why
        )
    if isinstance(fact, CaseActed | CaseSuggested):
        name = say.act(found.workflow, fact.act)
        return name if isinstance(fact, CaseActed) else t("oversight.page.kind.case.suggested", what=name)
    return t(f"oversight.page.kind.{step.kind}")


def _more(say: Sayer, found: CasePage, fact: CaseActed) -> Iterator[str]:
    """What an act gave, what it made, and what of it is sealed."""
    t = say.visit.words.t
    for name, value in fact.values.items():
        yield say.field(found.workflow, name) + t("colon") + say.value(found.workflow, name, value)
    if fact.entry is not None:
        one = fact.entry
        yield t("oversight.page.entry", list=one.list, version=one.version, code=one.code)
    if fact.evidence:
        yield t("oversight.page.evidence_count", count=len(fact.evidence))
    if fact.documents:
        yield t("oversight.page.document_count", count=len(fact.documents))
    if fact.content:
        yield t("oversight.page.sealed_count")


def words_of(error: Any, visit: DeskVisit) -> tuple[str, ...]:
    """What is wrong and what to do, in the reader's language."""
    found = said(error, visit.lang)
    return tuple(line for line in (found.message, found.hint) if line)
