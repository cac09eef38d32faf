"""The release calendar as iCalendar (RFC 5545), which calendar programs subscribe to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from xinxiao.model.calendar import Slot
from xinxiao.texts import Language, text

LASTS = timedelta(minutes=30)
"""How long a release is shown to last in a calendar."""


def icalendar(slots: Iterable[Slot], name: str, programme: str, announced: str, language: Language) -> bytes:
    """Slots as events, in UTC; ``announced`` (YYYY-MM-DD) is when the calendar was last changed.

    A slot that may still move (a provisional day, or a cycle nobody declared) is tentative. The same slots give the same
    bytes, and an event keeps its UID when its hour moves.
    """
    from icalendar import Calendar, Event

    made = Calendar()
    made.add("prodid", "-//xinxiao//release calendar//EN")
    made.add("version", "2.0")
    made.add("name", name)
    made.add("x-wr-calname", name)
    stamp = datetime.fromisoformat(f"{announced}T00:00:00").replace(tzinfo=UTC)
    for slot in slots:
        event = Event()
        begins = slot.due.astimezone(UTC)
        event.add("uid", f"{slot.id}@{programme}")
        event.add("dtstamp", stamp)
        event.add("dtstart", begins)
        event.add("dtend", begins + LASTS)
        event.add("summary", text(language, "web.calendar.event", name=_said(slot, language), programme=name))
        if slot.note is not None:
            event.add("description", slot.note.zh if language == "zh" else slot.note.en)
        sure = slot.declared and slot.working == "yes"
        event.add("status", "CONFIRMED" if sure else "TENTATIVE")
        made.add_component(event)
    return bytes(made.to_ical())


def _said(slot: Slot, language: Language) -> str:
    return slot.name.zh if language == "zh" else slot.name.en
