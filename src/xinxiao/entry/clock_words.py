"""The count of a clock in words: each step a sentence, as pages, desks and commands tell it."""

from __future__ import annotations

from datetime import date

from xinxiao.oversight.due import Due, DueStep
from xinxiao.texts import Language, text


def in_words(due: Due, language: Language) -> tuple[str, ...]:
    """How the last day was counted, a sentence for each step."""
    return tuple(_said(due, step, language) for step in due.steps)


def day_in_words(day: date, language: Language) -> str:
    """A day with its day of the week."""
    week = text(language, f"oversight_clock.week.{day.weekday()}")
    return text(language, "oversight_clock.day", day=day.isoformat(), week=week)


def _said(due: Due, step: DueStep, language: Language) -> str:
    places: dict[str, object] = {"day": day_in_words(step.on, language), "number": step.number}
    if step.until is not None:
        places["until"] = day_in_words(step.until, language)
    if step.unit is not None:
        places["length"] = text(language, f"oversight_clock.length.{step.unit}", number=step.number)
    key, way = f"oversight_clock.{step.what}", "back" if due.beforehand else "on"
    if step.what == "starts":
        counts = "counted" if due.version.first_day == "included" else "not_counted"
        key = f"{key}.{way}_{counts}"
    elif step.what in ("counted", "rolled"):
        key = f"{key}.{way}"
    return text(language, key, **places)
