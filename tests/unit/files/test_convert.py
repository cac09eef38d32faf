"""Values against shapes: every fault with its line; of alternatives told apart by a tag, only those of the one meant."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
import pytest
from msgspec import Meta

from xinxiao.files.convert import convert, nearest
from xinxiao.files.places import Places
from xinxiao.files.yaml import read_yaml
from xinxiao.index.spec.method import Method
from xinxiao.model.finding import Finding
from xinxiao.model.text import Noun, Text


class Trim(Noun, frozen=True, kw_only=True, tag_field="step", tag="trim"):
    """A stage with a number between bounds."""

    share: Annotated[float, Meta(ge=0, le=1)]
    sides: int = 2


class Scale(Noun, frozen=True, kw_only=True, tag_field="step", tag="scale"):
    """A stage with a list."""

    range: tuple[float, float]


class Recipe(Noun, frozen=True, kw_only=True):
    """A name, a year, and stages of two kinds."""

    name: Text
    year: Annotated[int, Meta(ge=1900, le=2100)]
    note: str | None = None
    stages: tuple[Trim | Scale, ...] = ()


SOUND = "name: {zh: 甲, en: A}\nyear: 2024\nstages:\n  - {step: trim, share: 0.1}\n  - step: scale\n    range: [0, 100]\n"


def read(text: str, shape: Any = Recipe) -> tuple[Any, list[Finding]]:
    marked = read_yaml("r.yaml", text.encode())
    assert marked.findings == ()
    return convert("r.yaml", marked.value, shape, Places({"r.yaml": marked.marks}))


def told(text: str, shape: Any = Recipe) -> list[tuple[int, str, str]]:
    noun, found = read(text, shape)
    assert noun is None
    return [(one.line, one.code, dict(one.places).get("field", "")) for one in found]


def test_a_value_that_fits_becomes_its_noun() -> None:
    noun, found = read(SOUND)
    assert found == []
    assert noun.stages == (Trim(share=0.1), Scale(range=(0.0, 100.0)))


def test_a_wrong_tag_tells_the_allowed_ones_and_the_nearest() -> None:
    noun, found = read(SOUND.replace("step: trim", "step: trin"))
    assert noun is None
    assert [(one.line, one.code) for one in found] == [(4, "FIELD_VALUE")]
    places = dict(found[0].places)
    assert (places["field"], places["known"], places["hint"]) == ("stages.0.step", "scale, trim", "trim")


def test_a_stage_without_its_tag_is_told_that_the_tag_is_missing() -> None:
    assert told(SOUND.replace("step: trim, ", "")) == [(4, "FIELD_MISSING", "stages.0.step")]


@pytest.mark.parametrize("tag", ["7", "[trim]", "{a: 1}", "null", "true"])
def test_a_tag_that_is_no_word_is_told_with_the_allowed_ones(tag: str) -> None:
    found = told(SOUND.replace("step: trim", f"step: {tag}"))
    assert [(line, code, field) for line, code, field in found] == [(4, "FIELD_VALUE", "stages.0.step")]


def test_a_wrong_field_of_one_stage_tells_that_stages_fault_alone() -> None:
    assert told(SOUND.replace("share: 0.1", "share: 7")) == [(4, "FIELD_LIMIT", "stages.0.share")]
    assert told(SOUND.replace("range: [0, 100]", "range: [0, x]")) == [(6, "FIELD_TYPE", "stages.1.range.1")]
    assert told(SOUND.replace("share: 0.1", "share: 0.1, colour: red")) == [
        (4, "FIELD_UNKNOWN", "stages.0.colour")
    ]


def test_a_field_of_the_other_kind_of_stage_is_unknown_and_its_own_missing() -> None:
    assert sorted(told(SOUND.replace("share: 0.1", "range: [0, 1]"))) == [
        (4, "FIELD_MISSING", "stages.0.share"),
        (4, "FIELD_UNKNOWN", "stages.0.range"),
    ]


def test_faults_of_several_fields_and_stages_are_told_at_once() -> None:
    text = (
        SOUND.replace("year: 2024", "year: 24")
        .replace("en: A", "en: ''")
        .replace("share: 0.1", "share: no, sides: two")
        .replace("step: scale", "step: scal")
    )
    assert sorted(told(text)) == [
        (1, "TRANSLATION_MISSING", "name.en"),
        (2, "FIELD_LIMIT", "year"),
        (4, "FIELD_TYPE", "stages.0.share"),
        (4, "FIELD_TYPE", "stages.0.sides"),
        (5, "FIELD_VALUE", "stages.1.step"),
    ]


def test_of_something_or_nothing_only_the_something_is_told() -> None:
    noun, found = read(SOUND + "note: 7\n")
    assert noun is None
    assert [(one.line, one.code, dict(one.places)["expected"]) for one in found] == [
        (7, "FIELD_TYPE", "string")
    ]


@pytest.mark.parametrize("stages", ["7", "{}", "[7]", "[[]]", "[null]", "trim"])
def test_stages_of_another_form_are_told_and_never_a_traceback(stages: str) -> None:
    text = SOUND.split("stages:", maxsplit=1)[0] + f"stages: {stages}\n"
    found = told(text)
    assert found
    assert {line for line, _, _ in found} == {3}


def test_the_method_of_an_index_tells_the_steps_there_are() -> None:
    noun, found = read(
        "version: '1'\nstages:\n  - step: normalize\n    default: {method: goalposts}\n", Method
    )
    assert noun is None
    assert [(one.line, one.code) for one in found] == [(3, "FIELD_VALUE")]
    assert "normalise" in dict(found[0].places)["known"]
    assert dict(found[0].places)["hint"] == "normalise"


def test_two_faults_of_one_stage_of_a_method_do_not_hide_one_of_another() -> None:
    text = (
        "version: '1'\nstages:\n  - step: normalise\n    default: {method: goalpost, outside: cut}\n"
        "  - step: aggregate\n    default: {method: 7}\n"
    )
    assert sorted(told(text, Method)) == [
        (4, "FIELD_VALUE", "stages.0.default.method"),
        (4, "FIELD_VALUE", "stages.0.default.outside"),
        (6, "FIELD_TYPE", "stages.1.default.method"),
    ]


def test_at_most_two_hundred_faults_of_one_value_are_told_and_that_there_are_more() -> None:
    many = "name: {zh: 甲, en: A}\nyear: 2024\nstages:\n" + "  - {step: trim, share: x}\n" * 300
    _, found = read(many)
    assert len(found) <= 201


def test_the_word_most_like_a_misspelt_one() -> None:
    assert nearest("normalize", {"normalise", "impute"}) == "normalise"
    assert nearest("zzz", ["normalise"]) == "-"
    assert nearest("x", 7) == "-"


def test_a_shape_of_its_own_is_not_confused_with_another_of_the_same_name() -> None:
    other = msgspec.defstruct("Recipe", [("year", str)], frozen=True, forbid_unknown_fields=True)
    assert told("year: 2024\n", other) == [(1, "FIELD_TYPE", "year")]
