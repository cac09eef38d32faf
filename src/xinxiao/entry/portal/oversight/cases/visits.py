"""My inspections: whom who asks goes to see, today first, each two touches from its form."""

from __future__ import annotations

from typing import Any

from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.desk import DeskVisit
from xinxiao.entry.portal.oversight.cases.said import Sayer, office
from xinxiao.entry.portal.page import Page
from xinxiao.uses.oversight import visits
from xinxiao.uses.oversight.visits import Going


def mine(visit: DeskVisit) -> Page:
    """The visits of who asks, by day."""
    own, w = office(visit), visit.words
    found = visits.mine(own)
    say, today = Sayer(visit, own, found.names), own.today.isoformat()
    groups: dict[str, list[Going]] = {
        "today": [],
        "late": [],
        "ahead": [],
        "unset": [],
        "done": list(found.done),
    }
    for one in found.ahead:
        day = one.day
        name = "unset" if not day else "today" if day == today else "late" if day < today else "ahead"
        groups[name].append(one)
    context: dict[str, Any] = {
        "today": today,
        "groups": [
            (name, w.t(f"oversight.visits.{name}"), [_said(say, one) for one in held])
            for name, held in groups.items()
            if held or name == "today"
        ],
        "more": found.more_ahead or found.more_done,
    }
    return Page("case_visits.html", w.t("oversight.visits.head"), "visits", context=context)


def _said(say: Sayer, one: Going) -> dict[str, Any]:
    row, url = one.row, say.visit.url
    return {
        "day": one.day,
        "subject": say.subject(row.subject),
        "case": row.case_id,
        "area": say.area(row.area),
        "state": say.state(row.workflow, row.state),
        "marks": say.marks(row),
        "due": f"{say.clock(row.workflow, row.clock)} {say.left(row.due)}" if row.due else "",
        "form": url(f"desk/cases/{row.case_id}/visit") if one.is_open else "",
        "href": url(f"desk/cases/{row.case_id}"),
    }


def lead(visit: DeskVisit) -> Answer:
    """Lead to the form by which the visit of a case is done; to the case where it cannot be done as it stands."""
    case = visit.args["case"]
    act = visits.form_of(office(visit), case)
    return visit.to(f"desk/cases/{case}/acts/{act}" if act else f"desk/cases/{case}")
