import numpy as np
import pytest

from tests.nouns import flow
from xinxiao.analyse.pull.rows import Amount, Sheet, Subject
from xinxiao.model.account import EffectUnits
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
    own.levels(subject, ("01", "20"), np.array([0.0, 1.5]), 0.8, amount, "sectors")
    found = {sector: row["OBS_VALUE"] for (sector, _), row in rows(own).items()}
    assert found == {"_T": pytest.approx(240.0), "20": pytest.approx(240.0)}


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
    own.levels(subject, ("01", "20"), np.array([0.5, 1.5]), 0.8, amount, "total")
    [row] = rows(own).values()
    assert (row["SECTOR"], row["OBS_VALUE"]) == ("_T", pytest.approx(320.0))
    assert (row["FORMULA"], row["METHOD"]) == ("multiplier × 0.8 × 200", "PULL_PUBLISHED")
    assert row["UNIT_MEASURE"] == "100M_YUAN"
    mix = Subject("CN", "WIDE", "OUTPUT", "I", 2017, "said").where("_T", "MULTIPLIER")
    assert edges(own, "_T", "LEVEL") == [
        ("CONSUMPTION", flow("account").id, "k", 0.8),
        ("MULTIPLIER", own.made.dataflow.id, own.made.dataflow.key(mix), None),
    ]
