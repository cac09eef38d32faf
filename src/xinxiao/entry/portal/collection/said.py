"""How things of collecting are said on the desk: areas, forms, units, moments, numbers as they were reported."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from xinxiao.entry.portal.desk import DeskVisit
from xinxiao.entry.portal.figure_table import ABSENT, Cell
from xinxiao.entry.portal.numbers import MINUS
from xinxiao.model.collect.bundle import Bundle, Circumstances
from xinxiao.model.collect.content import is_number
from xinxiao.model.collect.form import Item


def area(visit: DeskVisit, where: Circumstances, code: str, form: str = "name") -> str:
    """The name of an area; its code where nothing names it."""
    place = where.by_id.get(code)
    if place is None:
        return code
    return visit.words.say(place.short or place.name) if form == "short" else visit.words.say(place.name)


def item(visit: DeskVisit, bundle: Bundle, code: str) -> str:
    """The name of an item; nothing for none, its id where the form has it no more."""
    found = bundle.form.by_id.get(code)
    return visit.words.say(found.name) if found else code


def unit(visit: DeskVisit, bundle: Bundle, own: Item) -> str:
    """The name of an item's unit of measure."""
    return visit.words.say(bundle.unit_names.get(own.unit or ""))


def moment(visit: DeskVisit, at: str) -> str:
    """A moment to the minute, in the installation's zone."""
    if not at:
        return ABSENT.text
    return f"{datetime.fromisoformat(at).astimezone(visit.call.ports.zone):%Y-%m-%d %H:%M}"


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
    return Cell(f"{share:+,.1f}%".replace("-", MINUS), round(share, 3))
