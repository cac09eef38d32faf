"""The cache: bounded, locked, each thing made once."""

from __future__ import annotations

import sys
import threading
import time

import pytest

from xinxiao.model.cache import Cache


def test_the_one_asked_for_longest_ago_is_dropped_beyond_the_limit() -> None:
    kept: Cache[str, int] = Cache(2)
    kept.put("a", 1)
    kept.put("b", 2)
    assert kept.find("a") == 1
    kept.put("c", 3)
    assert (kept.find("a"), kept.find("b"), kept.find("c"), len(kept)) == (1, None, 3, 2)


def test_keys_count_as_well_as_values_where_sizes_count() -> None:
    kept: Cache[str, bytes] = Cache(800, size=lambda key, value: len(key) + len(value))
    for i in range(100):
        kept.put(f"{i:020d}", b"x" * 20)
    assert kept.total == 800
    assert len(kept) == 20


def test_a_value_larger_than_an_eighth_of_the_limit_is_handed_out_and_not_kept() -> None:
    kept: Cache[str, bytes] = Cache(80, size=lambda key, value: len(value))
    assert kept.get("a", lambda: b"x" * 11) == b"x" * 11
    assert (len(kept), kept.total) == (0, 0)


def test_a_value_put_twice_counts_once() -> None:
    kept: Cache[str, bytes] = Cache(80, size=lambda key, value: len(value))
    kept.put("a", b"12345")
    kept.put("a", b"123")
    assert (len(kept), kept.total) == (1, 3)


def test_eight_threads_that_want_one_thing_have_it_made_once() -> None:
    kept: Cache[str, object] = Cache(4)
    made: list[int] = []

    def make() -> object:
        made.append(1)
        time.sleep(0.02)
        return object()

    got: list[object] = []
    threads = [threading.Thread(target=lambda: got.append(kept.get("a", make))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(made), len(set(map(id, got)))) == (1, 1)


def test_a_making_that_fails_is_told_and_tried_again() -> None:
    kept: Cache[str, int] = Cache(4)
    with pytest.raises(ZeroDivisionError):
        kept.get("a", lambda: 1 // 0)
    assert kept.get("a", lambda: 7) == 7


def test_threads_that_put_and_find_at_once_meet_no_key_error() -> None:
    kept: Cache[int, int] = Cache(3)
    faults: list[BaseException] = []
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)

    def work() -> None:
        try:
            for i in range(3000):
                assert kept.get(i % 7, lambda i=i: i % 7) == i % 7  # type: ignore[misc]
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.setswitchinterval(before)
    assert faults == []
    assert len(kept) == 3
