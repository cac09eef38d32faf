"""The audit of the index as a page, and as a PDF: is it built and described so that others can check it?"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Any

from xinxiao.entry.portal.audit import audit_doubt as doubts
from xinxiao.entry.portal.audit import audit_figures as figures
from xinxiao.entry.portal.audit import audit_grids as grids
from xinxiao.entry.portal.audit.ask import Ask
from xinxiao.entry.portal.figure_table import Exhibit
from xinxiao.entry.portal.page import Page, Raw
from xinxiao.index.analysis.audit import Audit
from xinxiao.texts import Language, text

KEPT = 8
"""How many documents stay in memory."""


@dataclass(frozen=True)
class Part:
    """A heading of the audit, what it means, and its exhibits."""

    id: str
    title: str
    words: str
    exhibits: tuple[Exhibit, ...]


def audit(ask: Ask) -> Page:
    """The audit of the index the release holds. Raises ``NotFound`` when it holds none."""
    made = ask.library.house.index_audit(ask.book.id)
    parts = [part for part in _parts(ask, made) if part.exhibits or part.words]
    name = ask.words.node(made.result.framework.top)
    context: dict[str, Any] = {
        "parts": parts,
        "lead": _lead(ask, made),
        "say_audit": lambda key: text(ask.lang, f"audit.{key}"),
        "made_from": text(ask.lang, "index.audit.made_from", key=made.result.key[:16]),
    }
    shown = tuple(exhibit for part in parts for exhibit in part.exhibits)
    title = text(ask.lang, "index.audit.title", name=name)
    return Page("audit.html", title, "index", text(ask.lang, "audit.summary"), context, shown)


def _lead(ask: Ask, made: Audit) -> str:
    times = made.result.times
    return text(
        ask.lang, "audit.lead", release=ask.book.id, first=times[0] if times else "", last=made.time,
        units=len(made.result.units), indicators=len(made.result.framework.indicators),
    )  # fmt: skip


def _parts(ask: Ask, made: Audit) -> list[Part]:
    """Findings first, then in the order of the handbook's steps."""
    tree, doubt, lang = made.result.framework, made.uncertainty, ask.lang

    def part(key: str, *exhibits: Exhibit | None, room: str = "index.audit", **places: Any) -> Part:
        title = text(lang, f"index.audit.{key}.title")
        words = text(lang, f"{room}.{key}.text", **places)
        return Part(key, title, words, tuple(e for e in exhibits if e is not None))

    counts: dict[str, Any] = {
        level: sum(f.level == level for f in made.findings) for level in ("error", "warning", "note")
    }
    gone = float(made.data.missing.sum()) / max(made.data.missing.size * len(tree.indicators), 1)
    found = [
        part("findings", grids.findings(ask, made), **counts),
        part("framework", figures.framework(ask, made), grids.framework(ask, made),
             indicators=len(tree.indicators), groups=len(tree.groups), levels=tree.levels),
        part("data", grids.coverage(ask, made), grids.statistics(ask, made), time=made.time,
             units=len(made.result.inputs.units), share=ask.words.percent(1 - gone, 1)),
        part("method", grids.method(ask, made), version=made.result.method.version,
             base=made.result.method.base or "–"),
        part("coherence", grids.coherence(ask, made), figures.correlations(ask, made), grids.pairs(ask, made),
             grids.components(ask, made), parallel=made.parallel.retained if made.parallel else 0,
             clusters=made.clusters.count if made.clusters else 0,
             kmo=ask.words.plain(made.adequacy.overall, decimals=2) if made.adequacy else "–"),
        part("importance", figures.importance(ask, made), grids.importance(ask, made)),
    ]  # fmt: skip
    if doubt is None:
        none = text(lang, "index.audit.uncertainty.none")
        found.append(Part("uncertainty", text(lang, "index.audit.uncertainty.title"), none, ()))
    else:
        found.append(
            part(
                "uncertainty", doubts.factors(ask, doubt), figures.ranks(ask, doubt), doubts.ranks(ask, doubt),
                figures.sensitivity(ask, doubt), doubts.sensitivity(ask, doubt), doubts.changes(ask, doubt),
                room="audit", replicates=doubt.replicates, failed=doubt.failed, seed=doubt.seed,
                mode=text(lang, f"index.audit.mode.{doubt.mode}"), level=ask.words.percent(doubt.level),
                evaluations=doubt.sensitivity.evaluations if doubt.sensitivity else 0,
            )
        )  # fmt: skip
    return [*found, part("removal", grids.removal(ask, made))]


class Shelf:
    """Documents made before, by release and language."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, Language], bytes] = OrderedDict()
        self._lock = Lock()

    def document(self, ask: Ask) -> bytes:
        """The report as PDF. Raises ``Unavailable`` when this machine cannot set it."""
        from xinxiao.publish.documents import audit_pdf

        key = (ask.book.release.sha256, ask.lang)
        made = ask.library.house.index_audit(ask.book.id)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = audit_pdf(made, ask.lang, tile_grid(ask))
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
            return self._kept[key]


_SHELF = Shelf()


def pdf(ask: Ask) -> Page:
    """The audit report of the index as a PDF."""
    name = f"{made_name(ask)}-{ask.lang}.pdf"
    return Page("", name, "index", raw=Raw(_SHELF.document(ask), "application/pdf", name))


def made_name(ask: Ask) -> str:
    """How the file is called: the index and the release it belongs to."""
    return f"audit-{ask.book.tree.top if ask.book.tree else 'index'}-{ask.book.id}"


def tile_grid(ask: Ask) -> dict[str, tuple[int, int]]:
    """Place -> (row, column) on the tile map."""
    places = ask.book.places.items()
    return {code: (area.tile[1], area.tile[0]) for code, area in places if area.tile is not None}
