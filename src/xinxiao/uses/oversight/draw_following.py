"""What followed from a draw, for anybody: how far its inspections are, and what was published of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xinxiao.model.oversight.case import ClockState
from xinxiao.model.oversight.desk import Published
from xinxiao.model.oversight.draw_facts import DrawStanding
from xinxiao.model.oversight.draw_list import InspectionRow
from xinxiao.model.oversight.plan import DrawSpec
from xinxiao.model.oversight.workflow import Publication, Workflow
from xinxiao.oversight.draw_file import Outcome
from xinxiao.uses.oversight.office import Office

LATEST = 50
"""Results that are shown; the rest is found in the list of all that is public."""
IN_TIME: frozenset[ClockState] = frozenset({"met"})
LATE: frozenset[ClockState] = frozenset({"met_late", "ran_out"})
"""How the clock stands of a result that was public in time; of one that was or is late."""


@dataclass(frozen=True)
class Progress:
    """How far the inspections of a draw are: how many there are; in how many a result was given (from then on the time to publish it
    runs), was published, in time, late or overdue; how many ended without one."""

    inspections: int
    found: int
    published: int
    in_time: int
    late: int
    without: int


@dataclass(frozen=True)
class Shown:
    """A result that is public now, with what it is called."""

    row: Published
    publication: Publication


@dataclass(frozen=True)
class Following:
    """What followed from a draw: how far it is, and the results that are public now, the newest first, as many as are shown."""

    progress: Progress
    results: tuple[Shown, ...]
    public: int


def following(office: Office, spec: DrawSpec, standing: DrawStanding, outcome: Outcome) -> Following | None:
    """What followed from a draw; None for one whose inspections were not assigned, or of whose workflow nothing is known."""
    own, workflow = spec.inspection, office.ports.known.workflows.get(spec.inspection.workflow)
    if standing.assigned is None or workflow is None:
        return None
    pages = office.ports.draw_pages
    clocks = {one.within for one in workflow.publications if one.within}
    subjects = {one.subject for one in outcome.selected}
    rows = pages.inspections(own.workflow, own.draw, standing.committed.number, subjects, clocks)
    public = pages.published([one.case for one in rows if one.publications], office.today.isoformat())
    return Following(_progress(workflow, rows), _shown(workflow, public), len(public))


def cases_of(office: Office, spec: DrawSpec, standing: DrawStanding, outcome: Outcome) -> tuple[str, ...]:
    """The inspections of a draw of which something became public."""
    own = spec.inspection
    number, subjects = standing.committed.number, {one.subject for one in outcome.selected}
    rows = office.ports.draw_pages.inspections(own.workflow, own.draw, number, subjects, ())
    return tuple(row.case for row in rows if row.publications)


def _progress(workflow: Workflow, rows: tuple[InspectionRow, ...]) -> Progress:
    results = {one.id for one in workflow.publications if one.within}
    published = [row for row in rows if results.intersection(row.publications)]
    return Progress(
        inspections=len(rows),
        found=sum(bool(row.clock) for row in rows),
        published=len(published),
        in_time=sum(row.clock in IN_TIME for row in published),
        late=sum(row.clock in LATE for row in rows),
        without=sum(bool(row.ended) and not row.clock for row in rows),
    )


def _shown(workflow: Workflow, public: tuple[Published, ...]) -> tuple[Shown, ...]:
    known: Mapping[str, Publication] = {one.id: one for one in workflow.publications}
    return tuple(Shown(row, known[row.publication]) for row in public[:LATEST] if row.publication in known)
