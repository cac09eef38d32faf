"""Lookup: observations by key and partial key, in small tables and large ones."""

from __future__ import annotations

import pytest

from xinxiao.model.dataset import Dataset, dataset
from xinxiao.model.structure import Component, Dataflow
from xinxiao.release import lookup as lookups
from xinxiao.release.lookup import Edge, Lookup

DIMENSIONS = ("REF_AREA", "INDICATOR", "SCOPE", "TIME_PERIOD")
FLOW = Dataflow(
    "TR_X",
    (
        *(Component(id=name) for name in DIMENSIONS),
        Component(id="OBS_VALUE", place="measure", kind="double"),
    ),
)
AREAS, YEARS = ("990001", "990002", "990003"), ("2022", "2023", "2024")
FIRST, OTHER = "990001.LENT._Z.2022", "990002.LENT._Z.2022"


def observations() -> Dataset:
    """Two indicators of three places over three years, the scope unknown in one row."""
    rows = [(a, i, y) for a in AREAS for i in ("LENT", "POP") for y in YEARS]
    columns: dict[str, list[object]] = {
        "REF_AREA": [a for a, _, _ in rows],
        "INDICATOR": [i for _, i, _ in rows],
        "TIME_PERIOD": [y for _, _, y in rows],
        "OBS_VALUE": [float(n) for n in range(len(rows))],
        "SCOPE": [None if n == 4 else "_Z" for n in range(len(rows))],
    }
    return dataset(FLOW, columns, [(FIRST, role, "TR_X", OTHER, None) for role in ("TWO", "ONE")])


DATA = observations()


@pytest.fixture(params=[50_000, 0], ids=["indexed", "halved"])
def found(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Lookup:
    """The observations, as a small table and as if they were a large one."""
    monkeypatch.setattr(lookups, "LARGE", request.param)
    return Lookup({"TR_X": FLOW}, lambda name: DATA)


def test_every_observation_is_found_by_its_own_key_and_no_other(found: Lookup) -> None:
    whole = [key for key in DATA.keys.to_pylist() if ".." not in key]
    assert len(whole) == 17
    for key in whole:
        row = found.one("TR_X", key)
        assert row is not None
        assert key == ".".join(row[name] for name in DIMENSIONS)
    for wrong in ("990001.LENT._Z.2021", "990001", "", "990001..LENT.2022"):
        assert found.one("TR_X", wrong) is None
    assert found.one("TR_NOPE", whole[0]) is None


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("990001...2022", [0.0, 3.0]),
        ("990003.POP..", [15.0, 16.0, 17.0]),
        (".POP..2024", [5.0, 11.0, 17.0]),
        ("990001.POP._Z.", [3.0, 5.0]),
        ("990009...", []),
        ("...", [float(n) for n in range(18)]),
    ],
)
def test_a_partial_key_names_all_that_fit(found: Lookup, key: str, values: list[float]) -> None:
    rows = found.matching("TR_X", key)
    assert sorted(rows.column("OBS_VALUE").to_pylist()) == values
    assert found.matching("TR_X", key) is rows  # asked again: kept


def test_the_inputs_of_an_observation_come_in_the_order_sealed(found: Lookup) -> None:
    edges = found.inputs("TR_X", FIRST)
    assert edges == (Edge("ONE", "TR_X", OTHER, None), Edge("TWO", "TR_X", OTHER, None))
    assert found.inputs("TR_X", OTHER) == ()
