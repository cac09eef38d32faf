"""Lookup: observations by key and partial key, in small tables and large ones."""

from __future__ import annotations

import pytest

from xinxiao.model.dataflows import IC_FIGURES
from xinxiao.model.dataset import Dataset, dataset, keys
from xinxiao.release import lookup as lookups
from xinxiao.release.lookup import Edge, Lookup

AREAS, YEARS = ("990001", "990002", "990003"), ("2022", "2023", "2024")


def figures() -> Dataset:
    """Two indicators of three places over three years, their scope unknown in one row."""
    rows = [(a, i, y) for a in AREAS for i in ("LENT", "POP") for y in YEARS]
    columns: dict[str, list[object]] = {
        "REF_AREA": [a for a, _, _ in rows],
        "INDICATOR": [i for _, i, _ in rows],
        "TIME_PERIOD": [y for _, _, y in rows],
        "OBS_VALUE": [float(n) for n in range(len(rows))],
        "SCOPE": [None if n == 4 else "_Z" for n in range(len(rows))],
    }
    fixed = {"FREQ": "A", "VINTAGE": "2025-01-01", "GRADE": "A"}
    inputs = [
        ("A.990001.LENT._Z.2022.2025-01-01", role, "IC_FIGURES", "A.990002.LENT._Z.2022.2025-01-01", None)
        for role in ("TWO", "ONE")
    ]
    return dataset(IC_FIGURES, columns | {n: [v] * len(rows) for n, v in fixed.items()}, inputs)


DATA = figures()


@pytest.fixture(params=[50_000, 0], ids=["indexed", "halved"])
def found(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Lookup:
    """The figures, as a small table and as if they were a large one."""
    monkeypatch.setattr(lookups, "LARGE", request.param)
    return Lookup(("IC_FIGURES",), lambda name: DATA)


def test_every_observation_is_found_by_its_own_key_and_no_other(found: Lookup) -> None:
    whole = [key for key in keys(DATA.table, IC_FIGURES.dimensions).to_pylist() if ".." not in key]
    assert len(whole) == 17
    for key in whole:
        row = found.one("IC_FIGURES", key)
        assert row is not None
        assert key == ".".join(row[name] for name in IC_FIGURES.dimensions)
    for wrong in ("A.990001.LENT._Z.2021.2025-01-01", "A.990001", "", "A..LENT._Z.2022.2025-01-01"):
        assert found.one("IC_FIGURES", wrong) is None
    assert found.one("IC_NOPE", whole[0]) is None


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("A.990001...2022.", [0.0, 3.0]),
        ("A.990003.POP...", [15.0, 16.0, 17.0]),
        ("..POP..2024.", [5.0, 11.0, 17.0]),
        ("A.990001.POP._Z..", [3.0, 5.0]),
        ("A.990009....", []),
        (".....", [float(n) for n in range(18)]),
    ],
)
def test_a_partial_key_names_all_that_fit(found: Lookup, key: str, values: list[float]) -> None:
    rows = found.matching("IC_FIGURES", key)
    assert sorted(rows.column("OBS_VALUE").to_pylist()) == values
    assert found.matching("IC_FIGURES", key) is rows  # asked again: kept


def test_the_inputs_of_an_observation_come_in_the_order_sealed(found: Lookup) -> None:
    target = "A.990002.LENT._Z.2022.2025-01-01"
    assert found.inputs("IC_FIGURES", "A.990001.LENT._Z.2022.2025-01-01") == (
        Edge("ONE", "IC_FIGURES", target, None),
        Edge("TWO", "IC_FIGURES", target, None),
    )
    assert found.inputs("IC_FIGURES", target) == ()
