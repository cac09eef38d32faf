"""What the rules of the forms that ship say of reports: the right ones hold, and each kind of mistake is caught."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest

from tests.unit.programme.test_shipped_forms import FORMS
from xinxiao.rules.expression import dated
from xinxiao.rules.parse import parse
from xinxiao.rules.record import verdict

PLATFORM = {
    "ALL_AMT": 1000, "ALL_ORD": 20, "MOBILE": 900, "OWN": 300, "EXPORT": 50, "IMPORT": 20, "RURAL": 80, "FARM": 60,
    "REFUND": 40, "REV": 400, "REV_FEE": 60, "REV_SALE": 260, "BUYERS": 5, "ACTIVE": 9, "SHOPS": 70, "SHOPS_RURAL": 10,
    "CASES": 30, "CASES_TIME": 29, "CASES_FAKE": 3,
}  # fmt: skip
"""A platform's first report: nothing is known of earlier periods."""


PERIOD = {"M": "2026-08", "Q": "2026-Q3", "A": "2026"}


def told(form: str, report: Mapping[str, int | str], period: str = "") -> dict[str, str]:
    """The verdicts of a form's rules on a report, those that hold left out."""
    values = {name: Decimal(value) if isinstance(value, int) else value for name, value in report.items()}
    found = {}
    for rule in FORMS[form].rules:
        own = dated(parse(rule.rule), period or PERIOD[FORMS[form].frequency])
        verdicts = verdict(own, values)
        if verdicts != "holds":
            found[rule.id] = verdicts
    return found


def test_a_sound_first_report_breaks_nothing_and_leaves_growth_unknown() -> None:
    found = told("IC_PLATFORM_M", PLATFORM)
    assert set(found.values()) == {"unknown"}
    assert sorted(found) == ["ACTIVE_JUMP", "REVENUE_RISES", "REVENUE_YEAR", "TRADE_RISES", "TRADE_YEAR"]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"MOBILE": 1001}, "PART_MOBILE"),
        ({"EXPORT": 600, "IMPORT": 401}, "PART_CROSS"),
        ({"REV_SALE": 0}, "OWN_REVENUE"),
        ({"BUYERS": 10}, "BUYERS_ACTIVE"),
        ({"CASES_TIME": 31}, "IN_TIME"),
        ({"REV_FEE": 301}, "FEE_RATE"),
        ({"timeshift(ALL_AMT, -1)": 1100}, "TRADE_RISES"),  # the year to date fell
        ({"timeshift(ALL_AMT, -12)": 400}, "TRADE_YEAR"),  # 2.5 times last year
        ({"timeshift(ALL_AMT, -12)": 10_000_000}, "TRADE_YEAR"),  # yuan, not 10,000 yuan
    ],
)
def test_each_kind_of_mistake_breaks_its_rule_alone(change: Mapping[str, int], rule: str) -> None:
    found = told("IC_PLATFORM_M", {**PLATFORM, **change})
    assert [name for name, found_as in found.items() if found_as == "fails"] == [rule]


def test_a_turnover_above_that_of_the_platforms_own_form_is_asked_about() -> None:
    report = {"PLATFORM_REV": 500, "IC_PLATFORM_M#REV": 400}
    assert told("IC_SERVICE_M", report)["PLATFORM_FORM"] == "fails"
    assert "PLATFORM_FORM" not in told("IC_SERVICE_M", {**report, "PLATFORM_REV": 400})
    assert (
        told("IC_SERVICE_M", {"PLATFORM_REV": 500})["PLATFORM_FORM"] == "unknown"
    )  # does not fill the other


def test_price_bands_add_up_also_where_one_is_blank() -> None:
    bands = {"PHONE_DOM": 10, "PHONE_AT_LOW": 4, "PHONE_AT_MID": 6}
    assert "BANDS_PHONE" not in told("IC_DEVICE_M", bands)
    assert told("IC_DEVICE_M", {**bands, "PHONE_AT_HIGH": 1})["BANDS_PHONE"] == "fails"
    assert told("IC_DEVICE_M", {"PHONE_DOM": 10})["BANDS_PHONE"] == "fails"


def test_a_county_with_more_fibre_than_villages_or_less_than_before_is_told() -> None:
    assert told("IC_COUNTY_Q", {"VILLAGES": 100, "FIBRE": 101})["PART_FIBRE"] == "fails"
    assert told("IC_COUNTY_Q", {"FIBRE": 98, "timeshift(FIBRE, -1)": 99})["FIBRE_STAYS"] == "fails"
    assert told("IC_COUNTY_Q", {"COURSES": 0, "TRAINED": 5})["TRAINED_NONE"] == "fails"


def test_what_counts_from_the_start_of_the_year_begins_anew_with_it() -> None:
    trained = {"TRAINED": 3, "timeshift(TRAINED, -1)": 40}
    assert told("IC_COUNTY_Q", trained)["TRAINED_RISES"] == "fails"
    assert "TRAINED_RISES" not in told("IC_COUNTY_Q", trained, "2027-Q1")
    fallen = {**PLATFORM, "timeshift(REV, -1)": 401}
    assert told("IC_PLATFORM_M", fallen)["REVENUE_RISES"] == "fails"
    assert "REVENUE_RISES" not in told("IC_PLATFORM_M", fallen, "2027-01")


def test_services_of_the_year_before_are_none_of_this_first_quarter() -> None:
    idle = {"STATIONS_USED": 0, "SERVED": 12, "timeshift(SERVED, -1)": 12}
    assert "SERVED_STATIONS" not in told("IC_COUNTY_Q", idle, "2027-Q2")
    assert told("IC_COUNTY_Q", idle, "2027-Q1")["SERVED_STATIONS"] == "fails"
    assert "SERVED_STATIONS" not in told("IC_COUNTY_Q", {**idle, "SERVED": 0}, "2027-Q1")


def test_answers_in_codes_are_held_against_what_was_spent() -> None:
    assert told("IC_HOUSEHOLD_Q", {"LINE": "BELOW_100M", "TELECOM_PAID": 0})["LINE_PAID"] == "fails"
    assert "LINE_PAID" not in told("IC_HOUSEHOLD_Q", {"LINE": "NONE", "TELECOM_PAID": 0})
    cloud = {"CLOUD": "PUBLIC", "CLOUDS_SPEND": 0}
    assert told("IC_INFORMATISATION_A", cloud)["CLOUD_SPENT"] == "fails"
    assert "CLOUD_SPENT" not in told("IC_INFORMATISATION_A", {**cloud, "CLOUD": "PRIVATE"})
