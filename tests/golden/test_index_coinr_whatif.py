"""COINr's removal, coherence and sensitivity figures on its ASEM case.

The reference tables are not part of this repository; see test_index_coinr.py. The exact sensitivity indices
follow from enumerating COINr's own 2,000 models.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from xinxiao.index.analysis.whatif import remove_elements
from xinxiao.index.coherence.multivariate import cronbach_alpha
from xinxiao.index.layouts.coinr import from_coinr
from xinxiao.index.pipeline.result import Result
from xinxiao.index.pipeline.run import build
from xinxiao.index.spec.method import (
    AggregateSpec,
    DenominateSpec,
    ImputeSpec,
    Method,
    NormaliseSpec,
    ScreenSpec,
    TreatSpec,
    WeightSpec,
)

ROOT = Path(__file__).resolve().parents[2]
PEERS = Path(os.environ.get("XINXIAO_PEERS", ROOT.parent / "shared" / "peers" / "coinr"))
pytestmark = pytest.mark.skipif(
    not (PEERS / "00_iData.csv").is_file(),
    reason=f"COINr's reference tables are not at {PEERS}; set XINXIAO_PEERS to the folder that holds them",
)


def _rows(name: str) -> list[dict[str, Any]]:
    with (PEERS / name).open(encoding="utf-8", newline="") as lines:
        return [{k: None if v in ("", "NA") else v for k, v in row.items()} for row in csv.DictReader(lines)]


@pytest.fixture(scope="module")
def base() -> Result:
    folder = from_coinr(_rows("00_iData.csv"), _rows("00_iMeta.csv"))
    stages = (
        DenominateSpec(),
        ImputeSpec(method="group_mean", group="EurAsia_group"),
        ScreenSpec(),
        TreatSpec(),
        NormaliseSpec(),
        WeightSpec(),
        AggregateSpec(),
    )
    return build(folder.spec.with_method(Method(stages=stages)), folder.panel)


def test_alpha_of_all_normalised_indicators_is_0_89859(base: Result) -> None:
    assert cronbach_alpha(base.panel.values) == pytest.approx(0.89859027542677306, abs=1e-12)


def test_leaving_out_the_social_pillar_moves_ranks_by_3_9608_places_on_average(base: Result) -> None:
    found = {r.code: r.shift for r in remove_elements(base, 2)}
    assert found["Social"] == pytest.approx(3.9608, abs=5e-5)
    assert max(found, key=lambda code: found[code]) == "Social"


def test_switzerland_the_netherlands_and_denmark_lead(base: Result) -> None:
    best = np.argsort(-base.of("Index"))[:3]
    assert [base.units[i] for i in best] == ["CHE", "NLD", "DNK"]
