"""The draws of a demonstration, one after the other: prepared from a task of the plan, approved or not, committed, drawn, made void or
repeated, and their inspections opened; what has not come yet waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from xinxiao.model.oversight.demonstration import InventedDraw
from xinxiao.model.oversight.draw import Inspector, SourceOfChance, Value
from xinxiao.model.oversight.plan import Plan
from xinxiao.uses.oversight import draw_assigning, draws
from xinxiao.uses.oversight.demonstration_acts import Acts
from xinxiao.uses.oversight.draw_parts import second
from xinxiao.uses.oversight.draw_roster import DrawsKnown

SPEAKS = 6 * 60
"""Minutes from when offices open to when sources of chance speak; a draw is made right after that."""
SOON = 30


@dataclass
class Draws:
    """What is drawn in a demonstration, from a plan in force."""

    acts: Acts
    known: DrawsKnown
    plan: Plan
    inspectors: Sequence[Inspector]
    plan_case: str = ""
    _void: list[draws.Repeat] = field(default_factory=list)
    _told: int = 0

    def add(self, draw: InventedDraw) -> None:
        """Plan a draw and what follows from it."""
        acts = self.acts
        acts.timeline.at(
            acts.days.moment(acts.days.day(draw.day), SOON), lambda now: self._prepare(draw, now)
        )

    def _prepare(self, draw: InventedDraw, now: datetime) -> None:
        acts, on = self.acts, now.astimezone(self.acts.ports.zone).date()
        decided = on
        for act in draw.acts:
            decided = acts.days.day(act.after, decided)
        spoken = acts.days.moment(acts.days.day(draw.spoken, decided), SPEAKS)
        sources = [
            SourceOfChance(source=one.source, issue=one.issue, takes=one.takes, at=second(spoken))
            for one in draw.sources
        ]
        repeat = self._void.pop() if draw.repeats else None
        office = acts.office(draw.by, now)
        waiting = draws.prepared(
            office, self.known, self.plan_case, self.plan, draw.task, self.inspectors, sources, repeat
        )

        def commit(then: datetime) -> None:
            draws.committed(acts.office(draw.by, then), self.known, waiting.case)

        acts.follow(waiting.case, draw.acts, now, commit if draw.is_approved else None)
        if draw.is_approved:
            number, case = waiting.terms.number, waiting.case
            acts.timeline.at(
                spoken.replace(minute=spoken.minute + SOON),
                lambda at: self._draw(draw, number, case, sources, at),
            )

    def _draw(
        self, draw: InventedDraw, number: str, case: str, sources: Sequence[SourceOfChance], now: datetime
    ) -> None:
        acts, on = self.acts, now.astimezone(self.acts.ports.zone).date()
        values = [
            Value(
                source=source.source,
                issue=source.issue,
                value=acts.places.filled(one.value, on),
                at=source.at,
                witnesses=one.witnesses,
            )
            for one, source in zip(draw.sources, sources, strict=True)
        ]
        draws.drawn_with(acts.office(draw.by, now), self.known, number, values)
        if draw.void is not None:
            since = acts.days.moment(acts.days.day(draw.void.after, on))
            acts.follow(case, draw.void.acts, since, lambda then: self._make_void(draw, number, then))
        if draw.assigned is not None:
            day = acts.days.day(draw.assigned, on)
            acts.timeline.at(acts.days.moment(day), lambda then: self._assign(draw, number, then))

    def _make_void(self, draw: InventedDraw, number: str, now: datetime) -> None:
        told = draw.void.told if draw.void is not None else ""
        if draw.void is not None and draw.void.recorded:
            draws.voided(self.acts.office(draw.by, now), self.known, number, told)
        else:
            self._void.append(draws.Repeat(number, told))

    def _assign(self, draw: InventedDraw, number: str, now: datetime) -> None:
        opened = draw_assigning.assigned(self.acts.office(draw.by, now), self.known, number)
        for place, case in enumerate(opened):
            if draw.stories:
                story = self.acts.spec.story[draw.stories[place % len(draw.stories)]]
                self.acts.tell(case, story, now)
