"""Dataset: keys, checks and order."""

from __future__ import annotations

import pytest

from tests.nouns import flow
from xinxiao.errors import DataFault
from xinxiao.model.dataset import dataset

IC_INDICATORS = flow("indicators")

ROWS = {
    "FREQ": ["A", "A"],
    "REF_AREA": ["990002", "990001"],
    "INDICATOR": ["LOANS", "LOANS"],
    "SCOPE": ["_Z", "_Z"],
    "TIME_PERIOD": ["2020", "2020"],
    "OBS_VALUE": [2.0, 1.0],
    "UNIT_MEASURE": ["VOLUMES", "VOLUMES"],
    "OBS_STATUS": ["A", "A"],
}


def test_rows_are_sorted_by_key_and_missing_attributes_are_null() -> None:
    made = dataset(IC_INDICATORS, ROWS)
    assert made.table.column("OBS_VALUE").to_pylist() == [1.0, 2.0]
    assert made.table.column("GRADE").to_pylist() == [None, None]
    assert made.table.column_names == list(IC_INDICATORS.columns)


def test_the_key_is_the_dimensions_joined_by_dots() -> None:
    made = dataset(IC_INDICATORS, ROWS)
    assert made.keys.to_pylist()[0] == "A.990001.LOANS._Z.2020"


def test_a_partial_key_leaves_places_empty() -> None:
    assert IC_INDICATORS.key({"REF_AREA": "990001", "TIME_PERIOD": "2020"}) == ".990001...2020"


def test_an_unknown_dimension_is_refused_with_the_known_ones() -> None:
    with pytest.raises(DataFault, match="dimensions: FREQ, REF_AREA"):
        IC_INDICATORS.key({"AREA": "990001"})


def test_two_rows_with_one_key_are_refused() -> None:
    double = {name: [values[0], values[0]] for name, values in ROWS.items()}
    with pytest.raises(DataFault, match=r"A\.990002\.LOANS\._Z\.2020"):
        dataset(IC_INDICATORS, double)


def test_an_unknown_column_and_a_missing_measure_are_refused() -> None:
    with pytest.raises(DataFault, match="COLOUR"):
        dataset(IC_INDICATORS, {**ROWS, "COLOUR": ["red", "blue"]})
    with pytest.raises(DataFault, match="OBS_VALUE is missing"):
        dataset(IC_INDICATORS, {name: values for name, values in ROWS.items() if name != "OBS_VALUE"})


def test_inputs_are_kept_sorted_by_key_and_role() -> None:
    edges = [
        ("A.990002.LOANS._Z.2020", "numerator", "IC_FIGURES", "A.990002.X._Z.2020.2021-01-01", None),
        ("A.990001.LOANS._Z.2020", "numerator", "IC_FIGURES", "A.990001.X._Z.2020.2021-01-01", 0.5),
    ]
    made = dataset(IC_INDICATORS, ROWS, edges)
    assert made.inputs.column("WEIGHT").to_pylist() == [0.5, None]


def test_a_step_is_appended_to_the_lineage() -> None:
    made = dataset(IC_INDICATORS, ROWS).with_step("normalise", minimum=0)
    assert made.lineage[0].verb == "normalise"
    assert made.lineage[0].parameters == (("minimum", "0"),)
