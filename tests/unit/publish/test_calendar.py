"""The release calendar as a calendar program reads it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from icalendar import Calendar

from xinxiao.model.calendar import Slot
from xinxiao.model.text import Text
from xinxiao.publish.calendar import icalendar

SHANGHAI = timezone(timedelta(hours=8))
NAME = Text(zh="二〇二三年周期", en="Cycle 2023")
SLOTS = (
    Slot("C2023", NAME, "2026-01-15", datetime(2026, 1, 15, 10, tzinfo=SHANGHAI), "yes", True),
    Slot(
        "C2024",
        NAME,
        "2027-01-15",
        datetime(2027, 1, 15, 10, tzinfo=SHANGHAI),
        "provisional",
        False,
        (),
        NAME,
    ),
    Slot("C2025", NAME, "2028-01-14", datetime(2028, 1, 14, 10, tzinfo=SHANGHAI), "unknown", True),
)


def test_slots_are_events_in_utc_that_keep_their_name() -> None:
    made = icalendar(SLOTS, "信息消费", "information-consumption", "2026-11-20", "zh")
    events = Calendar.from_ical(made).walk("VEVENT")
    assert [(str(e["uid"]), e["dtstart"].dt, str(e["status"])) for e in events] == [
        ("C2023@information-consumption", datetime(2026, 1, 15, 2, tzinfo=UTC), "CONFIRMED"),
        ("C2024@information-consumption", datetime(2027, 1, 15, 2, tzinfo=UTC), "TENTATIVE"),
        ("C2025@information-consumption", datetime(2028, 1, 14, 2, tzinfo=UTC), "TENTATIVE"),
    ]
    assert {e["dtstamp"].dt for e in events} == {datetime(2026, 11, 20, tzinfo=UTC)}
    assert {e["dtend"].dt - e["dtstart"].dt for e in events} == {timedelta(minutes=30)}
    assert str(events[0]["summary"]) == "信息消费：发布二〇二三年周期"
    assert str(events[1]["description"]) == "二〇二三年周期"
    assert "description" not in events[0]


def test_the_same_slots_give_the_same_bytes_and_english_says_english() -> None:
    first, again = (icalendar(SLOTS, "Information consumption", "p", "2026-11-20", "en") for _ in range(2))
    assert first == again
    (summary, *_) = [str(e["summary"]) for e in Calendar.from_ical(first).walk("VEVENT")]
    assert summary == "Information consumption: release of Cycle 2023"
    assert max(len(line) for line in first.split(b"\r\n")) <= 75
