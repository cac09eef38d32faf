"""Releases: the list, each one's manifest and hashes, and what a later one revised and why."""

from __future__ import annotations

from typing import Any

from xinxiao.entry.portal.exhibits import Cell, Grid, columns
from xinxiao.entry.portal.page import Ask, Page
from xinxiao.errors import NotFound
from xinxiao.model.release import Entry

SHOWN = 300


def before(ask: Ask, release: str) -> Entry | None:
    """The release sealed before this one, of the same programme."""
    entries = ask.library.entries()
    place = next((i for i, e in enumerate(entries) if e.id == release), len(entries))
    programme = ask.book.release.programme.id
    return next((e for e in entries[place + 1 :] if e.programme == programme), None)


def news(ask: Ask) -> dict[str, Any]:
    """The release at hand, in a few lines for the home page."""
    w, release = ask.words, ask.book.release
    last = before(ask, release.id)
    return {
        "id": release.id,
        "href": ask.url(f"releases/{release.id}"),
        "date": w.period(release.release_date),
        "as_of": w.period(release.as_of),
        "before": last.id if last else "",
        "changes": ask.url(f"releases/{release.id}/changes") if last else "",
    }


def overview(ask: Ask) -> Page:
    """All sealed releases, newest first."""
    w = ask.words
    lines = tuple(
        (
            Cell(e.id, href=ask.url(f"releases/{e.id}")),
            Cell(e.cycle),
            Cell(w.period(e.as_of), e.as_of),
            Cell(e.sealed_at),
            Cell(e.sha256[:16] + "…", e.sha256),
        )
        for e in ask.library.entries()
    )
    heads = columns(
        ("RELEASE", w.t("release.id")),
        ("CYCLE", w.t("release.cycle")),
        ("AS_OF", w.t("release.as_of")),
        ("SEALED_AT", w.t("release.sealed")),
        ("SHA256", "SHA-256"),
    )
    grid = Grid("releases", w.t("releases.caption"), heads, lines)
    return Page(
        "plain.html",
        w.t("nav.releases"),
        "releases",
        w.t("releases.summary"),
        {"lead": w.t("releases.summary")},
        (grid,),
    )


def one(ask: Ask) -> Page:
    """One release: what it is made of, and how to check it. Raises ``NotFound``."""
    w = ask.words
    book = ask.library.book(ask.args["name"])
    r = book.release
    parts = tuple(
        (Cell(name), Cell(f"{p.rows:,}", p.rows), Cell(f"{p.bytes:,}", p.bytes), Cell(p.sha256))
        for name, p in sorted(r.datasets.items())
    )
    files = tuple((Cell(path), Cell(digest)) for path, digest in sorted(r.files.items()))
    last = before(ask, r.id)
    grids = (
        Grid(
            "datasets",
            w.t("release.datasets"),
            columns(
                ("DATAFLOW", w.t("data.flow")),
                ("ROWS", w.t("data.rows"), "number"),
                ("BYTES", w.t("data.bytes"), "number"),
                ("SHA256", "SHA-256"),
            ),
            parts,
        ),
        Grid(
            "files",
            w.t("release.files"),
            columns(("PATH", w.t("release.path")), ("SHA256", "SHA-256")),
            files,
        ),
    )
    cycle = book.programme.cycle(r.cycle)
    context = {
        "r": r,
        "cycle": w.say(cycle.name),
        "cycle_note": w.say(cycle.note),
        "before": last,
        "home": f"/{ask.lang}/?release={r.id}",
        "entry": next((e for e in ask.library.entries() if e.id == r.id), None),
    }
    return Page("release.html", r.id, "releases", w.t("releases.summary"), context, grids)


def changes(ask: Ask) -> Page:
    """What a release changed against another, by default the one before. Raises ``NotFound``."""
    w = ask.words
    new = ask.library.book(ask.args["name"]).release
    entries = ask.library.entries()
    others = [e.id for e in entries if e.id != new.id and e.programme == new.programme.id]
    last = before(ask, new.id)
    if not others:
        raise NotFound(new.id, hint=w.t("release.first"))
    old = ask.choice("against", others, last.id if last else others[0])
    found = ask.book.house.revisions(old, new.id)
    rows = found.table.to_pylist()
    flows = sorted({row["DATAFLOW"] for row in rows})
    flow = ask.choice("flow", flows)
    shown = [row for row in rows if not flow or row["DATAFLOW"] == flow]
    counts = [
        (
            f,
            sum(r["DATAFLOW"] == f for r in rows),
            sum(r["DATAFLOW"] == f and r["CHANGE"] == "REVISED" for r in rows),
        )
        for f in flows
    ]
    context = {
        "old": old,
        "new": new.id,
        "filters": (
            {
                "name": "against",
                "label": w.t("release.against"),
                "value": old,
                "options": [(x, x) for x in others],
                "all": "",
            },
            {"name": "flow", "label": w.t("data.flow"), "value": flow, "options": [(f, f) for f in flows]},
        ),
        "counts": counts,
        "files": found.files,
        "cut": len(shown) > SHOWN,
        "shown": SHOWN,
        "total": len(shown),
    }
    grid = table(ask, shown[:SHOWN])
    return Page(
        "changes.html",
        w.t("release.changes_title", new=new.id),
        "releases",
        w.t("release.changes_lead", old=old, new=new.id),
        context,
        (grid,),
    )


def table(ask: Ask, rows: list[dict[str, Any]]) -> Grid:
    """Differences: key, before, after, why."""
    w = ask.words
    heads = columns(
        ("KEY", w.t("release.key")),
        ("DATAFLOW", w.t("data.flow")),
        ("CHANGE", w.t("release.change")),
        ("OLD", w.t("release.old"), "number"),
        ("NEW", w.t("release.new"), "number"),
        ("WHY", w.t("release.why")),
    )
    lines = tuple(
        (
            Cell(r["KEY"]),
            Cell(r["DATAFLOW"]),
            Cell(w.t(f"change.{r['CHANGE']}"), r["CHANGE"]),
            Cell(w.plain(r["OLD"]), r["OLD"]),
            Cell(w.plain(r["NEW"]), r["NEW"]),
            Cell(w.t("release.because", why=w.t(f"why.{r['WHY']}"), reason=r["REASON"] or ""), r["WHY"]),
        )
        for r in rows
    )
    return Grid("changes", w.t("release.changes"), heads, lines)
