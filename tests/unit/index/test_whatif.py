"""What-if and decomposition: by hand, and exactly additive."""

from __future__ import annotations

import numpy as np
import pytest

from xinxiao.errors import DataFault, NotFound, ProgrammeFault
from xinxiao.index.analysis import decompose, structure, whatif
from xinxiao.index.pipeline.cache import Cache
from xinxiao.index.pipeline.result import Result
from xinxiao.index.pipeline.run import build
from xinxiao.index.spec.framework import Framework, Group, Indicator, framework_of
from xinxiao.index.spec.index import IndexSpec, override
from xinxiao.index.spec.method import (
    AggregateSpec,
    AggregationSpec,
    Method,
    NormaliseRule,
    NormaliseSpec,
    WeightSpec,
)
from xinxiao.index.spec.panel import Panel
from xinxiao.index.tables import results

TREE: Framework = framework_of(
    [Indicator(code=c, parent="P" if c < "c" else "Q", lower=0.0, upper=10.0) for c in "abc"],
    [Group(code="I"), Group(code="P", parent="I"), Group(code="Q", parent="I")],
)
POSTS = NormaliseSpec(default=NormaliseRule(method="goalposts"), range=(0, 10))
METHOD = Method(stages=(POSTS, WeightSpec(), AggregateSpec()))
CUBE = np.array(
    [
        [[2.0, 4.0, 6.0], [8.0, 2.0, 1.0], [5.0, 5.0, 9.0], [1.0, 1.0, 2.0]],
        [[3.0, 4.0, 5.0], [8.0, 6.0, 1.0], [5.0, np.nan, 9.0], [4.0, 1.0, 2.0]],
    ]
)
PANEL = Panel(CUBE, ("A", "B", "C", "D"), ("a", "b", "c"), ("2022", "2023"))
SPEC = IndexSpec(framework=TREE, method=METHOD)
MEANS = ["arithmetic", "geometric", "harmonic", "mpi", "owa"]


def _result(aggregation: str = "arithmetic", tree: Framework = TREE) -> Result:
    stages = (POSTS, WeightSpec(), AggregateSpec(default=AggregationSpec(method=aggregation)))
    return build(IndexSpec(framework=tree, method=Method(stages=stages)), PANEL)


def test_removing_q_leaves_the_ranks_of_p() -> None:
    found = {r.code: r for r in whatif.remove_elements(_result())}
    assert set(found) == {"a", "b", "c", "P", "Q"}
    assert found["Q"].ranks[0].tolist() == [3, 1, 1, 4]
    # As declared 2022: A 4.5, B 3, C 7, D 1.5 -> ranks 2, 3, 1, 4; 2023: A 4.25, B 4, C 7, D 2.25 -> the same.
    assert _result().rank_of("I").tolist() == [[2, 3, 1, 4], [2, 3, 1, 4]]
    assert found["Q"].shift == pytest.approx(((1 + 2 + 0 + 0) + (1 + 2 + 1 + 0)) / 8)
    assert found["Q"].largest == 2


def test_only_the_level_asked_for_is_removed() -> None:
    assert [r.code for r in whatif.remove_elements(_result(), 2)] == ["P", "Q"]


def test_a_changed_parameter_and_a_smaller_tree_reuse_the_cache() -> None:
    cache = Cache()
    build(SPEC, PANEL, cache)
    other = build(override(SPEC, "aggregate", {"default": {"method": "geometric"}}), PANEL, cache)
    assert other.of("P")[0, 0] == pytest.approx(8**0.5)
    assert cache.hits == 2  # goalposts and weights were there
    without = build(SPEC.with_framework(TREE.without(["Q"])), PANEL, cache)
    assert without.of("I")[0].tolist() == [3, 5, 5, 1]


def test_versions_are_compared_on_the_units_all_of_them_rank() -> None:
    found = whatif.compare({"mean": _result(), "geometric": _result("geometric")})
    assert found.units == ("A", "B", "C", "D")
    assert found.shift[0, 0] == 0
    assert found.spearman.shape == (2, 2)
    with pytest.raises(DataFault):
        whatif.compare({"one": _result()})


