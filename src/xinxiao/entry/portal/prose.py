"""Long texts: the programme's own, and the product's explanations of its methods."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import xinxiao
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.release_view import ReleaseView
from xinxiao.texts import LANGUAGES

DOCS = Path(xinxiao.__file__).parents[2] / "docs" / "explanation"
"""Explanations of methods, where the product runs from its source; an installed one may lack them."""


OWN_PAGES = frozenset({"about", "scopes", "methods"})
"""Texts that stand on pages of their own."""


@cache
def explanations() -> dict[str, str]:
    """The product's explanations of its methods by name, in English."""
    return {path.stem: path.read_text("utf-8") for path in sorted(DOCS.glob("*.md"))} if DOCS.is_dir() else {}


def prose(request: PageRequest) -> dict[str, str]:
    """The programme's texts in the reader's language, by name."""
    return dict(request.view.texts.get(request.lang, {}))


def chapters(view: ReleaseView) -> list[str]:
    """The texts that have a page among the methods in every language: the programme's that it wrote in each, and the
    product's explanations, which are shown in English where nobody wrote them in another."""
    own = [set(view.texts.get(lang, {})) for lang in LANGUAGES]
    return sorted((set.intersection(*own) | set(explanations())) - OWN_PAGES)


def heading(name: str, body: str) -> str:
    """The first heading of a text, or its name."""
    first = next((line for line in body.splitlines() if line.startswith("#")), "")
    return first.lstrip("# ").strip() or name


def body_of(text: str) -> str:
    """The text without its first heading: the page carries it."""
    lines = text.splitlines()
    place = next((i for i, line in enumerate(lines) if line.startswith("#")), None)
    return text if place is None else "\n".join(lines[place + 1 :])
