"""What became of units: shapes of successions, shares, circles, and what is recorded of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.frames import SOUND, sheet
from xinxiao.errors import Conflict, DataFault, NotAllowed, NotFound, XinxiaoError
from xinxiao.model.actor import ANONYMOUS
from xinxiao.model.collect.succession import SuccessionKind
from xinxiao.uses.call import Call
from xinxiao.uses.collect.frame import shown
from xinxiao.uses.collect.frame_import import import_frame
from xinxiao.uses.collect.frame_link import link, still_in

DAY = "2026-06-01"
A, B, C, D = SOUND
Pairs = list[tuple[str, str, str]]


@pytest.fixture
def four(asker: Call, programme: Path, tmp_path: Path) -> Call:
    """A frame of four units."""
    rows = [f"{code},甲,910000,P1,BIG,,in,found" for code in SOUND]
    import_frame(asker, sheet(tmp_path, rows), "2026-01-01", folder=programme)
    return asker


def test_units_are_linked_however_their_codes_are_written_and_who_is_still_asked_is_told(
    four: Call, programme: Path, tmp_path: Path
) -> None:
    links = link(four, "merged", [(A.lower(), f" {C}", ""), (B, C, "")], DAY)
    assert [(own.predecessor, own.successor) for own in links] == [(A, C), (B, C)]
    assert still_in(four, links) == tuple(sorted((A, B)))
    import_frame(
        four, sheet(tmp_path, [f"{A},out,shut"], "code,state,reason", "out.csv"), DAY, folder=programme
    )
    assert still_in(four, links) == (B,)


@pytest.mark.parametrize(
    ("kind", "pairs", "shares"),
    [
        ("merged", [(A, C, ""), (B, C, "")], ["1", "1"]),
        ("merged", [(A, C, "0.25")], ["0.25"]),
        ("split", [(A, B, "0.6"), (A, C, "0.3"), (A, D, "0.1")], ["0.6", "0.3", "0.1"]),
        ("moved", [(A, B, "")], ["1"]),
        ("renamed", [(A, B, "")], ["1"]),
    ],
)
def test_a_succession_is_recorded_with_its_shares_by_one_event(
    four: Call, kind: SuccessionKind, pairs: Pairs, shares: list[str]
) -> None:
    assert [own.share for own in link(four, kind, pairs, DAY)] == shares
    *_, event = four.ports.ledger.events.events()
    said = event.fact
    assert (event.kind, said["succession"], said["first"], said["recorded"]) == (
        "frame.linked",
        kind,
        1,
        len(pairs),
    )
    assert {own.successor for own in shown(four, A).successors} == {after for _, after, _ in pairs}
    assert four.ports.ledger.verify("event")[1] is None


@pytest.mark.parametrize(
    ("kind", "pairs", "name", "values"),
    [
        ("split", [(A, B, "0.6"), (A, C, "0.3")], "frame_shares", {"total": "0.9"}),
        ("split", [(A, B, "0.6"), (A, C, "")], "frame_shares", {"total": "0.6"}),
        ("split", [(A, B, "")], "frame_shape", {"kind": "split", "predecessors": 1, "successors": 1}),
        ("split", [(A, B, "1"), (C, D, "1")], "frame_shape", {"kind": "split", "predecessors": 2, "successors": 2}),
        ("merged", [(A, B, ""), (A, C, "")], "frame_shape", {"kind": "merged", "predecessors": 1, "successors": 2}),
        ("moved", [(A, B, ""), (C, B, "")], "frame_shape", {"kind": "moved", "predecessors": 2, "successors": 1}),
        ("merged", [(A, B, ""), (A, B, "")], "frame_shape", {"kind": "merged", "predecessors": 1, "successors": 1}),
        ("merged", [], "frame_shape", {"kind": "merged", "predecessors": 0, "successors": 0}),
        *(
            ("merged", [(A, B, share)], "frame_share", {"value": share})
            for share in ("0", "1.1", "-0.5", ".5", "0.", "1e0", "０.5", "0.0000000000000000001", "a")
        ),
        ("merged", [(A, "HH-1", "")], "no_frame_unit", {"unit": "HH-1"}),
        ("moved", [(A, A, "")], "frame_circle", {"predecessor": A, "successor": A}),
    ],
)  # fmt: skip
def test_what_is_no_succession_is_refused_and_nothing_is_recorded(
    four: Call, kind: SuccessionKind, pairs: Pairs, name: str, values: dict[str, object]
) -> None:
    with pytest.raises((DataFault, NotFound, Conflict)) as refused:
        link(four, kind, pairs, DAY)
    error: XinxiaoError = refused.value
    assert error.told is not None
    assert (error.told.name, dict(error.told.values)) == (name, values)
    assert four.ports.frame.last("link") == 0


def test_shares_that_nobody_knows_say_why(four: Call) -> None:
    made = link(four, "split", [(A, B, ""), (A, C, "")], DAY, "accounts were lost")
    assert [(own.share, own.why) for own in made] == [("", "accounts were lost")] * 2


def test_a_unit_cannot_become_what_it_came_from_even_through_others(four: Call) -> None:
    link(four, "moved", [(A, B, "")], DAY)
    link(four, "merged", [(B, C, "")], DAY)
    with pytest.raises(Conflict) as refused:
        link(four, "renamed", [(C, A, "")], DAY)
    assert refused.value.told is not None
    assert refused.value.told.name == "frame_circle"
    with pytest.raises(Conflict) as again:
        link(four, "renamed", [(A, B, "")], DAY)
    assert again.value.told is not None
    assert again.value.told.name == "frame_linked"
    with pytest.raises(NotAllowed):
        link(replace(four, actor=ANONYMOUS), "moved", [(C, D, "")], DAY)