def test_strengths_of_c_are_its_best_ranks_and_peers_narrow_the_view() -> None:
    best, worst = whatif.strengths_and_weaknesses(_result(), "C", count=1, time="2022")
    assert (best[0].code, best[0].rank, best[0].value, best[0].gap) == ("c", 1, 9.0, 5.0)
    assert (worst[0].code, worst[0].rank) == ("a", 2)
    best, _ = whatif.strengths_and_weaknesses(_result(), "C", peers=("A",), time="2022")
    assert all(t.peers == 2 and t.rank == 1 for t in best)
    with pytest.raises(NotFound):
        whatif.strengths_and_weaknesses(_result(), "Z")


def test_closing_a_gap_of_one_point_takes_4_on_a_or_2_on_c_and_the_cheapest_goes_first() -> None:
    steps = {s.code: s for s in whatif.close_gap(_result(), "D", 2.5, time="2022")}
    # The index gains 1/4 per point of a or b, 1/2 per point of c; D stands at 1.5.
    assert steps["a"].alone == pytest.approx(4)
    assert steps["c"].alone == pytest.approx(2)
    assert steps["c"].planned == pytest.approx(2)
    assert steps["a"].planned == 0
    dear = {s.code: s for s in whatif.close_gap(_result(), "D", 2.5, costs={"c": 10.0}, time="2022")}
    assert dear["c"].planned == 0
    assert dear["a"].planned + dear["b"].planned == pytest.approx(4)


@pytest.mark.parametrize("method", MEANS)
def test_contributions_sum_to_the_score_of_every_unit(method: str) -> None:
    result = _result(method)
    for code in ("I", "P"):
        assert decompose.contributions(result, code).sum(axis=-1) == pytest.approx(result.of(code), abs=1e-12)


def test_contributions_of_a_mean_are_weight_times_value() -> None:
    assert decompose.contributions(_result())[0, 0] == pytest.approx([0.5, 1.0, 3.0])


def test_scores_without_slopes_are_refused() -> None:
    with pytest.raises(ProgrammeFault):
        decompose.contributions(_result("copeland"))


@pytest.mark.parametrize("method", MEANS)
def test_a_change_between_years_is_split_into_indicators_and_availability_exactly(method: str) -> None:
    result = _result(method)
    found = decompose.between_periods(result, "2022", "2023")
    scores = result.of("I")
    assert found.total == pytest.approx(scores[1] - scores[0])
    assert found.indicators.sum(axis=1) + found.availability == pytest.approx(found.total, abs=1e-12)
    assert found.availability[[0, 1, 3]] == pytest.approx(0, abs=1e-12)
    assert found.indicators[0, 1] == 0


def test_a_rose_by_a_quarter_through_a_and_fell_by_a_half_through_c() -> None:
    found = decompose.between_periods(_result(), "2022", "2023")
    assert found.indicators[0] == pytest.approx([0.25, 0.0, -0.5])


def test_a_new_version_is_split_into_data_method_and_weights_exactly() -> None:
    revised = CUBE.copy()
    revised[:, :, 0] += 1
    geometric = Method(
        stages=(POSTS, WeightSpec(), AggregateSpec(default=AggregationSpec(method="geometric")))
    )
    old = decompose.Version(SPEC, PANEL)
    heavier = IndexSpec(framework=TREE.with_weights({"P": 3.0}), method=geometric)
    new = decompose.Version(heavier, PANEL.with_values(revised))
    found = decompose.between_versions(old, new)
    parts = sum(found.parts.values(), np.zeros((2, 4)))
    assert parts == pytest.approx(found.total, abs=1e-12)
    assert found.indicators.sum(axis=-1) == pytest.approx(found.parts["data"], abs=1e-12)
    assert found.indicators[..., 1:] == pytest.approx(0, abs=1e-12)
    want = build(heavier, new.panel).of("I") - build(SPEC, PANEL).of("I")
    assert found.total == pytest.approx(want)


