"""Gathering: every verb puts its rows and their inputs in one place, and a Dataset comes out."""

from __future__ import annotations

import pyarrow as pa
import pytest

from tests.nouns import flow
from xinxiao.errors import DataFault
from xinxiao.model.observations import Observations

ROW = {"REF_AREA": "990001", "INDICATOR": "LENT", "SCOPE": "_Z", "OBS_VALUE": 3.0}


def gathering(**same: object) -> Observations:
    usual = {"FREQ": "A", "UNIT_MEASURE": "VOLUMES", "OBS_STATUS": "A"}
    return Observations(flow("indicators"), **usual | same)


def test_what_is_put_in_comes_back_as_its_key() -> None:
    assert gathering().add(**ROW, TIME_PERIOD="2024") == "A.990001.LENT._Z.2024"


def test_rows_come_out_in_key_order_with_what_is_the_same_in_all_of_them() -> None:
    made = gathering(METHOD="FIGURE")
    for year in ("2024", "2022", "2023"):
        made.add(**ROW, TIME_PERIOD=year)
    data = made.dataset()
    assert data.table.column("TIME_PERIOD").to_pylist() == ["2022", "2023", "2024"]
    assert data.table.column("METHOD").to_pylist() == ["FIGURE"] * 3
    assert data.table.column("GRADE").to_pylist() == [None] * 3


def test_what_a_row_says_itself_wins_over_what_is_the_same_in_all() -> None:
    made = gathering(GRADE="B")
    made.add(**ROW, TIME_PERIOD="2023")
    made.add(**ROW, TIME_PERIOD="2024", GRADE="D")
    assert made.dataset().table.column("GRADE").to_pylist() == ["B", "D"]


def test_a_column_that_the_dataflow_does_not_declare_is_not_kept() -> None:
    made = gathering()
    made.add(**ROW, TIME_PERIOD="2024", COLOUR="red")
    assert "COLOUR" not in made.dataset().table.column_names


def test_a_row_without_a_dimension_is_refused() -> None:
    with pytest.raises(KeyError, match="TIME_PERIOD"):
        gathering().add(**ROW)


def test_many_rows_at_once_stand_beside_those_put_in_one_by_one() -> None:
    made = gathering()
    made.add(**ROW, TIME_PERIOD="2024")
    more = {**ROW, "FREQ": "A", "TIME_PERIOD": "2021", "UNIT_MEASURE": "VOLUMES", "OBS_STATUS": "P"}
    made.add_table(pa.table({name: [value] for name, value in more.items()} | {"KEY": ["ignored"]}))
    data = made.dataset()
    assert data.table.column("TIME_PERIOD").to_pylist() == ["2021", "2024"]
    assert data.table.column("OBS_STATUS").to_pylist() == ["P", "A"]


def test_inputs_put_in_one_by_one_in_lists_and_in_tables_come_out_together_sorted() -> None:
    made = gathering()
    key = made.add(**ROW, TIME_PERIOD="2024")
    made.link(key, "z", flow("figures"), "A.990001.LENT._Z.2024.2025-03-31", 0.5)
    made.link(key, "b", "IC_IO", "CN.2020....")
    made.links([(key, "c", "IC_FIGURES", "A.990001.POP._Z.2024.", None)])
    edges = {"KEY": [key], "ROLE": ["a"], "IN_DATAFLOW": ["IC_FIGURES"], "IN_KEY": ["A....."], "WEIGHT": [1]}
    made.link_table(pa.table(edges))
    found = [(e["ROLE"], e["IN_DATAFLOW"], e["WEIGHT"]) for e in made.dataset().inputs.to_pylist()]
    assert found == [
        ("a", "IC_FIGURES", 1.0),
        ("b", "IC_IO", None),
        ("c", "IC_FIGURES", None),
        ("z", "IC_FIGURES", 0.5),
    ]


def test_nothing_put_in_is_an_empty_dataset_of_its_dataflow() -> None:
    data = gathering().dataset()
    assert (data.rows, data.inputs.num_rows) == (0, 0)
    assert data.table.schema == flow("indicators").schema


def test_two_rows_of_one_key_are_refused_wherever_they_came_from() -> None:
    made = gathering()
    made.add(**ROW, TIME_PERIOD="2024")
    again = {**ROW, "FREQ": "A", "TIME_PERIOD": "2024", "UNIT_MEASURE": "VOLUMES", "OBS_STATUS": "A"}
    made.add_table(pa.table({name: [value] for name, value in again.items()}))
    with pytest.raises(DataFault, match=r"share the key A\.990001\.LENT\._Z\.2024"):
        made.dataset()


def test_a_required_attribute_that_nobody_filled_is_refused_when_gathered() -> None:
    made = Observations(flow("indicators"), FREQ="A", UNIT_MEASURE="VOLUMES")
    made.add(**ROW, TIME_PERIOD="2024")
    with pytest.raises(DataFault, match=r"OBS_STATUS of A\.990001\.LENT\._Z\.2024 is empty"):
        made.dataset()
