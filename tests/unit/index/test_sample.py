"""A sample may come from elsewhere, and every model of an analysis can be looked at."""

from __future__ import annotations

import numpy as np
import pytest

from xinxiao import index
from xinxiao.errors import DataFault, ProgrammeFault

VALUES = np.array([[10.0, 90.0], [40.0, 40.0], [80.0, 30.0]])
NODES = [index.Indicator(code=code, parent="I") for code in ("a", "b")]
METHOD = index.Method(
    stages=(
        index.NormaliseSpec(default=index.NormaliseRule(method="none")),
        index.WeightSpec(),
        index.AggregateSpec(),
    )
)
MEAN = index.Assumption(
    name="mean",
    stage="aggregate",
    kind="alternatives",
    alternatives=(
        index.Alternative(name="arithmetic", parameters={}, probability=0.25),
        index.Alternative(
            name="geometric", parameters={"default": {"method": "geometric"}}, probability=0.75
        ),
    ),
)
WEIGHTS = index.Assumption(name="weights", stage="weights", kind="perturb", spread=0.2)


def spec(*assumptions: index.Assumption) -> index.IndexSpec:
    return index.IndexSpec(
        framework=index.framework_of(NODES, [index.Group(code="I")]),
        method=METHOD,
        assumptions=index.Assumptions(assumptions=assumptions, replicates=8) if assumptions else None,
    )


PANEL = index.Panel(VALUES, ("U", "V", "W"), ("a", "b"))


def test_points_choose_alternatives_by_their_probability_and_scores_are_those_of_each() -> None:
    found = index.replicates(spec(MEAN), PANEL, [[0.0], [0.2499], [0.25], [0.99]])
    assert found.inputs == {"mean": ("arithmetic", "arithmetic", "geometric", "geometric")}
    assert found.scores[0, 0].tolist() == [50.0, 40.0, 55.0]
    assert found.scores[2, 0].tolist() == pytest.approx([30.0, 40.0, np.sqrt(2400.0)], abs=1e-12)
    assert found.ranks[:, 0].tolist() == [[2, 3, 1], [2, 3, 1], [3, 2, 1], [3, 2, 1]]
    assert found.reasons == ("", "", "", "")


def test_a_vector_has_the_number_of_its_row() -> None:
    found = index.replicates(spec(WEIGHTS), PANEL, [[0.3], [0.3]])
    assert found.inputs == {"weights": ("0", "1")}
    assert found.scores[0].tolist() != found.scores[1].tolist()


def test_without_a_sample_the_points_are_those_of_the_analysis() -> None:
    found = index.replicates(spec(MEAN, WEIGHTS), PANEL)
    assert found.points.shape == (8, 2)
    assert found.inputs["mean"].count("arithmetic") == 2
    again = index.replicates(spec(MEAN, WEIGHTS), PANEL, found.points)
    np.testing.assert_array_equal(found.scores, again.scores)


def test_an_analysis_of_a_sample_has_its_models_and_no_sensitivity() -> None:
    points = [[0.1], [0.9], [0.9], [0.9]]
    found = index.analyse(spec(MEAN), PANEL, sample=points)
    assert (found.mode, found.replicates, found.used, found.failed) == ("sampled", 4, 4, 0)
    assert found.sensitivity is None
    assert found.score_mean[0].tolist() == pytest.approx(
        [35.0, 40.0, (55 + 3 * np.sqrt(2400.0)) / 4], abs=1e-6
    )
    assert found.rank_mean[0].tolist() == [2.75, 2.25, 1.0]


def test_a_table_has_a_row_for_each_model_and_unit() -> None:
    table = index.replicate_table(index.replicates(spec(MEAN), PANEL, [[0.0], [0.5]]))
    assert table.column_names == ("REPLICATE", "mean", "REF_AREA", "SCORE", "RANK", "REASON")
    assert table.columns["REPLICATE"].cells() == [1, 1, 1, 2, 2, 2]
    assert table.columns["mean"].cells() == ["arithmetic"] * 3 + ["geometric"] * 3
    assert table.columns["REF_AREA"].cells() == ["U", "V", "W"] * 2
    assert table.columns["RANK"].cells() == [2, 3, 1, 3, 2, 1]
    assert table.columns["REASON"].cells() == [None] * 6


def test_a_model_that_fails_is_there_with_its_reason() -> None:
    zero = index.Panel(np.array([[0.0, 90.0], [40.0, 40.0], [80.0, 30.0]]), ("U", "V", "W"), ("a", "b"))
    found = index.replicates(spec(MEAN), zero, [[0.0], [0.5]])
    assert found.reasons[0] == ""
    assert "geometric score of 'I' is undefined" in found.reasons[1]
    assert np.isnan(found.scores[1]).all()


@pytest.mark.parametrize(
    ("sample", "told"),
    [
        ([[0.1, 0.2]], "shape"),
        ([0.1, 0.2], "shape"),
        (np.empty((0, 1)), "shape"),
        ([[0.5], [1.0]], "row 2 of the sample has 1.0 in column 1"),
        ([[-0.1]], "row 1 of the sample has -0.1 in column 1"),
        ([[float("nan")]], "row 1"),
    ],
)
def test_a_sample_that_does_not_fit_is_refused(sample: list[list[float]], told: str) -> None:
    with pytest.raises(DataFault, match=told):
        index.replicates(spec(MEAN), PANEL, sample)
    with pytest.raises(DataFault, match=told):
        index.analyse(spec(MEAN), PANEL, sample=sample)


def test_an_index_without_assumptions_has_no_replicates() -> None:
    with pytest.raises(ProgrammeFault, match="no assumptions"):
        index.replicates(spec(), PANEL)
