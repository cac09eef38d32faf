"""The tables of a form's page: what every item means, the rules in words, and the days of a year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xinxiao.entry.portal.figure_table import ABSENT, Cell, Grid, columns
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.model.collect.form import Item
from xinxiao.model.collect.window import PARTS, window
from xinxiao.publish.forms import FormWords


def definitions(request: PageRequest, told: FormWords) -> Grid:
    """Every item with its definition, unit, time, how it is filled, class and product."""
    w = request.words
    heads = columns(
        ("NAME", w.t("forms.item")),
        ("DEFINITION", w.t("forms.definition")),
        ("MEASURED", w.t("forms.measured")),
        ("BELONGS", w.t("forms.belongs")),
        ("ITEM", w.t("forms.id")),
    )
    lines = tuple(
        (
            Cell(told.say(item.name)),
            Cell(told.say(item.definition)),
            Cell(told.measured(item)),
            Cell(w.t("list.semicolon").join(dict.fromkeys(told.belongs(item)))),
            Cell(item.id),
        )
        for item in told.form.items
    )
    data = tuple(_item(told, item) for item in told.form.items)
    return Grid("items", w.t("forms.definitions"), heads, lines, stacks=True, data=data)


def _item(told: FormWords, item: Item) -> Mapping[str, Any]:
    """An item as data: words in the reader's language, codes as they are."""
    return {
        "ITEM": item.id,
        "SECTION": item.section,
        "NAME": told.say(item.name),
        "DEFINITION": told.say(item.definition),
        "TYPE": item.type,
        "UNIT": item.unit or "",
        "CODELIST": item.codelist or "",
        "DECIMALS": item.places if item.type == "number" else "",
        "FLOW": item.flow if item.type == "number" else "",
        "NEEDED": "Y" if item.needed else "N",
        "SUMS": ";".join(item.sums),
        "DOMAIN": item.domain or "",
        "PRODUCT": item.product or "",
    }


def rules(request: PageRequest, told: FormWords) -> Grid:
    """The rules in words, how strict each is, what to do when it does not hold, and its expression."""
    w = request.words
    heads = columns(
        ("SAYS", w.t("forms.says")),
        ("SEVERITY", w.t("forms.severity")),
        ("REMEDY", w.t("forms.remedy")),
        ("EXPRESSION", w.t("forms.expression")),
    )
    lines = tuple(
        (
            Cell(told.say(rule.says)),
            Cell(told.severity(rule), rule.severity),
            Cell(told.say(rule.remedy)),
            Cell(rule.rule),
        )
        for rule in told.form.rules
    )
    data = tuple(
        {
            "RULE": rule.id,
            "SEVERITY": rule.severity,
            "EXPRESSION": rule.rule,
            "SAYS": told.say(rule.says),
            "REMEDY": told.say(rule.remedy),
        }
        for rule in told.form.rules
    )
    return Grid("rules", told.t("rules"), heads, lines, says=w.t("forms.severities"), stacks=True, data=data)


def days(request: PageRequest, told: FormWords) -> Grid:
    """When each period of a year opens, is due and is accepted: of the year of the release, within the form's validity."""
    w, form = request.words, told.form
    released = request.view.programme.file.cycles[-1].release_date[:4]
    year = min(max(released, form.marks.valid_from[:4]), form.marks.valid_until[:4])
    levels = [item.level for item in form.calendar.accept]
    heads = columns(
        ("TIME_PERIOD", w.t("forms.period")),
        ("OPENS", w.t("forms.opens")),
        ("DUE", w.t("forms.due")),
        *((f"ACCEPT_{level.upper()}", w.t("forms.accept", level=told.level(level))) for level in levels),
        ("SURE", w.t("forms.sure")),
    )
    every = [f"{year}-{part}" for part in PARTS[form.frequency]] or [year]
    lines = tuple(_days(request, told, period) for period in every)
    caption = w.t("forms.calendar", year=year)
    return Grid("days", caption, heads, lines, says=_reasons(told, year), stacks=True)


def _days(request: PageRequest, told: FormWords, period: str) -> tuple[Cell, ...]:
    w, form, programme = request.words, told.form, request.view.programme
    name = Cell(w.period(period), period)
    if form.calendar.is_waived(period):
        return (
            name,
            *(ABSENT for _ in range(2 + len(form.calendar.accept))),
            Cell(w.t("forms.waived"), "waived"),
        )
    own = window(form.calendar, period, programme.calendar, programme.zone(request.views.ports.zone))
    word = "provisional" if own.provisional else "fixed"
    return (
        name,
        Cell(f"{own.opens:%Y-%m-%d}", own.opens.isoformat()),
        Cell(told.until(own.due), own.due.isoformat()),
        *(Cell(told.until(moment), moment.isoformat()) for moment in own.accept.values()),
        Cell(w.t(f"forms.{word}"), word),
    )


def _reasons(told: FormWords, year: str) -> str:
    """Why periods of the year have other days."""
    own = [item for item in told.form.calendar.periods if item.period[:4] == year]
    return told.t("names").join(told.t("fact", head=item.period, words=told.say(item.reason)) for item in own)
