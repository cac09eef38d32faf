"""Measurement errors drawn in blocks are those of a plain loop over units and indicators."""

from __future__ import annotations

import math

import numpy as np
import pytest

from xinxiao import index
from xinxiao.index.doubt import draw
from xinxiao.index.spec.framework import Group, Indicator

TREE = index.framework_of([Indicator(code=c, parent="T") for c in "abc"], [Group(code="T")])
VALUES = 10.0 + np.random.default_rng(4).standard_normal((2, 9, 3))


def _noise(**sizes: object) -> index.Assumption:
    return index.Assumption(name="e", stage="inputs", kind="noise", **sizes)  # type: ignore[arg-type]


def _plain(values: np.ndarray, a: index.Assumption, number: int) -> np.ndarray:
    """One replicate: for each period and unit, the touched indicators in turn."""
    sizes = [
        (a.relative.get(c, a.relative.get("*", 0.0)), a.absolute.get(c, a.absolute.get("*", 0.0)))
        for c in "abc"
    ]
    rng, out = np.random.default_rng([7, 1, number]), values.copy()
    for t in range(len(values)):
        for n in range(values.shape[1]):
            for k, (share, size) in enumerate(sizes):
                if share or size:
                    z, x = rng.standard_normal(), values[t, n, k]
                    grown = x * np.exp(share * z) + size * z
                    out[t, n, k] = grown if "abc"[k] in a.in_logarithms else x + (abs(x) * share + size) * z
    return out


@pytest.mark.parametrize("at_once", [1, 4, 512])
@pytest.mark.parametrize(
    "a",
    [
        _noise(relative={"*": 0.1}),
        _noise(absolute={"b": 2.0}),
        _noise(relative={"a": 0.1, "c": 0.3}, in_logarithms=("c",), absolute={"c": 0.5}),
    ],
)
def test_errors_are_those_of_a_plain_loop(
    a: index.Assumption, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draw, "_UNITS_AT_ONCE", at_once)
    found = draw.with_errors(VALUES, a, TREE, [7, 1], np.array([0, -1, 3]))
    assert found.shape == (3, 2, 9, 3)
    assert found[1].tolist() == VALUES.tolist()
    for r, number in ((0, 0), (2, 3)):
        assert found[r] == pytest.approx(_plain(VALUES, a, number), rel=1e-15)
    again = draw.with_errors(found, a, TREE, [7, 1], np.array([3, 0, -1]))
    assert again[0] == pytest.approx(_plain(found[0], a, 3), rel=1e-15)
    assert again[2].tolist() == found[2].tolist()


def test_an_error_of_a_tenth_moves_100_by_ten_times_the_draw() -> None:
    z = np.random.default_rng([5, 0]).standard_normal(3)
    hundred = np.full((1, 1, 3), 100.0)
    found = draw.with_errors(hundred, _noise(relative={"*": 0.1}), TREE, [5], np.array([0]))
    assert found[0, 0, 0] == pytest.approx(100 + 10 * z)
    grown = draw.with_errors(
        hundred, _noise(relative={"*": 0.1}, in_logarithms=("a",)), TREE, [5], np.array([0])
    )
    assert grown[0, 0, 0] == pytest.approx([100 * math.exp(0.1 * z[0]), 100 + 10 * z[1], 100 + 10 * z[2]])
