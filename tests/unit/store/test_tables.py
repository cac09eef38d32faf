"""Queries on sealed Parquet: the same answers from every engine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa
import pytest

from xinxiao.model.extract import Bound, Ends, Filter
from xinxiao.release.seal import parquet
from xinxiao.store.tables import DuckDB, Engine, open_engine

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


def values(engine: Engine, path: Path, which: Filter) -> list[float | None]:
    batches = engine.batches(path, which)
    return [value for batch in batches for value in batch.column("OBS_VALUE").to_pylist()]


ORDER = ("REF_AREA", "TIME_PERIOD")


def test_any_of_several_keys_is_enough_and_a_key_may_leave_a_column_open(
    engine: Engine, sealed: Path
) -> None:
    both = ({"REF_AREA": ("990001",), "TIME_PERIOD": ("2024",)}, {"REF_AREA": ("990003",)})
    assert values(engine, sealed, Filter(keys=both, order=ORDER)) == [1.0, None]
    one = ({"REF_AREA": ("990001", "990002"), "TIME_PERIOD": ("2023",)},)
    assert values(engine, sealed, Filter(keys=one, order=ORDER)) == [0.1, 2.5]
    open_ = ({"TIME_PERIOD": ("2023",)}, {"REF_AREA": ("990003",)})
    assert values(engine, sealed, Filter(keys=open_, order=ORDER)) == [0.1, 2.5, None]
    nothing = ({"REF_AREA": ("990001",)}, {})
    assert engine.count(sealed, Filter(keys=nothing)) == 4


@pytest.mark.parametrize(
    ("column", "tests", "found"),
    [
        ("OBS_VALUE", ((("ge", Decimal("1.0")),),), [1.0, 2.5]),
        ("OBS_VALUE", ((("gt", Decimal(1)), ("lt", Decimal(3))),), [2.5]),
        ("OBS_VALUE", ((("le", Decimal("0.1")),), (("eq", Decimal("2.5")),)), [0.1, 2.5]),
        ("OBS_VALUE", ((("ne", Decimal(1)),),), [0.1, 2.5]),
        ("OBS_VALUE", ((("eq", Decimal(1)),), (("eq", Decimal("2.5")),)), [1.0, 2.5]),
        ("REF_AREA", ((("gt", "990001"),),), [2.5, None]),
        ("REF_AREA", ((("ne", "990001"), ("ne", "990003")),), [2.5]),
        ("COMMENT", ((("co", "'"),),), [2.5]),
        ("COMMENT", ((("nc", "c"),),), [2.5, None]),
        ("COMMENT", ((("sw", "它"),),), [2.5]),
        ("COMMENT", ((("ew", "s"),),), [2.5]),
        ("COMMENT", ((("co", "%"),), (("sw", "_"),)), []),
        ("COMMENT", ((("ne", "b"),),), [0.1, 2.5]),
    ],
)  # fmt: skip
def test_tests_compare_numbers_as_numbers_and_texts_as_texts_and_a_missing_value_meets_none(
    engine: Engine, sealed: Path, column: str, tests: tuple[tuple[Bound, ...], ...], found: list[float | None]
) -> None:
    assert values(engine, sealed, Filter(tests={column: tests}, order=ORDER)) == found


def test_no_code_at_all_finds_nothing(engine: Engine, sealed: Path) -> None:
    assert engine.count(sealed, Filter({"REF_AREA": ()})) == 0


def test_so_many_of_each_series_are_taken_from_either_end(engine: Engine, sealed: Path) -> None:
    def ends(first: int | None, last: int | None) -> list[float | None]:
        which = Filter(ends=Ends(("REF_AREA",), "TIME_PERIOD", first, last), order=ORDER)
        return values(engine, sealed, which)

    assert ends(1, None) == [0.1, 2.5, None]
    assert ends(None, 1) == [1.0, 2.5, None]
    assert ends(1, 1) == [0.1, 1.0, 2.5, None]
    all_ = Filter(ends=Ends((), "TIME_PERIOD", 2), columns=("REF_AREA",), order=ORDER)
    found = rows(engine, sealed, all_)
    assert (found.num_rows, found.column_names) == (2, ["REF_AREA"])
    wide = rows(engine, sealed, Filter(ends=Ends((), "TIME_PERIOD", 9), order=ORDER))
    assert wide.column_names == TABLE.column_names


def test_rows_are_sorted_downwards_where_it_is_asked_for_missing_ones_first(
    engine: Engine, sealed: Path
) -> None:
    down = Filter(order=("TIME_PERIOD", "REF_AREA"), down=frozenset({"TIME_PERIOD"}), stands=False)
    assert values(engine, sealed, down) == [1.0, None, 0.1, 2.5]
    up = Filter(order=("OBS_VALUE",), stands=False)
    assert values(engine, sealed, up) == [None, 0.1, 1.0, 2.5]


def test_of_rows_alike_in_the_columns_asked_for_one_is_given(engine: Engine, sealed: Path) -> None:
    which = Filter(columns=("REF_AREA",), distinct=True, order=("REF_AREA",))
    assert rows(engine, sealed, which).to_pydict() == {"REF_AREA": ["990001", "990002", "990003"]}
    assert engine.count(sealed, which) == 3
    assert rows(engine, sealed, Filter(columns=("REF_AREA",), order=ORDER)).num_rows == 4


def test_rows_unlike_any_of_another_file_are_those_that_changed(
    engine: Engine, sealed: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    older = tmp_path_factory.mktemp("lake") / "older"
    changed = TABLE.set_column(2, "OBS_VALUE", pa.array([0.1, 7.0, 2.5, None], pa.float64()))
    older.write_bytes(parquet(changed.slice(0, 3)))
    names = tuple(TABLE.column_names)
    found = pa.Table.from_batches(list(engine.batches(sealed, Filter(order=ORDER), unlike=(older, names))))
    assert found.column("OBS_VALUE").to_pylist() == [1.0, None]
    found = pa.Table.from_batches(list(engine.batches(sealed, Filter(order=ORDER), unlike=(older, ORDER))))
    assert found.column("REF_AREA").to_pylist() == ["990003"]
    limited = engine.batches(sealed, Filter(order=ORDER), 1, 1, (older, names))
    assert pa.Table.from_batches(list(limited)).column("REF_AREA").to_pylist() == ["990003"]


def test_series_say_how_many_observations_they_have_and_their_first_and_last_time(
    engine: Engine, sealed: Path
) -> None:
    def found(which: Filter) -> list[tuple[str, int, str, str]]:
        table = engine.series(sealed, which, ("REF_AREA",), "TIME_PERIOD")
        return sorted(tuple(row.values()) for row in table.to_pylist())

    whole = [
        ("990001", 2, "2023", "2024"),
        ("990002", 1, "2023", "2023"),
        ("990003", 1, "2024", "2024"),
    ]
    assert found(Filter()) == whole
    assert found(Filter({"REF_AREA": ("990001",)})) == whole[:1]
    assert found(Filter(keys=({"REF_AREA": ("990002", "990003")},))) == whole[1:]
    assert found(Filter({"TIME_PERIOD": ("2024",)})) == [
        ("990001", 1, "2024", "2024"),
        ("990003", 1, "2024", "2024"),
    ]
    bare = engine.series(sealed, Filter({"REF_AREA": ("990001",)}), ("REF_AREA",), "")
    assert bare.to_pydict() == {"REF_AREA": ["990001"], "#observations": [2]}
    none = engine.series(sealed, Filter({"COMMENT": ("c",)}), (), "")
    assert none.to_pydict() == {"#observations": [1]}


def test_a_query_of_duckdb_holds_little_of_what_nobody_took() -> None:
    said = "SELECT current_setting('streaming_buffer_size'), current_setting('threads')"
    assert DuckDB()._cursor().execute(said).fetchone() == ("125.0 KiB", 1)
