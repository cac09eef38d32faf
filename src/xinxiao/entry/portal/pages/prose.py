"""Long texts: methods (the programme's own, and every method code used), and about."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import xinxiao
from xinxiao.entry.portal.page import Ask, Page
from xinxiao.entry.portal.render import markdown
from xinxiao.errors import NotFound

OWN_PAGES = {"about", "scopes"}
DOCS = Path(xinxiao.__file__).parents[2] / "docs" / "explanation"
"""Explanations of methods, where the product runs from its source; an installed one may lack them."""


@cache
def explanations() -> dict[str, str]:
    """The product's explanations of its methods by name, in English."""
    return {path.stem: path.read_text("utf-8") for path in sorted(DOCS.glob("*.md"))} if DOCS.is_dir() else {}


def prose(ask: Ask) -> dict[str, str]:
    """The programme's texts in the reader's language, by name."""
    return dict(ask.book.texts.get(ask.lang, {}))


def heading(name: str, body: str) -> str:
    """The first heading of a text, or its name."""
    first = next((line for line in body.splitlines() if line.startswith("#")), "")
    return first.lstrip("# ").strip() or name


def body_of(text: str) -> str:
    """The text without its first heading: the page carries it."""
    lines = text.splitlines()
    place = next((i for i, line in enumerate(lines) if line.startswith("#")), None)
    return text if place is None else "\n".join(lines[place + 1 :])


def methods(ask: Ask) -> Page:
    """How it is made: the programme's explanation, the methods used, statuses and grades."""
    w, texts = ask.words, prose(ask)
    used = {
        code
        for flow in ask.book.flows
        if flow not in {"IC_FIGURES", "IC_IO"} and _has_method(ask, flow)
        for code in ask.book.rows(flow).distinct("METHOD")
    }
    lists = ask.book.programme.codelists
    context: dict[str, Any] = {
        "chapters": [
            (name, heading(name, text))
            for name, text in sorted(texts.items())
            if name not in {*OWN_PAGES, "methods"}
        ],
        "body": markdown(body_of(texts.get("methods", ""))),
        "explanations": [(name, heading(name, text)) for name, text in explanations().items()],
        "methods": [(code, w.method(code)) for code in sorted(used)],
        "statuses": [
            (c.id, w.say(c.name), w.say(c.note))
            for c in (lists["CL_OBS_STATUS"].codes if "CL_OBS_STATUS" in lists else ())
        ],
        "grades": [(g, w.t(f"grade.{g}")) for g in ("A", "A-", "B", "C", "D")],
    }
    return Page("methods.html", w.t("nav.methods"), "methods", w.t("methods.summary"), context)


def _has_method(ask: Ask, flow: str) -> bool:
    return ask.book.has(flow) and "METHOD" in ask.book.rows(flow).flow.columns


def method(ask: Ask) -> Page:
    """One chapter of the programme's texts. Raises ``NotFound``."""
    own, name = prose(ask), ask.args["name"]
    texts = {**explanations(), **own}
    if name not in texts:
        raise NotFound(name, hint=", ".join(sorted(texts)))
    foreign = "" if name in own or ask.lang == "en" else "en"
    context = {"body": markdown(body_of(texts[name])), "foreign": foreign}
    return Page("prose.html", heading(name, texts[name]), "methods", "", context)


def about(ask: Ask) -> Page:
    """What this is, who makes it, how to reach them."""
    w, file = ask.words, ask.book.programme.file
    context = {"body": markdown(body_of(prose(ask).get("about", ""))), "file": file}
    return Page("about.html", w.t("nav.about"), "about", w.say(file.summary), context)
