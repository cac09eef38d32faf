"""Numbers taken out of contents by sets are those that one content after the other gives."""

from __future__ import annotations

import pyarrow as pa

from xinxiao.model.collect.content import Content, content_of, is_number
from xinxiao.store.collect import numbers as module
from xinxiao.store.collect.numbers import CONTENT, numbers

TEXTS = (
    "0", "-0", "7", "-7", "007", "1.5", "1.50", "-0.5", ".5", "5.", "0.0", "1e3", "+1", " 1", "1\n", "１２", "NaN",
    "9" * 38, "9" * 39, "-" + "9" * 38, "0." + "9" * 37, "0." + "9" * 38, "很好", '"', "\\", "1,000", "9" * 36 + ".99",
)  # fmt: skip


def batch(contents: list[bytes]) -> pa.RecordBatch:
    units = [f"U-{len(contents) - i:03d}" for i in range(len(contents))]
    return pa.RecordBatch.from_arrays([pa.array(units), pa.array(contents)], schema=CONTENT)


def test_what_is_a_number_is_what_one_content_says() -> None:
    contents = [Content(cells={"A": text, "OTHER": "1"}).canonical for text in TEXTS]
    contents.append(Content(marks={"A": "M"}).canonical)
    found = numbers([batch(contents[:5]), batch(contents[5:])], ["A", "B"])
    one = [content_of(content).cells.get("A") for content in contents]
    assert found.column("A").to_pylist() == [t if t is not None and is_number(t) else None for t in one]
    assert found.column("B").to_pylist() == [None] * len(contents)
    assert found.column("unit").to_pylist()[:5] == ["U-005", "U-004", "U-003", "U-002", "U-001"]
    # of 28 texts these are numbers: 0, 7, -7, 1.5, -0.5, 38 digits with and without a sign, 1 + 37, 36 + 2
    assert len(found) - found.column("A").null_count == 9


def test_many_contents_keep_their_order() -> None:
    contents = [Content(cells={"A": str(i)}).canonical for i in range(module.PIECE)]
    assert numbers([batch(contents)], ["A"]).column("A").to_pylist() == [str(i) for i in range(module.PIECE)]


def test_nobody_and_nothing_are_columns_without_rows_and_units_alone() -> None:
    assert numbers([], ["A"]).column_names == ["unit", "A"]
    found = numbers([batch([Content().canonical])], [])
    assert found.to_pylist() == [{"unit": "U-001"}]
