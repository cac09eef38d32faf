"""Vintages: what was published of a dataflow, by figures' vintages or by releases, and how large revisions were."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from xinxiao.errors import NotFound, told
from xinxiao.model.life import ranked
from xinxiao.model.release import Release
from xinxiao.release.triangle import Triangle, averages, of_figures, of_releases, triangle
from xinxiao.uses import releases
from xinxiao.uses.call import Call

MOST = 40
"""Releases that are compared, the newest: each is read whole once."""


@dataclass(frozen=True)
class Vintages:
    """What was published of a dataflow (``release.triangle.PUBLISHED``), and the ``AVERAGES`` of each series.

    ``names``: the vintages in order; ``left``: earlier releases that were left out, beyond :data:`MOST`.
    """

    dataflow: str
    names: tuple[str, ...]
    published: pa.Table
    averages: pa.Table
    left: int = 0

    def triangle(self, series: str) -> Triangle:
        """One series. Raises :class:`NotFound` for one that was never published, naming near ones."""
        found = triangle(self.published, series)
        if not found.rows:
            known = releases.near(series, self.averages.column("SERIES").to_pylist())[:3]
            raise NotFound(
                f"{self.dataflow} has no series {series}",
                told("no_series", dataflow=self.dataflow, series=series, known=", ".join(known)),
            )
        return found


def vintages(call: Call, dataflow: str, release_id: str | None = None) -> Vintages:
    """The vintages of a dataflow as they were known with a release, by default the newest that is live.

    Figures have vintages of their own; of anything else each release that readers see is one, up to this release.
    Raises :class:`NotFound`.
    """
    release = releases.find(call, release_id)
    flow = releases.flow(call, release, dataflow)
    if flow.has_vintages:
        published = of_figures(releases.dataset(call, release, flow.id))
        names = tuple(sorted(set(published.column("VINTAGE").to_pylist())))
        return Vintages(flow.id, names, published, averages(published))
    every = _earlier(call, release)
    held = [
        (each.id, releases.observations(call, each, flow.id))
        for each in every[-MOST:]
        if flow.id in each.datasets
    ]
    renamed = releases.programme(call, release).programme.file.renamed
    published = of_releases(flow, held, renamed)
    names = tuple(name for name, _ in held)
    return Vintages(flow.id, names, published, averages(published), max(len(every) - MOST, 0))


def _earlier(call: Call, release: Release) -> list[Release]:
    """The releases of the same programme that readers see, up to this one, in their order."""
    found: list[Release] = []
    for life in ranked(releases.standing(call)):
        own = life.entry.sha256 == release.sha256
        if life.entry.programme == release.programme.id and (life.is_shown or own):
            found.append(releases.manifest(call, life.entry.sha256))
        if own:
            break
    return found
