"""The head: which releases there are, asked about once a second."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from xinxiao.errors import Unavailable
from xinxiao.model.life import Lived
from xinxiao.model.release import Entry
from xinxiao.uses.head import Head


class Ledger:
    """As much of a ledger as a head needs, counting how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.held: tuple[Lived, ...] = ()
        self.is_closed = False

    def lives(self) -> tuple[Lived, ...]:
        self.asked += 1
        if self.is_closed:
            raise Unavailable("closed")
        return self.held

    def seal(self, name: str) -> None:
        number = len(self.held) + 1
        entry = Entry(number, name, name * 8, "p", "c", "2024-01-01", "2024-01-01")
        self.held = (*self.held, Lived(entry, "2024-01-01", state="live"))


def test_on_demand_the_ledger_is_asked_at_most_once_a_second() -> None:
    ledger, now = Ledger(), [100.0]
    head = Head(ledger.lives, 1.0, lambda: now[0])
    assert head.entries == head.entries == ()
    ledger.seal("A")
    assert (head.entries, ledger.asked) == ((), 1)
    now[0] += 1.5
    assert ([entry.id for entry in head.entries], ledger.asked) == (["A"], 2)


def test_whoever_seals_says_so_and_it_is_known_at_once() -> None:
    ledger = Ledger()
    head = Head(ledger.lives, 1000.0)
    assert head.entries == ()
    ledger.seal("A")
    head.refresh()
    assert [entry.id for entry in head.entries] == ["A"]


def test_readers_hear_of_what_is_live_and_a_word_changes_with_it() -> None:
    ledger = Ledger()
    head = Head(ledger.lives, 1000.0)
    assert (head.known.mark, head.known.latest) == ("", None)
    ledger.seal("A")
    ledger.seal("B")
    first = head.refresh()
    assert (len(first.mark), first.latest) == (64, ledger.held[1].entry)
    ledger.held = (*ledger.held, Lived(Entry(3, "C", "C" * 8, "p", "c", "2024-01-01", "2024-01-02")))
    assert head.refresh().mark == first.mark
    assert [entry.id for entry in head.entries] == ["A", "B"]
    ledger.held = (ledger.held[0], replace(ledger.held[1], until="2024-01-03", state="withdrawn"))
    assert head.refresh().mark != first.mark
    assert [entry.id for entry in head.entries] == ["A"]
    assert head.known.latest == ledger.held[0].entry


def test_of_many_who_come_at_once_one_asks() -> None:
    ledger = Ledger()
    head = Head(ledger.lives, 1000.0)
    with ThreadPoolExecutor(8) as readers:
        assert list(readers.map(lambda _: head.entries, range(50))) == [()] * 50
    assert ledger.asked == 1


def test_in_the_background_it_is_asked_again_and_again_and_readers_never_ask() -> None:
    ledger = Ledger()
    head = Head(ledger.lives, 0.02)
    with head.watched():
        ledger.seal("A")
        end = time.monotonic() + 120
        while not head.entries and time.monotonic() < end:
            time.sleep(0.01)
        assert [entry.id for entry in head.entries] == ["A"]
        asked = ledger.asked
        for _ in range(10_000):
            assert head.entries
        assert ledger.asked - asked < 500
    asked = ledger.asked
    time.sleep(0.1)
    assert ledger.asked == asked


def test_a_ledger_out_of_reach_leaves_what_was_known_and_is_an_error_when_nothing_was() -> None:
    ledger, now = Ledger(), [0.0]
    head = Head(ledger.lives, 1.0, lambda: now[0])
    ledger.is_closed = True
    with pytest.raises(Unavailable):
        _ = head.entries
    ledger.is_closed = False
    ledger.seal("A")
    now[0] = 10.0
    assert head.entries
    ledger.is_closed, now[0] = True, 20.0
    assert [entry.id for entry in head.entries] == ["A"]
