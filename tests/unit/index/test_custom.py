"""A function of one's own is a step with a name: in the method, in the findings, in the key, and in no file."""

from __future__ import annotations

import numpy as np
import pytest

from xinxiao import index
from xinxiao.errors import DataFault, ProgrammeFault

NODES = [index.Indicator(code=code, parent="I") for code in ("a", "b")]
TREE = index.framework_of(NODES, [index.Group(code="I")])
PANEL = index.Panel(np.array([[1.0, 5.0], [2.0, 50.0], [3.0, np.nan]]), ("U", "V", "W"), ("a", "b"))
PLAIN = index.NormaliseSpec(default=index.NormaliseRule(method="none"))


def capped(panel: index.Panel) -> np.ndarray:
    return np.minimum(panel.values, 10.0)


def spec(*stages: index.CustomSpec, assumptions: index.Assumptions | None = None) -> index.IndexSpec:
    method = index.Method(stages=(*stages, PLAIN, index.WeightSpec(), index.AggregateSpec()))
    return index.IndexSpec(framework=TREE, method=method, assumptions=assumptions)


def test_a_function_changes_the_values_and_the_result_says_so() -> None:
    result = index.build(spec(index.custom(capped, "cap at 10")), PANEL)
    assert result.of("I").tolist() == [3.0, 6.0, 3.0]
    assert PANEL.values[1, 1] == 50.0
    found = [f for f in result.findings if f.code == "index.custom"]
    assert [(f.file, f.level, dict(f.places)) for f in found] == [
        ("cap at 10", "note", {"function": "cap at 10", "count": "1", "of": "6"})
    ]
    assert result.stage("cap at 10").details == 1


def test_the_key_and_the_cache_follow_what_a_function_gave() -> None:
    level = [10.0]
    stage = index.custom(lambda panel: np.minimum(panel.values, level[0]), "cap at a level")
    cache = index.Cache()
    first = index.build(spec(stage), PANEL, cache)
    level[0] = 20.0
    second = index.build(spec(stage), PANEL, cache)
    assert (first.of("I")[1], second.of("I")[1]) == (6.0, 11.0)
    assert first.key != second.key


def test_an_analysis_runs_a_function_in_every_model() -> None:
    noise = index.Assumption(name="noise", stage="inputs", kind="noise", absolute={"a": 0.1})
    doubts = index.Assumptions(assumptions=(noise,), replicates=8)
    found = index.replicates(spec(index.custom(capped, "cap at 10"), assumptions=doubts), PANEL)
    assert found.reasons == ("",) * 8
    assert (np.abs(found.scores[:, 0, 1] - 6.0) < 0.5).all()
    assert len(set(found.scores[:, 0, 1].tolist())) == 8


def test_a_panel_reaches_a_function_with_its_periods() -> None:
    values = np.array([[[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 9.0]]])
    panel = index.Panel(values, ("U", "V"), ("a", "b"), ("2020", "2021"))
    stage = index.custom(lambda p: p.values - p.values[p.times.index("2020")], "since 2020")
    assert index.build(spec(stage), panel).of("I").tolist() == [[0.0, 0.0], [4.0, 4.5]]


@pytest.mark.parametrize(
    ("function", "told"),
    [
        (lambda panel: panel.values[:1], r"gave float64 \(1, 2\) for float64 \(3, 2\)"),
        (lambda panel: panel.values.astype(np.float32), "gave float32"),
        (lambda panel: None, "gave NoneType"),
        (lambda panel: panel.values / 0.0, "infinite"),
    ],
)
def test_what_is_no_panel_of_numbers_is_refused(function: object, told: str) -> None:
    stage = index.custom(function, f"wrong: {told}")  # type: ignore[arg-type]
    with pytest.raises(DataFault, match=told), np.errstate(divide="ignore"):
        index.build(spec(stage), PANEL)


def test_a_name_has_one_function_and_a_function_has_a_name() -> None:
    assert index.custom(capped, "cap twice") == index.custom(capped, "cap twice")
    with pytest.raises(ProgrammeFault, match="another function is named 'cap twice'"):
        index.custom(lambda panel: panel.values, "cap twice")
    with pytest.raises(ProgrammeFault, match="without a name"):
        index.custom(capped, " ")


def test_a_function_nobody_registered_and_one_behind_the_weights_are_faults_of_the_method() -> None:
    with pytest.raises(ProgrammeFault, match="no function is registered as nobody"):
        index.build(spec(index.CustomSpec(function="nobody")), PANEL)
    stages = (PLAIN, index.WeightSpec(), index.custom(capped, "cap at 10"), index.AggregateSpec())
    with pytest.raises(ProgrammeFault, match="cap at 10"):
        index.build(index.IndexSpec(framework=TREE, method=index.Method(stages=stages)), PANEL)


def test_a_file_cannot_name_a_function_even_one_that_is_registered() -> None:
    index.custom(capped, "cap at 10")
    files = {
        "framework.csv": b"code,parent\na,I\nb,I\nI,\n",
        "data.csv": b"unit,a,b\nU,1,2\nV,2,3\nW,3,5\n",
        "method.yaml": b"stages:\n  - {step: normalise}\n  - {step: custom, function: cap at 10}\n",
    }
    folder, found = index.parse(files)
    assert folder is None
    assert ("method.yaml", 3, "index.custom_in_file") in [(f.file, f.line, f.code) for f in found]
