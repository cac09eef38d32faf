"""Panels from data frames, tables as data frames: pandas is in a group of its own, because pyarrow imports it whenever it
is there, and half a second of every command would go into it."""

from __future__ import annotations

import numpy as np
import pytest

from xinxiao import index
from xinxiao.errors import DataFault
from xinxiao.index.spec.table import Table, count, flag, number, text

pd = pytest.importorskip("pandas", reason="needs the group frames: uv run --group frames pytest")
COLUMNS = {
    "REF_AREA": ["B", "A", "A"],
    "TIME_PERIOD": [2020, 2021, 2020],
    "INDICATOR": ["x", "y", "x"],
    "OBS_VALUE": [1.0, 2.0, 3.0],
}


def test_a_data_frame_becomes_a_panel() -> None:
    panel = index.panel_from_long(pd.DataFrame(COLUMNS))
    assert (panel.times, panel.units, panel.indicators) == (("2020", "2021"), ("A", "B"), ("x", "y"))
    want = [[[3.0, np.nan], [1.0, np.nan]], [[np.nan, 2.0], [np.nan, np.nan]]]
    np.testing.assert_array_equal(panel.values, want)


@pytest.mark.parametrize("column", ["REF_AREA", "TIME_PERIOD", "INDICATOR"])
def test_a_row_of_a_frame_without_its_code_is_refused_not_dropped(column: str) -> None:
    frame = pd.DataFrame({**COLUMNS, column: [COLUMNS[column][0], COLUMNS[column][1], None]})
    with pytest.raises(DataFault, match=f"column {column} has an empty cell"):
        index.panel_from_long(frame)


def test_the_gaps_of_a_frame_are_missing_values_and_years_read_as_floats_stay_years() -> None:
    frame = pd.DataFrame(COLUMNS).astype({"TIME_PERIOD": "float64", "OBS_VALUE": "Float64"})
    frame.loc[0, "OBS_VALUE"] = pd.NA
    panel = index.panel_from_long(frame)
    assert panel.times == ("2020", "2021")
    assert bool(np.isnan(panel.values[0, 1, 0]))


def test_a_table_becomes_a_frame_with_nullable_whole_numbers() -> None:
    table = Table(
        {
            "UNIT": text(["A", None]),
            "SCORE": number([1.5, np.nan]),
            "RANK": count([2.0, np.nan]),
            "SURE": flag([True, None]),
        }
    )
    frame = table.to_pandas()
    assert [str(kind) for kind in frame.dtypes] == ["object", "float64", "Int64", "boolean"]
    assert frame["RANK"].isna().tolist() == [False, True]
