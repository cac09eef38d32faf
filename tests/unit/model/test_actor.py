"""Actors: who may do what."""

from __future__ import annotations

from typing import get_args

import pytest

from xinxiao.model.actor import ANONYMOUS, Actor, Kind, Right


@pytest.mark.parametrize(
    ("kind", "rights"),
    [
        ("anonymous", {"read"}),
        ("operator", {"read", "preview", "release", "operate", "frame", "admit", "audit", "oversee"}),
        ("person", {"read", "attend"}),
        ("system", {"read", "preview", "operate"}),
    ],
)
def test_a_reader_may_read_the_operator_do_all_and_a_clock_release_nothing(
    kind: Kind, rights: set[Right]
) -> None:
    assert {right for right in get_args(Right) if Actor(kind).may(right)} == rights


def test_every_kind_of_actor_has_been_given_its_rights() -> None:
    assert all(Actor(kind).may("read") for kind in get_args(Kind))


def test_what_nobody_was_given_nobody_may() -> None:
    assert not Actor("operator", "root").may("delete")  # type: ignore[arg-type]


def test_an_actor_is_written_into_events_by_kind_and_name() -> None:
    assert Actor("operator", "root").line == "operator:root"
    assert Actor("system").line == "system"


def test_a_name_gives_no_right() -> None:
    assert not Actor("anonymous", "operator").may("release")
    assert (ANONYMOUS.kind, ANONYMOUS.name) == ("anonymous", "")
