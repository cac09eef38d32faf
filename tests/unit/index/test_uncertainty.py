"""Replicates equal whole runs of the pipeline, nothing fails in silence, nothing inert is accepted."""

from __future__ import annotations

import itertools
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from xinxiao.errors import ProgrammeFault
from xinxiao.index.coherence.arrays import rank_units
from xinxiao.index.doubt import inert, intervals
from xinxiao.index.doubt.factors import factors_of
from xinxiao.index.doubt.play import Referee
from xinxiao.index.doubt.replicate import Replayer
from xinxiao.index.doubt.uncertainty import analyse
from xinxiao.index.layouts.folder import read_folder
from xinxiao.index.pipeline.run import build
from xinxiao.index.spec.framework import Framework, Group, Indicator, framework_of
from xinxiao.index.spec.index import IndexSpec, override
from xinxiao.index.spec.method import (
    AggregateSpec,
    Alternative,
    Assumption,
    Assumptions,
    ImputeSpec,
    Method,
    NormaliseRule,
    NormaliseSpec,
    ScreenSpec,
    TreatSpec,
    WeightSpec,
)
from xinxiao.index.spec.panel import Panel

SMALL = Path(__file__).resolve().parents[2] / "data" / "index-small"
TREE: Framework = framework_of(
    [Indicator(code=c, parent="P" if c < "c" else "Q", lower=-4.0, upper=6.0) for c in "abcd"],
    [Group(code="I"), Group(code="P", parent="I"), Group(code="Q", parent="I")],
)
CUBE = np.random.default_rng(3).standard_normal((3, 12, 4)) + np.arange(12)[:, None] / 4
PANEL = Panel(CUBE, tuple(f"u{i:02d}" for i in range(12)), tuple("abcd"), ("2021", "2022", "2023"))
METHOD = Method(
    stages=(
        ImputeSpec(),
        ScreenSpec(),
        TreatSpec(),
        NormaliseSpec(range=(1, 100)),
        WeightSpec(),
        AggregateSpec(),
    )
)


def _alternatives(name: str, stage: str, **choices: dict[str, object]) -> Assumption:
    return Assumption(
        name=name,
        stage=stage,
        kind="alternatives",
        alternatives=tuple(Alternative(name=k, parameters=v) for k, v in choices.items()),
    )


NORMALISATION = _alternatives(
    "normalisation", "normalise", minmax={}, rank={"default": {"method": "percentile_rank"}}
)
AGGREGATION = _alternatives(
    "aggregation", "aggregate", mean={}, geometric={"default": {"method": "geometric"}}
)
WEIGHTS = _alternatives(
    "weights", "weights", given={}, entropy={"method": "entropy"}, equal={"method": "pca"}
)


PLAIN = IndexSpec(framework=TREE, method=METHOD)


def _declared(*assumptions: Assumption, spec: IndexSpec = PLAIN, **more: object) -> IndexSpec:
    return spec.with_assumptions(Assumptions(assumptions=assumptions, **more))  # type: ignore[arg-type]


def test_every_enumerated_replicate_equals_a_whole_run_of_the_pipeline() -> None:
    given = (NORMALISATION, AGGREGATION, WEIGHTS)
    spec = _declared(*given)
    player = Replayer(spec, PANEL, factors_of(spec))
    choices = np.array(list(itertools.product(range(2), range(2), range(3))))
    found = player.run(choices)
    assert found.faults == {}
    for row, scores in zip(choices.tolist(), found.scores, strict=True):
        chosen = PLAIN
        for assumption, choice in zip(given, row, strict=True):
            chosen = override(chosen, assumption.stage, assumption.alternatives[choice].parameters)
        assert scores == pytest.approx(build(chosen, PANEL).of("I"), abs=1e-12)


