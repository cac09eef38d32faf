"""The page of one's tokens: which there are, making one, ending one."""

from __future__ import annotations

from typing import cast

from xinxiao.entry.errors import shown
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.desk import DeskVisit
from xinxiao.entry.portal.page import Page
from xinxiao.errors import XinxiaoError
from xinxiao.model.collect.access_token import Reach
from xinxiao.uses.collect import tokens

PATH = "reports/tokens"


def page(visit: DeskVisit) -> Page:
    """The access tokens of an account for its own systems."""
    return _page(visit)


def _page(visit: DeskVisit, secret: str = "", wrong: str = "") -> Page:
    rows = [
        (one, visit.moment(one.made_at), visit.moment(one.ends_at), one.holds(visit.call.at))
        for one in tokens.own(visit.call)
    ]
    context = {"rows": rows, "secret": secret, "wrong": wrong}
    return Page("tokens.html", visit.words.t("filling.tokens.head"), "reports", context=context)


def make(visit: DeskVisit) -> Answer:
    """Make a token; its secret is shown this once, on the answer itself."""
    days = visit.fields["days"]
    try:
        number = int(days) if days.isdecimal() and len(days) < 5 else 0
        _, secret = tokens.make(visit.call, visit.fields["name"], cast(Reach, visit.fields["reach"]), number)
    except XinxiaoError as error:
        told = shown(error, visit.lang)
        return visit.page(_page(visit, wrong=f"{told.message} {told.hint}"), 422)
    return visit.page(_page(visit, secret))


def end(visit: DeskVisit) -> Answer:
    """End a token."""
    tokens.end(visit.call, visit.fields["id"])
    return visit.to(PATH)
