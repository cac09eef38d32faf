"""Tables of releases: all of them, what one is made of, what it changed."""

from __future__ import annotations

from typing import Any

from xinxiao.entry.portal.figure_table import Cell, Grid, columns
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.release_view import ReleaseView
from xinxiao.entry.portal.rows import Row
from xinxiao.model.key import named
from xinxiao.model.release import Release


def releases(request: PageRequest) -> Grid:
    """All releases that are or were live, newest first, and how they stand."""
    w = request.words
    lines = tuple(
        (
            Cell(life.entry.id, href=request.url(f"releases/{life.entry.id}")),
            Cell(life.entry.cycle),
            Cell(w.period(life.entry.as_of), life.entry.as_of),
            Cell(w.t(f"release.states.{life.state}"), life.state),
            Cell(to_minutes(life.since), life.since),
            Cell(to_minutes(life.entry.sealed_at), life.entry.sealed_at),
            Cell(life.entry.sha256[:16] + "…", life.entry.sha256),
        )
        for life in request.views.lives
    )
    heads = columns(
        ("RELEASE", w.t("release.id")),
        ("CYCLE", w.t("release.cycle")),
        ("AS_OF", w.t("release.as_of")),
        ("STATE", w.t("release.state")),
        ("SINCE", w.t("release.since")),
        ("SEALED_AT", w.t("release.sealed")),
        ("SHA256", "SHA-256"),
    )
    return Grid("releases", w.t("releases.caption"), heads, lines, stacks=True)


def to_minutes(moment: str) -> str:
    """A moment of the ledger (UTC, ISO 8601) as people read it, to the minute."""
    return moment[:16].replace("T", " ")


def datasets(request: PageRequest, release: Release) -> Grid:
    """The datasets of a release with their hashes."""
    w = request.words
    lines = tuple(
        (Cell(name), Cell(f"{p.rows:,}", p.rows), Cell(f"{p.bytes:,}", p.bytes), _blob(request, p.sha256))
        for name, p in sorted(release.datasets.items())
    )
    heads = columns(
        ("DATAFLOW", w.t("data.flow")),
        ("ROWS", w.t("data.rows"), "number"),
        ("BYTES", w.t("data.bytes"), "number"),
        ("SHA256", "SHA-256"),
    )
    return Grid("datasets", w.t("release.datasets"), heads, lines)


def _blob(request: PageRequest, digest: str) -> Cell:
    """A hash that leads to the bytes it names."""
    return Cell(digest, href=request.file(f"/blob/{digest}"))


def files(request: PageRequest, release: Release) -> Grid:
    """The programme's files with their hashes."""
    w = request.words
    lines = tuple((Cell(path), _blob(request, digest)) for path, digest in sorted(release.files.items()))
    heads = columns(("PATH", w.t("release.path")), ("SHA256", "SHA-256"))
    return Grid("files", w.t("release.files"), heads, lines)


def changes(request: PageRequest, rows: list[dict[str, Any]], old: str) -> Grid:
    """Differences from an ``old`` release: what they are of, before, after, unit, why."""
    w, views = request.words, (request.views.view(request.args["name"]), request.views.view(old))
    heads = columns(
        ("NAME", w.t("release.of")),
        ("KEY", w.t("release.key")),
        ("DATAFLOW", w.t("data.flow")),
        ("CHANGE", w.t("release.change")),
        ("OLD", w.t("release.old"), "number"),
        ("NEW", w.t("release.new"), "number"),
        ("UNIT_MEASURE", w.column("UNIT_MEASURE")),
        ("WHY", w.t("release.why")),
    )
    lines = []
    for r in rows:
        view = next(view for view in views if view.release.datasets.get(r["DATAFLOW"]))
        flow = view.flow(view.step(r["DATAFLOW"]))
        row = _row(views[0], r) or _row(views[1], r) or {}
        unit = row.get("UNIT_MEASURE")
        cells = (
            Cell(w.subject(flow, flow.subject, r["KEY"])),
            Cell(r["KEY"]),
            Cell(w.say(flow.name) or flow.id, flow.id),
            Cell(w.t(f"change.{r['CHANGE']}"), r["CHANGE"]),
            Cell(w.plain(r["OLD"]), r["OLD"]),
            Cell(w.plain(r["NEW"]), r["NEW"], flags=() if r["NEW"] is None else tuple(w.flags(row))),
            Cell(w.unit_name(unit), unit),
            Cell(w.t("release.because", why=w.t(f"why.{r['WHY']}"), reason=r["REASON"] or ""), r["WHY"]),
        )
        lines.append(cells)
    return Grid("changes", w.t("release.changes"), heads, tuple(lines), stacks=True)


def _row(view: ReleaseView, change: dict[str, Any]) -> Row | None:
    """The observation of a release that a change is of; of figures the last vintage."""
    if change["DATAFLOW"] not in view.flows:
        return None
    step = view.step(change["DATAFLOW"])
    found = view.find(step, **named(view.flow(step).subject, change["KEY"]))
    return found[-1] if found else None
