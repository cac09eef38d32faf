"""What a reader is told of values that a method is not defined for, in their language."""

from __future__ import annotations

import string

import numpy as np
import pytest

from xinxiao.entry.errors import shown
from xinxiao.errors import DataFault
from xinxiao.index.steps import domain
from xinxiao.index.steps.denominate import denominate
from xinxiao.texts import catalogue


def _named(undefined: domain.Undefined) -> DataFault:
    return undefined.named(["U1", "U2"], ["2020", "2021"])


def _met(values: list[list[float]]) -> DataFault:
    with pytest.raises(domain.Undefined) as caught:
        domain.demand(domain.LOG_SCALE, np.array(values), "a logarithmic scale", "a")
    return _named(caught.value)


def test_a_reader_is_told_the_first_unit_and_period_and_how_many_more() -> None:
    said = shown(_met([[1.0, 2.0], [0.0, -1.0]]), "zh")
    assert said.message == "a logarithmic scale 没有定义：a 须 > 0（U1, 2021, +1）"
    assert said.hint == "请使用不带 scale: log 的 goalposts，或先用 transform: log 处理该指标。"
    assert shown(_met([[1.0, 0.0]]), "en").message == (
        "a logarithmic scale is undefined: a must be > 0 (U2, 2020)"
    )


def test_bounds_are_told_as_comparisons() -> None:
    assert domain.TRANSFORMS["log1p"].sign == "> -1"
    known = domain.of_weights("entropy")
    assert known is not None
    assert known.sign == "≥ 0"


def test_a_denominator_of_zero_is_told_by_its_name() -> None:
    with pytest.raises(domain.Undefined) as caught:
        denominate(np.array([[1.0], [2.0]]), {"pop": np.array([1.0, 0.0])}, ["pop"], codes=["a"])
    assert shown(_named(caught.value), "zh").message == "the ratio 'a' 没有定义：分母 pop 为零（U2）"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ["ahead", "fraction", "log", "range", "ratio", "shifted"])
def test_every_text_has_places_that_are_filled(language: str, name: str) -> None:
    text = catalogue(language)[f"errors.undefined_{name}.message"]  # type: ignore[arg-type]
    places = {place for _, place, _, _ in string.Formatter().parse(text) if place}
    assert places <= {"what", "column", "bound", "place"}
    assert places >= {"what", "column", "place"}
