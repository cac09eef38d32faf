"""Checks of a programme as a whole: small pure functions, each from a programme to findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from xinxiao.model.finding import Finding
from xinxiao.programme.checks import (
    aggregates,
    asks,
    calendar,
    categories,
    continuity,
    copies,
    coverage,
    dates,
    domains,
    falling,
    form_days,
    form_rules,
    forms,
    formulas,
    frame,
    holes,
    index,
    invented,
    lists,
    masking,
    most,
    oversight_clocks,
    oversight_draws,
    oversight_names,
    oversight_people,
    oversight_templates,
    oversight_void,
    oversight_ways,
    quality,
    references,
    related,
    reported,
    resources,
    reversal,
    rows,
    scopes,
    sectors,
    structure,
    subjects,
    targets,
    totals,
    translations,
    unlike,
    vintages,
)
from xinxiao.programme.checks.known import Known
from xinxiao.programme.checks.panel import Panels, earlier_of, panels_of
from xinxiao.programme.checks.provincial import provincial
from xinxiao.programme.exemptions import exempted
from xinxiao.programme.loaded import Loaded

CHECKS: tuple[Callable[[Known], Iterator[Finding]], ...] = (
    structure.dataflows,
    structure.columns,
    structure.concepts,
    structure.heads,
    structure.units,
    structure.attributes,
    references.headline,
    references.contact,
    references.levels,
    references.indicators,
    references.scopes,
    references.targets,
    references.tasks,
    references.tables,
    references.account,
    references.pull,
    references.renamed,
    references.provenance,
    rows.figures,
    rows.periods,
    rows.cells,
    rows.reported,
    rows.cases,
    sectors.lists,
    formulas.units,
    formulas.unit_kinds,
    formulas.formulas,
    formulas.figure_units,
    scopes.figures,
    scopes.register,
    scopes.formulas,
    scopes.targets,
    targets.rules,
    index.files,
    index.heads,
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
    domains.references,
    asks.complete,
    calendar.calendar,
    quality.quality,
    categories.scheme,
    resources.resources,
    frame.frame,
    subjects.subjects,
    domains.complete,
    forms.sizes,
    forms.named,
    forms.references,
    forms.items,
    forms.sums,
    forms.follows,
    form_days.marks,
    form_days.calendars,
    form_rules.rules,
    invented.invented,
    lists.types,
    lists.lists,
    masking.masking,
    reported.synthetic,
    reported.totals,
    reported.alike,
    reported.samples,
    reported.designs,
    aggregates.aggregates,
    aggregates.counted,
    oversight_names.rules,
    oversight_names.workflows,
    oversight_names.references,
    oversight_ways.states,
    oversight_ways.earlier,
    oversight_ways.reviews,
    oversight_clocks.acts,
    oversight_clocks.fields,
    oversight_clocks.versions,
    oversight_clocks.crossings,
    oversight_draws.draws,
    oversight_people.personal,
    oversight_people.decisions,
    oversight_people.recusals,
    oversight_people.publications,
    oversight_templates.templates,
    oversight_void.void,
    oversight_void.unconfirmed,
)


def check(loaded: Loaded) -> tuple[Finding, ...]:
    """Everything wrong with a programme beyond the shape of its files, sorted by place.

    Where `programme.yaml` or `dataflows.yaml` is unusable, what would be said of a stand-in for it is left out.
    """
    known = Known(loaded, loaded.parts)
    found = [finding for one in CHECKS for finding in one(known)]
    found += series(known, panels_of(loaded), earlier_of(loaded))
    if loaded.programme is None:
        broken = {item.file for item in loaded.findings if item.level == "error"} & HANGING
        found = [item for item in found if item.file not in broken]
    return tuple(sorted(most.told(sorted(exempted(loaded, set(found))))))


def series(known: Known, panels: Panels, earlier: Panels) -> Iterator[Finding]:
    """Everything that annual series tell of each other; ``earlier`` are the same figures in their first vintage."""
    yield from continuity.jumps(known, panels)
    yield from totals.sums(known, panels)
    yield from totals.typed(known, panels)
    yield from reversal.reversals(known, panels, earlier)
    yield from reversal.mirrors(panels)
    held = tuple(provincial(known, panels))
    yield from falling.falling(panels, held)
    beside = related.related(held, totals.confirmed(known, panels, held))
    yield from unlike.unlike(panels, held, beside)
    yield from copies.copied(panels, held, beside)
    yield from copies.mixed(panels, held, tuple(provincial(known, earlier)))
    yield from holes.missing(known, panels)
    yield from holes.strays(known, panels)


HANGING = {"programme.yaml", "dataflows.yaml"}
"""Files that so much hangs on that a stand-in takes their place in checks."""
