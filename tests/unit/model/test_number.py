"""Numbers as text: exact ones keep the places they were published with, binary ones read back the same."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinxiao.model.number import double_texts, exact_texts, written


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Decimal("93.100000"), 2, "93.10"),
        (Decimal("93.100000"), 1, "93.1"),
        (Decimal("1.500000"), 6, "1.500000"),
        (Decimal("1.500000"), None, "1.5"),
        (Decimal("100.000000"), 0, "100"),
        (Decimal("100.000000"), None, "100"),
        (Decimal("100"), None, "100"),
        (Decimal("0.000000"), None, "0"),
        (Decimal("-3.250000"), 2, "-3.25"),
        (Decimal("-3.250000"), None, "-3.25"),
        (Decimal("1E+3"), None, "1000"),
        (Decimal("12345678901234567890123456789012.123456"), 6, "12345678901234567890123456789012.123456"),
    ],
)
def test_an_exact_number_is_told_with_the_places_it_was_published_with(
    value: Decimal, places: int | None, text: str
) -> None:
    assert written(value, places) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1 + 0.2, "0.30000000000000004"),
        (5.0, "5"),
        (-2.0, "-2"),
        (1e14, "100000000000000"),
        (1e15, "1000000000000000.0"),
        (1e300, "1e+300"),
        (0.1, "0.1"),
        (-0.0, "0"),
    ],
)
def test_a_binary_number_is_the_shortest_text_that_reads_back_the_same(value: float, text: str) -> None:
    assert written(value) == text
    assert float(text) == value


def test_a_missing_number_is_an_empty_text() -> None:
    assert written(None) == ""


def exact(*texts: str | None, scale: int = 6) -> pa.Array:
    return pa.array([None if t is None else Decimal(t) for t in texts], pa.decimal128(38, scale))


def test_a_column_keeps_for_each_number_the_places_beside_it() -> None:
    column = exact("93.1", "1.5", "-3.25", "7", "0", None)
    places = pa.array([2, 6, 2, 0, 3, None], pa.int32())
    assert exact_texts(column, places).to_pylist() == ["93.10", "1.500000", "-3.25", "7", "0.000", None]


def test_a_column_without_places_beside_it_is_told_with_as_many_as_it_needs() -> None:
    column = exact("93.1", "100", "0", "-0.5", "0.000001", None, "1200")
    assert exact_texts(column, None).to_pylist() == ["93.1", "100", "0", "-0.5", "0.000001", None, "1200"]


def test_a_number_whose_places_nobody_knows_is_told_with_all_of_the_column() -> None:
    assert exact_texts(exact("1.5", "1.5"), pa.array([None, 1], pa.int32())).to_pylist() == [
        "1.500000",
        "1.5",
    ]


def test_a_column_without_a_point_has_none_to_cut() -> None:
    assert exact_texts(exact("1200", "-5", scale=0), None).to_pylist() == ["1200", "-5"]
    assert exact_texts(exact("1200", scale=0), pa.array([0], pa.int32())).to_pylist() == ["1200"]


def test_pieces_of_a_column_are_told_as_the_whole_is() -> None:
    whole = pa.chunked_array([exact("93.1", "1.5"), exact("7")])
    places = pa.chunked_array([pa.array([2], pa.int32()), pa.array([6, 0], pa.int32())])
    assert exact_texts(whole, places).to_pylist() == ["93.10", "1.500000", "7"]


def test_no_number_at_all_is_no_text() -> None:
    assert exact_texts(exact(), pa.array([], pa.int32())).to_pylist() == []
    assert double_texts(pa.array([], pa.float64())).to_pylist() == []


def test_a_column_of_binary_numbers_keeps_the_missing_ones_missing() -> None:
    assert double_texts(pa.array([1.0, None, 0.1, -2.5])).to_pylist() == ["1", None, "0.1", "-2.5"]


@st.composite
def published(draw: st.DrawFn) -> tuple[str, int]:
    """A number as a source may print it, and the scale of the column it is kept in: at least its own places."""
    places = draw(st.integers(0, 9))
    scale = draw(st.integers(places, 12))
    whole = draw(st.integers(0, 10 ** (38 - scale) - 1))
    after = "".join(draw(st.lists(st.sampled_from("0123456789"), min_size=places, max_size=places)))
    sign = draw(st.sampled_from(["", "-"])) if whole or after.strip("0") else ""
    return f"{sign}{whole}" + (f".{after}" if places else ""), scale


@given(st.lists(published(), min_size=1, max_size=6))
def test_a_published_number_comes_out_of_an_exact_column_as_it_went_in(
    numbers: list[tuple[str, int]],
) -> None:
    for text, scale in numbers:
        value = pa.array([Decimal(text)], pa.decimal128(38, scale))
        places = len(text.partition(".")[2])
        assert exact_texts(value, pa.array([places], pa.int32())).to_pylist() == [text]
        assert written(value.to_pylist()[0], places) == text


@given(st.lists(published(), min_size=1, max_size=6))
def test_a_column_is_told_as_its_numbers_are_one_by_one(numbers: list[tuple[str, int]]) -> None:
    scale = 12
    texts = [text for text, _ in numbers if len(text.lstrip("-").partition(".")[0]) <= 38 - scale]
    column = pa.array([Decimal(text) for text in texts], pa.decimal128(38, scale))
    counts = [len(text.partition(".")[2]) for text in texts]
    assert exact_texts(column, pa.array(counts, pa.int32())).to_pylist() == texts
    bare = [written(value) for value in column.to_pylist()]
    assert exact_texts(column, None).to_pylist() == bare


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_any_binary_number_reads_back_the_same(value: float) -> None:
    assert float(written(value)) == value


def test_binary_numbers_are_texts_as_python_writes_them() -> None:
    values = [
        5.0,
        -0.0,
        0.0,
        1e14,
        1e15,
        999999999999999.0,
        1e16,
        0.0001,
        9.999e-05,
        -1e-05,
        1e22,
        0.1,
        None,
        -20.5,
    ]
    said = [
        *("5", "0", "0", "100000000000000", "1000000000000000.0", "999999999999999", "1e+16", "0.0001"),
        *("9.999e-05", "-1e-05", "1e+22", "0.1", None, "-20.5"),
    ]
    assert double_texts(pa.array(values, pa.float64())).to_pylist() == said
    assert double_texts(pa.chunked_array([pa.array([1.5]), pa.array([1e-9])])).to_pylist() == ["1.5", "1e-09"]


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False)))
def test_binary_numbers_read_back_the_same(values: list[float]) -> None:
    texts = double_texts(pa.array(values, pa.float64())).to_pylist()
    assert texts == [written(value) for value in values]
    assert [float(text) for text in texts] == values
