"""What data there are, by the example of REST 2.2 (doc/availability.md, response mode)."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa

from xinxiao.model.available import Available, available, without
from xinxiao.model.extract import Filter
from xinxiao.model.series_table import Mask, SeriesTable, series_table

SERIES = pa.table(
    {
        "AREA": ["UK", "FR", "FR"],
        "STATUS": ["EMP", "EMP", "UEMP"],
        "SEX": ["M", "M", "F"],
        "#observations": [2, 3, 1],
        "#begins": ["2020", "2019", "2021-Q1"],
        "#ends": ["2021", "2021", "2021-Q1"],
    }
)
DIMENSIONS = ("AREA", "STATUS", "SEX")


TABLE = series_table(SERIES)


def series(which: Filter) -> tuple[SeriesTable, Mask]:
    bare = replace(which, codes={name: codes for name, codes in which.codes.items() if name in DIMENSIONS})
    return TABLE, TABLE.chosen(bare)


def found(which: Filter, *wanted: str, further: bool = False) -> Available:
    return available(series, which, DIMENSIONS, "TIME_PERIOD", wanted, further)


FR_F = Filter({"AREA": ("FR",), "SEX": ("F",)})


def test_exact_is_what_the_query_gives() -> None:
    assert found(FR_F).codes == {"AREA": ("FR",), "STATUS": ("UEMP",), "SEX": ("F",)}
    assert (found(FR_F).series, found(FR_F).observations) == (1, 1)


def test_available_is_also_what_could_be_added_to_it() -> None:
    more = found(FR_F, further=True)
    assert more.codes == {"AREA": ("FR",), "STATUS": ("UEMP",), "SEX": ("F", "M")}
    assert (more.series, more.observations) == (1, 1)
    both = Filter({"AREA": ("FR",), "SEX": ("F", "M")})
    assert found(both, further=True).codes == {
        "AREA": ("FR", "UK"),
        "STATUS": ("EMP", "UEMP"),
        "SEX": ("F", "M"),
    }


def test_keys_count_as_conditions_too() -> None:
    which = Filter(keys=({"AREA": ("FR",), "SEX": ("F",)},))
    assert found(which, further=True).codes["SEX"] == ("F", "M")
    assert without(which, "SEX").keys == ({"AREA": ("FR",)},)
    assert without(Filter(keys=({"SEX": ("F",)}, {"AREA": ("FR",)})), "SEX").keys == ()


def test_only_the_dimensions_wanted_are_told() -> None:
    assert found(Filter(), "SEX").codes == {"SEX": ("F", "M")}
    assert found(Filter(), "SEX").span is None
    time = found(Filter(), "TIME_PERIOD")
    assert (time.codes, time.span) == ({}, ("2019-01-01", "2021-12-31"))


def test_the_span_is_from_the_first_day_to_the_last() -> None:
    assert found(Filter()).span == ("2019-01-01", "2021-12-31")
    assert found(FR_F).span == ("2021-01-01", "2021-03-31")


def test_nothing_is_no_code_no_series_and_no_observation() -> None:
    assert found(Filter({"AREA": ("XX",)})) == Available({"AREA": (), "STATUS": (), "SEX": ()}, None, 0, 0)


def test_conditions_on_one_column_are_left_out_wherever_they_stand() -> None:
    which = Filter({"A": ("1",), "B": ("2",)}, tests={"A": ((("eq", "1"),),), "C": ((("ne", "3"),),)})
    bare = without(which, "A")
    assert (bare.codes, set(bare.tests)) == ({"B": ("2",)}, {"C"})
    assert which.touched == {"A", "B", "C"}
    assert Filter(upto={"V": "1"}, keys=({"K": ("1",)},)).touched == {"V", "K"}


def test_a_table_of_series_tells_of_codes_of_its_own_columns_alone() -> None:
    assert TABLE.fits(Filter({"AREA": ("UK",)}, keys=({"SEX": ("M",)},)))
    assert TABLE.fits(Filter())
    assert not TABLE.fits(Filter({"OTHER": ("1",)}))
    assert not TABLE.fits(Filter(upto={"AREA": "UK"}))
    assert not TABLE.fits(Filter(tests={"AREA": ((("eq", "UK"),),)}))


def test_series_are_chosen_by_codes_and_by_any_of_the_keys() -> None:
    assert TABLE.chosen(Filter({"AREA": ("FR",), "SEX": ("F", "M")})).tolist() == [False, True, True]
    keys = ({"AREA": ("UK",)}, {"STATUS": ("UEMP",), "SEX": ("F",)})
    assert TABLE.chosen(Filter(keys=keys)).tolist() == [True, False, True]
    assert TABLE.chosen(Filter({"SEX": ("M",)}, keys=keys)).tolist() == [True, False, False]
    assert TABLE.words("STATUS", TABLE.chosen(Filter({"AREA": ("FR",)}))) == ["EMP", "UEMP"]
    assert TABLE.words("STATUS", TABLE.chosen(Filter({"AREA": ()}))) == []


def test_a_missing_code_is_no_code() -> None:
    table = series_table(SERIES.set_column(0, "AREA", pa.array(["UK", None, "FR"])))
    assert table.words("AREA", table.chosen(Filter())) == ["FR", "UK"]
    assert table.chosen(Filter({"AREA": ("FR",)})).tolist() == [False, False, True]
