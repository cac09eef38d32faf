"""The page that verifies draws in the browser, with one draw in it: it need not be fetched, and the page still asks no server."""

from __future__ import annotations

from xinxiao.entry.portal.oversight.draws.said import Said
from xinxiao.entry.portal.oversight.open import OpenVisit
from xinxiao.entry.portal.oversight.verification.view import words
from xinxiao.entry.portal.page import Page

LARGEST = 4_000_000
"""Bytes of a file that a page holds; a longer one is downloaded and chosen."""


def verify(visit: OpenVisit) -> Page:
    """Verify one draw in the browser: its file stands in the page, and nothing is sent. Raises ``NotFound``."""
    said, standing = Said(visit), visit.office.ports.draws.find(visit.args["number"])
    number, drawn, blobs = standing.committed.number, standing.drawn, visit.office.ports.blobs
    size = blobs.size(drawn.record) if drawn is not None else None
    fits = size is not None and size <= LARGEST
    context = {
        "number": number,
        "words": words(visit.lang),
        "content": blobs.get(drawn.record).decode() if drawn is not None and fits else "",
        "standing": "here" if fits else "not_yet" if drawn is None else "gone" if size is None else "large",
        "file": f"{visit.visit.site.root}/draws/{number}.json",
        "synthetic": standing.committed.synthetic,
    }
    title = said.t("verify.title", number=number)
    return Page("draw_verifying.html", title, "draws", said.t("verify.lead"), context)
