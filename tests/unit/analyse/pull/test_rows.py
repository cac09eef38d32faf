import numpy as np
import pytest

from tests.nouns import flow
from xinxiao.analyse.pull.effects import Level
from xinxiao.analyse.pull.rows import Amount, Sheet, Subject, measure
from xinxiao.model.account import PARTS, EffectUnits
from xinxiao.model.observations import Observations

UNITS = EffectUnits(multiplier="RATIO", level="100M_YUAN")


def sheet():
    made = Observations(flow("pull"), OBS_STATUS="E")
    return Sheet(made, flow("cells"), {"OUTPUT": UNITS, "VALUE_ADDED": UNITS})


def edges(own, sector, measure):
    """(role, dataflow, key, weight) of what an observation was made of."""
    key = own.made.dataflow.key(Subject("CN", "N", "OUTPUT", "I", 2017, "said").where(sector, measure))
    found = own.made.dataset().inputs.to_pylist()
    return [(e["ROLE"], e["IN_DATAFLOW"], e["IN_KEY"], e["WEIGHT"]) for e in found if e["KEY"] == key]


def in_parts(values):
    """A multiplier by sector in parts: one is the product itself, made by the second sector."""
    whole, initial = np.array(values), np.array([0.0, 1.0])
    direct, indirect = np.array([0.0, 0.3]), np.array([0.0, 0.2])
    upstream, outside = direct + indirect, np.array([values[0], 0.0])
    return dict(zip(PARTS, (whole, initial, direct, indirect, upstream, outside), strict=True))


def rows(own):
    return {(row["SECTOR"], row["MEASURE"]): row for row in own.made.dataset().table.to_pylist()}


@pytest.mark.parametrize(
    ("kind", "effect", "formula"),
    [
        ("I", "OUTPUT", "1[i] × Σ_j L[i,j] f[j]; L = (I − A)^-1"),
        ("II", "OUTPUT", "1[i] × Σ_j L[i,j] f[j]; L = (I − A)^-1 closed for households"),
        ("I", "VALUE_ADDED", "v[i] × Σ_j L[i,j] f[j]; L = (I − A)^-1"),
    ],
)
def test_a_multiplier_says_its_formula_and_whether_households_are_in_the_model(kind, effect, formula):
    own = sheet()
    own.multipliers(
        Subject("CN", "N", effect, kind, 2017, "said"), ("01", "20"), np.array([0.5, 1.5]), (), ()
    )
    assert (rows(own)["20", "MULTIPLIER"]["FORMULA"], rows(own)["20", "MULTIPLIER"]["METHOD"]) == (
        formula,
        f"PULL_TYPE_{kind}",
    )
    assert rows(own)["_T", "MULTIPLIER"]["OBS_VALUE"] == 2.0


def test_a_level_is_the_multiplier_times_what_is_from_home_of_what_was_bought():
    own = sheet()
    amount = Amount(200.0, flow("account"), "k", "N", "PULL_LEVEL")
    subject = Subject("CN", "N", "OUTPUT", "I", 2017, "said")
    own.levels(subject, ("01", "20"), in_parts([0.0, 1.5]), 0.8, amount, "sectors")
    found = {place: row["OBS_VALUE"] for place, row in rows(own).items()}
    assert found == {
        ("_T", "LEVEL"): pytest.approx(240.0),
        ("20", "LEVEL"): pytest.approx(240.0),
        ("_T", "LEVEL_INITIAL"): pytest.approx(160.0),
        ("_T", "LEVEL_DIRECT"): pytest.approx(48.0),
        ("_T", "LEVEL_INDIRECT"): pytest.approx(32.0),
        ("_T", "LEVEL_UPSTREAM"): pytest.approx(80.0),
    }
    assert {row["UNIT_MEASURE"] for row in rows(own).values()} == {"100M_YUAN"}


def test_the_parts_of_a_multiplier_are_rows_of_all_sectors_with_the_same_inputs():
    own = sheet()
    subject = Subject("CN", "N", "OUTPUT", "I", 2017, "said")
    own.multiplier_parts(subject, in_parts([0.5, 1.5]), ("t",), ("d",))
    found = {measure: (row["OBS_VALUE"], row["METHOD"]) for (_, measure), row in rows(own).items()}
    assert found == {
        "MULTIPLIER_INITIAL": (1.0, "PULL_PART"),
        "MULTIPLIER_DIRECT": (0.3, "PULL_PART"),
        "MULTIPLIER_INDIRECT": (0.2, "PULL_PART"),
        "MULTIPLIER_UPSTREAM": (0.5, "PULL_PART"),
        "MULTIPLIER_OUTSIDE": (0.5, "PULL_PART"),
    }
    assert rows(own)["_T", "MULTIPLIER_DIRECT"]["FORMULA"] == "Σ_i 1[i] (A f)[i]"
    assert {row["UNIT_MEASURE"] for row in rows(own).values()} == {"RATIO"}
    assert edges(own, "_T", "MULTIPLIER_OUTSIDE") == [
        ("DEMAND", "IC_IO", "d", None),
        ("TABLE", "IC_IO", "t", None),
    ]


