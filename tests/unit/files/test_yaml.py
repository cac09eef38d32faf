"""YAML: plain values with their lines; hostile input ends in findings, quickly."""

from __future__ import annotations

import time
import tracemalloc

import pytest

from xinxiao.files.yaml import Marked, read_yaml


def read(text: str) -> Marked:
    return read_yaml("x.yaml", text.encode())


def codes(marked: Marked) -> list[tuple[int, str]]:
    return [(found.line, found.code) for found in marked.findings]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: &x [*x]\n", 1),
        ("a: &x {b: *x}\n", 1),
        ("a: &x\n  b:\n    c: [1, *x]\n", 3),
        ("&x [1, [2, *x]]\n", 1),
        ("a: &x\n  - *x\n", 2),
    ],
)
def test_a_value_that_holds_itself_is_told_at_the_line_it_is_named_again(text: str, line: int) -> None:
    marked = read(text)
    assert marked.value is None
    assert codes(marked) == [(line, "YAML_ANCHOR")]


def test_a_name_nobody_gave_is_told() -> None:
    assert codes(read("a: *nobody\n")) == [(1, "YAML_ANCHOR")]


def test_an_anchor_named_again_later_is_the_value_given_before() -> None:
    marked = read("a: &x {zh: 一, en: one}\nb: *x\n")
    assert marked.findings == ()
    assert marked.value == {"a": {"zh": "一", "en": "one"}, "b": {"zh": "一", "en": "one"}}


def billion(levels: int, width: int) -> str:
    lines = ["a0: &a0 [" + ", ".join("x" * 1 for _ in range(width)) + "]"]
    for i in range(1, levels):
        lines.append(f"a{i}: &a{i} [" + ", ".join([f"*a{i - 1}"] * width) + "]")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(("levels", "width"), [(10, 9), (40, 4), (100, 2), (199, 1), (3, 150)])
def test_aliases_of_aliases_are_bounded_and_read_in_a_second_with_little_memory(
    levels: int, width: int
) -> None:
    tracemalloc.start()
    begun = time.process_time()
    marked = read(billion(levels, width))
    spent = time.process_time() - begun
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert spent < 2.0
    assert peak < 20_000_000
    assert marked.value is not None or codes(marked)[-1][1] == "YAML_ALIASES"


def test_two_hundred_aliases_are_the_most_and_one_more_is_told() -> None:
    head = "a: &x 1\nb:\n"
    assert read(head + "  - *x\n" * 200).findings == ()
    assert codes(read(head + "  - *x\n" * 201)) == [(203, "YAML_ALIASES")]


def test_lists_in_sixty_levels_are_the_deepest() -> None:
    assert read("[" * 60 + "]" * 60).findings == ()
    assert codes(read("[" * 61 + "]" * 61)) == [(1, "YAML_DEPTH")]


def test_mappings_are_as_deep_as_lists() -> None:
    text = "".join("  " * i + "a:\n" for i in range(70)) + "  " * 70 + "b\n"
    assert codes(read(text)) == [(61, "YAML_DEPTH")]


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "[{a: "])
def test_a_hundred_thousand_openings_are_told_in_a_second(opening: str) -> None:
    begun = time.process_time()
    marked = read(opening * 100_000)
    assert time.process_time() - begun < 5.0
    assert marked.value is None
    assert codes(marked)[-1][1] in ("YAML_DEPTH", "YAML_SYNTAX")


def test_every_value_has_its_line() -> None:
    marked = read("a: 1\nb:\n  - x\n  - c: 2\n    d: [3,\n        4]\n")
    assert {
        path: marked.marks[path] for path in (("a",), ("b", 1, "c"), ("b", 1, "d"), ("b", 1, "d", 1))
    } == {
        ("a",): 1,
        ("b", 1, "c"): 4,
        ("b", 1, "d"): 5,
        ("b", 1, "d", 1): 6,
    }


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("09", "09"),
        ("007", "007"),
        ("0", 0),
        ("-5", -5),
        ("1.50", 1.5),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("yes", "yes"),
        ("on", "on"),
        ("true", True),
        ("null", None),
        ("2017-08-13", "2017-08-13"),
        ("12:30", "12:30"),
        ("0x10", "0x10"),
        ("1_000", "1_000"),
        ("'5'", "5"),
        ("! 5", "5"),
    ],
)
def test_plain_words_mean_what_yaml_1_2_says_but_codes_keep_their_zeros(text: str, value: object) -> None:
    marked = read(f"a: {text}\n")
    assert marked.findings == ()
    assert marked.value == {"a": value}
    assert type(marked.value["a"]) is type(value)


@pytest.mark.parametrize("tag", ["!!python/object:os.system", "!x", "!!binary", "!!set", "!!str"])
def test_a_tag_is_refused_on_scalars_lists_and_mappings(tag: str) -> None:
    for text in (f"a: {tag} x\n", f"a: {tag} [x]\n", f"a: {tag} {{x: 1}}\n"):
        assert [code for _, code in codes(read(text))] == ["YAML_TAG"], text


def test_a_key_given_twice_is_told_and_the_first_value_stays() -> None:
    marked = read("a: 1\nb: 2\na: {c: 3, d: 4}\n")
    assert codes(marked) == [(3, "YAML_DUPLICATE_KEY")]
    assert marked.value == {"a": 1, "b": 2}


def test_a_merge_key_is_a_field_of_that_name_and_merges_nothing() -> None:
    marked = read("a: &x {b: 1}\nc:\n  <<: *x\n")
    assert marked.value == {"a": {"b": 1}, "c": {"<<": {"b": 1}}}


@pytest.mark.parametrize("text", ["? [a]\n: 1\n", "{[a]: 1}\n", "? {a: 1}\n: 1\n"])
def test_a_key_that_is_a_list_or_a_mapping_is_refused(text: str) -> None:
    assert [code for _, code in codes(read(text))] == ["YAML_KEY"]


def test_a_file_larger_than_four_megabytes_is_refused_with_its_size() -> None:
    marked = read_yaml("x.yaml", b"a: " + b"x" * 4_194_302)
    assert marked.value is None
    assert [(f.code, dict(f.places)) for f in marked.findings] == [
        ("FILE_LARGE", {"size": "4194305", "most": "4194304"})
    ]


def test_a_file_of_more_values_than_are_kept_is_refused_where_they_begin() -> None:
    marked = read_yaml("x.yaml", b"a: 1\nb: [" + b"1," * 200_000 + b"]")
    assert [(f.line, f.code) for f in marked.findings] == [(2, "YAML_VALUES")]


@pytest.mark.parametrize("number", ["1e-301", "1e-400", "-1e-9999", "0.00000001e-300"])
def test_a_number_that_would_become_zero_unseen_is_refused(number: str) -> None:
    assert [f.code for f in read_yaml("x.yaml", f"a: {number}".encode()).findings] == ["YAML_SMALL"]


def test_zero_may_be_written_with_any_exponent() -> None:
    assert read_yaml("x.yaml", b"a: 0.0e-999").value == {"a": 0.0}
