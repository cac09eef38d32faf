"""The tables of a form's page: what every item means, the rules in words, and the days of a year."""

from __future__ import annotations

from xinxiao.entry.portal.figure_table import ABSENT, Cell, Grid, columns
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.model.collect.window import PARTS, window
from xinxiao.publish.forms import FormWords


def definitions(request: PageRequest, told: FormWords) -> Grid:
    """Every item with its definition, unit, time, how it is filled, class and product."""
    w = request.words
    heads = columns(
        ("NAME", w.t("forms.item")),
        ("DEFINITION", w.t("forms.definition"), "long"),
        ("UNIT", w.t("forms.unit")),
        ("FLOW", w.t("forms.time")),
        ("FILLED", w.t("forms.filled")),
        ("DOMAIN", w.t("forms.class")),
        ("PRODUCT", w.t("forms.product")),
        ("ITEM", w.t("forms.id")),
    )
    lines = []
    for item in told.form.items:
        domain, product = told.belongs(item)
        filled = told.t("filled.total") if item.sums else told.filled(item)
        lines.append(
            (
                Cell(told.say(item.name)),
                Cell(told.say(item.definition)),
                Cell(told.unit(item), item.unit or item.codelist or ""),
                Cell(told.flow(item), item.flow if item.type == "number" else item.type),
                Cell(filled, ";".join(item.sums)),
                Cell(domain, item.domain),
                Cell(product, item.product),
                Cell(item.id),
            )
        )
    return Grid("items", w.t("forms.definitions"), heads, tuple(lines), stacks=True)


def rules(request: PageRequest, told: FormWords) -> Grid:
    """The rules in words, how strict each is, what to do when it does not hold, and its expression."""
    w = request.words
    heads = columns(
        ("SAYS", w.t("forms.says"), "long"),
        ("SEVERITY", w.t("forms.severity")),
        ("REMEDY", w.t("forms.remedy"), "long"),
        ("EXPRESSION", w.t("forms.expression"), "long"),
        ("RULE", w.t("forms.id")),
    )
    lines = tuple(
        (
            Cell(told.say(rule.says)),
            Cell(told.severity(rule), rule.severity),
            Cell(told.say(rule.remedy)),
            Cell(rule.rule),
            Cell(rule.id),
        )
        for rule in told.form.rules
    )
    return Grid("rules", told.t("rules"), heads, lines, says=w.t("forms.severities"), stacks=True)


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
