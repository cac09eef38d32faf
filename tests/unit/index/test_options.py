"""What users of COINr ask: sums, ranks of ties, alpha on pairs, denominators beside indicators, imputed values marked."""

from __future__ import annotations

import numpy as np
import pytest

from xinxiao import index
from xinxiao.errors import DataFault, ProgrammeFault
from xinxiao.index.spec.method import StageSpec

NAN = float("nan")
COLUMNS = [np.array([1.0, 2.0, NAN]), np.array([3.0, 4.0, 5.0])]


def tree(*codes: str, denominator: str = "") -> index.Framework:
    nodes = [index.Indicator(code=code, parent="I", denominator=denominator) for code in codes]
    return index.framework_of(nodes, [index.Group(code="I")])


def built(
    values: list[list[float]], *stages: StageSpec, sizes: list[float] | None = None, divided: bool = False
) -> index.Result:
    framework = tree("a", "b", denominator="n" if divided else "")
    units = tuple("UVWXYZ"[: len(values)])
    denominators = {"n": np.array(sizes)} if sizes else {}
    panel = index.Panel(np.array(values), units, ("a", "b"), (), {}, denominators)
    return index.build(index.IndexSpec(framework=framework, method=index.Method(stages=stages)), panel)


PLAIN = index.NormaliseSpec(default=index.NormaliseRule(method="none"))


def test_a_sum_of_equal_weights_is_plain_and_of_others_keeps_their_ratio() -> None:
    plain = index.arrays.total(COLUMNS, [0.5, 0.5])
    np.testing.assert_array_equal(plain, [4.0, 6.0, NAN])
    np.testing.assert_array_equal(index.arrays.total(COLUMNS, [7.0, 7.0]), [4.0, 6.0, NAN])
    np.testing.assert_allclose(index.arrays.total(COLUMNS, [2.0, 1.0])[:2], [10 / 3, 16 / 3], rtol=1e-15)


def test_a_child_without_weight_is_no_part_of_a_sum() -> None:
    np.testing.assert_array_equal(index.arrays.total(COLUMNS, [0.0, 0.5]), [3.0, 4.0, 5.0])
    by_replicate = np.array([0.0, 1.0])[:, None]
    found = index.arrays.total(COLUMNS, [by_replicate, 1.0])
    np.testing.assert_array_equal(found, [[3.0, 4.0, 5.0], [4.0, 6.0, NAN]])


def test_an_index_can_be_a_sum_and_its_contributions_add_up() -> None:
    stage = index.AggregateSpec(default=index.AggregationSpec(method="sum"))
    result = built([[1.0, 3.0], [2.0, 4.0], [5.0, 5.0]], PLAIN, stage)
    assert result.of("I").tolist() == [4.0, 6.0, 10.0]
    parts = index.contribution_table(result)
    assert parts.columns["a"].cells() == pytest.approx([1.0, 2.0, 5.0], abs=1e-9)
    assert parts.columns["IMPUTED"].cells() == [None, None, None]


def test_a_threshold_has_no_effect_beside_a_sum_and_is_refused() -> None:
    stage = index.AggregateSpec(default=index.AggregationSpec(method="sum", missing_threshold=0.5))
    with pytest.raises(ProgrammeFault, match=r"default\.missing_threshold has no effect beside method: sum"):
        built([[1.0, 3.0], [2.0, 4.0], [5.0, 5.0]], PLAIN, stage)


@pytest.mark.parametrize(("ties", "scores"), [("average", [0.25, 0.25, 1.0]), ("min", [0.0, 0.0, 1.0])])
def test_equal_values_share_their_average_or_their_lowest_percentile(ties: str, scores: list[float]) -> None:
    rule = index.NormaliseRule(method="percentile_rank", ties=ties)  # type: ignore[arg-type]
    stage = index.NormaliseSpec(default=rule, range=(0.0, 1.0))
    assert built([[1.0, 1.0], [1.0, 2.0], [3.0, 3.0]], stage).panel.values[:, 0].tolist() == scores


def test_ties_are_refused_beside_a_method_that_does_not_read_them() -> None:
    stage = index.NormaliseSpec(default=index.NormaliseRule(ties="min"))
    with pytest.raises(ProgrammeFault, match=r"default\.ties has no effect"):
        built([[1.0, 1.0], [1.0, 2.0], [3.0, 3.0]], stage)


def test_alpha_on_pairs_uses_every_value_and_is_the_same_without_gaps() -> None:
    values = np.array([[1.0, 1.0], [2.0, 2.0], [3.0, 3.0], [NAN, 4.0]])
    assert index.arrays.cronbach_alpha(values) == pytest.approx(1.0, abs=1e-15)
    # variances 1 and 5/3, covariance 1 on the three pairs: 2 (1 - (8/3) / (8/3 + 2))
    assert index.arrays.cronbach_alpha(values, pairwise=True) == pytest.approx(6 / 7, abs=1e-15)
    whole = np.array([[1.0, 2.0, 4.0], [2.0, 1.0, 3.0], [3.0, 5.0, 1.0], [4.0, 4.0, 9.0]])
    assert index.arrays.cronbach_alpha(whole, pairwise=True) == pytest.approx(
        index.arrays.cronbach_alpha(whole), abs=1e-14
    )


