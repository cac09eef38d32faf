"""The desk somebody comes to, and the way out."""

from __future__ import annotations

from xinxiao.entry.portal import cookies
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.desk import DeskVisit
from xinxiao.entry.portal.page import Page
from xinxiao.uses.collect import sessions


def desk(visit: DeskVisit) -> Page:
    """What somebody who is signed in may do here."""
    roles = [(grant.role, grant.scope) for grant in visit.actor.grants]
    return Page("desk_home.html", visit.words.t("desk.home.head"), "desk", context={"roles": roles})


def sign_out(visit: DeskVisit) -> Answer:
    """End the session; the browser forgets it."""
    if visit.signed is not None:
        sessions.sign_out(visit.call, visit.signed.session)
    return visit.forgetting(visit.to(""), cookies.SESSION)
