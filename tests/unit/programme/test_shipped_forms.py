"""The forms that ship with the policy's programme: how much they ask, and what they say of themselves."""

from __future__ import annotations

import pytest

from tests.nouns import POLICY
from xinxiao.files.convert import convert
from xinxiao.files.places import Places
from xinxiao.files.yaml import read_yaml
from xinxiao.model.collect.form import Form
from xinxiao.model.period import frequency


def read(name: str) -> Form:
    """One of the forms, read by itself."""
    marked = read_yaml(name, (POLICY / "forms" / name).read_bytes())
    noun, found = convert(name, marked.value, Form, Places({name: marked.marks}))
    assert found == []
    assert noun is not None
    return noun


FORMS = {path.stem: read(path.name) for path in sorted((POLICY / "forms").glob("*.yaml"))}
EACH = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)


def test_there_are_seven_of_four_monthly_two_quarterly_and_an_annual_one() -> None:
    assert {name: form.frequency for name, form in FORMS.items()} == {
        "IC_CONTENT_M": "M",
        "IC_COUNTY_Q": "Q",
        "IC_DEVICE_M": "M",
        "IC_HOUSEHOLD_Q": "Q",
        "IC_INFORMATISATION_A": "A",
        "IC_PLATFORM_M": "M",
        "IC_SERVICE_M": "M",
    }


@EACH
def test_each_can_be_filled_in_five_minutes_and_has_rules_of_all_three_severities(form: Form) -> None:
    assert 15 <= len(form.items) <= 60
    assert 10 <= len(form.rules) <= 20
    assert {rule.severity for rule in form.rules} == {"must", "release", "explain"}


@EACH
def test_each_says_that_nobody_approved_it_and_nobody_has_to_answer(form: Form) -> None:
    assert form.marks.approval == "trial"
    assert form.marks.approval_number.startswith("XINXIAO-TRIAL-")
    assert "不是政府机关" in form.marks.authority.zh
    assert (form.marks.valid_from, form.marks.valid_until) == ("2026-01-01", "2028-12-31")


def test_numbers_of_tables_are_taken_once() -> None:
    numbers = [form.marks.table_number for form in FORMS.values()]
    assert sorted(numbers) == [f"信消试{n}表" for n in range(1, 8)]
    assert len({form.marks.approval_number for form in FORMS.values()}) == 7


@EACH
def test_monthly_forms_of_the_year_to_date_leave_january_out(form: Form) -> None:
    cumulative = any(item.flow == "cumulative" for item in form.items)
    waived = form.calendar.waived
    assert waived == (("01",) if form.frequency == "M" else ())
    assert cumulative or form.frequency != "M"
    assert all(frequency(period) == form.frequency for period in form.periods(2026))


@EACH
def test_each_item_is_named_and_defined_in_words_of_its_own(form: Form) -> None:
    names = [(item.section, item.name.zh) for item in form.items]
    assert len(names) == len(set(names))
    for item in form.items:
        assert item.definition.zh not in ("", item.name.zh)
        assert item.definition.en not in ("", item.name.en)
        assert item.definition.en.isascii(), item.definition.en
        assert item.domain
        assert item.product


def test_the_household_module_declares_its_sample_and_is_signed_by_who_fills_it() -> None:
    household = FORMS["IC_HOUSEHOLD_Q"]
    assert household.signers == ("filler",)
    assert household.population.sample is not None
    assert "尚未在任何地方抽取" in household.population.sample.zh


@pytest.mark.parametrize(
    ("form", "item", "parts"),
    [
        ("IC_PLATFORM_M", "ALL_AMT", 8),
        ("IC_PLATFORM_M", "REV", 7),
        ("IC_SERVICE_M", "ALL_HOME", 14),
        ("IC_DEVICE_M", "VALUE", 9),
        ("IC_CONTENT_M", "ALL_PAID", 8),
        ("IC_INFORMATISATION_A", "SELL", 3),
        ("IC_HOUSEHOLD_Q", "ALL_PAID", 10),
    ],
)
def test_totals_are_computed(form: str, item: str, parts: int) -> None:
    assert len(FORMS[form].by_id[item].sums) == parts
