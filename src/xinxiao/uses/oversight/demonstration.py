"""A demonstration of oversight: invented subjects, a list, a plan, draws in every state, and cases in every state, lived through as
everybody's are.

Nothing takes a way of its own: whatever is done goes through the use that people do it by, in the name of an invented person, on the
working day it is said to be of, up to now. What is invented is data of the programme (`oversight/demonstration.yaml`), and everything
is marked as synthetic.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

import numpy as np

from xinxiao.errors import Conflict, NotFound, told
from xinxiao.files.folder import survey
from xinxiao.model.actor import SYSTEM, Actor
from xinxiao.model.oversight.case_list import CaseQuery
from xinxiao.model.oversight.demonstration import DemonstrationSpec
from xinxiao.model.oversight.draw_facts import DrawStanding
from xinxiao.model.release import sha256
from xinxiao.programme.plans import read_inspectors, read_plan
from xinxiao.programme.read import PLACES, read_bytes
from xinxiao.uses.oversight import clocks, draw_roster, lapses, list_files
from xinxiao.uses.oversight.demonstration_acts import Acts
from xinxiao.uses.oversight.demonstration_days import Days, Places, Timeline
from xinxiao.uses.oversight.demonstration_draws import Draws
from xinxiao.uses.oversight.demonstration_evidence import Evidence
from xinxiao.uses.oversight.demonstration_lists import Listing
from xinxiao.uses.oversight.demonstration_subjects import codes, write
from xinxiao.uses.oversight.office import Office
from xinxiao.uses.oversight.ports import OversightPorts
from xinxiao.uses.oversight.subjects_import import import_subjects

FILE = "oversight/demonstration.yaml"
MOST = 100_000
"""Subjects of a demonstration: more are for measuring, not for looking at."""
NIGHT = time(0, 10)
"""When the installation does what is due each day."""
STEP = 25
SUBJECTS, PLAN_FILE, INSPECTORS = "subjects.csv", "plan.csv", "inspectors.csv"


@dataclass(frozen=True)
class Loaded:
    """What a demonstration put into a home: how many subjects, cases by workflow and state, the draws, and the list."""

    subjects: int
    cases: Mapping[tuple[str, str], int]
    draws: tuple[DrawStanding, ...]
    list: str


@dataclass(frozen=True)
class Wanted:
    """How a home is filled: how many subjects, by which chance, with which files beside."""

    files: Path
    subjects: int = 3_000
    seed: int = 1


def spec_of(ports: OversightPorts, folder: Path | None = None) -> DemonstrationSpec:
    """What the programme says is invented. Raises :class:`NotFound` for one that says nothing of it."""
    place = ports.programme_folder(folder)
    spec = read_bytes(survey(place, (FILE, *PLACES)).files).oversight.one(FILE, DemonstrationSpec)
    if spec is None:
        raise NotFound(f"{place} has no {FILE}", told("no_demonstration", path=str(place / FILE)))
    return spec


def load(
    office: Office,
    people: Mapping[str, Actor],
    wanted: Wanted,
    folder: Path | None = None,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Loaded:
    """Fill a home of whoever runs it, where there is nothing of oversight yet. ``people``: the actors by the ids of the programme's file.

    Raises :class:`Conflict` for a home in which subjects, lists or cases are, and for more than ``MOST`` subjects; else as the uses that
    are gone through.
    """
    office.demand("oversee")
    spec = spec_of(office.ports, folder)
    if wanted.subjects > MOST:
        raise Conflict(f"{wanted.subjects}", told("demonstration_many", count=wanted.subjects, most=MOST))
    if office.ports.subjects.last() or office.ports.chain.mark().sequence:
        raise Conflict("something is there", told("demonstration_there"))
    wanted.files.mkdir(parents=True, exist_ok=True)
    acts = _acts(office, spec, people, wanted)
    _plan(office, acts, folder)
    acts.timeline.run(lambda done, of: progress("oversight", done, of) if not done % STEP else None)
    progress("oversight", 1, 1)
    held = office.ports.cases.listed(CaseQuery(most=100_000))
    return Loaded(
        wanted.subjects,
        Counter((row.workflow, row.state) for row in held),
        office.ports.draws.listed(),
        spec.list.id,
    )


def _acts(office: Office, spec: DemonstrationSpec, people: Mapping[str, Actor], wanted: Wanted) -> Acts:
    days = Days(office.ports.known.calendar.workdays, office.today, office.ports.zone)
    chance = np.random.default_rng([wanted.seed, 2])
    places = Places(days, codes(spec.subjects, wanted.subjects), chance)
    write(spec.subjects, wanted.subjects, wanted.seed, wanted.files / SUBJECTS)
    plan = places.filled(spec.plan.file, office.today).encode()
    places.known |= {"plan hash": sha256(plan)} | {name: actor.name for name, actor in people.items()}
    (wanted.files / PLAN_FILE).write_bytes(plan)
    inspectors = places.filled(spec.inspectors, office.today)
    (wanted.files / INSPECTORS).write_text(inspectors, "utf-8")
    evidence = Evidence(wanted.files, spec.evidence, office.today.isoformat(), plan)
    return Acts(office.ports, spec, people, Timeline(office.now), days, places, evidence)


def _plan(office: Office, acts: Acts, folder: Path | None) -> None:
    """Everything that happens, by when."""
    spec, days = acts.spec, acts.days
    known = draw_roster.known(office, folder)
    plan, _ = read_plan(PLAN_FILE, acts.evidence.plan, known.columns)
    inspectors, _ = read_inspectors(
        INSPECTORS, (acts.evidence.folder / INSPECTORS).read_bytes(), known.columns
    )
    drawing = Draws(acts, known, plan, inspectors)

    def take_in(now: datetime) -> None:
        own = Office(office.ports, office.actor, now)
        day = own.today.isoformat()
        import_subjects(
            own, acts.evidence.folder / SUBJECTS, spec.subjects.source, day, folder=folder, whole=True
        )

    def in_force(case: str) -> None:
        drawing.plan_case = acts.places.known["plan"] = case
        office.ports.blobs.put(acts.evidence.plan)  # in the open: a plan is to be published

    first = days.day(spec.subjects.day)
    acts.timeline.at(days.moment(first), take_in)
    Listing(acts, list_files.known(office, folder), spec.list).add()
    acts.open(spec.plan.case, in_force)
    for draw in spec.draws:
        drawing.add(draw)
    for case in spec.cases:
        acts.open(case)
    for number in range(1, (office.today - first).days + 1):
        night = datetime.combine(first + timedelta(days=number), NIGHT, office.ports.zone)
        acts.timeline.at(night, lambda now: _night(office.ports, now))


def _night(ports: OversightPorts, now: datetime) -> None:
    """What the installation does each night."""
    own = Office(ports, SYSTEM, now)
    clocks.notice(own)
    lapses.notice(own)
