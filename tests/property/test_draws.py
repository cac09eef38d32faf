"""Draws at random, right and wrong: two programs written apart tell the same of them."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.drawn_at_random import changed, draw, void
from xinxiao.oversight.draw_verification import verify
from xinxiao.oversight.standalone import verify_draw

FEW = settings(max_examples=60, deadline=None, derandomize=True)


def by_alone(content: bytes) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()

    def add(bad: Any, words: str, where: str = "") -> None:
        code = "DRAW_" + words.partition(" ")[0]
        found.update((code, one) for one in (bad if isinstance(bad, set) else [where] * bool(bad)))

    verify_draw.check(content, add)
    return found


@FEW
@given(st.integers(0, 10**9))
def test_both_find_a_draw_right(seed: int) -> None:
    content = draw(Random(seed))
    assert verify(content) == []
    assert by_alone(content) == set()


@FEW
@given(st.integers(0, 10**9))
def test_both_find_a_number_right_under_which_another_is_made_void(seed: int) -> None:
    random = Random(seed)
    content = void(random)
    assert verify(content) == []
    assert by_alone(content) == set()
    other = changed(random, content)
    assert by_alone(other) == {(fault.code, fault.where) for fault in verify(other)}


@FEW
@given(st.integers(0, 10**9))
def test_both_tell_the_same_of_what_was_changed(seed: int) -> None:
    random = Random(seed)
    content = draw(random)
    other = changed(random, content)
    found = {(fault.code, fault.where) for fault in verify(other)}
    assert by_alone(other) == found


def test_whatever_is_changed_is_told_but_for_the_little_that_counts_for_nothing() -> None:
    """What may change unseen: who witnessed a value, a value's time after it was due, the event that published."""
    quiet: Counter[str] = Counter()
    told = 0
    for seed in range(300):
        random = Random(seed)
        content = draw(random)
        other = changed(random, content)
        if other == content:
            continue
        if verify(other):
            told += 1
        else:
            quiet[_differs(content, other)] += 1
    assert told > 250
    assert set(quiet) <= {"witnesses", "at", "published"}


def _differs(one: bytes, other: bytes) -> str:
    """The key before the first byte that differs."""
    place = next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    before = one[:place].decode(errors="ignore")
    keys = [
        part
        for part in before.split('"')
        if part in ("witnesses", "at", "published", "value", "issue", "source")
    ]
    return keys[-1]
