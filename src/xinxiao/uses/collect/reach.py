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

    Of a ``report`` the area it was issued in counts too: a unit that moved or left the frame since is reviewed where it
    owed the report.
    """
    own = cast(PersonRight, right)
    if unit and call.actor.reaches(own, unit=unit):
        return
    places = call.ports.places
    day = call.now.astimezone(call.ports.zone).date().isoformat()
    areas = places.above(places.area_of(unit, day))
    if report is not None and not call.actor.reaches(own, unit=unit, areas=areas):
        areas = tuple(
            area for held in call.ports.reports.of_keys([report]) for area in places.above(held.area)
        )
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
