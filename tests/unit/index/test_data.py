from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pytest

from xinxiao import index
from xinxiao.errors import DataFault, NotFound


def _long() -> pa.Table:
    return pa.table(
        {
            "REF_AREA": ["B", "A", "A"],
            "TIME_PERIOD": ["2020", "2021", "2020"],
            "INDICATOR": ["x", "y", "x"],
            "OBS_VALUE": [1.0, 2.0, 3.0],
        }
    )


def test_long_rows_become_a_cube_with_sorted_axes_and_nan_for_gaps() -> None:
    panel = index.panel_from_long(_long())
    assert (panel.times, panel.units, panel.indicators) == (("2020", "2021"), ("A", "B"), ("x", "y"))
    assert panel.values[0, 0, 0] == 3.0
    assert panel.values[1, 0, 1] == 2.0
    assert int(np.isnan(panel.values).sum()) == 5


def test_two_values_in_one_cell_are_refused_by_name() -> None:
    table = pa.concat_tables([_long(), _long().slice(0, 1)])
    with pytest.raises(DataFault, match="2020 B x"):
        index.panel_from_long(table)


def test_a_panel_goes_to_a_long_table_and_back_unchanged() -> None:
    panel = index.panel_from_long(_long())
    again = index.panel_from_long(panel.to_table())
    np.testing.assert_array_equal(panel.values, again.values)
    assert again.units == panel.units


def test_wide_rows_carry_groups_and_denominators_along() -> None:
    table = pa.table({"REF_AREA": ["B", "A"], "x": [1.0, 2.0], "size": [10.0, 20.0], "region": ["W", "E"]})
    panel = index.panel_from_wide(table, indicators=["x"], groups=["region"], denominators=["size"])
    assert panel.values.tolist() == [[2.0], [1.0]]
    assert panel.unit_groups["region"] == ("E", "W")
    assert panel.denominators["size"].tolist() == [20.0, 10.0]


def test_axes_that_do_not_fit_the_array_are_refused() -> None:
    with pytest.raises(DataFault, match=r"\(2, 1\)"):
        index.Panel(np.zeros((3, 1)), ("A", "B"), ("x",))


COLUMNS = {
    "REF_AREA": ["B", "A", "A", "B"],
    "TIME_PERIOD": [2020, 2021, 2020, 2021],
    "INDICATOR": ["x", "y", "x", "y"],
    "OBS_VALUE": [1.0, 2.0, 3.0, None],
}


@pytest.mark.parametrize("make", [dict, pa.table], ids=["mapping", "Arrow"])
def test_a_mapping_and_an_arrow_table_give_the_same_panel(make: Callable[..., object]) -> None:
    panel = index.panel_from_long(make(COLUMNS))
    assert (panel.times, panel.units, panel.indicators) == (("2020", "2021"), ("A", "B"), ("x", "y"))
    want = [[[3.0, np.nan], [1.0, np.nan]], [[np.nan, 2.0], [np.nan, np.nan]]]
    np.testing.assert_array_equal(panel.values, want)


def test_arrow_columns_in_several_chunks_and_as_dictionaries_are_read_alike() -> None:
    once = _long()
    twice = pa.concat_tables([once.slice(0, 1), once.slice(1)])
    coded = once.set_column(0, "REF_AREA", once["REF_AREA"].dictionary_encode())
    for table in (twice, coded):
        np.testing.assert_array_equal(index.panel_from_long(table).values, index.panel_from_long(once).values)


