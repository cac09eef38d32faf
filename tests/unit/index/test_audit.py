"""The audit collects what a reviewer asks and says what the numbers show."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pytest

from xinxiao.index.analysis.audit import Audit, _failed, audit
from xinxiao.index.doubt.uncertainty import analyse
from xinxiao.index.layouts.folder import read_folder
from xinxiao.index.pipeline.run import build
from xinxiao.index.spec.framework import Group, Indicator, framework_of
from xinxiao.index.spec.index import IndexSpec
from xinxiao.index.spec.method import AggregateSpec, Method, NormaliseSpec
from xinxiao.index.spec.panel import Panel
from xinxiao.texts import catalogue

SMALL = Path(__file__).resolve().parents[2] / "data" / "index-small"


@pytest.fixture(scope="module")
def made() -> Audit:
    folder = read_folder(SMALL)
    return audit(build(folder.spec, folder.panel), analyse(folder.spec, folder.panel))


def test_shares_and_importance_sum_to_1_on_every_level(made: Audit) -> None:
    for level in {row.level for row in made.importance}:
        rows = [row for row in made.importance if row.level == level]
        assert sum(r.importance for r in rows) == pytest.approx(1)
        assert sum(r.weight for r in rows) == pytest.approx(1)


def test_every_group_with_two_children_has_its_coherence_and_every_element_its_removal(made: Audit) -> None:
    framework = made.result.framework
    assert [row.group for row in made.coherence] == [g.code for g in framework.groups if len(g.children) > 1]
    assert {r.code for r in made.removals} == set(framework.codes) - {framework.top}


def test_the_uncertainty_covers_every_period_and_unit(made: Audit) -> None:
    assert made.uncertainty is not None
    assert made.uncertainty.score.shape == made.result.of(made.result.framework.top).shape
    assert np.isfinite(made.uncertainty.rank_low).all()


def test_every_finding_is_said_in_both_languages(made: Audit) -> None:
    assert made.findings
    for found in made.findings:
        assert found.message("zh")
        assert found.message("en")


def test_without_assumptions_the_audit_says_that_nothing_is_known_of_the_doubt() -> None:
    folder = read_folder(SMALL)
    made = audit(build(folder.spec, folder.panel))
    assert made.uncertainty is None
    assert "index_audit.no_uncertainty" in [f.code for f in made.findings]


def test_audit_findings_have_a_text_in_both_languages() -> None:
    codes = {k for k in catalogue("en") if k.startswith("findings.index_audit.")}
    assert len(codes) == 14
    assert codes == {k for k in catalogue("zh") if k.startswith("findings.index_audit.")}


def test_failed_models_are_counted_with_their_reason_or_said_to_have_missing_scores(made: Audit) -> None:
    assert made.uncertainty is not None
    refused = msgspec.structs.replace(made.uncertainty, failed=3, faults={"weights sum to 0": 3})
    missing = msgspec.structs.replace(made.uncertainty, failed=2, faults={})
    assert "weights sum to 0 (3)" in _failed(refused).message("en")
    assert (
        _failed(missing)
        .message("en")
        .startswith(f"2 of {missing.replicates} models gave no complete ranking")
    )


@pytest.mark.parametrize(("second", "said"), [((1.0, 4.0, 2.0, 3.0), ["0.57"]), ((1.0, 3.0, 2.0, 4.0), [])])
def test_a_group_whose_children_tell_different_things_is_said_to(
    second: tuple[float, ...], said: list[str]
) -> None:
    # Correlations 0.4 and 0.8 of two columns of one variance: alpha is 2 x 0.4 / 1.4 = 0.571 and 0.889.
    tree = framework_of([Indicator(code=c, parent="I") for c in "ab"], [Group(code="I")])
    values = np.stack([[1.0, 2.0, 3.0, 4.0], second], axis=1)
    spec = IndexSpec(framework=tree, method=Method(stages=(NormaliseSpec(), AggregateSpec())))
    found = audit(build(spec, Panel(values, tuple("wxyz"), ("a", "b")))).findings
    assert [dict(f.places)["alpha"] for f in found if f.code == "index_audit.low_alpha"] == said
