"""The pages of forms: what they show of each, and what is handed out as data."""

from __future__ import annotations

import copy
import re
from dataclasses import replace

import msgspec
import pytest

from tests.unit.model.collect.test_form import form
from tests.unit.portal.conftest import Get
from xinxiao.entry.portal.forms.layout import Box, layout
from xinxiao.entry.portal.forms.view import one, overview
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.sections import sections
from xinxiao.errors import NotFound
from xinxiao.model.collect.form import Form
from xinxiao.publish.forms import FormWords

RULE = {
    "id": "R1",
    "rule": "ONE_V > 0",
    "severity": "must",
    "says": {"zh": "甲额大于零", "en": "One is above zero"},
    "remedy": {"zh": "核对", "en": "Check it"},
}
CALENDAR = {
    "open": {"day": 1},
    "due": {"day": 9},
    "accept": [{"level": "province", "day": 12, "ends": "12:00"}],
    "waived": ["01"],
    "periods": [{"period": "2026-06", "due": "2026-07-20", "reason": {"zh": "洪水", "en": "flood"}}],
}
FORM = form(rules=[RULE], calendar=CALENDAR)


def having(request: PageRequest, *forms: Form) -> PageRequest:
    view = copy.copy(request.view)
    view.programme = msgspec.structs.replace(view.programme, forms={own.id: own for own in forms})
    return replace(request, view=view, path="forms/F", args={"form_id": "F"})


@pytest.fixture
def asked(english: PageRequest) -> PageRequest:
    """A request for the page of the one form of a programme."""
    return having(english, FORM)


def test_a_programme_without_forms_offers_no_such_pages(english: PageRequest, get: Get) -> None:
    assert "forms" not in sections(english.view)
    assert get("/zh/forms").status_code == 404
    assert "forms" in sections(having(english, FORM).view)


def test_the_list_says_how_much_each_asks_and_until_when_it_holds(asked: PageRequest) -> None:
    [grid] = overview(asked).exhibits
    assert [dict(row) for row in grid.rows] == [
        {
            "FORM": "F",
            "TABLE": "T1",
            "FREQ": "M",
            "WHO": "all units of the frame",
            "ITEMS": 10,
            "RULES": 1,
            "VALID_UNTIL": "2028-12-31",
        }
    ]
    assert overview(asked).context["duties"] == [
        "A trial: approved by nobody and filed with nobody, so nobody has to answer."
    ]


def test_the_page_of_a_form_hands_out_items_rules_and_days(asked: PageRequest) -> None:
    items, rules, days = one(asked).exhibits
    assert dict(items.rows[4]) == {
        "ITEM": "ONE_V",
        "SECTION": "T",
        "NAME": "One: Value",
        "DEFINITION": "Class one. Sales.",
        "TYPE": "number",
        "UNIT": "YUAN",
        "CODELIST": "",
        "DECIMALS": 2,
        "FLOW": "flow",
        "NEEDED": "Y",
        "SUMS": "",
        "DOMAIN": "LIFE_A",
        "PRODUCT": "S",
    }
    assert dict(items.rows[1])["SUMS"] == "ONE_V;TWO_V"
    assert [dict(row) for row in rules.rows] == [
        {
            "RULE": "R1",
            "SEVERITY": "must",
            "EXPRESSION": "ONE_V > 0",
            "SAYS": "One is above zero",
            "REMEDY": "Check it",
        }
    ]
    assert len(days.rows) == 12


def test_the_calendar_shows_waived_announced_and_provisional_periods(asked: PageRequest) -> None:
    days = one(asked).exhibits[2]
    cells = [[cell.text for cell in line] for line in days.cells]  # type: ignore[union-attr]
    assert cells[0][1:] == ["–", "–", "–", "not reported"]
    assert cells[4][1:] == ["2026-06-01", "2026-06-09 24:00", "2026-06-12 12:00", "provisional"]
    assert cells[5][1:3] == ["2026-07-01", "2026-07-20 24:00"]
    assert days.sentence == "2026-06: flood"
    assert days.title == "Calendar of 2026"


def test_a_table_is_laid_out_in_boxes_with_computed_ones_marked(asked: PageRequest) -> None:
    told = FormWords(asked.view.programme, FORM, "en")
    single, table = FORM.sections
    [sheet] = layout(told, table).sheets
    assert [head for head, _ in sheet.heads] == ["Item", "Value", "Number", "Mean"]
    assert [line.name for line in sheet.lines] == ["All", "One", "Two"]
    assert sheet.lines[0].boxes[0] == Box("ALL_V", True)
    assert sheet.lines[1].boxes[0] == Box("ONE_V", False)
    [plain] = layout(told, single).sheets
    assert plain.lines[0].boxes == (Box("NOTE", False),)


def test_a_form_there_is_not_is_not_found(asked: PageRequest) -> None:
    with pytest.raises(NotFound):
        one(replace(asked, args={"form_id": "NONE"}))


def test_texts_of_a_form_cannot_become_markup(asked: PageRequest) -> None:
    from xinxiao.entry.portal.render import Renderer

    nasty = form(name={"zh": "<b>表</b>", "en": "<script>alert(1)</script>"}, calendar=CALENDAR)
    request = having(asked, nasty)
    html = Renderer(request.views).html(one(request), request, lambda path: False).decode()
    assert not re.search(r"<script>alert", html)
    assert "&lt;script&gt;alert(1)" in html
