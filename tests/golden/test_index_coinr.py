"""COINr's ASEM base case, stage by stage, to 1e-12.

The reference tables (COINr 1.1.14, 17 digits) are not part of this repository. Put them in a folder and name it in
XINXIAO_PEERS, or in ../shared/peers/coinr beside the repository; without them these tests say so and skip.
"""

from __future__ import annotations

import csv
import os
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from xinxiao import index
from xinxiao.index.coherence.statistics import STATISTICS

ROOT = Path(__file__).resolve().parents[2]
PEERS = Path(os.environ.get("XINXIAO_PEERS", ROOT.parent / "shared" / "peers" / "coinr"))

pytestmark = pytest.mark.skipif(
    not (PEERS / "00_iData.csv").is_file(),
    reason=f"COINr's reference tables are not at {PEERS}; set XINXIAO_PEERS to the folder that holds them",
)

THEIR_STATISTICS = (
    "Min",
    "Max",
    "Mean",
    "Median",
    "Std",
    "Skew",
    "Kurt",
    "N.Avail",
    "N.NonZero",
    "N.Unique",
    "N.Same",
    "Frc.Avail",
    "Frc.NonZero",
    "Frc.Unique",
    "Frc.Same",
    "Flag.Avail",
    "Flag.NonZero",
    "Flag.Unique",
    "Flag.SkewKurt",
)


def _table(name: str) -> list[dict[str, str]]:
    with (PEERS / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _numbers(name: str, columns: tuple[str, ...]) -> np.ndarray:
    cells = [[row[c] for c in columns] for row in _table(name)]
    return np.array([[float(x) if x not in ("", "NA") else np.nan for x in row] for row in cells])


@cache
def _result() -> index.Result:
    folder = index.from_coinr(_table("00_iData.csv"), _table("00_iMeta.csv"))
    method = index.Method(
        stages=(
            index.DenominateSpec(),
            index.ImputeSpec(method="group_mean", group="EurAsia_group"),
            index.ScreenSpec(rule="missing", min_available=0.9),
            index.TreatSpec(default=index.TreatRule(points=5)),
            index.NormaliseSpec(range=(0.0, 100.0)),
            index.WeightSpec(),
            index.AggregateSpec(),
        )
    )
    return index.build(folder.spec.with_method(method), folder.panel)


def _assert_same(ours: np.ndarray, theirs: np.ndarray) -> None:
    np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-13)


def test_the_raw_data_are_read_as_they_stand() -> None:
    _assert_same(_result().inputs.values, _numbers("01_dset_Raw.csv", _result().inputs.indicators))


@pytest.mark.parametrize(
    ("stage", "name"),
    [
        ("denominate", "02_dset_Denominated.csv"),
        ("impute", "03_dset_Imputed.csv"),
        ("screen", "04_dset_Screened.csv"),
        ("treat", "05_dset_Treated.csv"),
        ("normalise", "06_dset_Normalised.csv"),
    ],
)
def test_every_stage_equals_coinr_to_twelve_digits(stage: str, name: str) -> None:
    _assert_same(_result().stage(stage).values, _numbers(name, _result().inputs.indicators))


def test_the_aggregated_scores_equal_coinr_and_switzerland_leads_with_68_38() -> None:
    result = _result()
    _assert_same(result.all_values, _numbers("07_dset_Aggregated.csv", result.framework.codes))
    scores = dict(zip(result.units, result.of("Index").tolist(), strict=True))
    assert scores["CHE"] == pytest.approx(68.383724238341713, abs=1e-12)
    assert [result.units[i] for i in np.argsort(result.rank_of("Index"))[:3]] == ["CHE", "NLD", "DNK"]


def test_screening_keeps_the_same_units_for_the_same_reasons() -> None:
    details = _result().stage("screen").details
    rows = _table("04_screen_summary.csv")
    assert [row["Included"] == "TRUE" for row in rows] == details.included.tolist()
    assert [row["LowData"] == "TRUE" for row in rows] == details.low_data.tolist()
    assert [row["LowNonZero"] == "TRUE" for row in rows] == details.low_nonzero.tolist()


def test_fifteen_of_49_indicators_are_winsorised_at_the_same_points() -> None:
    result = _result()
    details = result.stage("treat").details
    moved = details.low_points + details.high_points
    points = _table("05_treat_points.csv")
    assert moved.tolist() == [sum(1 for row in points if row[c]) for c in result.inputs.indicators]
    assert int((moved > 0).sum()) == 15
    theirs = {row["iCode"]: row for row in _table("05_treat_details.csv")}
    for k, code in enumerate(result.inputs.indicators):
        row = theirs[code]
        assert details.skewness[k] == pytest.approx(float(row["check_SkewKurt0.Skew"]), abs=1e-12)
        if row["check_SkewKurt1.Skew"]:
            assert details.final_skewness[k] == pytest.approx(float(row["check_SkewKurt1.Skew"]), abs=1e-12)
            assert details.final_kurtosis[k] == pytest.approx(float(row["check_SkewKurt1.Kurt"]), abs=1e-12)


def test_effective_weights_equal_coinr() -> None:
    ours = index.effective_weights(_result().framework)
    for row in _table("08_eff_weights.csv"):
        assert ours[row["iCode"]] == pytest.approx(float(row["EffWeight"]), abs=1e-14)


@pytest.mark.parametrize("name", ["Raw", "Denominated", "Treated", "Normalised", "Aggregated"])
def test_the_19_statistics_equal_coinr(name: str) -> None:
    result = _result()
    stage = {"Denominated": "denominate", "Treated": "treat", "Normalised": "normalise"}.get(name)
    values = (
        result.stage(stage).values if stage else result.inputs.values if name == "Raw" else result.all_values
    )
    codes = result.framework.codes if name == "Aggregated" else result.inputs.indicators
    ours = index.arrays.describe(values)
    theirs = {row["iCode"]: row for row in _table(f"09_stats_{name}.csv")}
    for mine, other in zip(STATISTICS, THEIR_STATISTICS, strict=True):
        column = [theirs[code][other] for code in codes]
        wanted = (
            [float(x != "ok") for x in column] if other.startswith("Flag") else [float(x) for x in column]
        )
        np.testing.assert_allclose(ours[mine], wanted, rtol=1e-12, atol=1e-12, err_msg=mine)


def test_availability_of_units_and_groups_equals_coinr() -> None:
    result = _result()
    known = index.arrays.availability(result.inputs.values, result.framework)
    units = _numbers("09_avail_units.csv", ("N_missing", "N_zero", "Dat_Avail", "Non_Zero"))
    ours = np.stack([known.missing, known.zero, known.share_available, known.share_nonzero], axis=1)
    _assert_same(ours, units)
    _assert_same(known.by_group, _numbers("09_avail_groups.csv", result.framework.group_codes))
