"""One case for its page: what it is, what may be done with it, how its days were found, and what of it is masked.

What is masked is shown on a stated reason alone, and that is an event on the chain of readings before anything is shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from msgspec.structs import replace as changed

from xinxiao.errors import NotFound, XinxiaoError, told
from xinxiao.model.oversight.case import Case, ClockRun, Happened, happened
from xinxiao.model.oversight.case_facts import CaseActed, DocumentMade, EvidenceKept
from xinxiao.model.oversight.content import OWN, Place
from xinxiao.model.oversight.personal_facts import CaseShown
from xinxiao.model.oversight.reading_facts import CaseRead
from xinxiao.model.oversight.workflow import ActSpec, DocumentSpec, Doer, Workflow
from xinxiao.model.release import sha256
from xinxiao.oversight.due import DueStep, due
from xinxiao.oversight.given import REASON, demand_conditions
from xinxiao.oversight.mask import scrubbed
from xinxiao.oversight.moves import version_of
from xinxiao.oversight.wanted import By, Grounds, Question, Wanted
from xinxiao.oversight.who import role_of
from xinxiao.uses.oversight import going_by, letters, personal
from xinxiao.uses.oversight.office import Office
from xinxiao.uses.oversight.personal_file import (
    CaseFile,
    PersonalRules,
    demand_handler,
    demand_reason,
    file_of,
    opened,
    rules_of,
)


@dataclass(frozen=True)
class Possible:
    """An act that the state allows to somebody of the actor's role; ``barred``: why not to this person."""

    spec: ActSpec
    barred: XinxiaoError | None = None


@dataclass(frozen=True)
class Sealed:
    """A field that an act sealed, as it may be shown. ``state``: open; masked, for it is about a person; erased with its key; or its key
    is lost."""

    act: int
    field: str
    words: str
    state: Literal["open", "masked", "erased", "lost"]


@dataclass(frozen=True)
class CasePage:
    """A case, the workflow it goes by, what happened, what who asks may do, and what is masked."""

    case: Case
    workflow: Workflow
    happened: tuple[Happened, ...]
    acts: tuple[Possible, ...]
    sealed: tuple[Sealed, ...]
    traces: Mapping[tuple[str, int], tuple[DueStep, ...]]


def page(office: Office, case: str, reason: str = "") -> CasePage:
    """A case for its page; for a ``reason`` with what is masked. That it was looked at, and why, is recorded before anything of it is
    known. Raises as :func:`xinxiao.uses.oversight.going_by.found`, and :class:`DataFault` for a reason that is none."""
    held = going_by.found(office, case)
    file, law = file_of(office, held), rules_of(office)
    goes_by = going_by.seen(office, held)
    workflow = goes_by.workflow if goes_by is not None else file.workflow
    read(office, "case", held.id)
    masked = list(_sealed(office, file, law, unmasked=False))
    about = sorted({one.field for one in masked if one.state == "masked"})
    if reason:
        personal.show(office, file, law, about, reason)
    return CasePage(
        held,
        workflow,
        tuple(happened(event) for event in office.ports.cases.events(held.id)),
        tuple(possible(office, workflow, held)),
        tuple(_sealed(office, file, law, unmasked=True) if reason else masked),
        {(run.clock, run.run): trace(office, workflow, run) for run in held.clocks},
    )


def _is_personal(workflow: Workflow, name: str) -> bool:
    """Whether a sealed field is masked: one about a person, or one nobody names any more; the reasons of acts are not."""
    field = workflow.field.get(name)
    return name != REASON and (field is None or field.personal)