@pytest.mark.parametrize("kind", ["I", "II"])
def test_a_level_of_demand_from_outside_says_whose_and_points_at_what_they_bought(kind):
    own = sheet()
    subject = Subject("CN", "N", "OUTPUT", kind, 2017, "said")
    own.exogenous(subject, "EXPORTS", Level(kind, np.array([2.0, 3.0])), ("t",), (("c", 0.75),))
    row = rows(own)["_T", "LEVEL_EXPORTS"]
    assert (row["OBS_VALUE"], row["METHOD"], row["MULTIPLIER_TYPE"]) == (5.0, f"PULL_EXOGENOUS_{kind}", kind)
    assert row["FORMULA"] == "Σ_i 1[i] (L f)[i]; f: domestic products bought by EXPORTS"
    found = own.made.dataset().inputs.to_pylist()
    assert sorted((e["ROLE"], e["IN_KEY"], e["WEIGHT"]) for e in found) == [
        ("DEMAND", "c", 0.75),
        ("TABLE", "t", None),
    ]


def test_a_measure_names_its_part_and_the_whole_has_no_part():
    assert [measure("LEVEL", part) for part in PARTS[:2]] == ["LEVEL", "LEVEL_INITIAL"]
    assert measure("MULTIPLIER", "OUTSIDE") == "MULTIPLIER_OUTSIDE"


def test_a_multiplier_points_at_its_cells_and_their_sum_at_each_multiplier_that_is_there():
    own = sheet()
    subject = Subject("CN", "N", "OUTPUT", "I", 2017, "said")
    own.multipliers(subject, ("01", "20", "36"), np.array([0.5, 0.0, -0.25]), ("t",), ("d",))
    assert sorted(rows(own)) == [("01", "MULTIPLIER"), ("36", "MULTIPLIER"), ("_T", "MULTIPLIER")]
    total = rows(own)["_T", "MULTIPLIER"]
    assert (total["OBS_VALUE"], total["FORMULA"], total["UNIT_MEASURE"]) == (0.25, "Σ_i", "RATIO")
    assert (total["FREQ"], total["TIME_PERIOD"], total["COMMENT"]) == ("A", "2017", "said")
    assert edges(own, "01", "MULTIPLIER") == [
        ("DEMAND", "IC_IO", "d", None),
        ("TABLE", "IC_IO", "t", None),
    ]
    flow_id = own.made.dataflow.id
    keys = [own.made.dataflow.key(subject.where(s, "MULTIPLIER")) for s in ("01", "36")]
    assert edges(own, "_T", "MULTIPLIER") == [("PART", flow_id, key, 1.0) for key in keys]


def test_a_level_says_its_formula_and_points_at_the_multiplier_of_the_mix_and_at_what_was_bought():
    own = sheet()
    amount = Amount(200.0, flow("account"), "k", "WIDE", "PULL_PUBLISHED")
    subject = Subject("CN", "N", "OUTPUT", "I", 2017, "said")
    own.levels(subject, ("01", "20"), in_parts([0.5, 1.5]), 0.8, amount, "total")
    assert {sector for sector, _ in rows(own)} == {"_T"}
    row = rows(own)["_T", "LEVEL"]
    assert row["OBS_VALUE"] == pytest.approx(320.0)
    assert (row["FORMULA"], row["METHOD"]) == ("multiplier × 0.8 × 200", "PULL_PUBLISHED")
    assert row["UNIT_MEASURE"] == "100M_YUAN"
    mix = Subject("CN", "WIDE", "OUTPUT", "I", 2017, "said").where("_T", "MULTIPLIER")
    assert edges(own, "_T", "LEVEL") == [
        ("CONSUMPTION", flow("account").id, "k", 0.8),
        ("MULTIPLIER", own.made.dataflow.id, own.made.dataflow.key(mix), None),
    ]
    outside = Subject("CN", "WIDE", "OUTPUT", "I", 2017, "said").where("_T", "MULTIPLIER_OUTSIDE")
    assert ("MULTIPLIER", own.made.dataflow.id, own.made.dataflow.key(outside), None) in edges(
        own, "_T", "LEVEL_OUTSIDE"
    )
