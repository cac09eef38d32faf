import pytest

from tests.nouns import WORD as TEXT
from xinxiao.analyse.targets.outcome import Known
from xinxiao.analyse.targets.verdict import on_estimate, on_estimates, on_growth, on_level, on_milestone
from xinxiao.model.target import Evidence, Milestone, Target

LATER = "2025-12-31"


def target(**more):
    return Target(
        **{
            "id": "T1",
            "name": TEXT,
            "article": "3",
            "kind": "level",
            "deadline": "2020-12-31",
            "value": 6.0,
            "precision": 0.05,
            **more,
        }
    )


def known(period, value):
    return Known("S", "A", period, value, "A", "A", None, "2021-05-01", "IC_FIGURES", f"k{period}", None)


@pytest.mark.parametrize(
    ("value", "code", "reason"),
    [
        (5.8, "MISSED", "BELOW"),
        (5.95, "MISSED", "BELOW_WITHIN_ROUNDING"),
        (5.94, "MISSED", "BELOW"),
        (6.0, "MET", "REACHED"),
    ],
)
def test_a_level_is_judged_at_the_deadline_and_rounding_is_told(value, code, reason):
    verdict = on_level(target(), [known("2019", 5.0), known("2020", value)], LATER)
    assert (verdict.code, verdict.reason) == (code, reason)


def test_a_level_reached_in_an_earlier_year_is_met_early_even_if_nothing_later_is_known():
    verdict = on_level(target(value=98.0, kind="share"), [known("2019-08", 98.0)], LATER)
    assert (verdict.code, verdict.reason) == ("MET_EARLY", "REACHED_EARLY")


def test_a_level_reached_only_after_the_deadline_is_no_outcome():
    assert on_level(target(), [known("2021", 6.8)], LATER).reason == "NO_OUTCOME_IN_SCOPE"


def test_before_the_deadline_nothing_is_missed():
    assert on_level(target(), [known("2018", 5.0)], "2019-06-30").reason == "NOT_YET_DUE"


def test_a_proxy_never_decides():
    proxy = Evidence(period="2020", text=TEXT, source="S", value=99.0, proxy=True)
    verdict = on_level(target(value=80.0, evidence=(proxy,)), [], LATER)
    assert (verdict.code, verdict.reason) == ("NOT_VERIFIABLE", "ONLY_PROXY")


@pytest.mark.parametrize(
    ("reached", "as_of", "code"),
    [
        ("2019-10-31", LATER, "MET_EARLY"),
        ("2020-05-01", LATER, "MET"),
        ("2021-05-01", LATER, "MISSED"),
        ("2019-10-31", "2019-01-01", "NOT_VERIFIABLE"),
        (None, LATER, "NOT_VERIFIABLE"),
    ],
)
def test_a_milestone_is_judged_by_its_date_once_known(reached, as_of, code):
    step = Milestone(name=TEXT, due="2020-12-31", reached=reached)
    assert on_milestone(target(kind="milestone", value=None, milestone=step), as_of).code == code


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ((16.0, 17.0), "MET"),
        ((4.0, 12.6), "MISSED"),
        ((15.0, 15.0), "MET"),
        ((12.6, 17.2), "NOT_VERIFIABLE"),
        ((), "NOT_VERIFIABLE"),
    ],
)
def test_estimates_decide_only_when_they_agree(values, code):
    verdicts = [on_estimate(value, 15.0) for value in values]
    assert on_estimates(target(kind="pull", value=15.0), verdicts, LATER).code == code


@pytest.mark.parametrize(
    ("value", "upper", "span", "code", "reason"),
    [
        (7.7, 8.7, "part", "NOT_VERIFIABLE", "GROWTH_PART_OF_PERIOD"),
        (10.4, 11.03, "across", "MISSED", "GROWTH_ACROSS_BELOW_WITHIN_ROUNDING"),
        (10.4, 10.9, "whole", "MISSED", "GROWTH_BELOW"),
        (10.4, 11.0, "whole", "MISSED", "GROWTH_BELOW_WITHIN_ROUNDING"),
        (11.0, 11.5, "whole", "MET", "GROWTH_REACHED"),
        (12.0, 13.0, "across", "NOT_VERIFIABLE", "GROWTH_ACROSS_SCOPES"),
        (12.0, 13.0, "whole", "MET", "GROWTH_REACHED"),
    ],
)
def test_growth_across_scopes_can_show_a_miss_but_no_success(value, upper, span, code, reason):
    verdict = on_growth(value, upper, 11.0, span)
    assert (verdict.code, verdict.reason) == (code, reason)
