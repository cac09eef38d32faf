"""The release calendar for calendar programs."""

from __future__ import annotations

from collections.abc import Callable

from xinxiao.entry.portal import answer
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.route import Visit
from xinxiao.publish.calendar import icalendar
from xinxiao.texts import Language

MEDIA = "text/calendar; charset=utf-8"


def events(language: Language) -> Callable[[Visit], Answer]:
    """The calendar in one language."""

    def ics(visit: Visit) -> Answer:
        """The release calendar as iCalendar (RFC 5545)."""
        view = visit.site.views.view()
        programme = view.programme
        name = programme.file.short.zh if language == "zh" else programme.file.short.en
        spec, last = programme.calendar, programme.file.cycles[-1]
        announced = spec.announced if spec is not None else last.as_of
        slots = programme.slots(visit.site.views.ports.zone)
        return answer.page(icalendar(slots, name, programme.id, announced, language), MEDIA)

    return ics