def test_only_the_data_part_moves_when_only_data_were_revised() -> None:
    revised = CUBE.copy()
    revised[1, 0, 2] = 7.0
    found = decompose.between_versions(
        decompose.Version(SPEC, PANEL), decompose.Version(SPEC, PANEL.with_values(revised))
    )
    assert found.parts["data"][1, 0] == pytest.approx(1)
    assert float(np.abs(found.parts["method"]).max() + np.abs(found.parts["weights"]).max()) == 0


def test_tables_carry_every_level_and_the_best_come_first() -> None:
    result = _result()
    scores = results.scores_table(result)
    assert len(scores) == 2 * 4 * 6
    assert scores.column_names == ("REF_AREA", "TIME_PERIOD", "INDICATOR", "LEVEL", "SCORE", "RANK")
    ranking = results.ranking_table(result, time="2022").rows()
    assert [(r["RANK"], r["REF_AREA"], r["SCORE"]) for r in ranking] == [
        (1, "C", 7.0),
        (2, "A", 4.5),
        (3, "B", 3.0),
        (4, "D", 1.5),
    ]
    profile = {r["INDICATOR"]: r for r in results.profile_table(result, "C").rows()}
    assert profile["b"]["VALUE"] is None
    assert (profile["I"]["SCORE"], profile["I"]["RANK"], profile["I"]["BEST"]) == (7.0, 1, 7.0)


def test_ranks_within_a_group_start_at_1_in_each() -> None:
    grouped = Panel(CUBE, PANEL.units, PANEL.indicators, PANEL.times, {"side": ("x", "x", "y", "y")})
    found = results.group_rank_table(build(SPEC, grouped), "side")
    assert found["RANK"][:4].tolist() == [1, 2, 1, 2]
    assert found["GROUP"][:4].tolist() == ["x", "x", "y", "y"]
    with pytest.raises(NotFound):
        results.group_rank_table(build(SPEC, grouped), "colour")


def test_a_step_tells_how_far_the_best_unit_is_ahead_and_what_going_there_would_gain() -> None:
    steps = {s.code: s for s in whatif.close_gap(_result(), "D", 2.5, time="2022")}
    # The best of a, b, c have 8, 5, 9; D has 1, 1, 2; the index gains 1/4, 1/4, 1/2 per point.
    assert {code: (s.points, s.gain) for code, s in steps.items()} == {
        "a": (pytest.approx(7.0), pytest.approx(1.75)),
        "b": (pytest.approx(4.0), pytest.approx(1.0)),
        "c": (pytest.approx(7.0), pytest.approx(3.5)),
    }


def _pillars(parents: dict[str, str]) -> tuple[str, ...]:
    """The pillars of an index whose groups have these parents, each lowest group with one indicator."""
    lowest = [code for code in parents if code not in parents.values()]
    tree = framework_of(
        [Indicator(code=code.lower(), parent=code, lower=0.0, upper=10.0) for code in lowest],
        [Group(code="I"), *(Group(code=code, parent=parent) for code, parent in parents.items())],
    )
    codes = tuple(code.lower() for code in lowest)
    panel = Panel(np.random.default_rng(1).random((1, 4, len(codes))), PANEL.units, codes, ("2022",))
    return structure.pillar_codes(build(IndexSpec(framework=tree, method=METHOD), panel))


def test_pillars_are_three_children_or_three_groups_of_level_two_or_else_the_indicators() -> None:
    assert _pillars({"P": "I", "Q": "I", "R": "I"}) == ("P", "Q", "R")
    assert _pillars({"X": "I", "Y": "I", "P": "X", "Q": "X", "R": "Y"}) == ("P", "Q", "R")
    assert _pillars({"P": "I", "Q": "I"}) == ("p", "q")


def test_a_group_with_a_constant_child_has_no_coherence_and_says_why() -> None:
    cube = CUBE[:1].copy()
    cube[0, :, 1] = 4.0
    panel = Panel(cube, PANEL.units, PANEL.indicators, ("2022",))
    found = {row.group: row for row in structure.group_coherence(build(SPEC, panel))}
    assert (found["P"].retained, found["P"].note) == (0, "a constant column has no correlation")
    assert np.isnan([found["P"].alpha, found["P"].kmo]).all()