def _sealed(office: Office, file: CaseFile, law: PersonalRules, *, unmasked: bool) -> Iterator[Sealed]:
    """What acts sealed: of a person as the programme masks it, and what is about no person with what in it looks as if it were masked."""
    every, shown = opened(office, file), personal.masked(office, file, law)
    people = {
        str(every[one.act].values[name]): hidden
        for one in shown
        for name, hidden in one.values.items()
        if _is_personal(file.workflow, name)
    }
    for one in shown:
        for name, hidden in one.values.items():
            said = str(every[one.act].values[name])
            own = hidden if _is_personal(file.workflow, name) else scrubbed(said, law.masking, people)
            is_hidden = not unmasked and (own != said or _is_personal(file.workflow, name))
            yield Sealed(one.act, name, own if is_hidden else said, "masked" if is_hidden else "open")
        yield from (Sealed(one.act, name, "", "erased") for name in one.erased)
        yield from (Sealed(one.act, name, "", "lost") for name in one.lost)


def files(found: CasePage) -> Iterator[tuple[int, int, EvidenceKept]]:
    """The files of a case: the act each came with, its number there from 1, and what it is."""
    for one in found.happened:
        if isinstance(one.fact, CaseActed):
            for number, kept in enumerate(one.fact.evidence, 1):
                yield one.fact.number, number, kept


def possible(office: Office, workflow: Workflow, case: Case | None) -> Iterator[Possible]:
    """The acts that the state allows somebody of the actor's roles, in the order of the workflow; without a case those that open one,
    somewhere."""
    who = going_by.by(office, case.area) if case is not None else _anywhere(office)
    for spec in workflow.acts:
        allowed = case.state in spec.from_ if case is not None else not spec.from_ and spec.to is not None
        if allowed and who.roles & set(spec.by):
            yield Possible(spec, _barred(office, workflow, case, spec, who))


def demand_act(office: Office, case: Case, act: str) -> None:
    """Raise unless who asks may do an act on a case, whatever its state: :class:`NotAllowed` as
    :func:`xinxiao.oversight.who.role_of`, :class:`NotFound` for an act that its workflow does not have."""
    workflow = going_by.held(office, case).workflow
    spec = workflow.act.get(act)
    if spec is None:
        raise NotFound(f"no act {act}", told("case_no_act", act=act, known=", ".join(sorted(workflow.act))))
    barred = _barred(office, workflow, case, spec, going_by.by(office, case.area))
    if barred is not None:
        raise barred


def _anywhere(office: Office) -> By:
    """As what the actor acts at least in one of their areas."""
    every = [going_by.by(office, grant.scope) for grant in office.actor.grants if grant.scope]
    return By(office.actor.line, office.actor.name, frozenset[Doer]().union(*(one.roles for one in every)))


def _barred(
    office: Office, workflow: Workflow, case: Case | None, spec: ActSpec, who: By
) -> XinxiaoError | None:
    grounds = Grounds(office.today, office.ports.known.calendar, "")
    wanted = Wanted(spec.id, case.number if case is not None else 0)
    try:
        role_of(Question(workflow, spec, case, wanted, who, grounds, office.today))
        if case is not None:
            demand_conditions(Question(workflow, _settled(spec), case, wanted, who, grounds, office.today))
    except XinxiaoError as error:
        return error
    return None


def _settled(spec: ActSpec) -> ActSpec:
    """An act with those conditions alone that what it is given does not settle."""
    asked = {*spec.needs, *spec.takes}
    only = tuple(one for one in spec.only_if if one.field not in asked)
    any_of = () if any(one.field in asked for one in spec.any_of) else spec.any_of
    return changed(spec, only_if=only, any_of=any_of)


def trace(office: Office, workflow: Workflow, run: ClockRun) -> tuple[DueStep, ...]:
    """How the last day of a clock is found, step by step, by the calendar as it is today; none where it was set by hand, or the
    workflow says nothing of that version any more."""
    spec = workflow.clock.get(run.clock)
    if spec is None:
        return ()
    try:
        version = version_of(spec, run)
    except XinxiaoError:
        return ()
    if version.length is None:
        return ()
    lengths = (version.extension.length,) * run.extended if version.extension is not None else ()
    stops = [(date.fromisoformat(first), date.fromisoformat(last)) for first, last in run.suspended]
    start = date.fromisoformat(run.started)
    return due(version, start, office.ports.known.calendar, stops, lengths, beforehand=spec.beforehand).steps


