"""The release calendar: what is planned, and whether it was kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from xinxiao.model.calendar import Slot
from xinxiao.model.life import Lived
from xinxiao.model.release import Release
from xinxiao.uses import releases
from xinxiao.uses.call import Call

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Planned:
    """A slot of the calendar, and the release of its cycle that went live first, if one did."""

    slot: Slot
    first: Lived | None

    @property
    def late(self) -> timedelta | None:
        """How long after the planned hour it went live, negative for before; None when it did not yet."""
        return None if self.first is None else datetime.fromisoformat(self.first.since) - self.slot.due

    def overdue(self, now: datetime) -> bool:
        """Whether its hour has come and nothing went live."""
        return self.first is None and self.slot.due <= now


def calendar(call: Call, release: Release) -> tuple[Planned, ...]:
    """The calendar of a release's programme, by when releases are due, against what readers of this installation saw.

    An installation that is set up later than a slot publishes later: its punctuality is its own.
    """
    own = release.programme.id
    first: dict[str, Lived] = {}
    for life in releases.lives(call):
        if life.entry.programme == own:
            first.setdefault(life.entry.cycle, life)
    slots = releases.programme(call, release).programme.slots(call.ports.zone)
    return tuple(Planned(slot, first.get(slot.id)) for slot in slots)
