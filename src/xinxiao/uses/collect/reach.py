"""How far a person's rights reach: over which frame unit, over which area. Whoever asks beyond is refused and learns nothing."""

from __future__ import annotations

from typing import cast

from xinxiao.errors import NotAllowed, told
from xinxiao.model.actor import Right
from xinxiao.model.collect.people import PersonRight
from xinxiao.model.collect.people_facts import UnitRead
from xinxiao.model.collect.report import ReportKey
from xinxiao.uses.call import Call


def demand_unit(call: Call, right: Right, unit: str, report: ReportKey | None = None) -> None:
    """Raise :class:`NotAllowed` unless who asks may do this for a frame unit: for the unit itself, or the area it is in today.

    The areas its reports were issued in count too: that of ``report``, or without one those of all. A unit that moved or left
    the frame since is reviewed where it owed them.
    """
    own = cast(PersonRight, right)
    if unit and call.actor.reaches(own, unit=unit):
        return
    places, held = call.ports.places, call.ports.reports
    day = call.now.astimezone(call.ports.zone).date().isoformat()
    areas = places.above(places.area_of(unit, day))
    if not call.actor.reaches(own, unit=unit, areas=areas):
        owed = held.of_keys([report]) if report else held.of_units([unit])
        areas = tuple(area for one in {each.area for each in owed} for area in places.above(one))
    if not unit or not call.actor.reaches(own, unit=unit, areas=areas):
        raise NotAllowed("out of reach", told("out_of_reach"))


def demand_area(call: Call, right: Right, area: str) -> None:
    """Raise :class:`NotAllowed` unless who asks may do this for an area: for itself or one it lies in."""
    if not area or not call.actor.reaches(cast(PersonRight, right), areas=call.ports.places.above(area)):
        raise NotAllowed("out of reach", told("out_of_reach"))


def read(call: Call, what: str, key: str) -> None:
    """Record that who asks is about to see data of a unit: ``what`` (``report``, ``frame``, …) by which ``key``. On the chain of
    readings, on disk before anything is shown. Every use that hands out data of units calls this."""
    call.ports.ledger.readings.append(call.actor.line, call.at, [UnitRead(what=what, key=key)])
