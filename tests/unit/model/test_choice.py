"""A selection of one dataflow as a filter of its rows, the dataflow's structure made here."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from decimal import Decimal

import pytest

from xinxiao.errors import Senseless
from xinxiao.model.choice import Choice, Chosen, series_of, shown
from xinxiao.model.extract import Ends
from xinxiao.model.selection import Condition, Key, Selection, Shape, Sort, Test
from xinxiao.model.structure import Component, Dataflow

FLOW = Dataflow(
    id="EXR",
    agency="ECB",
    components=(
        Component(id="FREQ", codelist="CL_FREQ"),
        Component(id="AREA", codelist="CL_AREA"),
        Component(id="TIME_PERIOD", kind="period"),
        Component(id="VINTAGE", kind="date"),
        Component(id="OBS_VALUE", place="measure", kind="decimal", places=2),
        Component(id="LOWER", place="measure", kind="double"),
        Component(id="UNIT", place="attribute", attachment=("AREA",)),
        Component(id="TITLE", place="attribute", kind="text", attachment=()),
        Component(id="STATUS", place="attribute", codelist="CL_STATUS"),
    ),
)
VALUES = {
    "FREQ": ["A", "M", "Q"],
    "AREA": ["CN", "OLD"],
    "TIME_PERIOD": ["2019", "2020", "2020-01", "2020-03", "2020-04", "2020-Q1", "2020-Q2", "2020-S1", "2021"],
    "VINTAGE": ["2020-06-30", "2021-01-31"],
}
CODES: dict[str | None, Collection[str]] = {
    "CL_FREQ": ("A", "Q", "M"),
    "CL_AREA": ("CN", "US", "JP"),
    "CL_STATUS": ("A", "E"),
}


def choose(selection: Selection = Selection(), shape: Shape = Shape(), start_day: str = "") -> Chosen:
    choice = Choice(FLOW, lambda c: VALUES.get(c, []), lambda part: CODES.get(part.codelist), start_day)
    return choice.of(selection, shape)


def where(**conditions: Condition) -> Selection:
    return Selection(where=conditions)


def key(*places: str) -> Key:
    return tuple(tuple(place.split("+")) if place else () for place in places)


def periods(*every: str, start_day: str = "") -> tuple[str, ...]:
    tests = tuple(Test(one[:2], one[3:]) for one in every)  # type: ignore[arg-type]
    return found(choose(where(TIME_PERIOD=(tests,)), start_day=start_day), "TIME_PERIOD")


def found(chosen: Chosen, column: str) -> tuple[str, ...]:
    """The values of a column that are asked for, whether one by one or from one to another."""
    if column in chosen.which.codes:
        return chosen.which.codes[column]
    (((_, first), (_, last)),) = chosen.which.tests[column]
    held = VALUES[column]
    return tuple(held[held.index(str(first)) : held.index(str(last)) + 1])


def test_the_time_has_no_place_in_the_series_key() -> None:
    assert series_of(FLOW) == ("FREQ", "AREA", "VINTAGE")
    assert FLOW.time == "TIME_PERIOD"


def test_a_key_says_codes_of_its_places_and_may_leave_out_the_last() -> None:
    assert choose(Selection(keys=(key("A", "CN"),))).which.keys == ({"FREQ": ("A",), "AREA": ("CN",)},)
    assert choose(Selection(keys=(key("A+M", "", "2020-06-30"),))).which.keys == (
        {"FREQ": ("A", "M"), "VINTAGE": ("2020-06-30",)},
    )


def test_a_key_without_codes_among_others_means_all() -> None:
    assert choose(Selection(keys=(key("A"), key("", "")))).which.keys == ()
    assert choose(Selection(keys=(key("A"), key("M")))).which.keys == ({"FREQ": ("A",)}, {"FREQ": ("M",)})


def test_a_key_with_a_place_too_many_is_said() -> None:
    choose(Selection(keys=(key("A", "CN", ""),)))
    with pytest.raises(Senseless):
        choose(Selection(keys=(key("A", "CN", "", ""),)))


def test_a_whole_key_has_all_places() -> None:
    choose(Selection(keys=(key("A", "CN", ""),), whole=True))
    with pytest.raises(Senseless):
        choose(Selection(keys=(key("A", "CN"),), whole=True))


def test_a_code_that_neither_the_list_nor_the_data_have_is_said_with_what_is_like_it() -> None:
    choose(Selection(keys=(key("A", "JP"),)))
    choose(Selection(keys=(key("A", "OLD"),)))
    with pytest.raises(Senseless) as caught:
        choose(Selection(keys=(key("A", "JPP"),)))
    assert caught.value.told is not None
    assert caught.value.told.values == {"component": "AREA", "value": "JPP", "known": "JP"}
    with pytest.raises(Senseless):
        choose(where(AREA=((Test("eq", "XX"),),)))
    assert choose(where(AREA=((Test("ne", "XX"),),))).which.codes == {"AREA": ("CN", "OLD")}


def test_a_component_there_is_not_is_said() -> None:
    with pytest.raises(Senseless):
        choose(where(NOPE=((Test("eq", "1"),),)))


def test_numbers_are_compared_as_numbers() -> None:
    which = choose(where(OBS_VALUE=((Test("ge", "-1.50"), Test("lt", "20")),))).which
    assert which.tests == {"OBS_VALUE": ((("ge", Decimal("-1.50")), ("lt", Decimal(20))),)}


@pytest.mark.parametrize(
    "test", ["ge:x", "co:1", "sw:1", "eq:1e5", "eq:NaN", "eq:", "eq:1234567890123456789"]
)
def test_a_number_is_compared_with_no_text_and_not_looked_into(test: str) -> None:
    with pytest.raises(Senseless):
        choose(where(OBS_VALUE=((Test(test[:2], test[3:]),),)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("tests", "found"),
    [
        (("eq:2020",), ("2020",)),
        (("eq:2020-A1",), ("2020",)),
        (("eq:2020-M03",), ("2020-03",)),
        (("ne:2020",), ("2019", "2020-01", "2020-03", "2020-04", "2020-Q1", "2020-Q2", "2020-S1", "2021")),
        (("ge:2020", "le:2020"), ("2020", "2020-01", "2020-03", "2020-04", "2020-Q1", "2020-Q2", "2020-S1")),
        (("ge:2020-Q1", "le:2020-Q1"), ("2020-01", "2020-03", "2020-Q1")),
        (("ge:2020-03",), ("2020-03", "2020-04", "2020-Q2", "2021")),
        (("le:2020-03",), ("2019", "2020-01", "2020-03", "2020-Q1")),
        (("gt:2020-Q1",), ("2020-04", "2020-Q2", "2021")),
        (("gt:2020-03",), ("2020-04", "2020-Q2", "2021")),
        (("lt:2020-04",), ("2019", "2020-01", "2020-03", "2020-Q1")),
        (("lt:2020",), ("2019",)),
        (("ge:2020-01-01T00:00:00", "le:2020-03-31"), ("2020-01", "2020-03", "2020-Q1")),
        (("ge:2020-01-02", "lt:2021"), ("2020-03", "2020-04", "2020-Q2")),
        (("gt:2020-W14",), ("2021",)),
        (("ge:2020-W14", "lt:2021"), ("2020-04", "2020-Q2")),
        (("sw:2020-Q",), ("2020-Q1", "2020-Q2")),
        (("ew:1",), ("2020-01", "2020-Q1", "2020-S1", "2021")),
        (("co:-0", "nc:3"), ("2020-01", "2020-04")),
        (("ge:2050",), ()),
    ],
)  # fmt: skip
def test_periods_are_compared_as_times(tests: tuple[str, ...], found: tuple[str, ...]) -> None:
    assert periods(*tests) == found


def test_a_reporting_year_that_starts_in_july_starts_in_the_year_before() -> None:
    """The example of REST 2.2: 2010-Q3 with --07-01 begins on 2010-01-01."""
    assert periods("ge:2021-Q3", start_day="--07-01") == ("2021",)
    assert periods("ge:2020-Q3", "lt:2021", start_day="--07-01") == (
        *("2020", "2020-01", "2020-03", "2020-04", "2020-Q1", "2020-Q2", "2020-S1"),
    )
    assert periods("ge:2020", "lt:2020-04", start_day="--07-01") == ("2020-01", "2020-03", "2020-Q1")
    assert periods("ge:2020-Q1", "le:2020-Q1", start_day="--01-01") == ("2020-01", "2020-03", "2020-Q1")


@pytest.mark.parametrize("value", ["x", "2020-13", "20200", "2020-Q5", "2019-W53", ""])
def test_what_is_no_period_is_said(value: str) -> None:
    with pytest.raises(Senseless):
        choose(where(TIME_PERIOD=((Test("ge", value),),)))


def test_any_of_several_conditions_on_a_period_is_enough() -> None:
    either: Condition = ((Test("eq", "2019"),), (Test("ge", "2021"), Test("le", "2021")))
    assert choose(where(TIME_PERIOD=either)).which.codes == {"TIME_PERIOD": ("2019", "2021")}


def test_days_are_compared_as_times_too() -> None:
    assert choose(where(VINTAGE=((Test("le", "2020"),),))).which.codes == {"VINTAGE": ("2020-06-30",)}


def test_series_are_kept_together_by_the_dimension_at_the_observations() -> None:
    chosen = choose()
    assert chosen.at == "TIME_PERIOD"
    assert chosen.which.order == ("FREQ", "AREA", "VINTAGE", "TIME_PERIOD")
    assert not chosen.which.stands
    flat = choose(shape=Shape(at="AllDimensions")).which
    assert flat.order == FLOW.dimensions
    assert flat.stands
    other = choose(shape=Shape(at="VINTAGE"))
    assert other.at == "VINTAGE"
    assert other.which.stands
    with pytest.raises(Senseless):
        choose(shape=Shape(at="STATUS"))


def test_without_a_time_the_observations_are_flat() -> None:
    flow = replace(FLOW, components=tuple(c for c in FLOW.components if c.kind != "period"))
    assert Choice(flow, lambda c: [], lambda part: None).of(Selection()).at == "AllDimensions"


def test_a_sorting_that_keeps_series_together_keeps_the_time_at_the_observations() -> None:
    chosen = choose(Selection(sort=(Sort("series_key"), Sort("TIME_PERIOD", down=True))))
    assert chosen.at == "TIME_PERIOD"
    assert chosen.which.order == ("FREQ", "AREA", "VINTAGE", "TIME_PERIOD")
    assert chosen.which.down == {"TIME_PERIOD"}
    assert not chosen.which.stands


def test_a_sorting_by_some_dimensions_of_the_series_keeps_it_together() -> None:
    chosen = choose(Selection(sort=(Sort("AREA"),)), Shape(at="TIME_PERIOD"))
    assert chosen.at == "TIME_PERIOD"
    assert chosen.which.order == ("AREA", "FREQ", "VINTAGE", "TIME_PERIOD")
    with pytest.raises(Senseless):
        choose(Selection(sort=(Sort("AREA"), Sort("OBS_VALUE"))), Shape(at="TIME_PERIOD"))


def test_a_sorting_that_breaks_series_apart_is_flat_or_said() -> None:
    by_value = (Sort("OBS_VALUE", down=True),)
    chosen = choose(Selection(sort=by_value))
    assert chosen.at == "AllDimensions"
    assert chosen.which.order == ("OBS_VALUE", "FREQ", "AREA", "TIME_PERIOD", "VINTAGE")
    assert chosen.which.down == {"OBS_VALUE"}
    with pytest.raises(Senseless):
        choose(Selection(sort=by_value), Shape(at="TIME_PERIOD"))
    with pytest.raises(Senseless):
        choose(Selection(sort=(Sort("TIME_PERIOD"),)), Shape(at="TIME_PERIOD"))
    assert choose(Selection(sort=(Sort("*"),))).which.stands


def test_all_dimensions_downwards_stand_in_no_file() -> None:
    which = choose(Selection(sort=(Sort("*", down=True),))).which
    assert which.down == set(FLOW.dimensions)
    assert not which.stands


def test_it_is_sorted_by_components_only() -> None:
    with pytest.raises(Senseless):
        choose(Selection(sort=(Sort("NOPE"),)))


def test_first_and_last_are_of_each_series_along_the_dimension_at_the_observations() -> None:
    assert choose(Selection(first=2, last=1)).which.ends == Ends(
        ("FREQ", "AREA", "VINTAGE"), "TIME_PERIOD", 2, 1
    )
    assert choose(Selection(last=1), Shape(at="AREA")).which.ends == Ends(
        ("FREQ", "TIME_PERIOD", "VINTAGE"), "AREA", None, 1
    )
    assert choose(Selection(last=3), Shape(at="AllDimensions")).which.ends == Ends(
        ("FREQ", "AREA", "VINTAGE"), "TIME_PERIOD", None, 3
    )
    assert choose().which.ends is None


def columns(*attributes: str, measures: tuple[str, ...] = ("all",)) -> tuple[str, ...]:
    return choose(shape=Shape("", attributes, measures)).which.columns


KEY = ("FREQ", "AREA", "TIME_PERIOD", "VINTAGE")


def test_attributes_and_measures_are_chosen_by_id_and_by_the_words_of_sdmx() -> None:
    assert columns("dsd") == columns("all") == ()
    assert columns("none") == columns("msd") == (*KEY, "OBS_VALUE", "LOWER")
    assert columns("dataset") == (*KEY, "OBS_VALUE", "LOWER", "TITLE")
    assert columns("series") == (*KEY, "OBS_VALUE", "LOWER", "UNIT")
    assert columns("obs") == (*KEY, "OBS_VALUE", "LOWER", "STATUS")
    assert columns("UNIT", "STATUS", measures=("LOWER",)) == (*KEY, "LOWER", "UNIT", "STATUS")
    assert columns("all", measures=("none",)) == (*KEY, "UNIT", "TITLE", "STATUS")
    for attributes, measures in ((("NOPE",), ("all",)), (("all",), ("UNIT",)), (("OBS_VALUE",), ("all",))):
        with pytest.raises(Senseless):
            columns(*attributes, measures=measures)


def test_without_measures_and_attributes_of_observations_there_are_series_only() -> None:
    which = choose(shape=Shape("", ("series",), ("none",))).which
    assert which.columns == ("FREQ", "AREA", "VINTAGE", "UNIT")
    assert which.distinct
    assert which.order == ("FREQ", "AREA", "VINTAGE")
    assert choose(Selection(first=1), Shape("", ("none",), ("none",))).which.ends is None
    flat = choose(shape=Shape("AllDimensions", ("none",), ("none",))).which
    assert flat.columns == KEY
    assert not flat.distinct


def test_what_is_said_of_a_value_can_be_read() -> None:
    assert shown("a\x00b") == "a\\u0000b"
    assert shown("x" * 80) == "x" * 80
    assert shown("x" * 81) == "x" * 80 + "…"


@pytest.mark.parametrize(
    ("tests", "codes"),
    [
        (((Test("eq", "JP"),), (Test("eq", "CN"),), (Test("eq", "JP"),)), ("JP", "CN")),
        (((Test("eq", "JP"), Test("eq", "JP")),), ()),
        (((Test("gt", "CN"),),), ("OLD",)),
        (((Test("ge", "CN"), Test("lt", "OLD")),), ("CN",)),
        (((Test("le", "CN"),),), ("CN",)),
        (((Test("sw", "O"),), (Test("ew", "N"),)), ("CN", "OLD")),
        (((Test("co", "L"), Test("nc", "X")),), ("OLD",)),
        (((Test("nc", "N"),),), ("OLD",)),
    ],
)
def test_conditions_on_a_dimension_are_told_by_its_codes(tests: Condition, codes: tuple[str, ...]) -> None:
    assert choose(where(AREA=tests)).which.codes == {"AREA": codes}


def test_periods_that_follow_each_other_are_asked_for_from_the_first_to_the_last() -> None:
    run = choose(where(TIME_PERIOD=((Test("sw", "2020-"),),))).which
    assert run.tests == {"TIME_PERIOD": ((("ge", "2020-01"), ("le", "2020-S1")),)}
    assert run.codes == {}
    two = choose(where(TIME_PERIOD=((Test("sw", "2020-Q"),),))).which
    assert two.codes == {"TIME_PERIOD": ("2020-Q1", "2020-Q2")}
    apart = choose(where(TIME_PERIOD=((Test("eq", "2019"),), (Test("sw", "2020-0"),)))).which
    assert apart.codes == {"TIME_PERIOD": ("2019", "2020-01", "2020-03", "2020-04")}
