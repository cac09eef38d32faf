"""Tables of releases: all of them, what one is made of, what it changed."""

from __future__ import annotations

from typing import Any

from xinxiao.entry.portal.figure_table import Cell, Grid, columns
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.model.release import Release


def releases(request: PageRequest) -> Grid:
    """All sealed releases, newest first."""
    w = request.words
    lines = tuple(
        (
            Cell(e.id, href=request.url(f"releases/{e.id}")),
            Cell(e.cycle),
            Cell(w.period(e.as_of), e.as_of),
            Cell(e.sealed_at),
            Cell(e.sha256[:16] + "…", e.sha256),
        )
        for e in request.views.entries
    )
    heads = columns(
        ("RELEASE", w.t("release.id")),
        ("CYCLE", w.t("release.cycle")),
        ("AS_OF", w.t("release.as_of")),
        ("SEALED_AT", w.t("release.sealed")),
        ("SHA256", "SHA-256"),
    )
    return Grid("releases", w.t("releases.caption"), heads, lines)


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


def changes(request: PageRequest, rows: list[dict[str, Any]]) -> Grid:
    """Differences: key, before, after, why."""
    w = request.words
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
