"""The kinds of mutants: what is changed, what is left alone, and that a mutant keeps its name."""

from __future__ import annotations

import pytest
import yaml

from tests.mutants.kinds import lives, mutants
from tests.mutants.run import REASONS, Account, Reason, outdated
from tests.mutants.sample import ROOMS, files, sampled
from tests.mutants.trial import Outcome, Verdict


def changes(text: str, kind: str) -> list[str]:
    """What the mutants of one kind make of a module."""
    source = text.encode()
    return [
        m.applied(source).decode() for m in mutants("a.py", source) if m.kind == kind and lives(m, source)
    ]


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("a <= b", "comparison", ["a < b", "a > b"]),
        ("a == b", "comparison", ["a != b"]),
        ("a not in b", "comparison", ["a in b"]),
        ("(a) is not (b)", "comparison", ["(a) is (b)"]),
        ("x = a * (b - c)", "arithmetic", ["x = a / (b - c)", "x = a * (b + c)"]),
        ("x = a ** b", "arithmetic", ["x = a * b"]),
        ("a and b or c", "boolean", ["a or b or c", "a and b and c"]),
        ("x = not a", "unary", ["x = (a)"]),
        ("x = a[-1]", "unary", ["x = a[(1)]"]),
        ("x = a[:4]", "slice", ["x = a[:5]"]),
        ("x = 1e-09", "constant", ["x = 1.000000001"]),
        ("x = True", "constant", ["x = False"]),
        ("f(k=3)", "keyword", ["f(k=4)"]),
        ("def f(n=2): pass", "default", ["def f(n=3): pass"]),
        ("x = min(a, b)", "twin", ["x = max(a, b)"]),
        ("x = pc.less_equal(a, b)", "twin", ["x = pc.less(a, b)"]),
        ("x = abs(a)", "twin", ["x = float(a)"]),
        ("x = sorted(a)", "order", ["x = sorted(a, reverse=True)"]),
        ("x = a if b else c", "choice", ["x = (c) if b else (a)"]),
        ("for a in b:\n    break", "loop", ["for a in b:\n    continue"]),
        ("def f() -> int | None:\n    return a", "none", ["def f() -> int | None:\n    return None"]),
        ("def f() -> int:\n    return a", "none", []),
        ("def f():\n    if a:\n        raise b\n    c()", "deleted", [
            "def f():\n    pass\n    c()", "def f():\n    if a:\n        pass\n    c()", "def f():\n    if a:\n        raise b\n    pass"
        ]),
    ],
)  # fmt: skip
def test_a_kind_changes_this_into_that(text: str, kind: str, expected: list[str]) -> None:
    assert changes(text, kind) == expected


@pytest.mark.parametrize(
    "text",
    [
        '"""One of 2."""',
        "__all__ = ['a'] + b",
        "from a import b",
        "x: Annotated[int, 3]",
        "Number = float | Decimal",
        "x = {'a': 'b'}",
        "x = 'a' + b",
        "x = f'{a + 1:.4f}'",
        "raise Fault(f'{a + 1}', n=2)",
    ],
)
def test_texts_types_and_the_words_of_errors_are_left_alone(text: str) -> None:
    assert mutants("a.py", text.encode()) == []


def test_chinese_letters_before_a_change_shift_nothing() -> None:
    assert changes("x = {'信消': a + b}", "arithmetic") == ["x = {'信消': a - b}"]


def test_a_mutant_keeps_its_name_when_lines_before_it_move() -> None:
    before, after = (mutants("a.py", text) for text in (b"x = a + b", b"import c\n\n\nx  =  a + b"))
    assert [m.place for m in before] == [m.place for m in after]
    assert (before[0].line, after[0].line) == (1, 4)


def test_a_sample_is_the_same_each_time_and_has_one_mutant_of_a_line() -> None:
    drawn = sampled("analyse/linear.py", 12)
    assert drawn == sampled("analyse/linear.py", 12)
    assert len({(m.module, m.line) for m in drawn}) == 12
    assert set(sampled("analyse/linear.py", 4)) < set(drawn)
    assert drawn != sampled("analyse/linear.py", 12, seed=2)


def test_every_room_is_there_and_two_hundred_are_tried() -> None:
    assert sum(ROOMS.values()) >= 200
    assert all(files(room) for room in ROOMS)


def test_an_unknown_room_is_said_to_be_unknown() -> None:
    with pytest.raises(SystemExit, match="no room cellar"):
        files("cellar")


def test_an_equivalent_mutant_counts_neither_way_and_an_accepted_one_as_alive() -> None:
    four = mutants("a.py", b"x = a + b\ny = a - b\nz = a * b\nw = a / b")
    outcomes: tuple[Outcome, ...] = ("dead", "timeout", "survived", "survived")
    verdicts = tuple(Verdict(m, outcome, "", 1) for m, outcome in zip(four, outcomes, strict=True))
    reasons = {
        m.place: Reason(*m.place, said, "why")
        for m, said in zip(four[2:], ("equivalent", "accepted"), strict=True)
    }
    told = Account("a.py", verdicts, reasons)
    assert told.share == (2, 3)
    assert told.unexplained == []
    assert Account("a.py", verdicts, {}).unexplained == list(verdicts[2:])


def test_every_reason_speaks_of_a_mutant_and_says_why() -> None:
    entries = yaml.safe_load(REASONS.read_text("utf-8"))
    assert {entry["verdict"] for entry in entries} <= {"equivalent", "accepted"}
    assert all(len(entry["reason"].split()) >= 3 for entry in entries)
    assert outdated() == []
