from xinxiao.analyse.account.indicator import Movement, _carried_back, summed


def test_years_before_the_first_are_carried_back_by_the_growth_of_the_link():
    own = Movement({2013: 200.0, 2014: 220.0}, {2013: ("i13",), 2014: ("i14",)})
    link = Movement({2012: 50.0, 2013: 55.0, 2014: 70.0}, {2012: ("g12",), 2013: ("g13",), 2014: ("g14",)})
    carried = _carried_back(own, link)
    assert carried.values == {2013: 200.0, 2014: 220.0, 2012: 200.0 * 50 / 55}
    assert carried.keys[2012] == ("i13", "g12", "g13")
    assert (carried.keys[2013], carried.keys[2014]) == (("i13",), ("i14",))


def test_a_link_that_is_zero_or_below_in_the_first_year_or_says_nothing_of_it_carries_nothing_back():
    own = Movement({2013: 200.0}, {2013: ("i13",)})
    for first in ({2013: 0.0}, {2013: -1.0}, {}):
        link = Movement({2012: 50.0, **first}, dict.fromkeys((2012, *first), ("g",)))
        assert _carried_back(own, link).values == {2013: 200.0}


def test_a_sum_covers_the_years_all_parts_have():
    parts = [
        Movement({2012: 1.0, 2013: 2.0}, {2012: ("a",), 2013: ("b",)}),
        Movement({2013: 3.0}, {2013: ("c",)}),
    ]
    assert summed(parts).values == {2013: 5.0}
    assert summed(parts).keys == {2013: ("b", "c")}
