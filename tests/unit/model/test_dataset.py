"""Dataset: keys, checks and order."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.nouns import figures, flow
from xinxiao.errors import DataFault
from xinxiao.model.dataset import attribute_fault, dataset, doubles, empty, taken_over

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


def test_a_required_attribute_that_is_empty_is_refused_and_its_observation_named() -> None:
    bare = ROWS | {"OBS_STATUS": ["A", None]}
    with pytest.raises(DataFault, match=r"IC_INDICATORS: OBS_STATUS of A\.990001\.LOANS\._Z\.2020 is empty"):
        dataset(IC_INDICATORS, bare)
    with pytest.raises(DataFault, match="UNIT_MEASURE"):
        dataset(IC_INDICATORS, {name: values for name, values in ROWS.items() if name != "UNIT_MEASURE"})


def test_an_attribute_that_nobody_requires_may_be_empty() -> None:
    assert dataset(IC_INDICATORS, ROWS | {"GRADE": [None, "B"]}).rows == 2


def test_a_unit_said_to_depend_on_the_indicator_alone_may_not_have_two_values_for_one() -> None:
    two = ROWS | {"UNIT_MEASURE": ["VOLUMES", "PERSONS"]}
    with pytest.raises(DataFault, match="UNIT_MEASURE has two values for LOANS") as caught:
        dataset(IC_INDICATORS, two)
    assert caught.value.hint == "attach it to the observation, or to more dimensions than INDICATOR"
    apart = two | {"INDICATOR": ["LOANS", "READERS"]}
    assert dataset(IC_INDICATORS, apart).rows == 2


def cells(units: list[str]) -> dict[str, list[object]]:
    count = len(units)
    same = {"REF_AREA": "CN", "TIME_PERIOD": "2017", "LEVEL": "42", "ORIGIN": "T", "COL": "GO"}
    rows: dict[str, list[object]] = {name: [value] * count for name, value in same.items()}
    rows |= {"ROW": [f"0{i}" for i in range(count)], "OBS_VALUE": [Decimal(1)] * count}
    return rows | {"UNIT_MEASURE": [*units], "DECIMALS": [0] * count, "SOURCE": ["S"] * count}


def test_an_attribute_of_the_whole_dataflow_may_not_have_two_values_at_all() -> None:
    assert dataset(flow("cells"), cells(["10K_YUAN"] * 3)).rows == 3
    with pytest.raises(DataFault, match="UNIT_MEASURE has two values for the whole dataflow") as caught:
        dataset(flow("cells"), cells(["10K_YUAN", "10K_YUAN", "100M_YUAN"]))
    assert caught.value.hint.endswith("more dimensions than none")


def test_the_row_of_a_broken_attribute_is_the_first_that_differs_or_is_empty() -> None:
    table = taken_over(flow("cells"), cells(["10K_YUAN", "10K_YUAN", "100M_YUAN"])).table
    wrong = attribute_fault(flow("cells"), flow("cells").by_id["UNIT_MEASURE"], table)
    assert wrong is not None
    assert wrong[0] == 2
    assert attribute_fault(flow("cells"), flow("cells").by_id["SOURCE"], table) is None


def test_figures_taken_over_keep_faults_of_attributes_for_the_one_who_checks() -> None:
    bare = {name: values for name, values in cells(["10K_YUAN", "100M_YUAN"]).items() if name != "SOURCE"}
    assert taken_over(flow("cells"), bare).table.column("SOURCE").to_pylist() == [None, None]
    with pytest.raises(DataFault, match="COLOUR"):
        taken_over(flow("cells"), bare | {"COLOUR": ["red", "blue"]})


def test_a_dataset_without_observations_has_all_columns() -> None:
    made = empty(IC_INDICATORS)
    assert (made.rows, made.table.column_names) == (0, list(IC_INDICATORS.columns))
    assert dataset(IC_INDICATORS, {name: [] for name in IC_INDICATORS.columns}).rows == 0


DIGITS = st.integers(-(10**26) + 1, 10**26 - 1)


@given(st.lists(st.tuples(DIGITS, st.integers(0, 12)), min_size=1, max_size=8))
def test_exact_numbers_become_the_binary_ones_that_reading_their_digits_gives(
    numbers: list[tuple[int, int]],
) -> None:
    exact = [Decimal(digits).scaleb(-places) for digits, places in numbers]
    column = pa.array(exact, pa.decimal128(38, 12))
    assert doubles(column).to_pylist() == [float(str(number)) for number in exact]


@pytest.mark.parametrize(
    "text", ["0.1", "4353.87", "30319.98", "1349084.4", "0.000001", "99999999999999.999999", "-0.3"]
)
def test_a_published_number_is_as_near_as_a_binary_one_can_be(text: str) -> None:
    assert doubles(pa.array([Decimal(text)], pa.decimal128(38, 6))).to_pylist() == [float(text)]
    assert figures([("CN", "X", "2024", "2025-01-01", text)]).table.column("OBS_VALUE").to_pylist() == [
        Decimal(text)
    ]


def test_missing_numbers_stay_missing_and_binary_ones_stay_themselves() -> None:
    assert doubles(pa.array([None, Decimal("1.5")], pa.decimal128(38, 2))).to_pylist() == [None, 1.5]
    assert doubles(pa.array([0.1, None])).to_pylist() == [0.1, None]
    assert doubles(pa.array([1, 2], pa.int32())).to_pylist() == [1.0, 2.0]
