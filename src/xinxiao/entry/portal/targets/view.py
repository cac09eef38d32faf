"""Pages of the targets: all at a glance, and one with its grounds."""

from __future__ import annotations

from typing import Any

from xinxiao.entry.portal.evidence import evidence
from xinxiao.entry.portal.figure_table import Cell, Grid, columns
from xinxiao.entry.portal.page import Page
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.targets.figures import chances, path, pulled, table
from xinxiao.entry.portal.targets.record import record
from xinxiao.entry.portal.targets.verdicts import card, cards, judged, judgement, rule, tally
from xinxiao.errors import NotFound


def overview(request: PageRequest) -> Page:
    """All targets."""
    w = request.words
    told = cards(request)
    lines = tuple(
        (
            Cell(c["id"], href=c["href"]),
            Cell(c["name"]),
            Cell(c["asked"]),
            Cell(c["outcome"] or w.t("absence.missing"), flags=tuple(c["flags"]), explain=c["explain"]),
            Cell(c["verdict_name"], raw=c["verdict"], light=c["verdict"]),
        )
        for c in told
    )
    heads = columns(
        ("TARGET", w.t("target.id")),
        ("NAME", w.t("target.name")),
        ("ASKED", w.t("target.asked")),
        ("OUTCOME", w.t("target.outcome")),
        ("VERDICT", w.t("target.verdict")),
    )
    grid = Grid("targets", w.t("targets.caption"), heads, lines)
    return Page(
        "targets.html",
        w.t("nav.targets"),
        "targets",
        tally(request),
        {"cards": told, "tally": tally(request)},
        (grid,),
    )


def one(request: PageRequest) -> Page:
    """One target. Raises ``NotFound`` naming the targets there are."""
    w = request.words
    wanted = request.args["target"]
    target = next((t for t in request.view.programme.targets if t.id == wanted), None)
    if target is None:
        raise NotFound(wanted, hint=", ".join(t.id for t in request.view.programme.targets))
    rows = request.view.find("targets", TARGET=target.id)
    figures = [
        e for e in (path(request, target, rows), pulled(request, target, rows), chances(request, rows)) if e
    ]
    context: dict[str, Any] = {
        "target": target,
        "card": card(request, target),
        "rule": rule(request, target),
        "evidence": evidence(request, target.evidence, target.deadline),
        "judged": [judgement(request, row) for row in judged(request, target)],
        "tasks": [t for t in request.view.programme.tasks if t.id in target.tasks],
    }
    return Page(
        "target.html",
        w.say(target.name),
        "targets",
        context["card"]["reason"],
        context,
        (*figures, *record(request, target), table(request, rows)),
    )