def test_enumeration_reports_exact_indices_ranks_and_probabilities() -> None:
    found = analyse(_declared(NORMALISATION, AGGREGATION, top=(3,)), PANEL)
    assert (found.mode, found.replicates, found.failed) == ("exact", 4, 0)
    assert found.sensitivity is not None
    assert found.sensitivity.method == "exact"
    assert all(found.sensitivity.consistent)
    assert found.rank == pytest.approx(rank_units(found.score[..., None])[..., 0])
    assert found.top[3].sum(axis=1).min() >= 3  # ties may add a unit
    assert bool((found.rank_low <= found.rank_high).all())
    assert found.superiority is not None
    assert found.superiority + np.swapaxes(found.superiority, 1, 2) == pytest.approx(1)


def test_probabilities_of_the_choices_weigh_the_replicates() -> None:
    sure = Assumption(
        name="n",
        stage="normalise",
        kind="alternatives",
        alternatives=(
            Alternative(name="minmax", probability=1.0),
            Alternative(name="rank", parameters={"default": {"method": "percentile_rank"}}, probability=0.0),
        ),
    )
    found = analyse(_declared(sure), PANEL)
    assert found.score_mean == pytest.approx(found.score)
    assert found.score_low == pytest.approx(found.score)


@pytest.mark.parametrize(
    "assumption",
    [
        Assumption(name="x", stage="weights", kind="dirichlet", concentration=50),
        Assumption(name="x", stage="weights", kind="perturb", spread=0.5),
        Assumption(name="x", stage="inputs", kind="noise", absolute={"*": 0.2}),
    ],
    ids=lambda a: a.kind,
)
def test_sampling_repeats_by_seed_and_centres_near_the_declared_scores(assumption: Assumption) -> None:
    given = _declared(assumption, replicates=128, seed=4)
    one, two = (analyse(given, PANEL, mode="sample_only") for _ in range(2))
    assert one.score_low.tolist() == two.score_low.tolist()
    assert float(np.abs(one.score_mean - one.score).mean()) < 3
    assert bool((one.score_high > one.score_low).any())


def test_noise_of_one_indicator_leaves_the_other_pillar_alone() -> None:
    given = _declared(Assumption(name="x", stage="inputs", kind="noise", absolute={"a": 0.5}), replicates=16)
    found = analyse(given, PANEL, mode="sample_only", target="P")
    assert bool((found.score_high > found.score_low).all())
    with pytest.raises(ProgrammeFault, match="changes nothing"):
        analyse(given, PANEL, mode="sample_only", target="Q")


def test_leaving_out_an_element_equals_the_framework_without_it() -> None:
    omit = Assumption(name="o", stage="framework", kind="omit", codes=("a", "P"))
    spec = _declared(omit)
    scores = Replayer(spec, PANEL, factors_of(spec)).run(np.array([[0], [1], [2]])).scores
    assert scores[0] == pytest.approx(build(PLAIN, PANEL).of("I"))
    for row, code in enumerate("aP", start=1):
        without = PLAIN.with_framework(TREE.without([code]))
        assert scores[row] == pytest.approx(build(without, PANEL).of("I"))


def test_moved_goalposts_equal_a_run_with_those_goalposts() -> None:
    from xinxiao.index.doubt import draw

    stage = NormaliseSpec(default=NormaliseRule(method="goalposts", outside="truncate"), range=(0, 100))
    method = Method(stages=(stage, WeightSpec(), AggregateSpec()))
    moving = Assumption(name="g", stage="normalise", kind="goalposts", spread=0.2)
    spec = _declared(moving, spec=PLAIN.with_method(method), seed=9)
    scores = Replayer(spec, PANEL, factors_of(spec)).run(np.array([[5]])).scores[0]
    low, high = draw.goalposts(4, moving, [9, 0], np.array([5]))[0]
    leaves = [
        Indicator(code=i.code, parent=i.parent, lower=float(-4 + 10 * low[k]), upper=float(6 + 10 * high[k]))
        for k, i in enumerate(TREE.indicators)
    ]
    moved = framework_of(leaves, [Group(code="I"), Group(code="P", parent="I"), Group(code="Q", parent="I")])
    assert scores == pytest.approx(build(spec.with_framework(moved), PANEL).of("I"))