def test_alpha_on_pairs_is_unknown_for_one_column_and_for_pairs_of_one_unit() -> None:
    assert np.isnan(index.arrays.cronbach_alpha(np.ones((4, 1)), pairwise=True))
    apart = np.array([[1.0, NAN], [2.0, NAN], [NAN, 1.0], [3.0, 2.0]])
    assert np.isnan(index.arrays.cronbach_alpha(apart, pairwise=True))


def test_alpha_on_pairs_is_there_where_no_unit_has_every_child() -> None:
    values = [[1.0, 1.0], [2.0, 3.0], [NAN, 4.0], [4.0, NAN]]
    result = built(values, PLAIN, index.AggregateSpec())
    assert index.coherence_table(result).columns["ALPHA"].cells() == [None]
    found = index.coherence_table(result, pairwise=True)
    assert found.columns["ALPHA"].cells() == [
        pytest.approx(2 * (1 - (7 / 3 + 7 / 3) / (7 / 3 + 7 / 3 + 2)), abs=1e-15)
    ]
    assert found.columns["NOTE"].cells() == ["fewer than 3 units have every indicator"]


def test_an_indicator_that_grows_with_size_is_flagged_unless_it_is_divided_by_it() -> None:
    values = [[1.0, 5.0], [2.0, 1.0], [3.0, 4.0], [4.0, 3.0]]
    result = built(values, PLAIN, index.AggregateSpec(), sizes=[10.0, 20.0, 30.0, 40.0])
    found = index.denominator_table(result)
    assert found.columns["DENOMINATOR"].cells() == ["n", "n"]
    assert found.columns["CORRELATION"].cells() == pytest.approx([1.0, -1.5 / np.sqrt(43.75)], abs=1e-12)
    assert (found.columns["PAIRS"].cells(), found.columns["DIVIDED"].cells()) == ([4, 4], [False, False])
    assert found.columns["FLAG"].cells() == ["size", None]
    assert index.denominator_table(result, limit=0.2).columns["FLAG"].cells() == ["size", "size"]
    divided = built(
        values,
        index.DenominateSpec(),
        PLAIN,
        index.AggregateSpec(),
        sizes=[10.0, 20.0, 30.0, 40.0],
        divided=True,
    )
    again = index.denominator_table(divided)
    assert (again.columns["DIVIDED"].cells(), again.columns["FLAG"].cells()) == ([True, True], [None, None])


def test_what_was_imputed_is_marked_in_contributions() -> None:
    values = [[1.0, 3.0], [NAN, 1.0], [3.0, NAN]]
    result = built(values, index.ImputeSpec(method="mean"), PLAIN, index.AggregateSpec())
    assert result.imputed.tolist() == [[False, False], [True, False], [False, True]]
    found = index.contribution_table(result)
    assert found.columns["IMPUTED"].cells() == [None, "a", "b"]
    np.testing.assert_allclose(found.array.sum(axis=1), result.of("I"), rtol=1e-12)
    rows = index.contribution_rows_table(result)
    assert rows.columns["INDICATOR"].cells() == ["a", "b"] * 3
    assert rows.columns["IMPUTED"].cells() == [False, False, True, False, False, True]
    assert rows.columns["POINTS"].cells() == pytest.approx([0.5, 1.5, 1.0, 0.5, 1.5, 1.0], abs=1e-9)


def test_a_unit_that_was_screened_out_moves_no_mark() -> None:
    screen = index.ScreenSpec(exclude=("U",), min_available=0.0)
    values = [[NAN, NAN], [NAN, 1.0], [3.0, 2.0], [4.0, 5.0]]
    result = built(values, screen, index.ImputeSpec(method="mean"), PLAIN, index.AggregateSpec())
    assert result.units == ("V", "W", "X")
    assert result.imputed.tolist() == [[True, False], [False, False], [False, False]]


def test_a_change_names_the_indicators_that_were_not_observed_at_an_end() -> None:
    values = np.array([[[1.0, 3.0], [2.0, NAN]], [[2.0, 4.0], [3.0, 5.0]]])
    panel = index.Panel(values, ("U", "V"), ("a", "b"), ("2020", "2021"))
    stages = (index.ImputeSpec(method="mean"), PLAIN, index.AggregateSpec())
    result = index.build(index.IndexSpec(framework=tree("a", "b"), method=index.Method(stages=stages)), panel)
    found = index.change_table(result, "2020", "2021")
    assert found.columns["IMPUTED"].cells() == [None, "b"]
    with pytest.raises(DataFault):
        index.trend_table(panel, "2021", "2020")


def test_the_adequacy_of_columns_that_do_not_correlate_at_all_is_unknown() -> None:
    values = np.array([[0.0, 1.0], [1.0, 3.0], [2.0, 0.0], [3.0, 2.0]])
    found = index.arrays.sampling_adequacy(values)
    assert np.isnan(found.overall)
    assert np.isnan(found.each).all()
