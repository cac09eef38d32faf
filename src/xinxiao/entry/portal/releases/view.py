"""Pages of releases: all of them, one, and what it changed against another."""

from __future__ import annotations

from typing import Any, get_args

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.entry.portal.filters import chosen
from xinxiao.entry.portal.page import Page
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.releases import tables
from xinxiao.errors import NotFound
from xinxiao.model.release import Entry
from xinxiao.publish.sdmx.structure.files import FORMATS
from xinxiao.release.revise import Change, Revisions
from xinxiao.uses.checked import checked
from xinxiao.uses.revisions import revisions

SHOWN = 300
"""Differences on a page."""


def before(request: PageRequest, release: str) -> Entry | None:
    """The release sealed before this one, of the same programme."""
    entries = request.views.entries
    place = next((i for i, e in enumerate(entries) if e.id == release), len(entries))
    programme = request.view.release.programme.id
    return next((e for e in entries[place + 1 :] if e.programme == programme), None)


def news(request: PageRequest) -> dict[str, Any]:
    """The release at hand, in a few lines for the home page."""
    w, view = request.words, request.view
    last = before(request, view.id)
    return {
        "id": view.id,
        "href": request.url(f"releases/{view.id}"),
        "date": w.period(view.release.release_date),
        "as_of": w.period(view.release.as_of),
        "before": last.id if last else "",
        "changes": request.url(f"releases/{view.id}/changes") if last else "",
    }


def overview(request: PageRequest) -> Page:
    """All releases that are or were live, newest first."""
    w = request.words
    lead, shown = w.t("releases.summary"), (tables.releases(request),)
    return Page("releases.html", w.t("nav.releases"), "releases", lead, {"lead": lead}, shown)


def one(request: PageRequest) -> Page:
    """One release: how it stands, what it is made of, and how to check it. The record of a withdrawn one stays.

    Raises ``NotFound``.
    """
    w, (life, view) = request.words, request.views.record(request.args["name"])
    cycle = view.programme.cycle(view.release.cycle)
    context = {
        "id": view.id,
        "r": view.release,
        "cycle": w.say(cycle.name),
        "cycle_note": w.say(cycle.note),
        "before": before(request, view.id) if life.is_shown else None,
        "home": request.file(f"/{request.lang}/?release={view.id}"),
        "life": life,
        "since": tables.to_minutes(life.since),
        "until": tables.to_minutes(life.until),
        "sealed": tables.to_minutes(life.entry.sealed_at),
        "checked": _checked(request, view.id),
        "structures": tuple(FORMATS.values()),
        "notice": w.say(life.notice) if life.notice else "",
        "by": request.url(f"releases/{life.by}") if life.by else "",
    }
    shown = (tables.datasets(request, view.release), tables.files(request, view.release))
    exhibits = shown if life.is_shown else ()
    return Page("release.html", view.id, "releases", w.t("releases.summary"), context, exhibits)


def _checked(request: PageRequest, release: str) -> str:
    """How it was checked before it went live; empty for what was sealed before releases had states."""
    found = checked(request.call).get(release)
    if found is None:
        return ""
    return request.words.t(f"release.{found.how}", count=f"{found.checks:,}", at=tables.to_minutes(found.at))


def others(request: PageRequest) -> list[str]:
    """Releases that the one at hand can be compared with: of its programme, newest first."""
    new = request.views.view(request.args["name"])
    same = new.release.programme.id
    return [e.id for e in request.views.entries if e.id != new.id and e.programme == same]


def other(request: PageRequest) -> str:
    """The one before it, else the newest of them; nothing when there is none."""
    last, known = before(request, request.views.view(request.args["name"]).id), others(request)
    return last.id if last else known[0] if known else ""


def flows(request: PageRequest) -> tuple[str, ...]:
    """Dataflows of the release at hand."""
    return request.views.view(request.args["name"]).flows


def compared(request: PageRequest) -> tuple[pa.Table, Revisions]:
    """The differences of two releases that are asked for: those of one dataflow or all, and the whole comparison.

    Raises ``NotFound`` for a release without another one to compare with.
    """
    new = request.views.view(request.args["name"]).id
    old, flow = request.get("against"), request.get("flow")
    if not old:
        raise NotFound(new, hint=request.words.t("release.first"))
    found = revisions(request.call, old, new)
    table = found.table
    return table.filter(pc.equal(table.column("DATAFLOW"), flow)) if flow else table, found


def changes(request: PageRequest) -> Page:
    """What a release changed against another, by default the one before. Raises ``NotFound``."""
    w, (shown, found) = request.words, compared(request)
    old, new = found.old, found.new
    context = {
        "old": old,
        "new": new,
        "filters": (
            chosen(request, "against", w.t("release.against"), str),
            chosen(request, "flow", w.t("data.flow"), str, w.t("all")),
        ),
        "counts": _counts(request, found.table),
        "files": found.files,
        "cut": shown.num_rows > SHOWN,
        "shown": SHOWN,
        "total": shown.num_rows,
    }
    title, lead = w.t("release.changes_title", new=new), w.t("release.changes_lead", old=old, new=new)
    return Page(
        "changes.html",
        title,
        "releases",
        lead,
        context,
        (tables.changes(request, shown.slice(0, SHOWN).to_pylist(), old),),
    )


def _counts(request: PageRequest, differences: pa.Table) -> list[dict[str, Any]]:
    """For each dataflow that differs: how many observations were added, revised and withdrawn, and the
    middle size of relative revisions."""
    flow = pc.field("DATAFLOW")
    return [
        _count(_name(request, name), differences.filter(flow == name))
        for name in sorted(pc.unique(differences.column("DATAFLOW")).to_pylist())
    ]


def _name(request: PageRequest, flow: str) -> str:
    """A dataflow by name and id; by its id where the programme names none."""
    structure = request.view.structure(flow)
    name = request.words.say(structure.name) if structure else ""
    return request.words.t("release.flow", name=name, flow=flow) if name else flow


def _count(flow: str, own: pa.Table) -> dict[str, Any]:
    sizes = pc.abs(own.column("RELATIVE")).drop_null().to_numpy()
    middle = float(np.median(sizes)) if sizes.size else None
    changes = own.column("CHANGE")
    counts = {name: pc.sum(pc.equal(changes, name)).as_py() for name in get_args(Change)}
    return {"flow": flow, "count": own.num_rows, "middle": middle} | counts
