"""The tree over a roster: its root by hand, its paths, and what no path proves."""

from __future__ import annotations

from hashlib import sha256

import pytest

from xinxiao.oversight import merkle


def h(content: bytes) -> bytes:
    return sha256(content).digest()


LINES = [f"{i:018d}|A" for i in range(300)]


def test_the_root_of_one_line_is_its_leaf_and_of_two_their_node() -> None:
    one, two = h(b"\0" + LINES[0].encode()), h(b"\0" + LINES[1].encode())
    assert merkle.root(LINES[:1]) == one.hex()
    assert merkle.root(LINES[:2]) == h(b"\1" + one + two).hex()


def test_a_lone_child_at_the_end_of_a_level_has_a_node_of_its_own() -> None:
    leaves = [h(b"\0" + line.encode()) for line in LINES[:17]]
    assert (
        merkle.root(LINES[:17]) == h(b"\1" + h(b"\1" + b"".join(leaves[:16])) + h(b"\1" + leaves[16])).hex()
    )


def test_a_leaf_that_looks_like_a_node_is_none() -> None:
    leaves = [h(b"\0" + line.encode()) for line in LINES[:2]]
    assert merkle.root(["".join(chr(b) for b in leaves[0] + leaves[1])]) != merkle.root(LINES[:2])


@pytest.mark.parametrize("count", [1, 2, 16, 17, 255, 256, 257, 300])
def test_the_path_of_every_line_leads_to_the_root(count: int) -> None:
    root = merkle.root(LINES[:count])
    for place in (0, count // 2, count - 1):
        found = merkle.path(LINES[:count], place)
        assert merkle.led_to(LINES[place], place, count, found) == root
        assert merkle.led_to(LINES[place][:-1] + "B", place, count, found) != root
        assert merkle.led_to(LINES[place], place + 1, count, found) != root


def test_a_path_of_another_shape_leads_nowhere() -> None:
    found = merkle.path(LINES, 5)
    assert merkle.led_to(LINES[5], 5, 300, found[:-1]) is None
    assert merkle.led_to(LINES[5], 5, 300, (*found, ())) is None
    assert merkle.led_to(LINES[5], 5, 300, (found[0][:-1], *found[1:])) is None
    assert merkle.led_to(LINES[5], 300, 300, found) is None


def test_a_tree_cut_into_chunks_is_the_same_tree() -> None:
    lines = [f"{i:018d}|A" for i in range(65_536 + 17)]
    nodes = merkle.leaves(lines)
    while len(nodes) > 1:
        nodes = merkle.above(nodes)
    assert merkle.root(lines) == nodes[0].hex()


def test_what_all_lines_end_with_may_be_said_once() -> None:
    assert merkle.root([line[:18] for line in LINES], ending="|A") == merkle.root(LINES)
    many = [f"{i:018d}" for i in range(65_536 + 1)]
    assert merkle.root(many, ending="|层") == merkle.root([f"{line}|层" for line in many])
