"""Queries on sealed Parquet: the same answers from every engine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa
import pytest

from xinxiao.model.extract import Filter
from xinxiao.release.seal import parquet
from xinxiao.store.tables import Engine, open_engine

TABLE = pa.table(
    {
        "REF_AREA": pa.array(["990001", "990001", "990002", "990003"]),
        "TIME_PERIOD": pa.array(["2023", "2024", "2023", "2024"]),
        "OBS_VALUE": pa.array([0.1, 1.0, 2.5, None], pa.float64()),
        "COMMENT": pa.array(["c", None, "它's", "b"]),
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


def rows(engine: Engine, path: Path, which: Filter, limit: int | None = None, offset: int = 0) -> pa.Table:
    return pa.Table.from_batches(list(engine.batches(path, which, limit, offset)))


def test_rows_come_in_the_order_of_the_key(engine: Engine, sealed: Path) -> None:
    found = rows(engine, sealed, Filter(order=("REF_AREA", "TIME_PERIOD")))
    assert found.column("OBS_VALUE").to_pylist() == [0.1, 1.0, 2.5, None]
    assert found.column_names == TABLE.column_names


def test_a_column_is_one_of_the_codes_and_columns_are_met_together(engine: Engine, sealed: Path) -> None:
    which = Filter({"REF_AREA": ("990001", "990002"), "TIME_PERIOD": ("2023",)}, order=("REF_AREA",))
    assert rows(engine, sealed, which).column("OBS_VALUE").to_pylist() == [0.1, 2.5]
    assert engine.count(sealed, which) == 2


def test_limit_and_offset_cut_a_page_out(engine: Engine, sealed: Path) -> None:
    found = rows(engine, sealed, Filter(order=("REF_AREA", "TIME_PERIOD")), limit=2, offset=1)
    assert found.column("OBS_VALUE").to_pylist() == [1.0, 2.5]


def test_a_code_is_a_value_and_never_a_piece_of_sql(engine: Engine, sealed: Path) -> None:
    assert engine.count(sealed, Filter({"COMMENT": ("它's",)})) == 1
    assert engine.count(sealed, Filter({"COMMENT": ("' OR 1=1 --",)})) == 0


def test_nothing_found_is_no_row_and_no_code(engine: Engine, sealed: Path) -> None:
    which = Filter({"REF_AREA": ("000000",)})
    assert sum(batch.num_rows for batch in engine.batches(sealed, which)) == 0
    assert engine.distinct(sealed, which, "REF_AREA") == []


def test_a_column_is_not_after_a_day(engine: Engine, sealed: Path) -> None:
    which = Filter(upto={"TIME_PERIOD": "2023"}, order=("REF_AREA", "TIME_PERIOD"))
    assert rows(engine, sealed, which).column("OBS_VALUE").to_pylist() == [0.1, 2.5]
    assert engine.count(sealed, which) == 2
    both = Filter({"REF_AREA": ("990001",)}, {"TIME_PERIOD": "2023"})
    assert engine.count(sealed, both) == 1
    assert engine.count(sealed, Filter(upto={"TIME_PERIOD": "2022"})) == 0


def test_the_codes_of_a_column_are_those_of_the_rows_that_fit_sorted_without_missing_ones(
    engine: Engine, sealed: Path
) -> None:
    assert engine.distinct(sealed, Filter(), "REF_AREA") == ["990001", "990002", "990003"]
    assert engine.distinct(sealed, Filter({"REF_AREA": ("990001",)}), "COMMENT") == ["c"]


def test_a_name_of_a_column_is_a_name_and_never_a_piece_of_sql(engine: Engine, sealed: Path) -> None:
    with pytest.raises(Exception) as caught:
        engine.count(sealed, Filter({'REF_AREA" = \'x\' OR "1" = "1': ("x",)}))
    assert not isinstance(caught.value, AssertionError)


def test_two_hundred_thousand_rows_come_in_batches_of_at_most_65_536(
    engine: Engine, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("lake") / "many"
    path.write_bytes(parquet(pa.table({"REF_AREA": pa.array([f"{i:06d}" for i in range(200_000)])})))
    sizes = [batch.num_rows for batch in engine.batches(path, Filter(order=("REF_AREA",)))]
    assert sum(sizes) == 200_000
    assert max(sizes) <= 65_536
    page = rows(engine, path, Filter(order=("REF_AREA",)), limit=3, offset=150_000)
    assert page.column("REF_AREA").to_pylist() == ["150000", "150001", "150002"]


def test_eight_threads_may_ask_one_engine_at_once(engine: Engine, sealed: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(engine.count, sealed, Filter({"REF_AREA": ("990001",)})) for _ in range(16)]
        assert {one.result() for one in asked} == {2}
