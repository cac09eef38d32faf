"""A sample from elsewhere as a file: columns by the names of the assumptions, points from 0 to below 1, faults by line."""

from __future__ import annotations

import pytest

from xinxiao.index.layouts.sample import read_sample
from xinxiao.index.spec.method import Alternative, Assumption

TWO = tuple(
    Assumption(name=name, stage="weights", kind="alternatives", alternatives=(Alternative(name="a"),))
    for name in ("mean", "weights, all")
)


def test_columns_are_found_by_name_and_given_in_the_declared_order() -> None:
    points, found = read_sample("s.csv", b'"weights, all",mean\n0.25,0\n0.5,0.999\n', TWO)
    assert found == []
    assert points is not None
    assert points.tolist() == [[0.0, 0.25], [0.999, 0.5]]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('mean,"weights, all"\n0.5,1\n', (2, "index.sample_point")),
        ('mean,"weights, all"\n0.5,0.5\n-0.1,0.5\n', (3, "index.sample_point")),
        ('mean,"weights, all"\n0.5,half\n', (2, "CSV_NUMBER")),
        ('mean,"weights, all"\n0.5,\n', (2, "CSV_NUMBER")),
        ("mean\n0.5\n", (1, "CSV_HEADER")),
        ('mean,"weights, all",more\n0.5,0.5,0.5\n', (1, "CSV_HEADER_UNKNOWN")),
        ('mean,"weights, all"\n', (1, "FILE_EMPTY")),
        ("", (1, "FILE_EMPTY")),
    ],
)
def test_what_is_no_sample_is_told_by_line(text: str, said: tuple[int, str]) -> None:
    points, found = read_sample("s.csv", text.encode(), TWO)
    assert points is None
    assert [(item.file, item.line, item.code, item.level) for item in found] == [("s.csv", *said, "error")]


def test_a_point_outside_is_told_with_its_column_and_value() -> None:
    _, (found,) = read_sample("s.csv", b'mean,"weights, all"\n0.5,1.50\n', TWO)
    assert dict(found.places) == {"column": "weights, all", "value": "1.50"}
