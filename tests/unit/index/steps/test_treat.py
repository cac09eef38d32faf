"""Values treated for a replicate are those of the report, to the last bit."""

from __future__ import annotations

import numpy as np
import pytest

from xinxiao import index
from xinxiao.index.steps import treat as treating
from xinxiao.index.steps.domain import Undefined
from xinxiao.index.steps.treat import treat, treated_values

CODES = ("a", "b", "c", "d")
X = np.exp(1.2 * np.random.default_rng(6).standard_normal((2, 60, 4)))
X[..., 1] = np.random.default_rng(7).standard_normal((2, 60))
X[0, :5, 2] = np.nan


@pytest.mark.parametrize("scope", ["year", "panel"])
@pytest.mark.parametrize(
    "rule",
    [
        {"points": 5},
        {"points": 0},
        {"points": 5, "transform": "none"},
        {"share": 0.1, "skewness": 1.0, "kurtosis": 1.0},
        {"points": 3, "transform": "log_reflected", "when": "always"},
        {"points": 2, "transform": "boxcox", "skewness": 0.5, "kurtosis": 0.5},
    ],
)
@pytest.mark.parametrize("near", [0.0, 1e-6, 1e9])
def test_values_are_those_of_the_report(
    rule: dict[str, object], scope: str, near: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(treating, "_NEAR", near)
    spec = index.TreatSpec(scope=scope, default=index.TreatRule(**rule))  # type: ignore[arg-type]
    wanted = np.ascontiguousarray(treat(X, spec, CODES).values)
    assert np.ascontiguousarray(treated_values(X, spec, CODES)).tobytes() == wanted.tobytes()
    stack = np.stack([X, X[::-1]])
    both = treated_values(stack, spec, CODES)
    assert np.ascontiguousarray(both[0]).tobytes() == wanted.tobytes()


def test_two_rules_treat_their_own_columns_and_leave_the_others() -> None:
    log = index.TreatRule(points=0, transform="ln", when="always")
    spec = index.TreatSpec(
        default=index.TreatRule(points=1, when="always", transform="none"),
        indicators={"a": log},
        untreated=("d",),
    )
    found = treated_values(X, spec, CODES)
    assert found[..., 0].tolist() == np.log(X[..., 0]).tolist()
    assert found[..., 3].tolist() == X[..., 3].tolist()
    top = np.sort(X[1, :, 2])
    assert float(found[1, :, 2].max()) == top[-2]
    with pytest.raises(Undefined, match="'b' must be positive"):
        treated_values(X, index.TreatSpec(default=log), CODES)


def test_values_that_need_no_treatment_are_given_back() -> None:
    calm = np.random.default_rng(1).standard_normal((30, 2))
    assert treated_values(calm, index.TreatSpec(), ("a", "b")) is calm


def test_a_moment_is_near_a_limit_within_a_millionth_of_one_more_than_it() -> None:
    moments = np.array([2.0 + 2e-6, 2.0 + 4e-6, -2.0 - 4e-6, -2.0, np.nan])
    assert treating._far(moments, 2.0).tolist() == [False, True, True, False, False]
    assert treating._far(np.array([1e-6, 1.1e-6]), 0.0).tolist() == [False, True]
