"""The page of one act alone, made for a thumb: the form, what is known of the case beside it, what comes of it.

What is typed stays in the browser until it is sent, encrypted with a key that the page brings and no browser keeps; what is about a
person, and files, do not (``static/act.js``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from xinxiao.entry.portal import parameters
from xinxiao.entry.portal.desk import DeskVisit
from xinxiao.entry.portal.oversight.cases.acting import Tried, forms
from xinxiao.entry.portal.oversight.cases.case import clock_said, clocks_ordered
from xinxiao.entry.portal.oversight.cases.inputs import Form
from xinxiao.entry.portal.oversight.cases.said import Sayer, office
from xinxiao.entry.portal.page import Page
from xinxiao.errors import Conflict, NotFound, told
from xinxiao.uses.oversight import case_page
from xinxiao.uses.oversight.case_page import CasePage
from xinxiao.uses.oversight.desk import names

PARAMETERS = (parameters.code("suggestion", 9),)
ALWAYS = ("reason", "on", "entry")
"""What stays in the browser beside fields."""
ASIDE = (
    "saved", "recalled", "drop", "sending", "offline", "trouble", "signed_out", "sign_in", "large", "picture", "remove", "reading",
)  # fmt: skip
"""What the browser says of it."""


@dataclass(frozen=True)
class Draft:
    """What a browser keeps of a form until it is sent: under which name, with which key (hexadecimal), which inputs."""

    name: str
    key: str
    keeps: tuple[str, ...]


def act_page(visit: DeskVisit) -> Page:
    """The form of an act. Raises :class:`Conflict` for one that the state of the case does not allow."""
    return built(visit)


def built(visit: DeskVisit, tried: Tried | None = None) -> Page:
    """The page; after an act that was refused with what was sent, also where it can no longer be done.

    Raises :class:`NotFound` for an act the workflow does not have.
    """
    own, case_id, name = office(visit), visit.args["case"], visit.args["act"]
    found = case_page.page(own, case_id)
    act = found.workflow.act.get(name)
    if act is None:
        known = ", ".join(sorted(found.workflow.act))
        raise NotFound("no act", told("case_no_act", act=ascii(name[:64])[1:-1], known=known))
    held, say = found.case, Sayer(visit, own, names(own, [found.case.subject]))
    possible = [one for one in found.acts if one.spec.id == name]
    if not possible and tried is None:
        state, acts = (
            say.state(found.workflow, held.state),
            say.visit.words.join([_name(say, one) for one in found.acts]),
        )
        raise Conflict("not now", told("case_state", act=_both(act.name), state=state, acts=acts or "-"))
    made = forms(say, found.workflow, held, possible, tried, visit.query.get("suggestion"))
    if tried is not None and made and made[0].barred:
        made = []  # what was typed is shown, for there is no form to keep it in
    context: dict[str, Any] = {
        "id": held.id,
        "seen": held.number,
        "marks": say.marks(held),
        "form": made[0] if made else None,
        "why": tried.why if tried is not None else "",
        "sent": [] if made or tried is None else _sent(say, found, tried),
        "name": name,
        "draft": _draft(visit, held.id, made[0]) if made and not made[0].barred else None,
        "subject": say.subject(held.subject),
        "state": say.state(found.workflow, held.state),
        "clocks": [clock_said(say, found, run) for run in clocks_ordered(found) if run.waits],
        "known": [
            (say.field(found.workflow, one), say.value(found.workflow, one, value))
            for one, value in held.values.items()
        ],
        "sealed": [(say.field(found.workflow, one.field), one.words) for one in found.sealed if one.words],
        "words": {name: visit.words.t(f"oversight.aside.{name}") for name in ASIDE},
    }
    return Page("case_act.html", visit.words.say(act.name), "cases", context=context)


def _both(name: Any) -> dict[str, str]:
    return {"zh": name.zh, "en": name.en}


def _name(say: Sayer, one: case_page.Possible) -> str:
    return say.visit.words.say(one.spec.name)


def _draft(visit: DeskVisit, case: str, form: Form) -> Draft:
    account = visit.actor.name
    keeps = (*(one.name for one in form.inputs if one.stays), *ALWAYS)
    key = office(visit).ports.content.aside(case, account)
    return Draft(f"xinxiao.draft.act.{account}.{case}.{form.act}", key, keeps)


def _sent(say: Sayer, found: CasePage, tried: Tried) -> list[tuple[str, str]]:
    """What was typed into a form that is no longer there, so that it is not lost."""
    words = [
        (say.field(found.workflow, name.split(".")[1]), value)
        for name, value in tried.sent.items()
        if name.startswith("value.") and value
    ]
    reason = tried.sent.get("reason", "")
    return words + ([(say.visit.words.t("oversight.form.reason"), reason)] if reason else [])