def test_draws_of_a_multiple_imputation_move_only_the_units_with_gaps() -> None:
    gaps = CUBE.copy()
    gaps[:, 0, 0] = np.nan
    panel = PANEL.with_values(gaps)
    multiple = override(PLAIN, "impute", {"method": "multiple", "draws": 6})
    posts = override(multiple, "normalise", {"default": {"method": "goalposts"}})
    found = analyse(_declared(Assumption(name="d", stage="impute", kind="draws"), spec=posts), panel)
    assert found.mode == "exact"
    moved = (found.score_high - found.score_low) > 1e-9
    assert moved[:, 0].all()
    assert not moved[:, 1:].any()


def test_replicates_that_fail_are_counted_with_their_reason_and_are_in_no_figure() -> None:
    bad = _alternatives(
        "normalisation",
        "normalise",
        minmax={},
        z={"range": None, "default": {"method": "zscore", "mean": 0.0, "sd": 1.0}},
    )
    found = analyse(_declared(bad, AGGREGATION), PANEL)
    assert (found.replicates, found.failed) == (4, 1)
    assert found.sensitivity is not None
    assert found.sensitivity.failed == 1


def test_an_assumption_that_changes_nothing_is_refused() -> None:
    same = _alternatives("same", "treat", five={}, six={"default": {"points": 6}})
    with pytest.raises(ProgrammeFault, match="same changes nothing"):
        analyse(_declared(same, AGGREGATION), PANEL)
    with pytest.raises(ProgrammeFault, match="same changes nothing"):
        analyse(_declared(same, AGGREGATION, replicates=16), PANEL, mode="sample")


@pytest.mark.parametrize(
    "assumption",
    [
        _alternatives("x", "bake", a={}, b={"y": 1}),
        _alternatives("x", "treat", a={}, b={"defualt": {"points": 1}}),
        _alternatives("x", "treat", a={}, b={}),
        Assumption(name="x", stage="treat", kind="dirichlet"),
        Assumption(name="x", stage="weights", kind="dirichlet", codes=("a",)),
        Assumption(name="x", stage="weights", kind="perturb", codes=("zz",)),
        Assumption(name="x", stage="inputs", kind="noise"),
        Assumption(name="x", stage="impute", kind="draws"),
        Assumption(name="x", stage="framework", kind="omit", codes=("I",)),
    ],
)
def test_an_assumption_that_does_not_fit_the_method_is_refused_before_anything_runs(
    assumption: Assumption,
) -> None:
    with pytest.raises(ProgrammeFault):
        analyse(_declared(assumption), PANEL)


def test_distributions_cannot_be_enumerated() -> None:
    with pytest.raises(ProgrammeFault, match="enumerate"):
        analyse(_declared(Assumption(name="w", stage="weights", kind="perturb")), PANEL, mode="enumerate")


def test_sampled_indices_approach_the_exact_ones() -> None:
    given = _declared(NORMALISATION, AGGREGATION, WEIGHTS, replicates=1024)
    exact = analyse(given, PANEL).sensitivity
    found = analyse(given, PANEL, mode="sample").sensitivity
    assert exact is not None
    assert found is not None
    assert found.first == pytest.approx(exact.first, abs=0.05)
    assert found.total == pytest.approx(exact.total, abs=0.05)


def test_a_rise_of_every_unit_far_beyond_the_noise_is_significant_and_no_rise_is_not() -> None:
    level = np.stack([CUBE[0], CUBE[0], CUBE[0] + 3])
    posts = override(PLAIN, "normalise", {"default": {"method": "goalposts"}})
    noise = Assumption(name="x", stage="inputs", kind="noise", absolute={"*": 0.3})
    given = _declared(noise, spec=posts, replicates=200)
    found = analyse(given, PANEL.with_values(level), mode="sample_only")
    assert found.change is not None
    assert found.change.significant[1].all()
    assert found.change.significant[0].mean() < 0.35
    assert found.change.rises[1].min() > 0.99


