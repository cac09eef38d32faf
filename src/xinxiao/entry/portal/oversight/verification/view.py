"""The page that verifies a draw where it is read, and the stand-alone program to take away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, get_args

from xinxiao.entry.portal import answer
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.oversight.open import OpenVisit
from xinxiao.entry.portal.page import Page
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.route import Visit
from xinxiao.entry.portal.words import Words
from xinxiao.errors import NotFound
from xinxiao.model.oversight.draw import FaultCode
from xinxiao.oversight.standalone import NAME, program
from xinxiao.texts import Language, text

PYTHON = "text/x-python; charset=utf-8"
SAID = ("about", "record", "own", "drawn", "not_drawn", "synthetic", "sound", "series")
"""Texts of draws that the page's script fills."""


def verify_page(request: PageRequest) -> Page:
    """Verify a draw, or a ticket of one's own, in the browser: nothing is sent."""
    w = request.words
    return Page(
        "draw_verify.html", w.t("draws.head"), "", w.t("draws.summary"), {"words": words(request.lang)}
    )


@dataclass(frozen=True)
class Anywhere:
    """The page in the frame of a release; where none is live, in that of oversight, which needs none."""

    within: Callable[[Visit], Any]

    def __call__(self, visit: Visit) -> Any:
        """The page in one of both."""
        try:
            return self.within(visit)
        except NotFound:
            w, own = Words(visit.lang), {"words": words(visit.lang), "frame": "open.html"}
            page = Page("draw_verify.html", w.t("draws.head"), "draws", w.t("draws.summary"), own)
            return OpenVisit(visit).page(page)


def words(lang: Language) -> dict[str, str]:
    """What the script says: each fault by its code, and the rest by name."""
    faults = {code: text(lang, f"oversight_draw.fault.{code}") for code in get_args(FaultCode)}
    return {name: text(lang, f"oversight_draw.{name}") for name in SAID} | faults


def program_file(visit: Visit) -> Answer:
    """The stand-alone program that verifies draws: one file of Python, which needs nothing else."""
    return answer.page(program(), PYTHON, NAME)
