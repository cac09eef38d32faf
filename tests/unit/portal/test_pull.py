"""The parts of what is pulled stand beside each other: a line for a scope, effect and measure, a column for each part."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest

from tests.nouns import TINY, files_of, with_account
from tests.unit.portal.conftest import Get, asker, following, opened, seal
from xinxiao.entry.portal.app import create


@pytest.fixture(scope="module")
def pulled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Get]:
    """A portal over the tiny programme with an account."""
    folder = tmp_path_factory.mktemp("pull")
    for name, content in with_account(files_of(TINY)).items():
        (folder / "programme" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "programme" / name).write_bytes(content)
    seal(folder / "home", folder / "programme")
    for ports in opened(folder / "home"):
        yield asker(create(ports))


Lines = dict[tuple[str, ...], dict[str, str]]


def lines(get: Get, name: str) -> tuple[list[str], Lines]:
    """The columns of a table's data without names and what all rows say, and its lines by scope, effect, measure and type."""
    rows = list(csv.DictReader(io.StringIO(get("/en/pull.csv?figure=" + name).text)))
    head = [
        name
        for name in rows[0]
        if not name.endswith(("_NAME", "_SHOWN")) and name not in ("RELEASE", "SYNTHETIC")
    ]
    held = [{name: row[name] for name in head} for row in rows]
    return head, {tuple(list(row.values())[:4]): row for row in held}


def test_parts_are_columns_and_what_has_no_parts_is_whole(pulled: Get) -> None:
    head, found = lines(pulled, "totals")
    assert [name for name in head if not name.endswith("_DOUBT")] == [
        "SCOPE", "EFFECT", "MEASURE", "MULTIPLIER_TYPE",
        "TOTAL", "INITIAL", "DIRECT", "INDIRECT", "UPSTREAM", "OUTSIDE",
    ]  # fmt: skip
    assert list(found) == [
        ("NARROW", effect, measure, model)
        for effect in ("EMPLOYMENT", "OUTPUT", "VALUE_ADDED")
        for measure, model in (("LEVEL", "I"), ("MULTIPLIER", "I"), ("MULTIPLIER", "II"))
    ]
    level = found["NARROW", "OUTPUT", "LEVEL", "I"]
    assert [float(level[part]) for part in ("TOTAL", "INITIAL", "DIRECT", "INDIRECT", "UPSTREAM", "OUTSIDE")] == [
        103.4328358, 70.0, 24.88888889, 8.543946932, 33.43283582, 18.80597015,
    ]  # fmt: skip
    closed = found["NARROW", "OUTPUT", "MULTIPLIER", "II"]
    assert (closed["TOTAL"], closed["INITIAL"]) == ("6.666666667", "–")
    assert (closed["TOTAL_DOUBT"], closed["INITIAL_DOUBT"]) == ("Estimated value", "")


def test_what_other_final_uses_call_for_has_a_table_of_its_own(pulled: Get) -> None:
    head, found = lines(pulled, "exogenous")
    assert head == ["SCOPE", "EFFECT", "MEASURE", "MULTIPLIER_TYPE", "EXPORTS", "EXPORTS_DOUBT"]
    assert {line[2:] for line in found} == {("LEVEL", "I"), ("LEVEL", "II")}
    assert all(float(row["EXPORTS"]) > 0 for row in found.values())


def test_nothing_of_the_totals_is_left_out(pulled: Get) -> None:
    data = following(pulled)("/data/TINY_PULL.csv?SECTOR=_T").text.splitlines()
    shown = [found for name in ("totals", "exogenous") for found in lines(pulled, name)[1].values()]
    values = [v for row in shown for k, v in list(row.items())[4:] if not k.endswith("_DOUBT") and v != "–"]
    assert len(values) == len(data) - 1


def test_on_a_phone_every_cell_says_its_column_with_what_is_to_be_told_of_it(pulled: Get) -> None:
    page = pulled("/en/pull").text
    table = page[page.index('id="totals"') : page.index('id="exogenous"')]
    assert '<table class="sortable stacks" role="table">' in table
    assert table.count('role="row"') == 10
    assert 'role="cell" data-head="First round of inputs (Estimated value)"' in table
    assert (
        'role="cell" data-head="First round of inputs" class="n">–' in table
    )  # of what is not there nothing is told
    assert 'role="cell" data-head="Measure"' in table
    assert "Multiplier (yuan per yuan)" in table
    other = pulled("/en/indicators").text
    assert "stacks" not in other
    assert "data-head" not in other
