"""Replicates played together are those of a plain loop of whole runs, one by one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from xinxiao import index
from xinxiao.index.doubt import draw, score
from xinxiao.index.doubt.factors import factors_of
from xinxiao.index.doubt.replicate import Replayer
from xinxiao.index.spec.changes import stage_with
from xinxiao.index.spec.framework import Group, Indicator

CODES = ("a", "b", "c", "d")
TREE = index.framework_of(
    [Indicator(code=c, parent="P" if c in "ab" else "Q") for c in CODES],
    [Group(code="T"), Group(code="P", parent="T"), Group(code="Q", parent="T")],
)
X = np.exp(np.random.default_rng(2).standard_normal((3, 300, 4)))
PANEL = index.Panel(X, tuple(f"u{n}" for n in range(300)), CODES, ("2001", "2002", "2003"))
NOISE = index.Assumption(name="noise", stage="inputs", kind="noise", relative={"*": 0.05})
ZSCORE: dict[str, Any] = {"range": None, "default": {"method": "zscore", "mean": 10, "sd": 2}}


def _choice(name: str, stage: str, *given: dict[str, Any]) -> index.Assumption:
    choices = tuple(index.Alternative(name=str(i), parameters=p) for i, p in enumerate(given))
    return index.Assumption(name=name, stage=stage, kind="alternatives", alternatives=choices)


SPEC = index.IndexSpec(
    framework=TREE,
    method=index.Method(
        stages=tuple(
            index.NormaliseSpec(range=(1.0, 100.0)) if isinstance(stage, index.NormaliseSpec) else stage
            for stage in index.Method().stages
        )
    ),
    assumptions=index.Assumptions(
        replicates=8,
        assumptions=(
            _choice("limit", "treat", {"default": {"share": 0.01}}, {"default": {"share": 0.03}}),
            _choice("normal", "normalise", {}, ZSCORE),
            _choice("mean", "aggregate", {}, {"default": {"method": "geometric"}}),
            NOISE,
        ),
    ),
)
CHOICES = np.array([[i % 2, i // 2 % 2, i // 4 % 2, i if i % 3 else -1] for i in range(16)])


def _whole_run(row: list[int]) -> np.ndarray:
    """One replicate the long way: errors on the panel, alternatives in the method, a whole build."""
    factors = factors_of(SPEC)
    values = draw.with_errors(X, NOISE, TREE, [SPEC.assumptions.seed, 3], np.array(row[3:]))[0]  # type: ignore[union-attr]
    stages = list(SPEC.method.stages)
    for factor, chosen in zip(factors[:3], row[:3], strict=True):
        stages[factor.stage] = stage_with(stages[factor.stage], factor.overrides[chosen])
    spec = index.IndexSpec(framework=TREE, method=index.Method(stages=tuple(stages)))
    return np.asarray(index.build(spec, PANEL.with_values(np.ascontiguousarray(values))).of("T"))


def test_every_replicate_is_that_of_a_whole_run_to_the_thirteenth_digit() -> None:
    found = Replayer(SPEC, PANEL, factors_of(SPEC)).run(CHOICES)
    assert found.reasons == ("",) * 16
    for scores, row in zip(found.scores, CHOICES.tolist(), strict=True):
        assert scores == pytest.approx(_whole_run(row), rel=1e-13)


@pytest.mark.parametrize("chunk", [1, 100, 1 << 16])
def test_a_replicate_is_the_same_to_the_last_bit_alone_and_among_others(
    chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    player = Replayer(SPEC, PANEL, factors_of(SPEC))
    together = player.run(CHOICES).scores
    monkeypatch.setattr(score, "_CHUNK_SCORES", chunk)
    monkeypatch.setattr(score, "_CHUNK_CELLS", min(chunk, 512))
    for scores, row in zip(together, CHOICES, strict=True):
        assert player.run(row[None]).scores[0].tobytes() == scores.tobytes()
    assert player.run(CHOICES[::-1]).scores[::-1].tobytes() == together.tobytes()
