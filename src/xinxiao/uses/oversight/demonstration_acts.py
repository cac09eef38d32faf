"""The acts of a demonstration, each by the use that everybody's acts go through, in the name of an invented person, on its day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from xinxiao.model.actor import SYSTEM, Actor
from xinxiao.model.oversight.case_facts import EntryRef
from xinxiao.model.oversight.demonstration import (
    HANDLER,
    DemonstrationSpec,
    InventedAct,
    InventedCase,
    InventedErasure,
    InventedStory,
)
from xinxiao.oversight.wanted import Wanted
from xinxiao.uses.oversight import cases, erasure
from xinxiao.uses.oversight.demonstration_days import Days, Places, Timeline
from xinxiao.uses.oversight.demonstration_evidence import Evidence
from xinxiao.uses.oversight.office import Office
from xinxiao.uses.oversight.personal_file import file_of, rules_of
from xinxiao.uses.oversight.ports import OversightPorts

MACHINE = "system"
BETWEEN = 7
"""Minutes between acts that follow each other on one day."""


@dataclass
class Acts:
    """Who acts on what in a demonstration. ``evidence``: the files that come with acts."""

    ports: OversightPorts
    spec: DemonstrationSpec
    people: Mapping[str, Actor]
    timeline: Timeline
    days: Days
    places: Places
    evidence: Evidence

    def office(self, who: str, now: datetime) -> Office:
        """An office of somebody at a moment; ``system`` is the installation."""
        return Office(self.ports, SYSTEM if who == MACHINE else self.people[who], now)

    def open(self, case: InventedCase, then: Callable[[str], None] = lambda _: None) -> None:
        """Plan a case that somebody opens, and what follows; ``then`` is told its number once it is opened."""
        first, *further = case.acts

        def do(now: datetime) -> None:
            wanted = self._wanted(first, now, area=case.area)
            office = self.office(first.by, now)
            opened = cases.open_(office, case.workflow, wanted, self._evidence(first), synthetic=True)
            then(opened.case.id)
            self.follow(opened.case.id, further, now)

        self.timeline.at(self.days.moment(self.days.day(case.day)), do)

    def follow(
        self,
        case: str,
        acts: Iterable[InventedAct],
        since: datetime,
        then: Callable[[datetime], None] | None = None,
    ) -> datetime:
        """Plan acts on a case that follow each other from a moment on; the moment of the last. ``then`` happens after it."""
        day, minute = self._on(since), self._minute(since)
        for act in acts:
            if act.after:
                day, minute = self.days.day(act.after, day), 0
            minute += BETWEEN
            self.timeline.at(self.days.moment(day, minute), self._one(case, act))
        last = self.days.moment(day, minute + BETWEEN)
        if then is not None:
            self.timeline.at(last, then)
        return last

    def tell(self, case: str, story: InventedStory, since: datetime) -> None:
        """Plan what becomes of a case that was just opened: it is given to somebody, then the acts of a story follow."""
        held = self.ports.cases.find(case)
        seen = held.number
        cases.assign(self.office(self.spec.gives, since), case, self.people[self._handler(case)].name, seen)
        erased = story.erasure
        ask = (lambda now: self._erase(case, erased, now)) if erased is not None else None
        self.follow(case, story.acts, since, ask)

    def _handler(self, case: str) -> str:
        above = self.ports.known.above(self.ports.cases.find(case).area)
        return next(self.spec.handlers[area] for area in above if area in self.spec.handlers)

    def _one(self, case: str, act: InventedAct) -> Callable[[datetime], None]:
        def do(now: datetime) -> None:
            who = self._handler(case) if act.by == HANDLER else act.by
            if act.suggested:
                cases.suggest(self.office(MACHINE, now), case, act.act, act.suggested, "demonstration")
            wanted = self._wanted(act, now, seen=self.ports.cases.find(case).number)
            cases.act(self.office(who, now), case, wanted, self._evidence(act))

        return do

    def _wanted(
        self, act: InventedAct, now: datetime, seen: int = 0, area: str = "", entry: EntryRef | None = None
    ) -> Wanted:
        on = self._on(now)
        return Wanted(
            act.act,
            seen,
            self.places.values(act.values, on),
            self.places.filled(act.reason, on),
            on=self.days.day(-act.on, on).isoformat() if act.on else "",
            entry=entry,
            area=area,
            concerns=self.people[act.concerns].name if act.concerns else "",
        )

    def _evidence(self, act: InventedAct) -> list[tuple[str, Path]]:
        return [self.evidence.file(kind) for kind in act.evidence]

    def _erase(self, case: str, asked: InventedErasure, now: datetime) -> None:
        office = self.office(self._handler(case) if asked.by == HANDLER else asked.by, now)
        file, law = file_of(office, cases.find(office, case)), rules_of(office)
        erasure.ask(office, file, law, asked.part, asked.basis, asked.reason)

    def _on(self, now: datetime) -> date:
        return now.astimezone(self.ports.zone).date()

    def _minute(self, now: datetime) -> int:
        return int((now - self.days.moment(self._on(now))).total_seconds() // 60)
