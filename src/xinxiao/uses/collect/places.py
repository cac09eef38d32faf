"""Where frame units are, and which area lies in which: from the frame of the ledger and the programme's list of areas."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from xinxiao.errors import XinxiaoError
from xinxiao.files.folder import read_folder
from xinxiao.model.actor import SYSTEM
from xinxiao.model.codelist import Area
from xinxiao.programme.read import read_bytes
from xinxiao.uses import releases
from xinxiao.uses.call import Call, Ports, clock

AGAIN = 60.0
"""Seconds after which the list of areas of a programme's folder is read again."""
Parents = Mapping[str, str]


@dataclass
class FramePlaces:
    """The places of one home. ``units`` gives the areas of those units that are in the frame on a day.

    The list of areas is that of the last release; before the first, that of the programme's folder.
    """

    ports: Ports
    units: Callable[[Sequence[str], str], Mapping[str, str]]
    _held: dict[str, tuple[float, Parents]] = field(default_factory=dict)

    def area_of(self, unit: str, day: str) -> str:
        """The area of a unit that is in the frame on a day; empty for one that is not."""
        return self.areas_of([unit], day).get(unit, "") if unit else ""

    def areas_of(self, units: Sequence[str], day: str) -> Mapping[str, str]:
        """The same of many units: those in the frame with their areas."""
        return self.units(units, day)

    def above(self, area: str) -> tuple[str, ...]:
        """An area and those it lies in, from itself upwards; empty for one that nobody knows."""
        parents, found = self._parents(), list[str]()
        while area in parents and area not in found:
            found.append(area)
            area = parents[area]
        return tuple(found)

    def _parents(self) -> Parents:
        last = self.ports.head.known.latest
        name, now = last.sha256 if last else "", time.monotonic()
        read, parents = self._held.get(name, (-AGAIN, {}))
        if not parents or (not name and now - read > AGAIN):
            parents = {area.id: area.parent or "" for area in self._areas(last.id if last else "")}
            self._held = {name: (now, parents)}
        return parents

    def _areas(self, release: str) -> Sequence[Area]:
        call = Call(self.ports, SYSTEM, clock())
        if release:
            return releases.programme(call, releases.find(call, release)).programme.areas
        try:
            loaded = read_bytes(read_folder(self.ports.programme_folder(None)))
        except XinxiaoError:
            return ()
        return loaded.programme.areas if loaded.programme else ()
