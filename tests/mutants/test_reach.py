"""Which tests are tried on a mutant, in which order, and that a changed module is what the tests run."""

from __future__ import annotations

from typing import Any

from tests.mutants.kinds import mutants
from tests.mutants.reach import Reach
from tests.mutants.run import table
from tests.mutants.sample import NAMED, ROOMS, WORKER, files, of_module, users
from tests.mutants.trial import chosen

NEAR, FAR = "tests/unit/model/test_unit.py", "tests/unit/uses/test_run.py"


def part(cost: dict[str, float], lines: dict[str, dict[int, list[int]]], **more: Any) -> dict[str, Any]:
    """What is known of the tests of a file: lines of modules with the numbers of the tests that run them."""
    return {"failed": [], "cost": cost, "uses": {}, "fixtures": {}, "lines": lines} | more


def reach() -> Reach:
    near = part({f"{NEAR}::one": 3.0, f"{NEAR}::two": 2.0}, {"model/unit.py": {7: [0, 1], 8: [1]}})
    shared = {"uses": {f"{FAR}::all": ["home"]}, "fixtures": {"home": 4.0}}
    return Reach([near, part({f"{FAR}::all": 1.0}, {"model/unit.py": {7: [0]}}, **shared)])


def test_the_tests_of_a_line_are_those_that_run_it() -> None:
    assert reach().of("model/unit.py", 8, 9) == {f"{NEAR}::two"}
    assert reach().of("model/unit.py", 7, 7) == {f"{NEAR}::one", f"{NEAR}::two", f"{FAR}::all"}
    assert reach().of("model/key.py", 1, 99) == set()


def test_the_nearest_tests_come_first_of_those_the_fastest_until_the_time_is_up() -> None:
    tests = reach().of_module("model/unit.py")
    assert reach().cost[f"{FAR}::all"] == 5.0
    assert reach().within(10.0, tests, "model/unit.py") == [f"{NEAR}::two", f"{NEAR}::one", f"{FAR}::all"]
    assert reach().within(9.9, tests, "model/unit.py") == [f"{NEAR}::two", f"{NEAR}::one"]
    assert reach().within(0.1, tests, "uses/run.py") == [f"{FAR}::all"]


def test_what_a_constant_makes_is_followed_to_those_who_use_it() -> None:
    mutant = next(m for m in of_module("model/ranges.py") if "Decimals" in m.names)
    found = {module for module, _ in users(mutant)}
    assert {"model/ranges.py", "model/programme.py"} <= found


def test_the_worker_and_the_ledger_are_rooms_of_their_own_and_no_module_is_in_two() -> None:
    assert set(files(WORKER)) == set(NAMED[WORKER])
    assert "store/ledger/chain.py" in files("store/ledger")
    assert "store/ledger/jobs.py" not in files("store/ledger")
    listed = [file for room in ROOMS for file in files(room)]
    assert len(listed) == len(set(listed))


def test_a_mutant_is_tried_on_the_tests_of_its_lines_but_on_none_that_fails_without_it() -> None:
    mutant = mutants("model/unit.py", b"\n" * 6 + b"x = a + b\n")[0]
    known = reach()
    assert mutant.lines == (7, 7)
    assert chosen(mutant, known, ()) == [f"{NEAR}::two", f"{NEAR}::one", f"{FAR}::all"]
    known.failed.add(f"{NEAR}::two")
    assert chosen(mutant, known, ()) == [f"{NEAR}::one", f"{FAR}::all"]
    assert chosen(mutant, Reach([]), ()) == []


def test_the_table_has_a_line_for_each_room_and_one_for_all() -> None:
    assert [line.split() for line in table([])] == [
        ["room", "tried", "dead", "timeout", "equivalent", "accepted", "survived", "share"],
        ["all", "0", "0", "0", "0", "0", "0", "0.0%"],
    ]
