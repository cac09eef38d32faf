"""A release made quick to read: its programme, and its dataflows by the step that makes them."""

from __future__ import annotations

from functools import cached_property

from xinxiao.entry.portal.rows import Row, Rows
from xinxiao.entry.portal.steps import Step, flows_of
from xinxiao.entry.portal.tree import Tree, tree_of
from xinxiao.errors import NotFound, told
from xinxiao.model.cache import Cache
from xinxiao.model.codelist import Area, Code
from xinxiao.model.key import of_row
from xinxiao.model.programme import IndexHead
from xinxiao.model.release import Release
from xinxiao.model.structure import STEPS, Component, Concept, Dataflow
from xinxiao.uses import releases
from xinxiao.uses.call import Call


class ReleaseView:
    """One release with its programme, and its dataflows as :class:`Rows`, read when first asked for.

    It is shared by all readers; ``call`` is that of nobody in particular.
    """

    def __init__(self, call: Call, release: Release) -> None:
        sealed = releases.programme(call, release)
        self._call = call
        self.release = release
        self.id = release.id
        self.programme = sealed.programme
        self.texts = sealed.texts
        self.indices = sealed.indices
        self.nation = sealed.programme.file.nation
        self._declared = flows_of(sealed.programme)
        self._flows = {s: flow for s, flow in self._declared.items() if flow.id in release.datasets}
        self._steps = {flow.id: step for step, flow in self._declared.items()}
        self._rows: Cache[Step, Rows] = Cache(len(self._steps) + 1)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps whose dataflow the release holds, in the order of the dataflows' ids."""
        return tuple(sorted(self._flows, key=lambda step: self._flows[step].id))

    @property
    def flows(self) -> tuple[str, ...]:
        """Ids of the dataflows the release holds."""
        return tuple(self._flows[step].id for step in self.steps)

    def flow(self, step: Step) -> Dataflow:
        """The dataflow of a step. Raises :class:`NotFound` naming what there is."""
        if step not in self._flows:
            raise NotFound(step, hint=", ".join(self.flows))
        return self._flows[step]

    def structure(self, flow: str) -> Dataflow | None:
        """The dataflow with this id, held or not; None for one nobody knows."""
        step = self._steps.get(flow)
        return self._declared[step] if step else None

    def step(self, flow: str) -> Step:
        """The step that makes the dataflow with this id. Raises :class:`NotFound` naming what there is."""
        step = self._steps.get(flow)
        if step not in self._flows:
            raise NotFound(
                f"{self.id} has no {flow}",
                told("unknown_dataflow", dataflow=flow, release=self.id, known=", ".join(self.flows)),
            )
        return step

    def rows(self, step: Step) -> Rows:
        """The rows of a step's dataflow. Raises :class:`NotFound` naming what there is."""
        flow = self.flow(step)
        return self._rows.get(step, lambda: Rows(releases.observations(self._call, self.release, flow.id)))

    def key(self, step: Step, row: Row) -> str:
        """The SDMX key of a row."""
        return of_row(row, self.flow(step).dimensions)

    def has(self, step: Step) -> bool:
        """Whether the release holds observations of a step."""
        return step in self._flows and self.release.datasets[self._flows[step].id].rows > 0

    def find(self, step: Step, **where: str) -> list[Row]:
        """Rows of a step's dataflow; none when the release lacks it."""
        return self.rows(step).find(**where) if self.has(step) else []

    def one(self, step: Step, **where: str) -> Row | None:
        """The first such row, if any."""
        return self.rows(step).one(**where) if self.has(step) else None

    @cached_property
    def heads(self) -> dict[str, IndexHead]:
        """The indices of which the release holds scores, by id; the headline first."""
        which, declared = STEPS["index"].which, self.programme.indices
        if not self.has("index"):
            return {}
        held = self.rows("index").distinct(which) if which in self.flow("index").dimensions else None
        return {head.id: head for head in declared if held is None or head.id in held}

    @cached_property
    def trees(self) -> dict[str, Tree]:
        """The tree of each of these indices."""
        return {name: tree_of(self.indices[name]) for name in self.heads}

    @property
    def headline(self) -> str:
        """The index shown where none is asked for; empty when there is none."""
        return next(iter(self.heads), "")

    def index_rows(self, index: str, **where: str) -> list[Row]:
        """Rows of one index."""
        which = STEPS["index"].which
        own = {which: index} if self.has("index") and which in self.flow("index").dimensions else {}
        return self.find("index", **own, **where)

    @cached_property
    def areas(self) -> dict[str, Area]:
        """Places by code."""
        return {area.id: area for area in self.programme.areas}

    @cached_property
    def places(self) -> dict[str, Area]:
        """The places that are compared with each other: provinces valid in any year of the cycle, in code order."""
        cycle = self.programme.cycle(self.release.cycle)
        return {area.id: area for area in self.programme.provinces_in(range(cycle.first, cycle.last + 1))}

    def component(self, step: Step, column: str) -> Component | None:
        """A column of the dataflow that a step fills, as the programme declares it; None for one it does not have."""
        flow = self._declared.get(step)
        return flow.by_id.get(column) if flow else None

    @cached_property
    def concepts(self) -> dict[str, Concept]:
        """The concepts of the programme's scheme, by id."""
        return {concept.id: concept for concept in self.programme.structures.concept_scheme.concepts}

    @cached_property
    def codes(self) -> dict[tuple[str, str], Code]:
        """Codes of the programme's lists, by list and id."""
        return {(name, c.id): c for name, listed in self.programme.codelists.items() for c in listed.codes}
