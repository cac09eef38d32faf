"""A tree that is kept gives the paths that hashing all lines anew gives; texts of codes are looked through without taking them apart."""

from __future__ import annotations

from random import Random

import pytest

from tests.draws import codes
from xinxiao.oversight import merkle
from xinxiao.oversight.merkle_tree import place_of, tree
from xinxiao.oversight.roster import gathered


@pytest.mark.parametrize("count", [1, 2, 15, 16, 17, 255, 256, 257, 300, 4097])
def test_every_path_is_the_one_that_all_lines_give(count: int) -> None:
    roster = gathered(codes(count), ["A"] * count, ["A"])
    lines, kept = roster.lines, tree(roster.lines)
    texts = {"A": "\n".join(roster.strata["A"]).encode()}
    for place in {0, count // 2, count - 1, min(16, count - 1)}:
        own = place_of(texts, lines[place].partition("|")[0])
        assert own is not None
        assert (own.stratum, own.place) == ("A", place)
        path = kept.path(own.family, own.place)
        assert path == merkle.path(lines, place)
        assert merkle.led_to(lines[place], place, count, path) == merkle.root(lines)


@pytest.mark.parametrize("seed", range(8))
def test_over_several_strata_a_code_stands_where_the_whole_roster_has_it(seed: int) -> None:
    random = Random(seed)
    names = ["S1", "层2", "S3", "EMPTY"]
    every = codes(random.randint(1, 700))
    strata = [random.choice(names[:3]) for _ in every]
    roster = gathered(every, strata, names)
    texts = {name: "\n".join(own).encode() for name, own in roster.strata.items()}
    lines, kept = roster.lines, tree(roster.lines)
    for place in {0, len(lines) - 1, *(random.randrange(len(lines)) for _ in range(20))}:
        code, _, stratum = lines[place].partition("|")
        own = place_of(texts, code)
        assert own is not None
        assert (own.stratum, own.place) == (stratum, place)
        assert kept.path(own.family, own.place) == merkle.path(lines, place)


def test_a_code_that_is_not_on_the_roster_has_no_place() -> None:
    roster = gathered(codes(50), ["A"] * 50, ["A"])
    texts = {"A": "\n".join(roster.strata["A"]).encode(), "B": b""}
    for code in ("000000000000000000", "ZZZZZZZZZZZZZZZZZZ", codes(60)[55], ""):
        assert place_of(texts, code) is None
    assert place_of({"A": b""}, codes(1)[0]) is None
    assert place_of({}, codes(1)[0]) is None


def test_a_tree_keeps_a_fifteenth_of_its_leaves() -> None:
    roster = gathered(codes(4096), ["A"] * 4096, ["A"])
    kept = tree(roster.lines)
    assert [len(level) // 32 for level in kept.levels] == [256, 16, 1]
    assert kept.levels[-1].hex() == merkle.root(roster.lines)
