"""Any question of SDMX REST against the same selection made by hand in SQL: the address is written, read, and answered from
a sealed file; beside it DuckDB runs over the plain table, with the first and the last day of each period spelt out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xinxiao.entry.portal.http_request import HttpRequest
from xinxiao.entry.portal.parameters import parse
from xinxiao.entry.portal.sdmx import questions
from xinxiao.entry.portal.sdmx.routes import ROUTES
from xinxiao.model.choice import Choice
from xinxiao.model.structure import Component, Dataflow
from xinxiao.release.seal import parquet
from xinxiao.store.tables import DuckDB

DAYS = {
    "2019": ("2019-01-01", "2019-12-31"),
    "2020": ("2020-01-01", "2020-12-31"),
    "2020-S1": ("2020-01-01", "2020-06-30"),
    "2020-Q1": ("2020-01-01", "2020-03-31"),
    "2020-Q2": ("2020-04-01", "2020-06-30"),
    "2020-02": ("2020-02-01", "2020-02-29"),
    "2020-03": ("2020-03-01", "2020-03-31"),
    "2020-12": ("2020-12-01", "2020-12-31"),
    "2021": ("2021-01-01", "2021-12-31"),
}
FREQ, AREA = ("A", "M", "Q"), ("CN", "JP", "US_1")
FLOW = Dataflow(
    id="EXR",
    agency="ECB",
    components=(
        Component(id="FREQ"),
        Component(id="AREA"),
        Component(id="TIME_PERIOD", kind="period"),
        Component(id="OBS_VALUE", place="measure", kind="double"),
        Component(id="STATUS", place="attribute"),
        Component(id="NOTE", place="attribute", kind="text"),
    ),
)
ROWS = [
    (
        freq,
        area,
        period,
        (7 * n) % 10 - 2.5 if n % 6 else None,
        "AEM"[n % 3],
        ["a'b", None, "50%", "日本"][n % 4],
    )
    for n, (freq, area, period) in enumerate(
        (freq, area, period) for freq in FREQ for area in AREA for period in sorted(DAYS)
    )
]
TABLE = pa.table({name: [row[i] for row in ROWS] for i, name in enumerate(FLOW.columns)}, schema=FLOW.schema)
KEY = "FREQ, AREA, TIME_PERIOD"
SIGNS = {"eq": "=", "ne": "<>", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}


@dataclass(frozen=True)
class Asked:
    """A part of a question as it stands in an address, and what it means in SQL."""

    text: str
    sql: str


def literal(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def compared(column: str, operator: str, value: str) -> str:
    match operator:
        case "co":
            return f"position({literal(value)} IN {column}) > 0"
        case "nc":
            return f"position({literal(value)} IN {column}) = 0"
        case "sw":
            return f"left({column}, {len(value)}) = {literal(value)}"
        case "ew":
            return f"right({column}, {len(value)}) = {literal(value)}"
        case _:
            return f"{column} {SIGNS[operator]} {literal(value)}"


def at_time(operator: str, value: str) -> str:
    begins, ends = DAYS[value]
    return {
        "eq": f"TIME_PERIOD = '{value}'",
        "ne": f"TIME_PERIOD <> '{value}'",
        "ge": f"begins >= DATE '{begins}'",
        "le": f"ends <= DATE '{ends}'",
        "gt": f"begins > DATE '{ends}'",
        "lt": f"ends < DATE '{begins}'",
    }[operator]


def one_test(column: str, values: Sequence[str], operators: Sequence[str]) -> st.SearchStrategy[Asked]:
    def made(operator: str, value: str, short: bool) -> Asked:
        sql = at_time(operator, value) if column == "TIME_PERIOD" else compared(column, operator, value)
        if column == "OBS_VALUE":
            sql = f"OBS_VALUE {SIGNS[operator]} {value}"
        return Asked(value if short and operator == "eq" else f"{operator}:{value}", sql)

    return st.builds(made, st.sampled_from(operators), st.sampled_from(values), st.booleans())


def conditions(column: str, values: Sequence[str], operators: Sequence[str]) -> st.SearchStrategy[Asked]:
    every = st.lists(one_test(column, values, operators), min_size=1, max_size=3).map(
        lambda parts: Asked("+".join(p.text for p in parts), " AND ".join(p.sql for p in parts))
    )
    return st.lists(every, min_size=1, max_size=3).map(
        lambda parts: Asked(
            f"c[{column}]=" + ",".join(p.text for p in parts), " OR ".join(f"({p.sql})" for p in parts)
        )
    )


NUMBERS, WORDS = tuple(SIGNS), (*SIGNS, "co", "nc", "sw", "ew")
WHERE = st.tuples(
    st.none() | conditions("FREQ", FREQ, WORDS),
    st.none() | conditions("AREA", (*AREA, "_", "U"), WORDS),
    st.none() | conditions("TIME_PERIOD", tuple(DAYS), NUMBERS),
    st.none() | conditions("OBS_VALUE", ("-1.5", "0.5", "3", "99"), NUMBERS),
    st.none() | conditions("STATUS", ("A", "E"), NUMBERS),
    st.none() | conditions("NOTE", ("a", "%", "_", "本", "a'b"), ("co", "nc", "sw", "ew", "ne")),
)


def one_key(freq: str, area: str) -> Asked:
    parts = [f"FREQ = '{freq}'"] * (freq != "*") + [f"AREA = '{area}'"] * (area not in ("*", ""))
    return Asked(f"{freq}.{area}" if area else freq, " AND ".join(parts) or "TRUE")


KEYS = st.just([]) | st.lists(
    st.builds(one_key, st.sampled_from((*FREQ, "*")), st.sampled_from((*AREA, "*", ""))),
    min_size=1,
    max_size=3,
)
ENDS = st.tuples(st.none() | st.integers(1, 3), st.none() | st.integers(1, 3))
PAGE = st.tuples(st.none() | st.integers(1, 9), st.integers(0, 6))
SORT = st.sampled_from(
    [
        ("", KEY),
        ("series_key+TIME_PERIOD:desc", "FREQ, AREA, TIME_PERIOD DESC"),
        ("AREA:desc", "AREA DESC, FREQ, TIME_PERIOD"),
        ("OBS_VALUE+AREA", "OBS_VALUE NULLS FIRST, AREA, FREQ, TIME_PERIOD"),
        ("*:desc", "FREQ DESC, AREA DESC, TIME_PERIOD DESC"),
    ]
)


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("lake") / "ab"
    path.write_bytes(parquet(TABLE))
    return path


@pytest.fixture(scope="module")
def plain() -> Any:
    connection = duckdb.connect()
    connection.register("rows", TABLE)
    connection.execute("CREATE TABLE days (period VARCHAR, begins DATE, ends DATE)")
    for period, (begins, ends) in DAYS.items():
        values = [period, date.fromisoformat(begins), date.fromisoformat(ends)]
        connection.execute("INSERT INTO days VALUES (?, ?, ?)", values)
    connection.execute("CREATE TABLE held AS FROM rows JOIN days ON period = TIME_PERIOD")
    return connection


def answered(engine: DuckDB, sealed: Path, key: str, query: str) -> list[tuple[Any, ...]]:
    route = next(route for route in ROUTES if route.pattern.startswith("/sdmx/v2/data/"))
    request = HttpRequest("GET", "/", query.encode("utf-8").decode("latin-1").encode("latin-1"))
    asked = questions.data({"key": key}, parse(route.parameters, request.literal_pairs))
    values = {name: sorted(set(TABLE.column(name).to_pylist())) for name in FLOW.dimensions}
    chosen = Choice(FLOW, lambda column: values[column], lambda part: None).of(asked.selection, asked.shape)
    batches = engine.batches(sealed, chosen.which, asked.selection.limit, asked.selection.offset)
    return [tuple(row.values()) for batch in batches for row in batch.to_pylist()]


ENGINE = DuckDB()


@settings(max_examples=300)
@given(keys=KEYS, where=WHERE, ends=ENDS, page=PAGE, sort=SORT)
def test_an_answer_is_the_selection_made_by_hand(
    sealed: Path,
    plain: Any,
    keys: list[Asked],
    where: tuple[Asked | None, ...],
    ends: tuple[int | None, int | None],
    page: tuple[int | None, int],
    sort: tuple[str, str],
) -> None:
    asked = [one for one in where if one is not None]
    pairs = [one.text for one in asked]
    first, last = ends
    pairs += [f"firstNObservations={first}"] * (first is not None)
    pairs += [f"lastNObservations={last}"] * (last is not None)
    limit, offset = page
    pairs += [f"limit={limit}"] * (limit is not None) + [f"offset={offset}"] * (offset > 0)
    pairs += [f"sort={sort[0]}"] * bool(sort[0])
    query = "&".join(pairs).replace("%", "%25").replace("本", "%E6%9C%AC")
    sql = " AND ".join(f"({one.sql})" for one in asked) or "TRUE"
    if keys:
        sql += " AND (" + " OR ".join(f"({one.sql})" for one in keys) + ")"
    ranked = "SELECT *, {} AS place FROM held WHERE {}".format(
        "[row_number() OVER (PARTITION BY FREQ, AREA ORDER BY TIME_PERIOD), "
        "row_number() OVER (PARTITION BY FREQ, AREA ORDER BY TIME_PERIOD DESC)]",
        sql,
    )
    kept = [f"place[1] <= {first}"] * (first is not None) + [f"place[2] <= {last}"] * (last is not None)
    columns = ", ".join(FLOW.columns)
    by_hand = f"SELECT {columns} FROM ({ranked}) WHERE {' OR '.join(kept) or 'TRUE'} ORDER BY {sort[1]}"
    by_hand += f" LIMIT {limit if limit is not None else 10_000} OFFSET {offset}"
    expected = plain.execute(by_hand).fetchall()
    assert answered(ENGINE, sealed, ",".join(one.text for one in keys), query) == expected
