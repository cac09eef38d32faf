from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from xinxiao import index
from xinxiao.errors import DataFault


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
