import math

import pytest

from xinxiao.analyse.account.reliability import Belief, Law, belief, laws

NORMAL = Law(lasting=0.3, error=0.3, wrong=0.0, times=1.0)
MIXED = Law(lasting=0.2, error=0.2, wrong=0.1, times=5.0)


def test_one_table_is_believed_by_half_where_it_errs_as_much_as_provinces_differ_and_two_by_two_thirds():
    assert NORMAL.reliability == pytest.approx(0.5)
    assert belief(NORMAL, [0.4]).mean == pytest.approx(0.2)
    assert belief(NORMAL, [0.4, 0.8]).mean == pytest.approx(2 / 3 * 0.6)
    assert Law(0.3, 0.1, 0.0, 1.0).reliability == pytest.approx(0.9)


def test_without_a_table_a_province_is_as_any_other():
    held = belief(NORMAL, [])
    assert held.mean == 0.0
    assert held.parts == ((1.0, 0.0, pytest.approx(0.09)),)


def test_the_interval_holds_another_table_with_its_own_error():
    # After one table the difference has variance 0.045, another table 0.045 + 0.09 = 0.135; 1.644854 roots of it.
    assert belief(NORMAL, [0.4]).half(0.9) == pytest.approx(1.6448536 * 0.135**0.5, abs=1e-6)
    assert belief(NORMAL, [0.4]).half(0.5) == pytest.approx(0.6744898 * 0.135**0.5, abs=1e-6)


def test_an_interval_of_tables_that_may_go_wrong_holds_as_much_as_it_says():
    held = belief(MIXED, [0.1, 0.2])
    half, drawn = held.half(0.9), 0.0
    for weight, mean, variance in held.parts:
        for share, error in ((0.9, 0.2), (0.1, 1.0)):
            spread = math.sqrt(2 * (variance + error**2))
            upper, lower = (held.mean + half - mean) / spread, (held.mean - half - mean) / spread
            drawn += weight * share * (math.erf(upper) - math.erf(lower)) / 2
    assert drawn == pytest.approx(0.9, abs=1e-9)


def test_tables_that_agree_are_followed_and_one_that_contradicts_another_is_not():
    agreed, torn = belief(MIXED, [0.4, 0.5]).mean, belief(MIXED, [-1.6, 1.1]).mean
    assert agreed > 0.25
    assert abs(torn) < 0.03


def test_a_table_far_beyond_what_provinces_differ_by_is_taken_for_wrong():
    assert belief(MIXED, [2.5]).mean < belief(MIXED, [0.4]).mean


def test_weights_of_a_belief_add_up_to_one_and_are_those_of_bayes():
    # One table: wrong with chance 0.1, then N(0, 0.04 + 1) instead of N(0, 0.08).
    held = belief(MIXED, [0.5])
    sound = 0.9 * math.exp(-0.25 / 0.16) / 0.08**0.5
    wrong = 0.1 * math.exp(-0.25 / 2.08) / 1.04**0.5
    assert [part[0] for part in held.parts] == pytest.approx(
        [sound / (sound + wrong), wrong / (sound + wrong)]
    )
    assert [part[1] for part in held.parts] == pytest.approx([0.25, 0.5 * 0.04 / 1.04])
    assert isinstance(held, Belief)


def tables(pairs):
    return {f"{at:06}": {2012: one, 2017: other} for at, (one, other) in enumerate(pairs)}


def test_fewer_than_five_provinces_with_two_tables_measure_nothing():
    four = tables([(0.1, 0.2), (0.3, 0.1), (-0.2, 0.0), (-0.1, -0.1)])
    assert laws(four) is None
    assert laws({**four, "9": {2012: 0.1}}) is None
    assert laws({**four, "9": {2012: 0.1, 2017: 0.0}}) is not None


def test_the_likeliest_law_tells_lasting_differences_from_errors():
    steady = laws(tables([(0.5, 0.45), (-0.5, -0.55), (0.3, 0.35), (-0.3, -0.25), (0.4, 0.4), (-0.4, -0.4)]))
    loose = laws(tables([(0.5, -0.45), (-0.5, 0.55), (0.3, -0.35), (-0.3, 0.25), (0.4, -0.4), (-0.4, 0.4)]))
    assert (steady[""].lasting, steady[""].error) == (0.4, 0.05)
    assert loose[""].reliability < 0.1


def test_a_law_without_a_province_does_not_know_its_tables():
    pairs = [
        (0.1, 0.1),
        (-0.1, -0.1),
        (0.2, 0.15),
        (-0.2, -0.15),
        (0.15, 0.1),
        (-0.15, -0.1),
        (0.0, 0.05),
        (-1.6, 1.1),
    ]
    found = laws(tables(pairs))
    assert (found[""].wrong > 0.0, found["000007"].wrong) == (True, 0.0)
    assert found["000007"].error == 0.05
