"""Pages of forms: all of them, and one as it is filled, with what every item means, its rules and its days."""

from __future__ import annotations

from typing import Any

from xinxiao.entry.portal.figure_table import Cell, Grid, columns
from xinxiao.entry.portal.forms.layout import layout
from xinxiao.entry.portal.forms.tables import days, definitions, rules
from xinxiao.entry.portal.page import Page
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.model.collect.form import Form
from xinxiao.publish.forms import FormWords
from xinxiao.uses.collect.forms import form_of, in_order


def overview(request: PageRequest) -> Page:
    """All forms: who fills them, how often, how much they ask, and until when they hold."""
    w, every = request.words, in_order(request.view.programme)
    heads = columns(
        ("FORM", w.t("forms.name")),
        ("TABLE", w.t("forms.table"), "period"),
        ("FREQ", w.t("forms.frequency")),
        ("WHO", w.t("forms.who")),
        ("ITEMS", w.t("forms.items"), "number"),
        ("RULES", w.t("forms.rules"), "number"),
        ("VALID_UNTIL", w.t("forms.valid_until"), "period"),
    )
    grid = Grid(
        "forms", w.t("forms.caption"), heads, tuple(_line(request, form) for form in every), stacks=True
    )
    duties = dict.fromkeys(FormWords(request.view.programme, form, request.lang).duty for form in every)
    summary = w.t("forms.summary", count=len(every))
    return Page("forms.html", w.t("forms.title"), "forms", summary, {"duties": list(duties)}, (grid,))


def _line(request: PageRequest, form: Form) -> tuple[Cell, ...]:
    told = FormWords(request.view.programme, form, request.lang)
    return (
        Cell(told.say(form.name), form.id, request.url(f"forms/{form.id}")),
        Cell(form.marks.table_number),
        Cell(told.frequency, form.frequency),
        Cell(told.who),
        Cell(str(len(form.items)), len(form.items)),
        Cell(str(len(form.rules)), len(form.rules)),
        Cell(form.marks.valid_until),
    )


def one(request: PageRequest) -> Page:
    """One form. Raises ``NotFound``."""
    w, programme = request.words, request.view.programme
    form = form_of(programme, request.args["form_id"])
    told = FormWords(programme, form, request.lang)
    signers = [told.t(f"signer.{name}") for name in form.signers]
    context: dict[str, Any] = {
        "form": form,
        "duty": told.duty,
        "marks": told.marks,
        "facts": [
            (told.t("frequency"), told.frequency),
            (told.t("who"), told.who),
            (w.t("forms.signers"), w.join(signers)),
        ],
        "signed": [*signers, w.t("forms.reported_on")],
        "notes": [told.say(text) for text in (form.population.sample, form.note) if text is not None],
        "parts": [_part(request, part) for part in form.articles],
        "tasks": [(str(task), request.url(f"tasks/{task}")) for task in form.tasks],
        "sections": [layout(told, section) for section in form.sections],
        "others": [
            (told.say(other.name), request.url(f"forms/{other.id}"))
            for other in in_order(programme)
            if other.id != form.id
        ],
    }
    exhibits = (definitions(request, told), rules(request, told), days(request, told))
    return Page("form.html", told.say(form.name), "forms", told.say(form.purpose), context, exhibits)


def _part(request: PageRequest, part: str) -> str:
    """The name of a part of the policy, as its category says it."""
    spec = request.view.programme.categories
    found = next((item for item in spec.categories if item.id == part), None) if spec is not None else None
    return request.words.say(found.name) if found is not None else part
