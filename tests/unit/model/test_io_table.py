"""Input-output tables: cells by origin, row and column; an absent cell is zero, one without a value is not."""

from __future__ import annotations

import numpy as np
import pytest

from tests.nouns import flow, observations
from xinxiao.model.io_table import IoTable, tables

CELLS = {("D", "20", "TC"): 45.0, ("D", "01", "TC"): 0.0, ("M", "20", "TC"): 15.0, ("D", "20", "FU"): np.nan}


@pytest.fixture
def table() -> IoTable:
    return IoTable.of(flow("cells"), ("CN", 2017, 42), CELLS)


def test_a_cell_is_told_from_a_zero_and_from_none(table: IoTable) -> None:
    assert [table.has(row, "TC", "D") for row in ("20", "01", "07")] == [True, True, False]
    assert [table.value(row, "TC", "D") for row in ("20", "01", "07")] == [45.0, 0.0, 0.0]
    assert (table.has("01", "FU", "D"), table.value("01", "FU", "D")) == (False, 0.0)
    assert (table.has("20", "TC", "T"), table.value("20", "TC", "T")) == (False, 0.0)


def test_a_cell_without_a_number_stays_one(table: IoTable) -> None:
    assert table.has("20", "FU", "D")
    assert np.isnan(table.total(["01", "20"], ["TC", "FU"], "D"))


def test_a_block_has_zeros_for_codes_the_table_does_not_have(table: IoTable) -> None:
    assert table.block(["07", "20"], ["TC", "XX"], "D").tolist() == [[0.0, 0.0], [45.0, 0.0]]
    assert table.block(["20"], ["TC"], "T").tolist() == [[0.0]]
    assert table.block([], ["TC"], "D").shape == (0, 1)
    assert table.block(["07"], ["TC"], "D").tolist() == [[0.0]]


def test_a_total_counts_a_code_as_often_as_it_is_asked(table: IoTable) -> None:
    assert table.total(["20"], ["TC"], "D") == 45.0
    assert table.total(["20", "20"], ["TC"], "D") == 90.0


def test_tables_are_told_apart_by_area_year_and_level() -> None:
    columns = {
        "REF_AREA": ["CN", "CN", "110000", "CN"],
        "TIME_PERIOD": ["2017", "2012", "2017", "2017"],
        "LEVEL": ["42", "42", "42", "149"],
        "ROW": ["01", "02", "03", "04"],
        "COL": ["TC", "TC", "TC", "TC"],
        "OBS_VALUE": [1.0, 2.0, 3.0, 4.0],
    }
    found = tables(observations("cells", columns, ORIGIN="T", UNIT_MEASURE="10K_YUAN"))
    assert list(found.by_place) == [
        ("110000", 2017, 42),
        ("CN", 2012, 42),
        ("CN", 2017, 42),
        ("CN", 2017, 149),
    ]
    assert [(own.year, own.level, list(own.rows)) for own in found.of("CN")] == [
        (2012, 42, ["02"]),
        (2017, 42, ["01"]),
        (2017, 149, ["04"]),
    ]
    assert [own.value("01", "TC", "T") for own in found.of("CN", 2017)] == [1.0, 0.0]
