"""Audits of small invented indices."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from xinxiao import index
from xinxiao.index import Audit

SMALL = Path(__file__).resolve().parents[2] / "data" / "index-small"


@pytest.fixture(scope="session")
def made() -> Audit:
    """Twelve units, six indicators in two pillars, three years, three assumptions."""
    folder = index.read_folder(SMALL)
    doubt = index.analyse(folder.spec, folder.panel)
    return index.audit(index.build(folder.spec, folder.panel), doubt)


@pytest.fixture(scope="session")
def bare() -> Audit:
    """Sixty-five indicators that all hang on the index, seventy units, one period, z-scores, no assumptions."""
    values = np.random.default_rng(1).normal(size=(70, 65))
    codes = tuple(f"i{k:02d}" for k in range(65))
    framework = index.framework_of(
        [index.Indicator(code=c, parent="ALL", name_en=f"Indicator {c}") for c in codes],
        [index.Group(code="ALL", name_zh="全部")],
    )
    rule = index.NormaliseRule(method="zscore")
    stages = (index.NormaliseSpec(default=rule, range=None), index.WeightSpec(), index.AggregateSpec())
    panel = index.Panel(values, tuple(f"u{n:02d}" for n in range(70)), codes)
    spec = index.IndexSpec(framework=framework, method=index.Method(stages=stages))
    return index.audit(index.build(spec, panel))
