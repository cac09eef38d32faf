"""The page on which a case is opened: the acts of a workflow that open one, where, and who is to handle it."""

from __future__ import annotations

from xinxiao.entry.portal.desk import DeskVisit
from xinxiao.entry.portal.oversight.cases.acting import Tried, forms, officers
from xinxiao.entry.portal.oversight.cases.inputs import MOST_CHOICES, OPENING
from xinxiao.entry.portal.oversight.cases.said import Sayer, office
from xinxiao.entry.portal.page import Page
from xinxiao.errors import NotFound, told
from xinxiao.uses.oversight import case_page
from xinxiao.uses.oversight.desk import reached


def open_page(visit: DeskVisit) -> Page:
    """The forms by which a case of a workflow is opened."""
    return opening(visit)


def opening(visit: DeskVisit, tried: Tried | None = None) -> Page:
    """The page; after an act that was refused with what was sent. Raises :class:`NotFound` for a workflow that is not there."""
    own, w = office(visit), visit.words
    own.demand("handle")
    workflow = own.ports.known.workflows.get(visit.args["workflow"])
    if workflow is None:
        shown = ascii(visit.args["workflow"][:64])[1:-1]
        raise NotFound(shown, told("case_workflow", workflow=shown))
    say = Sayer(visit, own)
    within = reached(own)
    areas = sorted(own.ports.known.areas if within is None else within)
    sent = dict(tried.sent) if tried else {}
    subjects = {field.id for field in workflow.fields if field.kind == "subject"}
    acts = tuple(case_page.possible(own, workflow, None))
    context = {
        "workflow": workflow.id,
        "note": w.say(workflow.note),
        "about": workflow.about,
        "has_subject": any(subjects & set(one.spec.needs) for one in acts),
        "acts": forms(say, workflow, None, acts, tried),
        "areas": [(code, say.area(code)) for code in areas[: MOST_CHOICES * 10]],
        "officers": _officers(say),
        "kept": {name: sent.get(name, "") for name in OPENING},
    }
    title = w.t("oversight.open.title", workflow=w.say(workflow.name))
    return Page("case_open.html", title, "cases", context=context)


def _officers(say: Sayer) -> list[tuple[str, str]]:
    """Who handles cases where who asks does."""
    found: dict[str, str] = {}
    for grant in say.visit.actor.grants:
        found |= dict(officers(say, grant.scope)) if grant.scope else {}
    return sorted(found.items(), key=lambda pair: (pair[1], pair[0]))
