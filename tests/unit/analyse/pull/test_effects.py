"""The economy: of 100 made in each of two sectors each buys 20 of the other; pay is a fifth and households spend it all."""

import numpy as np
import pytest

from xinxiao.analyse.pull.effects import Exogenous, Final, TypeI, level, parts, type_one, type_two
from xinxiao.analyse.pull.model import Economy
from xinxiao.errors import DataFault
from xinxiao.model.account import PARTS

FLOWS = np.array([[0.0, 20.0], [20.0, 0.0]])
OUTPUT = np.array([100.0, 100.0])
ONE = np.ones(2)


def nation(**changed):
    own = {
        "area": "CN",
        "year": 2020,
        "sectors": ("01", "20"),
        "flows": FLOWS,
        "output": OUTPUT,
        "value_added": OUTPUT - FLOWS.sum(axis=0),
        "pay": np.array([20.0, 20.0]),
        "households": np.array([20.0, 20.0]),
        "domestic": ONE,
        "keys": (),
    }
    return Economy(**(own | changed))


def test_the_open_model_takes_any_demand_and_the_closed_one_only_what_it_leaves_outside():
    # Open: x = (1, 0.2) / 0.96. Closed: the same two with 0.2 of each unit paid out and spent half on each.
    demand = np.array([0.0, 96.0])
    assert level(type_one(nation()), Final(demand), ONE).values.tolist() == pytest.approx([20.0, 100.0])
    outside = Exogenous(demand, ("EX",), ("FU101", "FU102"))
    closed = level(type_two(nation()), outside, ONE)
    assert closed.kind == "II"
    assert closed.values.tolist() == pytest.approx([40.0, 120.0])  # (I - A - h w')^-1 of (0.1, 0.3; 0.3, 0.1)
    assert level(type_one(nation()), outside, ONE).kind == "I"


def test_a_type_two_level_of_what_households_decide_is_refused_with_the_reason():
    with pytest.raises(DataFault) as caught:
        level(type_two(nation()), Final(np.array([0.0, 96.0])), ONE)  # type: ignore[call-overload]
    assert caught.value.told.name == "pull_endogenous"


@pytest.mark.parametrize(
    ("uses", "named"), [(("FU103", "FU101"), "FU101"), (("FU101", "FU102"), "FU101, FU102"), ((), "—")]
)
def test_demand_of_households_cannot_be_called_exogenous(uses, named):
    with pytest.raises(DataFault) as caught:
        Exogenous(ONE, uses, ("FU101", "FU102"))
    assert (caught.value.told.name, caught.value.told.values) == ("pull_endogenous", {"uses": named})


def test_parts_are_the_product_the_first_round_the_later_ones_and_what_is_made_elsewhere():
    found = parts(type_one(nation()), Final(np.array([0.0, 96.0])), np.array([1.0, 0.5]))
    sums = {part: float(found[part].sum()) for part in PARTS}
    assert sums == {
        "TOTAL": pytest.approx(20 + 50.0),
        "INITIAL": pytest.approx(48.0),
        "DIRECT": pytest.approx(19.2),
        "INDIRECT": pytest.approx(0.8 + 2.0),
        "UPSTREAM": pytest.approx(22.0),
        "OUTSIDE": pytest.approx(20.0),
    }


def test_an_open_model_keeps_the_coefficients_of_its_first_round():
    found = type_one(nation())
    assert isinstance(found, TypeI)
    assert found.coefficients.tolist() == [[0.0, 0.2], [0.2, 0.0]]


def test_an_economy_that_uses_up_more_than_it_makes_is_refused_and_the_column_named():
    with pytest.raises(DataFault) as caught:
        type_one(nation(flows=np.array([[60.0, 50.0], [60.0, 30.0]])))
    assert caught.value.told.name == "pull_not_productive"
    assert caught.value.told.values == {"place": "CN 2020", "kind": "I", "used": "1.2", "column": "01"}


def test_one_column_may_use_more_than_it_makes_when_the_whole_economy_does_not():
    # Hawkins and Simon: 1 - 0.1 > 0 and 0.9 x 1 - 0.05 x 1 > 0, though the second column sums to 1.
    found = type_one(nation(flows=np.array([[10.0, 100.0], [5.0, 0.0]])))
    assert np.all(found.requirements >= 0)


def test_an_economy_that_makes_exactly_what_it_uses_up_is_refused():
    with pytest.raises(DataFault) as caught:
        type_one(nation(flows=np.array([[50.0, 50.0], [50.0, 50.0]])))
    assert caught.value.told.name == "pull_not_productive"


def test_households_that_spend_more_than_their_pay_are_the_column_that_is_named():
    own = nation(
        flows=np.array([[30.0, 30.0], [30.0, 30.0]]),
        pay=np.array([60.0, 60.0]),
        households=np.array([80.0, 80.0]),
    )
    assert type_one(own).requirements[0, 0] == pytest.approx(1.75)
    with pytest.raises(DataFault) as caught:
        type_two(own)
    assert caught.value.told.values == {
        "place": "CN 2020",
        "kind": "II",
        "used": "1.333",
        "column": "households",
    }


@pytest.mark.parametrize(
    ("changed", "what", "column"),
    [
        ({"pay": np.array([20.0, np.nan])}, "pay", "20"),
        ({"pay": np.array([-1.0, 20.0])}, "pay", "01"),
        ({"pay": np.zeros(2)}, "pay", "_T"),
        ({"households": np.array([np.inf, 20.0])}, "households", "01"),
        ({"households": np.array([20.0, -1.0])}, "households", "20"),
        ({"flows": np.array([[0.0, np.nan], [20.0, 0.0]])}, "flows", "20"),
        ({"flows": np.array([[30.0, 20.0], [-1.0, 0.0]])}, "flows", "01"),
        ({"output": np.array([100.0, 0.0])}, "output", "20"),
        ({"output": np.array([np.inf, 100.0])}, "output", "01"),
    ],
)
def test_numbers_that_no_model_can_be_made_of_are_refused_with_their_column(changed, what, column):
    with pytest.raises(DataFault) as caught:
        type_two(nation(**changed))
    assert caught.value.told.name == "pull_number"
    assert caught.value.told.values == {"place": "CN 2020", "kind": "II", "what": what, "column": column}


def test_the_open_model_does_not_look_at_pay():
    assert np.isfinite(type_one(nation(pay=np.full(2, np.nan))).requirements).all()
