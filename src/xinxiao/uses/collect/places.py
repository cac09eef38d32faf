"""Where frame units are, and which area lies in which: from the frame of the ledger and the programme's list of areas."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from xinxiao.errors import XinxiaoError
from xinxiao.files.folder import survey
from xinxiao.model.actor import SYSTEM
from xinxiao.model.cache import Cache
from xinxiao.model.codelist import Area
from xinxiao.uses.call import Call, Ports, clock

AGAIN = 60.0
"""Seconds after which it is looked whether the list of areas of a programme's folder changed."""
LISTS = 4
"""Lists of areas that stay in memory."""
Parents = Mapping[str, str]
Files = tuple[tuple[str, bytes], ...]


@dataclass
class FramePlaces:
    """The places of one home. ``units`` gives the areas of those units that are in the frame on a day.

    The list of areas is that of the last release; before the first, that of the programme's folder, of which nothing else
    is read: every page behind a session asks for it, and a whole programme takes seconds.
    """

    ports: Ports
    units: Callable[[Sequence[str], str], Mapping[str, str]]
    _held: Cache[str | Files, Parents] = field(default_factory=lambda: Cache(LISTS))
    _folder: tuple[float, Files] = (float("-inf"), ())

    def area_of(self, unit: str, day: str) -> str:
        """The area of a unit that is in the frame on a day; empty for one that is not."""
        return self.areas_of([unit], day).get(unit, "") if unit else ""

    def areas_of(self, units: Sequence[str], day: str) -> Mapping[str, str]:
        """The same of many units: those in the frame with their areas."""
        return self.units(units, day)

    def above(self, area: str) -> tuple[str, ...]:
        """An area and those it lies in, from itself upwards; empty for one that nobody knows."""
        if not area:
            return ()
        parents, found = self._parents(), list[str]()
        while area in parents and area not in found:
            found.append(area)
            area = parents[area]
        return tuple(found)

    def _parents(self) -> Parents:
        last = self.ports.head.known.latest
        if last:
            release = last.id
            return self._held.get(last.sha256, lambda: _parents_of(self._released(release)))
        files = self._files()
        return self._held.get(files, lambda: _parents_of(_listed(files)))

    def _released(self, release: str) -> Sequence[Area]:
        from xinxiao.uses import releases

        call = Call(self.ports, SYSTEM, clock())
        return releases.programme(call, releases.find(call, release)).programme.areas

    def _files(self) -> Files:
        """The files of the folder that say which places there are; none where there is no programme."""
        from xinxiao.programme.read import PLACES

        looked, files = self._folder
        if not files or time.monotonic() - looked > AGAIN:
            try:
                found = survey(self.ports.programme_folder(None), PLACES)
            except XinxiaoError:
                return ()
            files = tuple(found.files.items())
            self._folder = (time.monotonic(), files)
        return files


def _listed(files: Files) -> Sequence[Area]:
    from xinxiao.programme.read import (
        read_bytes,  # all that reads programmes, which most commands need not wait for
    )

    return read_bytes(dict(files)).parts.areas


def _parents_of(areas: Sequence[Area]) -> Parents:
    return {area.id: area.parent or "" for area in areas}