def evidence(office: Office, case: str, act: int, number: int, reason: str) -> tuple[EvidenceKept, bytes]:
    """A file of a case, once the reason stands on the chain. Raises as :func:`page`, and :class:`NotFound` for one that is not there or
    was erased."""
    held = going_by.found(office, case)
    events = (happened(event).fact for event in office.ports.cases.events(held.id))
    fact = next((one for one in events if one.number == act), None)
    kept = fact.evidence if isinstance(fact, CaseActed) else ()
    if not 1 <= number <= len(kept):
        raise NotFound(f"{case} {act} {number}", told("no_evidence", case=held.id, act=act, number=number))
    _state(office, held, f"evidence-{act}-{number}", reason)
    one = kept[number - 1]
    return one, office.ports.content.opened_file(
        Place(held.id, act), number, office.ports.blobs.get(one.kept)
    )


@dataclass(frozen=True)
class Paper:
    """A document to read: what it is, the words it says and those of a translation that nobody issued (empty: none); ``is_shown``:
    whether it may be read without a stated reason, for it shows nothing about a person, or a reason was stated."""

    made: DocumentMade
    spec: DocumentSpec | None
    is_shown: bool
    words: str = ""
    english: str = ""


def paper(office: Office, case: str, number: str, reason: str = "") -> Paper:
    """A document of a case with what it says; of one that shows something about a person only for a ``reason``, which stands on the
    chain before. Raises as :func:`page`, and :class:`NotFound` for one that is not there or was erased."""
    held, made, spec, is_open = _paper(office, case, number)
    if not is_open and not reason:
        read(office, "case", held.id)
        return Paper(made, spec, is_shown=False)
    _tell(office, held, number, reason, is_open=is_open)
    words = letters.opened(office, held.id, number, "text").decode()
    return Paper(made, spec, True, words, letters.in_english(office, held.id, number))


def document(
    office: Office, case: str, number: str, reason: str, form: Literal["pdf", "text"] = "pdf"
) -> bytes:
    """The bytes of a document of a case, as PDF or as text. Raises as :func:`paper`, and :class:`DataFault` where a reason is needed."""
    held, _, _, is_open = _paper(office, case, number)
    _tell(office, held, number, reason, is_open=is_open)
    return letters.opened(office, held.id, number, form)


def _paper(office: Office, case: str, number: str) -> tuple[Case, DocumentMade, DocumentSpec | None, bool]:
    held = going_by.found(office, case)
    made = next((one for one in held.documents if one.number == number), None)
    if made is None:
        shown = ascii(number[:80])[1:-1]
        raise NotFound(shown, told("no_evidence", case=held.id, act=0, number=shown))
    workflow = going_by.held(office, held).workflow
    spec = next((one for one in workflow.documents if one.id == made.document), None)
    return held, made, spec, letters.part_of(workflow, spec) == OWN


def _tell(office: Office, held: Case, number: str, reason: str, *, is_open: bool) -> None:
    """Have it stand on a chain that a document is about to be read."""
    if is_open and not reason:
        read(office, "document", number)
    else:
        _state(office, held, f"document-{number}", reason)


def _state(office: Office, held: Case, what: str, reason: str) -> None:
    """Have a reason stand on the chain, sealed, before what is asked for is seen. Raises as :func:`page`."""
    file, law = file_of(office, held), rules_of(office)
    demand_handler(office, file)
    words = demand_reason(file, law, reason)
    sealed = office.ports.content.sealed_words(held.id, words)
    fact = CaseShown(case=held.id, fields=[what], reason=sha256(sealed))
    office.ports.personal.say(office.actor.line, office.at, [fact], sealed)


def read(office: Office, what: str, key: str) -> None:
    """Record that who asks is about to see something of a case: ``what`` by which ``key``. On the chain of readings, on disk before
    anything is shown."""
    office.ports.readings.append(office.actor.line, office.at, [CaseRead(what=what, key=key)])
