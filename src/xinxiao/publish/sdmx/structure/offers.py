"""What data there are, as constraints of dataflows, with what they refer to (SDMX REST 2.2, doc/availability.md)."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import replace

from xinxiao.model.available import Available
from xinxiao.model.structure import Dataflow
from xinxiao.model.text import Text
from xinxiao.publish.sdmx.structure.artefact import Artefact, Content, Note, Ref, Scheme, Structure
from xinxiao.publish.sdmx.structure.artefacts import providers_of, ref_of, structure_of

METRICS = "sdmx_metrics"
"""The type of the annotations that count, by which pysdmx and registries know them."""
EVERY = frozenset({"codelist", "datastructure", "conceptscheme", "dataflow", "dataproviderscheme"})
"""The kinds that ``references=all`` stands for."""


def constraint(flow: Dataflow, what: Available) -> Artefact:
    """The constraint that says what there is of a dataflow, how many series and observations in notes."""
    name = flow.name or Text(zh=flow.id, en=flow.id)
    both = Text(zh=f"{name.zh}：可得的数据", en=f"{name.en}: data available")
    notes = (
        Note(METRICS, str(what.observations), "obs_count"),
        Note(METRICS, str(what.series), "series_count"),
    )
    body = Content(ref_of(flow), what.codes, {}, {}, what.span)
    ref = Ref("dataconstraint", flow.agency, f"AVAILABLE_{flow.id}", flow.version)
    return Artefact(ref, both, body, notes=notes)


def along(
    flow: Dataflow, what: Available, held: Iterable[Artefact], references: Set[str]
) -> tuple[Artefact, ...]:
    """The artefacts of these kinds that the constraint refers to: of code lists the codes there are data of and those above
    them, of concepts those of the dimensions told."""
    kinds = EVERY if "all" in references else references
    by_ref = {artefact.ref: artefact for artefact in held}
    own = structure_of(flow)
    structure = by_ref[own].body if own in by_ref else None
    found = [ref for ref in (ref_of(flow), own, providers_of(flow.agency)) if ref in by_ref]
    partial = {}
    if isinstance(structure, Structure):
        partial[structure.scheme] = frozenset(what.codes) | ({"TIME_PERIOD"} if what.span else set())
        for name, ref in structure.lists.items():
            if name in what.codes:
                partial[ref] = partial.get(ref, frozenset()) | frozenset(what.codes[name])
    whole = [by_ref[ref] for ref in found if ref.kind in kinds]
    return (
        *whole,
        *(_of(by_ref[ref], items) for ref, items in partial.items() if ref.kind in kinds and ref in by_ref),
    )


def _of(artefact: Artefact, items: frozenset[str]) -> Artefact:
    body = artefact.body
    return replace(artefact, body=body.only(items)) if isinstance(body, Scheme) else artefact
