"""Content of a report: what a number is, one form of bytes, and what is refused."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest

from xinxiao.errors import DataFault
from xinxiao.model.collect.content import LONGEST, Content, content_of, is_number, number_of

BIG = "9" * 38


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("120.50", "120.5"), (" 7 ", "7"), ("１２３．４５", "123.45"), ("1,234,567", "1234567"), ("007", "7"), ("+3", "3"),
        ("-0", "0"), ("-0.0", "0"), ("0.00", "0"), ("−5", "-5"), ("−０．５０", "-0.5"), (BIG, BIG), ("0" * 50 + "1", "1"),
        ("1，234", "1234"), ("0." + "0" * 40, "0"),
    ],
)  # fmt: skip
def test_a_number_is_read_as_people_write_it(written: str, kept: str) -> None:
    assert number_of(written) == kept
    assert is_number(kept)
    assert number_of(kept) == kept


@pytest.mark.parametrize(
    "written",
    ["", " ", "1e999", "1E5", "12%", "12,34", "1,23,456", "1.", ".5", "--1", "1 2", "NaN", "∞", "0x1F", "1_000", "9" * 39, "=1+1",
     "1.234,5", "五", "½x", "1\n2"],
)  # fmt: skip
def test_what_can_be_meant_in_two_ways_is_no_number(written: str) -> None:
    assert number_of(written) is None


@pytest.mark.parametrize(
    "text", ["01", "1.0", "-0", "+1", "1.", ".1", " 1", "1e3", "１", "9" * 39, "", "-", "1\n"]
)
def test_only_one_spelling_of_a_number_is_canonical(text: str) -> None:
    assert not is_number(text)


@pytest.mark.parametrize("text", ["0", "-0.5", "10", "0.000001", "-120.5", BIG, "0." + "1" * 37])
def test_canonical_numbers_are_numbers(text: str) -> None:
    assert is_number(text)


def test_content_has_one_form_whose_hash_sha256sum_gives() -> None:
    one = Content(cells={"B": "2", "A": "1"}, marks={"C": "M"}, explanations={"R": "因为促销"})
    other = content_of(
        json.dumps(
            {"marks": {"C": "M"}, "cells": {"A": "1", "B": "2"}, "explanations": {"R": "因为促销"}}
        ).encode()
    )
    assert one.canonical == other.canonical
    assert (
        one.canonical.decode()
        == '{"cells":{"A":"1","B":"2"},"explanations":{"R":"因为促销"},"marks":{"C":"M"}}'
    )
    # printf '%s' '{"cells":{"A":"1"},"explanations":{},"marks":{}}' | sha256sum
    assert (
        Content(cells={"A": "1"}).sha256 == "10fc017f80fe683e822657dc3292efcd7643ba43009f765c86bcbac606bf3b65"
    )
    assert one.sha256 == sha256(one.canonical).hexdigest()
    assert content_of(one.canonical) == one


def test_letters_with_marks_are_composed_so_that_two_spellings_are_one() -> None:
    assert Content(cells={"A": "e\u0301"}).sha256 == Content(cells={"A": "é"}).sha256


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"[]", b"nul", b'{"cells":{"a":"1"}}', b'{"cells":{"A":1}}', b'{"cells":{"A":""}}', b'{"other":{}}',
        b'{"marks":{"A":"X"}}', b'{"cells":{"A":"' + b"x" * 2001 + b'"}}', b'{"explanations":{"R":""}}', b'\xff\xfe',
        b'{"cells":{"A\\n":"1"}}',
    ],
)  # fmt: skip
def test_what_is_no_content_is_told_with_its_reason(raw: bytes) -> None:
    with pytest.raises(DataFault) as caught:
        content_of(raw)
    assert caught.value.told is not None
    assert caught.value.told.name == "content_form"
    assert caught.value.told.values["reason"]


def test_half_of_a_character_and_a_million_bytes_are_refused() -> None:
    with pytest.raises(DataFault, match="half"):
        _ = Content(cells={"A": "\ud800"}).canonical
    long = Content(cells={f"A{n}": "x" * 1_999 for n in range(600)})
    with pytest.raises(DataFault) as caught:
        _ = long.canonical
    assert caught.value.told is not None
    assert caught.value.told.values["most"] == LONGEST
