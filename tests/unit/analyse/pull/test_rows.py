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
