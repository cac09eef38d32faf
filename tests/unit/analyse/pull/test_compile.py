"""The pull of a nation of two sectors, worked out by hand.

In 2017 both sectors put out 150 (hundred million yuan), each buys 15 or 30 of each, and of the second 30 are imported and
45 exported: 7/9 of what stays is from home. Households buy 90 of the second. The domestic coefficients are
((1/10, 1/5), (7/90, 7/45)); the second column of the inverse of one less them is (18/67, 81/67).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.nouns import TINY, files_of, with_account
from xinxiao import cycle
from xinxiao.model.dataset import Dataset
from xinxiao.programme.load import load_bytes

PEOPLE = "figures/people.csv"


@pytest.fixture(scope="module")
def pulled() -> Dataset:
    """The pull of the tiny programme, its headline published in the wide scope for 2017 too: 150."""
    files = with_account(files_of(TINY))
    people = files[PEOPLE].replace(b"A,CN,SIZE,WIDE,2018", b"A,CN,SIZE,WIDE,2017")
    loaded = load_bytes({**files, PEOPLE: people})
    assert loaded.errors == ()
    return cycle.compiled(loaded, None, None)["TINY_PULL"]


def rows(data: Dataset, **where: str) -> dict[str, dict[str, Any]]:
    """Rows of type I by sector."""
    wanted: Mapping[str, str] = {"MULTIPLIER_TYPE": "I"} | where
    keyed = zip(data.table.to_pylist(), data.keys.to_pylist(), strict=True)
    return {
        row["SECTOR"]: row | {"KEY": key}
        for row, key in keyed
        if all(row[name] == code for name, code in wanted.items())
    }


@pytest.mark.parametrize(
    ("effect", "first", "second", "unit"),
    [
        ("OUTPUT", 18 / 67, 81 / 67, "YUAN_PER_YUAN"),
        ("VALUE_ADDED", 0.8 * 18 / 67, 0.6 * 81 / 67, "YUAN_PER_YUAN"),
        ("EMPLOYMENT", 2 * 18 / 67, 81 / 67, "PERSONS_PER_10K_YUAN"),
    ],
)
def test_multipliers_are_what_one_yuan_of_domestic_demand_calls_for(
    pulled: Dataset, effect: str, first: float, second: float, unit: str
) -> None:
    # Of 15 billion put out the first sector employs 3 million, two for every ten thousand yuan, and the second half of that.
    found = rows(pulled, EFFECT=effect, SCOPE="NARROW", MEASURE="MULTIPLIER")
    assert {sector: row["OBS_VALUE"] for sector, row in found.items()} == {
        "01": pytest.approx(first),
        "20": pytest.approx(second),
        "_T": pytest.approx(first + second),
    }
    assert {row["UNIT_MEASURE"] for row in found.values()} == {unit}
    assert {row["TIME_PERIOD"] for row in found.values()} == {"2017"}


@pytest.mark.parametrize(
    ("scope", "bought", "method", "assumed"),
    [
        ("NARROW", 90, "PULL_LEVEL", ""),
        ("WIDE", 150, "PULL_PUBLISHED", "; assumption: mix and domestic share of NARROW"),
    ],
)
def test_levels_are_multipliers_times_what_was_bought_from_home_in_the_units_the_programme_names(
    pulled: Dataset, scope: str, bought: float, method: str, assumed: str
) -> None:
    home = bought * 7 / 9
    for effect, first, second, unit, said in (
        ("OUTPUT", 18 / 67, 81 / 67, "100M_YUAN", ""),
        ("VALUE_ADDED", 14.4 / 67, 48.6 / 67, "100M_YUAN", ""),
        ("EMPLOYMENT", 36 / 67, 81 / 67, "10K_PERSONS", "; employment by sector is an estimate"),
    ):
        found = rows(pulled, EFFECT=effect, SCOPE=scope, MEASURE="LEVEL")
        assert {sector: row["OBS_VALUE"] for sector, row in found.items()} == {
            "01": pytest.approx(first * home),
            "20": pytest.approx(second * home),
            "_T": pytest.approx((first + second) * home),
        }
        same = {(row["UNIT_MEASURE"], row["METHOD"], row["OBS_STATUS"]) for row in found.values()}
        assert same == {(unit, method, "E")}
        assert {row["COMMENT"] for row in found.values()} == {f"experimental{said}{assumed}"}


def test_a_published_level_points_at_the_multiplier_whose_mix_it_assumes_and_at_the_figure(
    pulled: Dataset,
) -> None:
    own = rows(pulled, EFFECT="OUTPUT", SCOPE="WIDE", MEASURE="LEVEL")["20"]
    mix = rows(pulled, EFFECT="OUTPUT", SCOPE="NARROW", MEASURE="MULTIPLIER")["20"]
    edges = {e["ROLE"]: e for e in pulled.inputs.to_pylist() if e["KEY"] == own["KEY"]}
    assert set(edges) == {"MULTIPLIER", "CONSUMPTION"}
    assert edges["MULTIPLIER"]["IN_KEY"] == mix["KEY"]
    assert edges["CONSUMPTION"]["IN_DATAFLOW"] == "TINY_FIGURES"
    assert edges["CONSUMPTION"]["IN_KEY"] == "A.CN.SIZE.WIDE.2017.2021-03-01"
    assert edges["CONSUMPTION"]["WEIGHT"] == pytest.approx(7 / 9)
    narrow = rows(pulled, EFFECT="OUTPUT", SCOPE="NARROW", MEASURE="LEVEL")["20"]
    flows = {e["ROLE"]: e["IN_DATAFLOW"] for e in pulled.inputs.to_pylist() if e["KEY"] == narrow["KEY"]}
    assert flows == {"MULTIPLIER": "TINY_PULL", "CONSUMPTION": "TINY_ACCOUNT"}


def test_a_multiplier_points_at_its_table_and_at_the_demand_that_pulls(pulled: Dataset) -> None:
    own = rows(pulled, EFFECT="OUTPUT", SCOPE="NARROW", MEASURE="MULTIPLIER")["20"]
    edges = [(e["ROLE"], e["IN_KEY"]) for e in pulled.inputs.to_pylist() if e["KEY"] == own["KEY"]]
    assert sorted(role for role, _ in edges) == ["DEMAND", "TABLE"]
    assert dict(edges)["DEMAND"] == "CN.2017.42.T.20.FU101"  # what was bought, not the whole row of the table


def test_levels_are_told_in_parts_and_the_makers_of_the_product_are_not_outside(pulled: Dataset) -> None:
    # Of 70 bought from home its makers bought 70/5 of the first sector and 7/45 of 70 of their own product.
    home = 90 * 7 / 9
    found = rows(pulled, EFFECT="OUTPUT", SCOPE="NARROW", SECTOR="_T")
    whole, direct = 99 / 67 * home, home / 5 + home * 7 / 45
    table = pulled.table.to_pylist()
    levels = {
        r["MEASURE"]: r["OBS_VALUE"]
        for r in table
        if (r["SCOPE"], r["EFFECT"], r["SECTOR"], r["MULTIPLIER_TYPE"]) == ("NARROW", "OUTPUT", "_T", "I")
    }
    assert found
    assert {
        name: levels[name] for name in levels if name.startswith("LEVEL") and name != "LEVEL_EXPORTS"
    } == {
        "LEVEL": pytest.approx(whole),
        "LEVEL_INITIAL": pytest.approx(home),
        "LEVEL_DIRECT": pytest.approx(direct),
        "LEVEL_INDIRECT": pytest.approx(whole - home - direct),
        "LEVEL_UPSTREAM": pytest.approx(whole - home),
        "LEVEL_OUTSIDE": pytest.approx(18 / 67 * home),
    }


def test_type_two_has_levels_only_of_demand_from_outside_the_model(pulled: Dataset) -> None:
    found = {
        (r["SCOPE"], r["MULTIPLIER_TYPE"], r["MEASURE"], r["EFFECT"]): r["OBS_VALUE"]
        for r in pulled.table.to_pylist()
        if r["MEASURE"].startswith("LEVEL") and r["SECTOR"] == "_T"
    }
    assert {name for _, kind, name, _ in found if kind == "II"} == {"LEVEL_EXPORTS"}
    # 45 of the second sector are exported, all made at home: 45 x 99/67 with households outside the model, more with them.
    assert found["NARROW", "I", "LEVEL_EXPORTS", "OUTPUT"] == pytest.approx(45 * 99 / 67)
    second = rows(pulled, EFFECT="OUTPUT", SCOPE="NARROW", MEASURE="MULTIPLIER", MULTIPLIER_TYPE="II")
    assert found["NARROW", "II", "LEVEL_EXPORTS", "OUTPUT"] == pytest.approx(45 * second["_T"]["OBS_VALUE"])
    own = {e["IN_KEY"]: e["WEIGHT"] for e in pulled.inputs.to_pylist() if ".LEVEL_EXPORTS." in e["KEY"]}
    assert own["CN.2017.42.T.20.EX"] == 1.0


def test_pay_that_households_spend_pulls_more(pulled: Dataset) -> None:
    # Pay is 4/10 and 3/10 of output; of 105 in all households spend 105 and 70 at home: a third column of 1 and 2/3.
    # The first two rows of the last columns of the inverse follow by Cramer's rule.
    found = rows(pulled, EFFECT="OUTPUT", SCOPE="NARROW", MEASURE="MULTIPLIER", MULTIPLIER_TYPE="II")
    matrix = [[0.9, -0.2, -1.0], [-7 / 90, 38 / 45, -2 / 3], [-0.4, -0.3, 1.0]]
    whole = (
        matrix[0][0] * (matrix[1][1] * matrix[2][2] - matrix[1][2] * matrix[2][1])
        - matrix[0][1] * (matrix[1][0] * matrix[2][2] - matrix[1][2] * matrix[2][0])
        + matrix[0][2] * (matrix[1][0] * matrix[2][1] - matrix[1][1] * matrix[2][0])
    )
    first = -(matrix[0][1] * matrix[2][2] - matrix[0][2] * matrix[2][1]) / whole
    second = (matrix[0][0] * matrix[2][2] - matrix[0][2] * matrix[2][0]) / whole
    assert found["01"]["OBS_VALUE"] == pytest.approx(first)
    assert found["20"]["OBS_VALUE"] == pytest.approx(second)
