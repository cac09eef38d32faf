"""Rules at random on records at random: DuckDB gives the verdicts that Python gives, whatever it knows of the sizes."""

from __future__ import annotations

from collections import Counter
from random import Random

import duckdb
import pytest

from tests.rules import NUMBERS, TEXTS, TYPES, canonical, record, rule
from xinxiao.rules.expression import Verdict
from xinxiao.rules.guarded import Rows
from xinxiao.rules.record import Value, verdict
from xinxiao.rules.sql import condition, extent, measured, verdicts
from xinxiao.rules.writer import name

RULES, RECORDS = 40, 60


def table(base: duckdb.DuckDBPyConnection, records: list[dict[str, Value]]) -> None:
    columns = ["number INTEGER"]
    for item in NUMBERS:
        kind = TYPES[item.id]
        columns.append(f"{name(item.text)} DECIMAL({kind.digits},{kind.places})")
    columns += [f"{name(item.text)} VARCHAR" for item in TEXTS]
    base.execute(f"CREATE OR REPLACE TABLE wide ({', '.join(columns)})")
    order = [item.text for item in (*NUMBERS, *TEXTS)]
    holes = ", ".join("?" for _ in columns)
    # as texts: DuckDB takes some of Python's decimals of 38 places for binary numbers
    rows = [[number, *(canonical(held[text]) for text in order)] for number, held in enumerate(records)]
    base.executemany(f"INSERT INTO wide VALUES ({holes})", rows)


def compared(seed: int, usual: bool) -> tuple[Counter[Verdict], int]:
    """The verdicts there were, all alike; and how many rules were plain arithmetic with the sizes known."""
    random = Random(seed)
    rules = {f"R{number}": rule(random) for number in range(RULES)}
    records = [record(random, usual) for _ in range(RECORDS)]
    expected = [[verdict(one, held) for one in rules.values()] for held in records]
    with duckdb.connect() as base:
        table(base, records)
        row = base.execute(extent(rules.values(), TYPES, "wide")).fetchone()
        assert row is not None
        largest = measured(rules.values(), TYPES, row)
        for known in (None, largest):
            query = verdicts(rules, TYPES, "wide", keep=["number", "SALES"], largest=known)
            for number, sales, *found in base.execute(query).fetchall():
                assert sales == records[number]["SALES"]
                unlike = [
                    (one.text, records[number], python, sql)
                    for one, python, sql in zip(rules.values(), expected[number], found, strict=True)
                    if python != sql
                ]
                assert unlike == []
    plain = sum(condition(one, TYPES, largest, Rows()).plain for one in rules.values())
    return Counter(found for row in expected for found in row), plain


@pytest.mark.parametrize("seed", range(6))
def test_numbers_of_few_digits_are_judged_alike(seed: int) -> None:
    compared(seed, usual=True)


@pytest.mark.parametrize("seed", range(6))
def test_numbers_of_up_to_38_digits_are_judged_alike(seed: int) -> None:
    compared(seed + 100, usual=False)


def test_every_verdict_and_both_ways_of_writing_are_among_them() -> None:
    usual, plain = compared(0, usual=True)
    found, _ = compared(100, usual=False)
    assert set(usual + found) == {"holds", "fails", "unknown", "undefined", "overflow"}
    assert 10 < plain < RULES


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1_000, 1_060))
def test_more_rules_are_judged_alike(seed: int) -> None:
    compared(seed, usual=seed % 2 == 0)
