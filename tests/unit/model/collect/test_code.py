"""Unified social credit codes, held against public ones, against the sums by hand, and against each other."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xinxiao.model.collect.code import (
    ALPHABET,
    FAULTS,
    OWN_WEIGHTS,
    WEIGHTS,
    faults,
    faults_of,
    normal,
    normals,
)

SOUND = [
    "914403001922038216",
    "9144030071526726XG",
    "91330100799655058B",
    "91110000802100433B",
    "91110108551385082Q",
    "91100000100003962T",
    "911000001000013428",
    "91440300100012316L",
    "91110000710925462X",
    "91440400192548256N",
    "91440300192181490G",
    "9144030027939873X7",
    "91440606722473344C",
    "9144030010001686XA",
    "91440300192317458F",
    "9131000013221158XC",
    "12100000400000624D",
    "12100000400002259P",
]
"""Codes of public bodies and listed firms, as their own publications print them."""


def bits(code: str) -> tuple[str, ...]:
    (found,) = faults_of(pa.array([code])).tolist()
    return tuple(fault for i, fault in enumerate(FAULTS) if found & 1 << i)


@pytest.mark.parametrize("code", SOUND)
def test_a_public_code_is_sound(code: str) -> None:
    assert faults(code) == ()
    assert bits(code) == ()


def test_the_weights_are_those_of_the_standards() -> None:
    assert WEIGHTS == (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
    assert OWN_WEIGHTS == (3, 7, 9, 10, 5, 8, 4, 2)


def test_a_sum_by_hand() -> None:
    """914403001922038216: 831 leaves 25 of 31, so 6; 19220382: 164 leaves 10 of 11, so 1."""
    assert sum(ALPHABET.index(c) * w for c, w in zip("91440300192203821", WEIGHTS, strict=True)) == 831
    assert sum(int(c) * w for c, w in zip("19220382", OWN_WEIGHTS, strict=True)) == 164


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("911000001000044477", ("mod31",)),
        ("91110000600037341N", ("mod31",)),
        ("91110000600037341L", ()),
        (
            "A1110000600037341L",
            ("mod31",),
        ),  # department A was added by the first amendment, so its form is sound
        ("B1110000600037341L", ("form",)),
        ("9111000060003734IL", ("form",)),
        ("9111000060003734OL", ("form",)),
        ("91110A00600037341L", ("form",)),
        ("91110000600037341", ("form",)),
        ("91110000600037341LL", ("form",)),
        ("91110000600037341L\n", ("form",)),
        ("", ("form",)),
        ("９１110000600037341L", ("form",)),
        ("91440300192203820X", ("mod31", "mod11")),
    ],
)
def test_a_code_that_is_none_is_told_why(code: str, expected: tuple[str, ...]) -> None:
    assert faults(code) == expected
    assert bits(code) == expected


def test_a_code_may_fail_the_check_of_its_organisation_alone() -> None:
    body = "91440300192203820"  # the organisation's check character is 1, by hand, not 0
    total = sum(ALPHABET.index(c) * w for c, w in zip(body, WEIGHTS, strict=True))
    assert total == 803  # 831 less 28
    code = body + ALPHABET[31 - 803 % 31]
    assert code == "914403001922038203"
    assert faults(code) == ("mod11",)
    assert bits(code) == ("mod11",)


@pytest.mark.parametrize("code", SOUND)
def test_every_exchange_of_neighbours_and_every_other_character_is_noticed(code: str) -> None:
    swapped = [code[:i] + code[i + 1] + code[i] + code[i + 2 :] for i in range(17) if code[i] != code[i + 1]]
    other = [code[:i] + c + code[i + 1 :] for i in range(18) for c in ALPHABET if c != code[i]]
    wrong = [*swapped, *other]
    assert [text for text in wrong if not set(faults(text)) & {"form", "mod31"}] == []
    assert (faults_of(pa.array(wrong)) & 3).all()
    assert [bits(text) for text in wrong[:40]] == [faults(text) for text in wrong[:40]]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("91330100799655058b", "91330100799655058B"),
        ("９１３３０１００７９９６５５０５８Ｂ", "91330100799655058B"),
        ("９１３３０１００７９９６５５０５８ｂ", "91330100799655058B"),
        (" 9133 0100-7996 5505-8B\u3000", "91330100799655058B"),
        ("91330100\u00a0799655058\u2212B", "91330100799655058B"),
        ("O133", "O133"),
        ("①", "①"),
        ("", ""),
    ],
)
def test_a_code_is_kept_in_one_way_of_writing_and_nothing_is_guessed(text: str, code: str) -> None:
    assert normal(text) == code
    assert normals(pa.array([text, "X", None, text])).to_pylist() == [code, "X", None, code]


@settings(derandomize=True, max_examples=300, deadline=None)
@given(st.lists(st.text(st.sampled_from(ALPHABET + "IOSVZ -ab９\n信"), max_size=20) | st.sampled_from(SOUND)))
def test_many_are_judged_as_each_is(texts: list[str]) -> None:
    array = pa.array(texts, pa.string())
    kept = normals(array)
    assert kept.to_pylist() == [normal(text) for text in texts]
    judged = [tuple(f for i, f in enumerate(FAULTS) if found & 1 << i) for found in faults_of(kept).tolist()]
    assert judged == [faults(text) for text in kept.to_pylist()]
    assert faults_of(kept[1:]).tolist() == faults_of(kept).tolist()[1:]


def test_a_million_are_judged_in_seconds_and_none_is_missed() -> None:
    array = pa.array(SOUND * 1_000)
    assert not faults_of(array).any()
    assert faults_of(pa.array(["911000001000044477"] * 5_000)).tolist() == [2] * 5_000