def test_rows_of_other_units_and_indicators_are_left_out_and_given_axes_keep_their_order() -> None:
    panel = index.panel_from_long(_long(), indicators=["y", "x"], units=["C", "A"])
    assert (panel.units, panel.indicators) == (("C", "A"), ("y", "x"))
    assert panel.values[0, 1].tolist()[1] == 3.0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"OBS_VALUE": [1.0, "n/a", 3.0, 9.0]}, "OBS_VALUE holds something that is no number"),
        ({"OBS_VALUE": [1.0, np.inf, 3.0, 9.0]}, "OBS_VALUE holds a value that is not finite"),
        ({"OBS_VALUE": [1.0]}, "unequal length"),
        ({"REF_AREA": ["B", "A", None, "A"]}, "REF_AREA has an empty cell"),
        ({"INDICATOR": ["x", None, "x", "y"]}, "INDICATOR has an empty cell"),
        ({"TIME_PERIOD": [2020, 2021, None, 2021]}, "TIME_PERIOD has an empty cell"),
        ({"TIME_PERIOD": ["2020", "2021.0", "2020", "2020"]}, "'2021.0' is not spelt as a period"),
        ({"TIME_PERIOD": ["2020", "2020-Q1", "2020", "2020"]}, "'2020-Q1' is of another kind than '2020'"),
        ({"TIME_PERIOD": [None] * 4}, "TIME_PERIOD holds no period"),
    ],
)
def test_columns_that_cannot_be_read_are_refused_by_name(change: dict[str, object], said: str) -> None:
    with pytest.raises(DataFault, match=said):
        index.panel_from_long(COLUMNS | change)


def test_a_missing_column_is_answered_with_those_there_are_and_a_list_is_no_table() -> None:
    with pytest.raises(DataFault, match="no column OBS_VALUE"):
        index.panel_from_long({"REF_AREA": [], "INDICATOR": []})
    with pytest.raises(DataFault, match="list is no table"):
        index.panel_from_long([1, 2])


def test_a_panel_beyond_100_million_cells_is_refused_before_the_memory_is_asked_for() -> None:
    many = [f"{n}" for n in range(20_000)]
    with pytest.raises(DataFault, match="more than 100000000 cells"):
        index.panel_from_long(
            {"REF_AREA": many, "TIME_PERIOD": many, "INDICATOR": ["x"] * 20_000, "OBS_VALUE": [1.0] * 20_000}
        )


def test_a_code_that_stands_twice_on_an_axis_is_refused_by_name() -> None:
    with pytest.raises(DataFault, match="unit 'A' stands twice"):
        index.Panel(np.zeros((2, 1)), ("A", "A"), ("x",))


def _panel() -> index.Panel:
    """Two periods of three units and two indicators: 0, 1, 2 .. 11."""
    return index.Panel(
        np.arange(12.0).reshape(2, 3, 2),
        ("A", "B", "C"),
        ("x", "y"),
        ("2019", "2020"),
        unit_groups={"region": ("E", "W", "E")},
        denominators={
            "people": np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]),
            "area": np.array([7.0, 8.0, 9.0]),
        },
        labels={"en": ("a", "b", "c")},
    )


def test_one_period_of_a_panel_is_a_cross_section_with_its_own_denominators() -> None:
    found = _panel().at("2020")
    assert (found.values.tolist(), found.times) == ([[6, 7], [8, 9], [10, 11]], ())
    assert {name: sizes.tolist() for name, sizes in found.denominators.items()} == {
        "people": [4, 5, 6],
        "area": [7, 8, 9],
    }
    with pytest.raises(NotFound, match="no period '2021'"):
        _panel().at("2021")
    with pytest.raises(NotFound, match="no period '2019'"):
        found.at("2019")


def test_units_that_are_kept_keep_all_that_is_known_of_them() -> None:
    found = _panel().keep_units(np.array([True, False, True]))
    assert found.values.tolist() == [[[0, 1], [4, 5]], [[6, 7], [10, 11]]]
    assert (found.units, found.unit_groups, found.labels) == (
        ("A", "C"),
        {"region": ("E", "E")},
        {"en": ("a", "c")},
    )
    assert found.denominators["people"].tolist() == [[1, 3], [4, 6]]
    assert found.denominators["area"].tolist() == [7, 9]
    whole = _panel()
    assert whole.keep_units(np.array([True] * 3)) is whole


def test_indicators_are_selected_in_the_order_asked_for_and_those_without_data_told_by_name() -> None:
    found = _panel().select(("y", "x"))
    assert (found.values[0].tolist(), found.indicators) == ([[1, 0], [3, 2], [5, 4]], ("y", "x"))
    assert _panel().select(("y",)).values[1].tolist() == [[7], [9], [11]]
    whole = _panel()
    assert whole.select(("x", "y")) is whole
    with pytest.raises(NotFound, match="no data for z, w"):
        whole.select(("z", "x", "w"))
