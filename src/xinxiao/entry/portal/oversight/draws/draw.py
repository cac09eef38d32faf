"""One draw: what was committed before there was chance, what came of it, and how anybody checks that."""

from __future__ import annotations

from xinxiao.entry.portal import parameters
from xinxiao.entry.portal.figure_table import Grid
from xinxiao.entry.portal.oversight.draws import tables
from xinxiao.entry.portal.oversight.draws.said import Said
from xinxiao.entry.portal.oversight.open import OpenVisit
from xinxiao.entry.portal.page import Page
from xinxiao.errors import NotFound, Tampered
from xinxiao.model.oversight.draw import Terms
from xinxiao.model.oversight.draw_facts import DrawDrawn, DrawStanding
from xinxiao.oversight.draw_words import said_of
from xinxiao.uses import ledger
from xinxiao.uses.oversight import draw_pages, public_plans
from xinxiao.uses.oversight.draw_following import Following, following
from xinxiao.uses.oversight.draw_pages import SELECTED, SMALL, DrawPage

ON = parameters.count("page", 999_999)


def draw(visit: OpenVisit) -> Page:
    """One draw: everything that was committed, what came of it, how to verify it, and what followed. Raises ``NotFound``."""
    said, found = Said(visit), draw_pages.one(visit.office, visit.args["number"])
    standing, terms, outcome = found.standing, found.terms, found.outcome
    number = standing.committed.number
    grids: list[Grid] = []
    if terms is not None and standing.committed.draw_kind != "void":
        grids = [
            tables.bodies(said, terms),
            tables.strata(said, terms),
            tables.sources(said, standing),
            tables.left_out(said, found.left_out),
        ]
    if outcome is not None and outcome.selected:
        grids.append(tables.selected(said, outcome, int(visit.query.get("page") or 1)))
    after = following(visit.office, said.spec, standing, outcome) if said.spec and outcome else None
    if after is not None:
        grids.append(tables.results(said, after))
    context = {
        "number": number,
        "said": said,
        "standing": standing,
        "fact_": standing.committed,
        "terms": terms,
        "outcome": outcome,
        "state": said.state(standing, terms, found.instead),
        "instead": found.instead,
        "of": terms.of if terms is not None else None,
        "plan": _plan(visit, said, terms),
        "published": said.moment(standing.committed.published),
        "cap": _cap(said, terms),
        "ledger": _ledger(visit, standing),
        "drawn_by": standing.event_of(DrawDrawn),
        "file": f"{visit.visit.site.root}/draws/{number}.json",
        "program": f"{visit.visit.site.root}/draws/verify_draw.py",
        "own": found_by_us(said, found) if outcome is not None else None,
        "pages": _pages(visit, number, len(outcome.selected)) if outcome is not None else None,
        "progress": _progress(said, after),
        "all_results": visit.url("oversight/published", draw=number),
        "synthetic": standing.committed.synthetic,
    }
    title = said.t("title", number=number)
    return Page("draw.html", title, "draws", said.t("one_lead"), context, tuple(grids))


def check(visit: OpenVisit) -> Page:
    """What this installation finds when it verifies a draw of its own, however long that takes. Raises ``NotFound``."""
    said, standing = Said(visit), visit.office.ports.draws.find(visit.args["number"])
    number = standing.committed.number
    context = {
        "number": number,
        "fact": standing.committed,
        "own": _verified(said, standing) if standing.drawn is not None else None,
        "synthetic": standing.committed.synthetic,
    }
    return Page(
        "draw_check.html", said.t("check.title", number=number), "draws", said.t("check.lead"), context
    )


def found_by_us(said: Said, found: DrawPage) -> dict[str, object] | None:
    """What this installation finds itself, where the roster is small enough to be looked through while somebody waits."""
    small = found.terms is not None and found.terms.roster.count <= SMALL
    return _verified(said, found.standing) if small else None


def _verified(said: Said, standing: DrawStanding) -> dict[str, object]:
    try:
        faults = draw_pages.faults(said.visit.office, standing)
    except (NotFound, Tampered):
        return {"words": said.t("check.gone"), "faults": [], "sound": False}
    told = [(one.code, said_of(one, said.visit.lang)) for one in faults]
    words = said.t("check.wrong", count=len(told)) if told else said.t("check.sound")
    return {"words": words, "faults": told, "sound": not told}


def _plan(visit: OpenVisit, said: Said, terms: Terms | None) -> tuple[str, str] | None:
    """The plan of a draw, and its page while it is public."""
    if terms is None:
        return None
    try:
        is_public = said.spec is not None and bool(public_plans.plan(visit.office, said.spec, terms.plan))
    except NotFound:
        is_public = False
    return terms.plan, visit.url(f"draws/plans/{terms.plan}") if is_public else ""


def _cap(said: Said, terms: Terms | None) -> dict[str, object] | None:
    if terms is None:
        return None
    spec, cap = said.spec, terms.cap
    return {
        "subject": said.t("cap", count=cap.subject) if cap.subject else said.t("no_cap"),
        "confirmed": spec is None or spec.cap_confirmed,
        "inspector": said.t("inspector_cap", count=cap.inspector) if cap.inspector else said.t("no_cap"),
    }


def _ledger(visit: OpenVisit, standing: DrawStanding) -> dict[str, object]:
    """The event that published the commitment, and the first head of the chain that holds it, once there is one."""
    event = standing.event
    heads = ledger.heads(visit.visit.call)
    head = next((one for one in heads if one.oversight and one.oversight.sequence >= event.sequence), None)
    return {
        "sequence": event.sequence,
        "hash": event.hash,
        "head": (head.day, head.oversight.sequence, head.oversight.hash) if head and head.oversight else None,
        "page": visit.url("ledger"),
        "file": f"{visit.visit.site.root}/ledger/heads.csv",
    }


def _pages(visit: OpenVisit, number: str, count: int) -> dict[str, object]:
    here = int(visit.query.get("page") or 1)
    last = max(-(-count // SELECTED), 1)

    def url(page: int) -> str:
        return visit.url(f"draws/{number}", page=str(page)) + "#selected" if 1 <= page <= last else ""

    first = min((here - 1) * SELECTED + 1, count)
    return {
        "before": url(here - 1),
        "after": url(here + 1),
        "first": first,
        "last": min(here * SELECTED, count),
        "count": count,
    }


def _progress(said: Said, after: Following | None) -> list[tuple[str, int]] | None:
    if after is None:
        return None
    own = after.progress
    named = (
        ("inspections", own.inspections),
        ("found", own.found),
        ("published", own.published),
        ("in_time", own.in_time),
        ("late", own.late),
        ("without", own.without),
        ("public", after.public),
    )
    return [(said.t(f"progress.{name}"), count) for name, count in named]
