"""Whether a document of a case is what it says: asked with its number or the hash of its file, answered without anything of the case."""

from __future__ import annotations

from xinxiao.entry.errors import shown
from xinxiao.entry.portal import parameters
from xinxiao.entry.portal.oversight.open import OpenVisit
from xinxiao.entry.portal.page import Page
from xinxiao.errors import XinxiaoError
from xinxiao.uses.oversight.document_check import Checked, asked

NUMBER, HASH = parameters.text("number", 40), parameters.text("sha256", 64)


def checked(visit: OpenVisit) -> Page:
    """The page with what was asked for, and its answer."""
    return _page(visit, visit.query.get("number") or "", visit.query.get("sha256") or "")


def one(visit: OpenVisit) -> Page:
    """The page of one number, as the code on the document leads to it. Raises as :func:`asked`."""
    number = visit.args["number"]
    asked(visit.office, number)
    return _page(visit, number, visit.query.get("sha256") or "")


def _page(visit: OpenVisit, number: str, sha256: str) -> Page:
    w, message, found = visit.words, "", None
    if number or sha256:
        try:
            found = asked(visit.office, number, sha256)
        except XinxiaoError as error:
            said = shown(error, visit.lang)
            message = f"{said.message}{w.t('list.stop')} {said.hint}"
    context = {
        "number": number,
        "sha256": sha256,
        "message": message,
        "found": _said(visit, found) if found is not None else None,
        "synthetic": bool(found and found.synthetic),
    }
    head, lead = w.t("oversight.document.head"), w.t("oversight.document.lead")
    return Page("document_check.html", head, "documents", lead, context)


def _said(visit: OpenVisit, found: Checked) -> dict[str, object]:
    w = visit.words
    rows = [
        (w.t(f"oversight.document.{name}"), value)
        for name, value in (
            ("number", found.number),
            ("kind", w.say(found.name) if found.name else ""),
            ("made", found.made),
            ("words", found.words),
            ("sha256", found.sha256),
        )
        if value
    ]
    return {
        "standing": found.standing,
        "says": w.t(f"oversight.document.standing.{found.standing}"),
        "rows": rows,
        "instead": (found.instead, visit.url(f"oversight/documents/{found.instead}"))
        if found.instead
        else None,
    }
