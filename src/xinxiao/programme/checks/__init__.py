"""Checks of a programme as a whole: small pure functions, each from a programme to findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from xinxiao.model.finding import Finding
from xinxiao.programme.checks import (
    continuity,
    coverage,
    dates,
    formulas,
    index,
    references,
    reversal,
    rows,
    scopes,
    structure,
    translations,
    vintages,
)
from xinxiao.programme.checks.known import Known
from xinxiao.programme.checks.panel import earlier_of, panels_of
from xinxiao.programme.loaded import Loaded

CHECKS: tuple[Callable[[Known], Iterator[Finding]], ...] = (
    structure.dataflows,
    structure.columns,
    structure.concepts,
    structure.heads,
    structure.units,
    structure.attributes,
    references.headline,
    references.indicators,
    references.scopes,
    references.targets,
    references.tasks,
    references.tables,
    references.account,
    references.pull,
    references.provenance,
    rows.figures,
    rows.periods,
    rows.cells,
    formulas.units,
    formulas.unit_kinds,
    formulas.formulas,
    formulas.figure_units,
    scopes.figures,
    scopes.formulas,
    scopes.targets,
    index.files,
    index.framework,
    index.method,
    translations.texts,
    translations.folders,
    continuity.bounds,
    vintages.grades,
    vintages.early,
    vintages.revisions,
    dates.cycles,
    dates.targets,
    dates.tasks,
    dates.sources,
    dates.areas,
    dates.bodies,
    coverage.empty,
    coverage.declared,
    coverage.provenance,
)


def check(loaded: Loaded) -> tuple[Finding, ...]:
    """Everything wrong with a programme beyond the shape of its files, sorted by place.

    Where `programme.yaml` or `dataflows.yaml` is unusable, what would be said of a stand-in for it is left out.
    """
    known = Known(loaded, loaded.parts)
    found = [finding for one in CHECKS for finding in one(known)]
    panels, earlier = panels_of(loaded), earlier_of(loaded)
    found += continuity.jumps(known, panels)
    found += continuity.sums(known, panels)
    found += reversal.reversals(known, panels, earlier)
    found += reversal.mirrors(panels)
    if loaded.programme is None:
        broken = {item.file for item in loaded.findings if item.level == "error"} & HANGING
        found = [item for item in found if item.file not in broken]
    return tuple(sorted(set(found)))


HANGING = {"programme.yaml", "dataflows.yaml"}
"""Files that so much hangs on that a stand-in takes their place in checks."""
