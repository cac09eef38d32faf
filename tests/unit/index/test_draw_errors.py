"""Measurement errors of inputs: of a share of the value, of a size, and in logarithms."""

from __future__ import annotations

import numpy as np
import pytest

from xinxiao import index
from xinxiao.errors import ProgrammeFault
from xinxiao.index.doubt.draw import with_errors

TREE = index.framework_of(
    [index.Indicator(code=code, parent="TOP") for code in ("a", "b", "c")], [index.Group(code="TOP")]
)
VALUES = np.array([[[100.0, 100.0, 100.0], [2.0, 2.0, 2.0]]])  # one period, two units
NUMBERS = np.arange(4000)


def drawn(**fields: object) -> np.ndarray:
    noise = index.Assumption(name="e", stage="inputs", kind="noise", **fields)  # type: ignore[arg-type]
    return with_errors(VALUES, noise, TREE, (7,), NUMBERS)[:, 0]


def test_a_relative_error_is_additive_and_may_fall_below_zero_where_it_is_large() -> None:
    found = drawn(relative={"a": 0.5})
    assert found[:, 0, 0].mean() == pytest.approx(100.0, abs=3.0)
    assert found[:, 0, 0].std() == pytest.approx(50.0, rel=0.05)
    assert (found[:, 0, 0] < 0).any()
    assert (found[..., 1:] == VALUES[0, :, 1:]).all()


def test_an_error_in_logarithms_multiplies_and_never_falls_below_zero() -> None:
    found = drawn(relative={"a": 0.5, "b": 0.5}, in_logarithms=("a",))
    logs = np.log(found[:, :, 0] / VALUES[0, :, 0])
    assert (found[:, :, 0] > 0).all()
    assert logs.mean(axis=0).tolist() == pytest.approx([0.0, 0.0], abs=0.03)
    assert logs.std(axis=0).tolist() == pytest.approx([0.5, 0.5], rel=0.05)
    assert (found[:, 0, 1] < 0).any()


def test_an_absolute_error_comes_on_top_of_one_in_logarithms() -> None:
    alone = drawn(relative={"a": 0.5}, in_logarithms=("a",))
    both = drawn(relative={"a": 0.5}, absolute={"a": 3.0}, in_logarithms=("a",))
    z = np.log(alone[:, :, 0] / VALUES[0, :, 0]) / 0.5
    assert both[:, :, 0] - alone[:, :, 0] == pytest.approx(3.0 * z)


def test_in_logarithms_names_an_indicator_of_the_tree() -> None:
    method = index.Method(stages=(index.AggregateSpec(),))
    noise = index.Assumption(
        name="e", stage="inputs", kind="noise", relative={"a": 0.1}, in_logarithms=("nobody",)
    )
    spec = index.IndexSpec(
        framework=TREE, method=method, assumptions=index.Assumptions(replicates=4, assumptions=(noise,))
    )
    panel = index.Panel(VALUES, ("u", "v"), ("a", "b", "c"), ("2020",))
    with pytest.raises(ProgrammeFault, match="nobody"):
        index.analyse(spec, panel)
