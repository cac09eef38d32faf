"""Queries on sealed Parquet: the same answers from every engine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa
import pytest

from xinxiao.release.seal import parquet
from xinxiao.store.engine import Engine, open_engine

TABLE = pa.table(
    {
        "REF_AREA": pa.array(["990002", "990001", "990003", "990001"]),
        "TIME_PERIOD": pa.array(["2023", "2024", "2024", "2023"]),
        "OBS_VALUE": pa.array([2.5, 1.0, None, 0.1], pa.float64()),
        "COMMENT": pa.array(["它's", None, "b", "c"]),
    }
)


@pytest.fixture(scope="module", params=["duckdb", pytest.param("spark", marks=pytest.mark.spark)])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    if request.param == "spark" and not (find_spec("pyspark") and os.environ.get("XINXIAO_TEST_SPARK")):
        pytest.skip("needs the spark extra, Java and XINXIAO_TEST_SPARK")
    yield open_engine(request.param)


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("lake") / "ab12"
    path.write_bytes(parquet(TABLE))
    return path


def test_rows_come_in_the_order_asked_for(engine: Engine, sealed: Path) -> None:
    found = engine.query(sealed, {}, ("REF_AREA", "TIME_PERIOD"))
    assert found.column("OBS_VALUE").to_pylist() == [0.1, 1.0, 2.5, None]
    assert found.column_names == TABLE.column_names


def test_a_column_is_one_of_the_codes_and_columns_are_met_together(engine: Engine, sealed: Path) -> None:
    where = {"REF_AREA": ("990001", "990002"), "TIME_PERIOD": ("2023",)}
    found = engine.query(sealed, where, ("REF_AREA",))
    assert found.column("OBS_VALUE").to_pylist() == [0.1, 2.5]
    assert engine.count(sealed, where) == 2


def test_limit_and_offset_cut_a_page_out(engine: Engine, sealed: Path) -> None:
    found = engine.query(sealed, {}, ("REF_AREA", "TIME_PERIOD"), limit=2, offset=1)
    assert found.column("OBS_VALUE").to_pylist() == [1.0, 2.5]


def test_a_code_is_a_value_and_never_a_piece_of_sql(engine: Engine, sealed: Path) -> None:
    assert engine.count(sealed, {"COMMENT": ("它's",)}) == 1
    assert engine.count(sealed, {"COMMENT": ("' OR 1=1 --",)}) == 0


def test_nothing_found_is_an_empty_table_with_all_columns(engine: Engine, sealed: Path) -> None:
    found = engine.query(sealed, {"REF_AREA": ("000000",)}, ())
    assert found.num_rows == 0
    assert found.column_names == TABLE.column_names
