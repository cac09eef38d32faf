"""The page about the programme."""

from __future__ import annotations

from xinxiao.entry.portal.page import Page
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.prose import body_of, prose
from xinxiao.entry.portal.render import markdown


def about(request: PageRequest) -> Page:
    """What this is, who makes it, how to reach them."""
    w, file = request.words, request.view.programme.file
    context = {"body": markdown(body_of(prose(request).get("about", ""))), "file": file}
    return Page("about.html", w.t("nav.about"), "about", w.say(file.summary), context)
