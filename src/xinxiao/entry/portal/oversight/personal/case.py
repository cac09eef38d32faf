"""What one case holds of people, without a value of it: its parts, erasures that were asked for, what they destroy and leave, holds,
what was handed out; and what may be done now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from xinxiao.entry.portal.desk import DeskVisit
from xinxiao.entry.portal.oversight.cases.case import words_of
from xinxiao.entry.portal.oversight.cases.said import Sayer, office
from xinxiao.entry.portal.oversight.personal.board import part
from xinxiao.entry.portal.page import Page
from xinxiao.errors import XinxiaoError
from xinxiao.model.oversight.content import PERSON
from xinxiao.model.oversight.personal_facts import CaseHandedOut, CaseKept, CaseKeyDestroyed, ErasureAsked
from xinxiao.model.oversight.rule import Basis
from xinxiao.oversight.erased import Counted, Outcome
from xinxiao.oversight.given import REASON
from xinxiao.uses.oversight import personal_page
from xinxiao.uses.oversight.personal_page import AskedErasure, Hold, PersonalPage, Said

PARTS = (PERSON, "whole")
"""What may be asked to be erased: what is about the person, or all of the case."""


@dataclass(frozen=True)
class Tried:
    """What was refused just now: which form, what was sent, why not."""

    form: str = ""
    why: tuple[str, ...] = ()
    sent: Mapping[str, str] = field(default_factory=dict)


def case(visit: DeskVisit) -> Page:
    """What one case holds of people. Raises ``NotFound`` for one beyond reach."""
    return built(visit, Tried())


def refused(visit: DeskVisit, form: str, error: XinxiaoError) -> Page:
    """The same after something was refused, with what was sent and why."""
    return built(visit, Tried(form, words_of(error, visit), visit.fields))


def built(visit: DeskVisit, tried: Tried) -> Page:
    """The page."""
    own = office(visit)
    found = personal_page.page(own, visit.args["case"])
    say, held, t = Sayer(visit, own), found.file.case, visit.words.t
    context = {
        "id": held.id,
        "synthetic": held.synthetic,
        "facts": list(_facts(say, found)),
        "parts": [_part(say, found, one) for one in found.parts],
        "asked": [_asked(say, found, one) for one in reversed(found.asked)],
        "gone": [_gone(say, found, *one) for one in reversed(found.gone)],
        "holds": [_hold(say, one) for one in reversed(found.holds)],
        "handed": [_handed(say, found, one) for one in reversed(found.handed)],
        "erasable": [(one or "whole", t(f"personal.part.{one or 'whole'}")) for one in found.open_parts()],
        "rules": sorted(
            ((one.id, say.rule(one.id)) for one in own.ports.known.rules.values()), key=lambda p: p[1]
        ),
        "has_person": any(one.part == PERSON and set(one.fields) - set(one.erased) for one in found.parts),
        "erased": found.is_erased,
        "supervises": found.supervises,
        "tried": tried,
    }
    return Page("personal_case.html", t("personal.title", case=held.id), "personal", context=context)


def _facts(say: Sayer, found: PersonalPage) -> Iterator[tuple[str, str]]:
    t, held = say.visit.words.t, found.file.case
    yield t("oversight.workflow"), say.workflow(held.workflow)
    yield t("oversight.state"), say.state(found.file.workflow, held.state)
    yield t("oversight.area"), say.area(held.area)
    if held.ended:
        yield t("oversight.ended"), held.ended
    yield t("personal.kept"), _kept(say, found.kept)


def _kept(say: Sayer, kept: CaseKept | None) -> str:
    t = say.visit.words.t
    if kept is None or not kept.until:
        return t("personal.kept_open")
    words = say.left(kept.until)
    basis = _basis(say, kept.basis)
    if basis:
        words = words + t("paren", words=basis)
    return words if kept.confirmed else f"{words} {t('oversight.mark.unconfirmed')}"


def _basis(say: Sayer, basis: list[Basis]) -> str:
    return say.visit.words.t("list.semicolon").join(say.rule(one.rule, one.article) for one in basis)


def _names(say: Sayer, found: PersonalPage, fields: Iterator[str] | tuple[str, ...]) -> str:
    t = say.visit.words.t
    names = [
        t("oversight.form.reason") if name == REASON else say.field(found.file.workflow, name)
        for name in dict.fromkeys(fields)
    ]
    return say.visit.words.join(names)


def _part(say: Sayer, found: PersonalPage, one: personal_page.Part) -> dict[str, str]:
    t = say.visit.words.t
    standing = [
        t(f"personal.standing.{state}", fields=_names(say, found, fields))
        for state, fields in (("erased", one.erased), ("lost", one.lost))
        if fields
    ]
    return {
        "name": part(say, one.part),
        "fields": _names(say, found, one.fields),
        "standing": t("list.semicolon").join(standing) or t("personal.standing.kept"),
    }


def _asked(say: Sayer, found: PersonalPage, one: AskedErasure) -> dict[str, Any]:
    fact, t = one.asked.fact, say.visit.words.t
    assert isinstance(fact, ErasureAsked)
    made = {
        "number": one.asked.event.sequence,
        "words": t("personal.asked.words", part=part(say, fact.part), **_by(say, one.asked)),
        "basis": _basis(say, fact.basis),
        "reason": _reason(say, one.asked),
        "open": one.decided is None,
        "would": _outcome(say, found, one.would),
        "barred": words_of(one.barred, say.visit)[0] if one.barred is not None else "",
        "decided": "",
    }
    if one.decided is None:
        return made
    state = "approved" if isinstance(one.decided.fact, CaseKeyDestroyed) else "refused"
    words = t(f"personal.asked.{state}", **_by(say, one.decided))
    reason = f"{t('colon')}{_reason(say, one.decided)}" if state == "refused" else ""
    return made | {"decided": words + reason}


def _by(say: Sayer, one: Said) -> dict[str, str]:
    return {"who": say.actor(one.event.actor), "at": say.visit.moment(one.event.at)}


def _reason(say: Sayer, one: Said) -> str:
    return say.visit.words.t("personal.reason_gone") if one.reason is None else one.reason


def _gone(say: Sayer, found: PersonalPage, said: Said, left: Outcome) -> dict[str, Any]:
    fact, t = said.fact, say.visit.words.t
    assert isinstance(fact, CaseKeyDestroyed)
    return {
        "words": t(
            f"personal.result.{fact.why}", part=part(say, fact.part), due=fact.due or "-", **_by(say, said)
        ),
        "basis": _basis(say, fact.basis),
        **_outcome(say, found, left),
    }


def _outcome(say: Sayer, found: PersonalPage, left: Outcome) -> dict[str, Any]:
    t = say.visit.words.t

    def words(kind: str, one: Counted) -> str:
        return t(f"personal.{kind}.{one.what}", count=one.count)

    return {
        "fields": _names(say, found, tuple(name for _, name in left.fields)),
        "destroyed": [words("destroyed", one) for one in left.destroyed],
        "stays": [words("stays", one) for one in left.stays],
    }


def _hold(say: Sayer, one: Hold) -> dict[str, Any]:
    t = say.visit.words.t
    ended = ""
    if one.ended is not None:
        ended = t("personal.hold.ended", **_by(say, one.ended)) + t("colon") + _reason(say, one.ended)
    return {
        "number": one.put.event.sequence,
        "words": t("personal.hold.put", **_by(say, one.put)),
        "reason": _reason(say, one.put),
        "ended": ended,
    }


def _handed(say: Sayer, found: PersonalPage, one: Said) -> dict[str, str]:
    assert isinstance(one.fact, CaseHandedOut)
    return {
        "words": say.visit.words.t("personal.handed.words", **_by(say, one)),
        "fields": _names(say, found, tuple(one.fact.fields)),
        "reason": _reason(say, one),
        "sha256": one.fact.sha256,
    }