def test_weighted_quantiles_of_1_2_3_with_most_weight_on_3() -> None:
    samples = np.array([[1.0], [2.0], [3.0]])
    assert intervals.quantiles(samples, np.array([0.1, 0.1, 0.8]), (0.05, 0.15, 0.5))[:, 0].tolist() == [
        1,
        2,
        3,
    ]
    assert intervals.quantiles(samples, np.full(3, 1 / 3), (0.25,))[0, 0] == 1.5


def test_a_cross_section_and_the_small_folder_run_too() -> None:
    folder = read_folder(SMALL)
    found = analyse(folder.spec, folder.panel)
    assert found.mode == "sampled"
    assert found.failed == 0
    nominal = build(folder.spec, folder.panel)
    assert found.units == nominal.units
    assert found.score == pytest.approx(nominal.of("INDEX"))
    flat = analyse(_declared(NORMALISATION, AGGREGATION), PANEL.at("2023"))
    assert flat.score.shape == (1, 12)
    assert flat.change is None


def test_leaving_out_nothing_is_as_likely_as_leaving_out_any_one_of_those_named() -> None:
    omit = Assumption(name="omit", stage="framework", kind="omit", codes=("a", "b"))
    declared = Assumptions(assumptions=(omit,))
    (factor,) = factors_of(IndexSpec(framework=TREE, method=METHOD, assumptions=declared))
    assert factor.choices == ("", "a", "b")
    assert factor.probabilities == pytest.approx((1 / 3, 1 / 3, 1 / 3))


def test_of_one_replicate_the_better_unit_is_surely_above_and_equals_are_even() -> None:
    found = intervals.superiority([(np.array([[3.0, 1.0, 3.0]]), np.array([1.0]))], 3, even=True)
    assert found.tolist() == [[0.5, 1.0, 0.5], [0.0, 0.5, 0.0], [0.5, 1.0, 0.5]]


def test_uneven_replicates_count_by_their_probabilities() -> None:
    parts = [
        (np.array([[3.0, 1.0], [1.0, 3.0]]), np.array([0.6, 0.2])),
        (np.array([[1.0, 3.0]]), np.array([0.2])),
    ]
    assert intervals.superiority(parts, 2, even=False) == pytest.approx(np.array([[0.5, 0.6], [0.4, 0.5]]))


def test_wins_of_equally_likely_replicates_are_counted_over_all_parts() -> None:
    part = (np.array([[3.0, 1.0], [1.0, 3.0], [2.0, 1.0]]), np.full(3, 0.25))
    found = intervals.superiority([part, (np.array([[1.0, 1.0]]), np.array([0.25]))], 2, even=True)
    assert found.tolist() == [[0.5, 0.625], [0.375, 0.5]]


def test_the_only_unit_keeps_its_rank_in_every_replicate_and_one_that_failed_has_no_shift() -> None:
    referee = Referee(np.array([[5.0]]), np.array([[1.0]]), screened=False)
    scores = np.array([[[3.0]], [[np.nan]]])
    found = referee.shift(intervals.rank_replicates(scores))
    assert found[0] == 0.0
    assert np.isnan(found[1])
    assert referee.whole(scores).tolist() == [True, False]


def test_models_played_only_for_the_indices_count_among_the_failed_too() -> None:
    bad = _alternatives(
        "normalisation",
        "normalise",
        minmax={},
        z={"range": None, "default": {"method": "zscore", "mean": 0.0, "sd": 1.0}},
    )
    found = analyse(_declared(bad, AGGREGATION), PANEL, mode="sample")
    assert (found.replicates, found.used, found.failed) == (
        4096,
        1536,
        1024,
    )  # a quarter of all are never defined


def test_what_moves_scores_is_found_whatever_is_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    scores = np.array([[1.0, 1.0, 2.0, 2.0], [5.0, 5.0, 5.0, 5.0], [7.0, 7.0, 7.0, 7.0]])
    archive: Any = SimpleNamespace(rows=4, cells=3, read=lambda start, stop: (scores[start:stop], None))
    for at_once in (1, 8, 1 << 22):
        monkeypatch.setattr(inert, "_SCORES_AT_ONCE", at_once)
        assert inert.moved_along(archive, (2, 2), np.arange(4)) == [True, False]
