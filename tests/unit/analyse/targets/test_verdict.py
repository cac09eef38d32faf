import pytest

from tests.nouns import WORD as TEXT
from xinxiao.analyse.targets.outcome import Known
from xinxiao.analyse.targets.verdict import on_estimate, on_estimates, on_growth, on_level, on_milestone
from xinxiao.model.target import Evidence, Milestone, Rule, Target

LATER = "2025-12-31"
SIX = Rule(6.0)


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
    verdict = on_level(target(), SIX, [known("2019", 5.0), known("2020", value)], LATER)
    assert (verdict.code, verdict.reason) == (code, reason)


def test_a_level_reached_in_an_earlier_year_is_met_early_even_if_nothing_later_is_known():
    verdict = on_level(target(value=98.0, kind="share"), Rule(98.0), [known("2019-08", 98.0)], LATER)
    assert (verdict.code, verdict.reason) == ("MET_EARLY", "REACHED_EARLY")


def test_a_level_reached_only_after_the_deadline_is_no_outcome():
    assert on_level(target(), SIX, [known("2021", 6.8)], LATER).reason == "NO_OUTCOME_IN_SCOPE"


def test_before_the_deadline_nothing_is_missed():
    assert on_level(target(), SIX, [known("2018", 5.0)], "2019-06-30").reason == "NOT_YET_DUE"


def test_a_proxy_never_decides():
    proxy = Evidence(period="2020", text=TEXT, source="S", value=99.0, proxy=True)
    verdict = on_level(target(value=80.0, evidence=(proxy,)), Rule(80.0), [], LATER)
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
    ("value", "upper", "whole", "code", "reason"),
    [
        (7.7, 8.7, False, "NOT_VERIFIABLE", "GROWTH_PART_OF_PERIOD"),
        (10.4, 10.9, True, "MISSED", "GROWTH_BELOW"),
        (10.4, 11.0, True, "MISSED", "GROWTH_BELOW_WITHIN_ROUNDING"),
        (11.0, 11.5, True, "MET", "GROWTH_REACHED"),
        (12.0, 13.0, False, "NOT_VERIFIABLE", "GROWTH_PART_OF_PERIOD"),
        (None, 13.0, True, "NOT_VERIFIABLE", "GROWTH_UNDEFINED"),
    ],
)
def test_growth_decides_only_over_the_whole_period_and_where_it_is_defined(value, upper, whole, code, reason):
    verdict = on_growth(value, (0.0, upper), 11.0, whole)
    assert (verdict.code, verdict.reason) == (code, reason)


@pytest.mark.parametrize(
    ("value", "lower", "code", "reason"),
    [
        (-5.0, -6.0, "MET", "GROWTH_REACHED"),
        (-4.9, -5.0, "MISSED", "GROWTH_ABOVE_WITHIN_ROUNDING"),
        (-4.9, -4.95, "MISSED", "GROWTH_ABOVE"),
    ],
)
def test_a_target_to_reduce_asks_for_growth_at_most_so_much(value, lower, code, reason):
    verdict = on_growth(value, (lower, 0.0), -5.0, whole=True, falls=True)
    assert (verdict.code, verdict.reason) == (code, reason)


YEARS = ("2017", "2018", "2019", "2020")


def judged(values, direction="reach", when="by_and_kept", as_of=LATER, wanted=90.0, **more):
    rule = Rule(wanted, direction, when)
    items = [known(year, value) for year, value in zip(YEARS, values, strict=False) if value is not None]
    verdict = on_level(target(value=wanted, **more), rule, items, as_of)
    return verdict.code, verdict.reason, verdict.known.period if verdict.known else None


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((80, 91, 88, 70), ("LOST", "REACHED_NOT_KEPT", "2020")),
        ((80, 91, 88, None), ("LOST", "REACHED_NOT_KEPT", "2019")),
        ((80, 91, 88, 90), ("MET", "REACHED", "2020")),
        ((91, 80, 90, 92), ("MET_EARLY", "REACHED_EARLY", "2019")),
        ((80, 90, 90, 90), ("MET_EARLY", "REACHED_EARLY", "2018")),
        ((80, 81, 82, 89), ("MISSED", "BELOW", "2020")),
        ((80, 81, 82, None), ("NOT_VERIFIABLE", "NO_OUTCOME_IN_SCOPE", None)),
    ],
)
def test_what_was_reached_and_is_not_held_at_the_last_is_lost_and_counts_again_from_where_it_is_regained(
    values, expected
):
    assert judged(values, precision=None) == expected


def test_what_was_lost_may_be_regained_until_the_deadline():
    assert judged((91, 88), as_of="2019-06-30") == ("NOT_VERIFIABLE", "NOT_YET_DUE", None)
    assert judged((91, 88), as_of="2020-12-31")[0] == "LOST"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((91, 80, 70, 60), ("MET_EARLY", "REACHED_EARLY", "2017")),
        ((80, 80, 80, 90), ("MET", "REACHED", "2020")),
        ((80, 80, 80, 80), ("MISSED", "BELOW", "2020")),
    ],
)
def test_any_time_is_met_by_the_first_value_that_holds(values, expected):
    assert judged(values, when="any_time") == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((91, 91, 91, 70), ("MISSED", "BELOW", "2020")),
        ((80, 80, 80, 90), ("MET", "REACHED", "2020")),
        ((91, 91, 91, None), ("NOT_VERIFIABLE", "NO_OUTCOME_IN_SCOPE", None)),
    ],
)
def test_at_the_deadline_only_its_own_value_counts(values, expected):
    assert judged(values, when="at_deadline") == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((50, 45, 40, 35), ("MISSED", "ABOVE", "2020")),
        ((50, 45, 40, 20), ("MET", "REACHED", "2020")),
        ((50, 20, 19, 18), ("MET_EARLY", "REACHED_EARLY", "2018")),
        ((50, 20, 19, 21), ("LOST", "REACHED_NOT_KEPT", "2020")),
        ((50, 45, 40, 20.05), ("MISSED", "ABOVE_WITHIN_ROUNDING", "2020")),
        ((50, 45, 40, 20.06), ("MISSED", "ABOVE", "2020")),
    ],
)
def test_to_reduce_is_reached_at_most_at_the_value(values, expected):
    assert judged(values, direction="reduce_to", wanted=20.0) == expected


@pytest.mark.parametrize(
    ("direction", "values", "expected"),
    [
        ("keep_above", (90, 95, 91, 90), ("MET", "KEPT", "2020")),
        ("keep_above", (90, 89, 91, 95), ("MISSED", "NOT_KEPT", "2018")),
        ("keep_above", (90, 95, 91, None), ("NOT_VERIFIABLE", "NO_OUTCOME_IN_SCOPE", None)),
        ("keep_below", (90, 80, 85, 90), ("MET", "KEPT", "2020")),
        ("keep_below", (90, 80, 91, 90), ("MISSED", "NOT_KEPT", "2019")),
    ],
)
def test_what_is_to_be_kept_is_missed_by_one_value_on_the_wrong_side(direction, values, expected):
    assert judged(values, direction=direction) == expected


def test_what_is_to_be_kept_is_kept_from_the_baseline_on():
    assert judged((80, 95, 91, 90), direction="keep_above", baseline="2018") == ("MET", "KEPT", "2020")
    assert judged((80, 95, 91, 90), direction="keep_above", baseline="2017")[1] == "NOT_KEPT"


def test_a_direction_not_declared_is_that_of_the_indicator():
    assert (target().way(1), target().way(0), target().way(-1)) == ("reach", "reach", "reduce_to")
    assert target(direction="keep_below").way(1) == "keep_below"
