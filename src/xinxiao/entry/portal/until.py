"""Until when somebody asks for more time or gives it: the end of a day, as people pick one."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from xinxiao.entry.portal.desk import DeskVisit
from xinxiao.errors import DataFault, told
from xinxiao.model.period import is_date
from xinxiao.model.ranges import FIRST_YEAR, LAST_YEAR


def until(visit: DeskVisit) -> datetime | None:
    """The end of the day in the field ``until``, in the installation's zone; None where it is empty. Raises :class:`DataFault` for
    what is no day."""
    text = visit.fields["until"]
    if not text:
        return None
    if not is_date(text):
        raise DataFault(f"no day {text}", told("bad_date", value=text, first=FIRST_YEAR, last=LAST_YEAR))
    return datetime.combine(date.fromisoformat(text) + timedelta(days=1), time(), visit.call.ports.zone)
