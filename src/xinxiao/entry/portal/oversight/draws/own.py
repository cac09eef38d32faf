"""A firm's own ticket: said with the code alone, and proven without the roster."""

from __future__ import annotations

from xinxiao.entry.errors import shown
from xinxiao.entry.portal import answer, parameters
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.oversight.draws.said import Said
from xinxiao.entry.portal.oversight.open import OpenVisit
from xinxiao.entry.portal.page import Page
from xinxiao.entry.portal.route import TooMuch
from xinxiao.errors import DataFault, NotFound, told
from xinxiao.uses.oversight import draw_pages, draw_tickets
from xinxiao.uses.oversight.draw_pages import SMALL
from xinxiao.uses.oversight.draw_tickets import LONGEST, OwnTicket

CODE = parameters.text("code", LONGEST)


def own(visit: OpenVisit) -> Page:
    """A form for a code, and how the subject of it stands in the draw. Raises ``NotFound``."""
    said, standing = Said(visit), visit.office.ports.draws.find(visit.args["number"])
    number, code = standing.committed.number, visit.query.get("code")
    message, found = "", None
    if code:
        try:
            found = _own(visit, number, code)
        except DataFault as error:
            told_ = shown(error, visit.lang)
            message = f"{told_.message}{visit.words.t('list.stop')} {told_.hint}"
    context = {
        "number": number,
        "code": code,
        "message": message,
        "found": _said(visit, said, number, found) if found is not None else None,
        "action": visit.url(f"draws/{number}/proof"),
        "synthetic": standing.committed.synthetic,
    }
    return Page("draw_own.html", said.t("own.title", number=number), "draws", said.t("own.lead"), context)


def proof(visit: OpenVisit) -> Answer:
    """The proof of a subject's own ticket, as `xinxiao draw check-proof` takes it. Raises ``NotFound`` and ``DataFault``."""
    number, code = visit.args["number"], visit.query.get("code")
    found = _own(visit, number, code)
    if found.proof is None:
        raise NotFound(f"{found.code} not on {number}", told("draw_not_on", code=found.code, number=number))
    return answer.page(found.file, answer.JSON, f"{found.proof.terms.number}-{found.code}.json")


def _own(visit: OpenVisit, number: str, code: str) -> OwnTicket:
    """How a subject stands; a long roster is looked through by a process apart. Raises ``TooMuch``."""
    standing = visit.office.ports.draws.find(number)
    terms = draw_pages.terms(visit.office.ports.blobs, standing.committed.commitment)
    if terms is not None and terms.roster.count > SMALL and visit.visit.goes_beyond():
        raise TooMuch
    return draw_tickets.own(visit.office, number, code)


def _said(visit: OpenVisit, said: Said, number: str, found: OwnTicket) -> dict[str, object]:
    places: dict[str, object] = {"code": found.code, "number": number}
    own = found.proof
    if found.standing == "left_out":
        places["reason"] = visit.words.join([said.reason(one) for one in found.reasons])
    if own is None:
        return {"words": said.t(f"own.{found.standing}", **places), "rows": [], "file": ""}
    rows = [
        (said.t("stratum"), said.stratum(own.stratum)),
        (said.t("own.place"), f"{own.place + 1:,} / {own.terms.roster.count:,}"),
        (said.t("ticket"), own.ticket),
        (said.t("own.line"), own.line or said.t("own.no_line")),
        (said.t("own.seed"), own.seed),
        (said.t("merkle"), own.terms.roster.merkle),
        (said.t("own.path"), f"{len(own.path)}"),
    ]
    return {
        "words": said.t("own.drawn" if own.drawn else "own.not_drawn", **places),
        "rows": rows,
        "file": f"{visit.visit.site.root}/draws/{number}/proof.json?code={found.code}",
        "name": f"{number}-{found.code}.json",
    }
