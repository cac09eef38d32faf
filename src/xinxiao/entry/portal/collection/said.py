"""How things of collecting are said on the desk: areas, forms, units, moments, numbers as they were reported."""

from __future__ import annotations

from decimal import Decimal

from xinxiao.entry.portal.desk import DeskVisit
from xinxiao.entry.portal.figure_table import ABSENT, Cell
from xinxiao.entry.portal.numbers import MINUS
from xinxiao.model.collect.bundle import Bundle, Circumstances
from xinxiao.model.collect.content import is_number
from xinxiao.model.collect.form import Item
from xinxiao.model.period import end_of
from xinxiao.uses.collect import forms, frame


def area(visit: DeskVisit, where: Circumstances, code: str, form: str = "name") -> str:
    """The name of an area; its code where nothing names it."""
    place = where.by_id.get(code)
    if place is None:
        return code
    return visit.words.say(place.short or place.name) if form == "short" else visit.words.say(place.name)


def acting(visit: DeskVisit, where: Circumstances, own: str, level: str) -> str:
    """The area whose statisticians act at a level on what lies in an area; the level's id where none is known."""
    found = (code for code in where.above(own) if code in where.by_id and where.by_id[code].level == level)
    code = next(found, "")
    return area(visit, where, code) if code else level


def issue(visit: DeskVisit, form: str, period: str) -> str:
    """What was issued: the name of the form, and the period."""
    made = forms.bundle(visit.call, forms.issue_of(visit.call, form, period)).form
    return visit.words.t("collection.of", form=visit.words.say(made.name), period=visit.words.period(period))


def respondent(visit: DeskVisit, unit: str, period: str = "") -> str:
    """What a frame unit is called today, or at the end of a period; empty for one that is not in the frame."""
    today = visit.call.now.astimezone(visit.call.ports.zone).date()
    found = frame.unit_at(visit.call, unit, (end_of(period) if period else today).isoformat())
    return found.name if found else ""


def person(visit: DeskVisit, account: str) -> str:
    """The name of somebody's account; its id where that is gone."""
    held = visit.call.ports.people.account(account)
    return held.name if held and held.name else account


def item(visit: DeskVisit, bundle: Bundle, code: str) -> str:
    """The name of an item; nothing for none, its id where the form has it no more."""
    found = bundle.form.by_id.get(code)
    return visit.words.say(found.name) if found else code


def unit(visit: DeskVisit, bundle: Bundle, own: Item) -> str:
    """The name of an item's unit of measure."""
    return visit.words.say(bundle.unit_names.get(own.unit or ""))


def moment(visit: DeskVisit, at: str) -> str:
    """A moment to the minute, in the installation's zone."""
    return visit.moment(at) or ABSENT.text


def reported(text: str | None) -> str:
    """A number as it was reported, every digit of it, with separators of thousands; other texts as they are."""
    if text is None:
        return ABSENT.text
    return f"{Decimal(text):,f}".replace("-", MINUS) if is_number(text) else text


def cell(text: str | None) -> Cell:
    """The same in a table; what is handed out is the text as reported."""
    return ABSENT if text is None else Cell(reported(text), text)


def change(now: str | None, before: str | None) -> Cell:
    """By how much per cent a number changed; absent where there is no such thing."""
    if now is None or before is None or not (is_number(now) and is_number(before)) or Decimal(before) <= 0:
        return ABSENT
    share = float((Decimal(now) - Decimal(before)) / Decimal(before) * 100)
    rounded = round(share, 1)
    return Cell(f"{rounded:{'+' if rounded else ''},.1f}%".replace("-", MINUS), round(share, 3))
