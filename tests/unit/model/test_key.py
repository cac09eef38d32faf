"""Keys: how one observation is addressed, and how many a partial key names."""

from __future__ import annotations

import pyarrow as pa
import pytest

from tests.nouns import flow
from xinxiao.errors import DataFault
from xinxiao.model import key

DIMENSIONS = ("FREQ", "REF_AREA", "TIME_PERIOD")


def test_a_key_is_its_values_joined_by_dots_and_taken_apart_at_them() -> None:
    assert key.join(["A", "990001", "2024"]) == "A.990001.2024"
    assert key.split("A.990001.2024") == ("A", "990001", "2024")


def test_an_empty_place_means_all_and_stays_a_place() -> None:
    assert key.join(["A", "", "2024"]) == "A..2024"
    assert key.split("A..") == ("A", "", "")
    assert (key.is_partial("A..2024"), key.is_partial("A.990001.2024")) == (True, False)


@pytest.mark.parametrize("code", ["1.5", ".", "990001.", "v1.0.0"])
def test_a_code_with_a_dot_is_refused_and_named(code: str) -> None:
    with pytest.raises(DataFault, match="a code in a key has a dot") as caught:
        key.join(["A", code, "2024"])
    assert code in caught.value.message


@pytest.mark.parametrize("where", [{"REF_AREA": "99.01"}, {"FREQ": "A", "TIME_PERIOD": "2024.1"}])
def test_a_code_with_a_dot_is_refused_in_a_partial_key_too(where: dict[str, str]) -> None:
    with pytest.raises(DataFault, match="has a dot"):
        key.partial(DIMENSIONS, where)
    with pytest.raises(DataFault, match="has a dot"):
        flow("indicators").key(where)


def test_a_partial_key_names_dimensions_in_their_order_whatever_the_order_asked_in() -> None:
    assert key.partial(DIMENSIONS, {"TIME_PERIOD": "2024", "FREQ": "A"}) == "A..2024"
    assert key.partial(DIMENSIONS, {}) == ".."


def test_what_is_no_dimension_is_refused_with_those_there_are() -> None:
    with pytest.raises(DataFault, match="no dimension AREA, SCOPE") as caught:
        key.partial(DIMENSIONS, {"AREA": "990001", "SCOPE": "_Z", "FREQ": "A"})
    assert caught.value.hint == "dimensions: FREQ, REF_AREA, TIME_PERIOD"


def test_a_key_gives_back_the_dimensions_it_has_a_value_for() -> None:
    assert key.named(DIMENSIONS, "A..2024") == {"FREQ": "A", "TIME_PERIOD": "2024"}
    assert key.named(DIMENSIONS, "..") == {}


@pytest.mark.parametrize(("text", "places"), [("A.990001", 2), ("A.990001.2024.X", 4), ("", 1)])
def test_a_key_of_another_number_of_places_is_refused(text: str, places: int) -> None:
    with pytest.raises(DataFault, match=f"{places} places") as caught:
        key.named(DIMENSIONS, text)
    assert caught.value.hint == "FREQ.REF_AREA.TIME_PERIOD"


def test_the_key_of_a_row_leaves_a_missing_value_empty() -> None:
    row = {"FREQ": "A", "REF_AREA": None, "TIME_PERIOD": 2024}
    assert key.of_row(row, DIMENSIONS) == "A..2024"


def test_the_keys_of_a_table_are_those_of_its_rows() -> None:
    rows = [
        {"FREQ": "A", "REF_AREA": "990001", "TIME_PERIOD": 2024},
        {"FREQ": "A", "REF_AREA": None, "TIME_PERIOD": 2023},
    ]
    table = pa.Table.from_pylist(rows)
    assert key.of_table(table, DIMENSIONS).to_pylist() == [key.of_row(row, DIMENSIONS) for row in rows]
    assert key.of_table(table, DIMENSIONS).to_pylist() == ["A.990001.2024", "A..2023"]
