"""Columns as texts and bytes."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from xinxiao.publish.sdmx.cells import Changes, alone, joined, mapped, spread


def test_texts_alike_are_made_once() -> None:
    asked: list[str] = []

    def form(text: str) -> str:
        asked.append(text)
        return f"<{text}>"

    column = pa.array(["a", "b", None, "a"])
    assert mapped(column, form).to_pylist() == ["<a>", "<b>", None, "<a>"]
    assert asked == ["a", "b"]
    assert mapped(column, str, "-").to_pylist() == ["a", "b", "-", "a"]


@pytest.mark.parametrize(("begin", "said"), [(0, b"ab\xe4\xb8\xad"), (1, b"b\xe4\xb8\xad"), (3, b"")])
def test_joined_bytes_are_those_of_the_slice(begin: int, said: bytes) -> None:
    assert alone(pa.array(["a", "b", "中"])[begin:]) == said


def test_missing_pieces_are_empty() -> None:
    assert joined(pa.array(["a", None]), pa.scalar("-"), pa.array(["x", "y"])).to_pylist() == ["a-x", "-y"]


def test_spread_texts_stand_where_they_belong() -> None:
    where = np.array([True, False, False, True])
    assert spread(pa.array(["a", "b"]), where).to_pylist() == ["a", "", "", "b"]


def test_changes_are_seen_within_and_between_batches() -> None:
    changes = Changes(["a", "b"])
    first = pa.RecordBatch.from_pydict({"a": ["x", "x", "y"], "b": ["1", "1", "1"]})
    second = pa.RecordBatch.from_pydict({"a": ["y", "y"], "b": ["1", "2"]})
    nothing = second.slice(0, 0)
    assert changes.of(first).tolist() == [True, False, True]
    assert changes.of(nothing).tolist() == []
    assert changes.of(second).tolist() == [False, True]
