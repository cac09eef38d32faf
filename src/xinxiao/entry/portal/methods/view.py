"""Pages of the methods: how it is made, and one chapter of the texts."""

from __future__ import annotations

from typing import Any

from xinxiao.entry.portal.page import Page
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.prose import OWN_PAGES, body_of, explanations, heading, prose
from xinxiao.entry.portal.render import markdown
from xinxiao.errors import NotFound
from xinxiao.model.grade import GRADES


def methods(request: PageRequest) -> Page:
    """How it is made: the programme's explanation, the methods used, statuses and grades."""
    w, texts = request.words, prose(request)
    statuses = request.view.programme.codelists.get("CL_OBS_STATUS")
    context: dict[str, Any] = {
        "chapters": [
            (name, heading(name, text)) for name, text in sorted(texts.items()) if name not in OWN_PAGES
        ],
        "body": markdown(body_of(texts.get("methods", ""))),
        "explanations": [(name, heading(name, text)) for name, text in explanations().items()],
        "methods": [(code, w.method(code)) for code in used(request)],
        "statuses": [(c.id, w.say(c.name), w.say(c.note)) for c in (statuses.codes if statuses else ())],
        "grades": [(g, w.coded("figures", "GRADE", g)) for g in GRADES],
    }
    return Page("methods.html", w.t("nav.methods"), "methods", w.t("methods.summary"), context)


def used(request: PageRequest) -> list[str]:
    """Codes of the methods that any observation was made by."""
    view = request.view
    flows = [step for step in view.steps if view.has(step) and "METHOD" in view.flow(step).columns]
    return sorted({code for step in flows for code in view.rows(step).distinct("METHOD")})


def method(request: PageRequest) -> Page:
    """One chapter of the programme's texts. Raises ``NotFound``."""
    own, name = prose(request), request.args["name"]
    texts = {**explanations(), **own}
    if name not in texts:
        raise NotFound(name, hint=", ".join(sorted(texts)))
    foreign = "" if name in own or request.lang == "en" else "en"
    context = {"body": markdown(body_of(texts[name])), "foreign": foreign}
    return Page("prose.html", heading(name, texts[name]), "methods", "", context)
