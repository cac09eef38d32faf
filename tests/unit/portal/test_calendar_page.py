"""The page of the release calendar, and its file."""

from __future__ import annotations

from icalendar import Calendar

from tests.unit.portal.conftest import Get


def test_the_calendar_says_when_and_whether_it_was_kept(get: Get) -> None:
    (row,) = get("/en/calendar.json").json()["exhibits"][0]["rows"]
    assert (row["CYCLE"], row["DUE"], row["WORKING"]) == ("C2024", "2025-07-01T02:00:00.000+00:00", "yes")
    assert row["LATE_HOURS"] > 0
    page = get("/en/calendar").text
    assert "10:00 (Asia/Shanghai)" in page
    assert "2025-07-01 10:00+08:00" in page
    assert 'href="/calendar-en.ics"' in page
    assert 'href="/calendar.ics"' in get("/zh/calendar").text


def test_the_file_is_read_by_a_calendar_program(get: Get) -> None:
    answer = get("/calendar.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert str(event["uid"]) == "C2024@tutorial-reading"
    assert str(event["summary"]) == "全民阅读：发布2024年周期"
    (event,) = Calendar.from_ical(get("/calendar-en.ics").content).walk("VEVENT")
    assert str(event["summary"]) == "Public reading: release of Cycle 2024"
