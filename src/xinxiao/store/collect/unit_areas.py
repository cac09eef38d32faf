"""In which area each of many frame units is on a day."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from xinxiao.store.ledger.database import Database
from xinxiao.store.ledger.schema import FRAME_UNIT

PIECE = 5_000
"""Units that are looked up at once."""
_c = FRAME_UNIT.c


def unit_areas(database: Database, units: Sequence[str], day: str) -> dict[str, str]:
    """The areas of those units that are in the frame on a day (ISO 8601): of the last recorded of the latest version by then."""
    standing = unit_standing(database, units, day)
    return {unit: area for unit, (state, area) in standing.items() if state == "in"}


def unit_standing(database: Database, units: Sequence[str], day: str) -> dict[str, tuple[str, str]]:
    """State and area of those units that are known at a day, in the frame or out of it."""
    if database.is_missing or not units:
        return {}
    held: dict[str, tuple[str, str]] = {}
    with database.reading() as connection:
        for begin in range(0, len(units), PIECE):
            query = (
                sa.select(_c.unit, _c.state, _c.area)
                .where(_c.unit.in_(units[begin : begin + PIECE]), _c.valid_from <= day)
                .order_by(_c.unit, _c.valid_from, _c.sequence)
            )
            held |= {unit: (state, area) for unit, state, area in connection.execute(query)}
    return held
