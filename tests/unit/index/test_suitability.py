"""Goalposts by rule, and the limits an index sets its own indicators."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from xinxiao import index
from xinxiao.index import GoalpostRule, Limits

UNITS = ("A", "B", "C")
TIMES = ("2020", "2021", "2022")


def result(
    *columns: list[list[float]],
    posts: tuple[float, float] = (0.0, 100.0),
    parents: tuple[str, ...] = (),
    scale: str = "linear",
    **method: Any,
) -> index.Result:
    """An index of indicators I0, I1 ... given as (time, unit)."""
    codes = tuple(f"I{k}" for k in range(len(columns)))
    over = parents or ("TOP",) * len(columns)
    groups = sorted({*over} - {"TOP"})
    tree = index.framework_of(
        [
            index.Indicator(code=code, parent=parent, lower=posts[0], upper=posts[1])
            for code, parent in zip(codes, over, strict=True)
        ],
        [*(index.Group(code=code, parent="TOP") for code in groups), index.Group(code="TOP")],
    )
    rule = index.NormaliseRule(method="goalposts", outside="keep", scale=scale)  # type: ignore[arg-type]
    made = index.Method(
        stages=(index.NormaliseSpec(default=rule, range=(0.0, 100.0)), index.AggregateSpec()), **method
    )
    panel = index.Panel(np.stack([np.array(c) for c in columns], axis=-1), UNITS, codes, TIMES)
    return index.build(index.IndexSpec(framework=tree, method=made), panel)


def codes(made: index.Result) -> list[tuple[str, dict[str, str]]]:
    return [(found.code, dict(found.places)) for found in index.suitability(made, "framework.csv")]


COLUMN = [[0.0, 10.0, 20.0], [30.0, 40.0, 50.0], [900.0, 910.0, 920.0]]


def test_goalposts_are_quantiles_of_the_base_period_moved_outward_by_a_share_of_their_range() -> None:
    rule = GoalpostRule(lower=0.1, upper=0.9, margin=0.1)
    made = result(COLUMN, base="2020-2021", goalposts=rule)
    assert index.ruled_goalposts(made) == {"I0": (1.0, 49.0)}  # 5 and 45, then 4 outward


def test_a_rule_has_a_floor_digits_and_the_whole_panel_for_a_base_where_none_is_named() -> None:
    rule = GoalpostRule(lower=0.0, upper=1.0, margin=0.1, floor=-3.0, digits=2)
    assert index.ruled_goalposts(result(COLUMN, base="2020-2021", goalposts=rule)) == {"I0": (-3.0, 55.0)}
    assert index.ruled_goalposts(result(COLUMN, goalposts=rule)) == {"I0": (-3.0, 1000.0)}
    one = GoalpostRule(lower=0.0, upper=1.0, margin=0.0)
    assert index.ruled_goalposts(result(COLUMN, base="2021", goalposts=one)) == {"I0": (30.0, 50.0)}


def test_on_a_logarithmic_scale_the_margin_is_one_of_logarithms() -> None:
    column = [[1.0, 10.0, 100.0]] * 3
    rule = GoalpostRule(lower=0.0, upper=1.0, margin=0.5)
    made = result(column, posts=(1.0, 100.0), scale="log", goalposts=rule)
    assert index.ruled_goalposts(made) == {"I0": (0.1, 1000.0)}


def test_one_wild_cell_moves_no_goalpost_beyond_the_cell_next_to_it() -> None:
    rng = np.random.default_rng(1)
    values = rng.uniform(10, 20, (3, 3))
    wild = values.copy()
    wild[0, 0] = -1e6
    rule = GoalpostRule(lower=0.2, upper=0.8, margin=0.0, digits=15)
    kept = index.ruled_goalposts(result(values.tolist(), goalposts=rule))["I0"]
    moved = index.ruled_goalposts(result(wild.tolist(), goalposts=rule))["I0"]
    low = np.sort(values.ravel())
    assert low[0] <= moved[0] <= kept[0] <= low[2]


def test_goalposts_that_are_not_what_the_rule_gives_are_found_and_those_that_are_not() -> None:
    rule = GoalpostRule(lower=0.1, upper=0.9, margin=0.1)
    told = codes(result(COLUMN, posts=(1.0, 48.0), base="2020-2021", goalposts=rule))
    where = {"indicator": "I0", "base": "2020-2021", "lower": "1", "upper": "48", "low": "1", "high": "49"}
    assert told == [("index.goalposts_ruled", where)]
    assert codes(result(COLUMN, posts=(1.0, 49.0), base="2020-2021", goalposts=rule)) == []


RISING, FALLING = [[10.0, 20.0, 30.0]] * 3, [[30.0, 20.0, 10.0]] * 3
UNLIKE = [[20.0, 30.0, 10.0]] * 3  # correlates -0.5 with RISING


@pytest.mark.parametrize(("limit", "found"), [(0.49, ["index.pair_close"]), (0.51, [])])
def test_a_pair_of_one_group_beyond_the_limit_within_is_found_whatever_its_sign(
    limit: float, found: list[str]
) -> None:
    told = codes(result(RISING, UNLIKE, limits=Limits(within=limit)))
    assert [code for code, _ in told] == found
    if told:
        assert told[0][1] == {"indicator": "I1", "other": "I0", "limit": "0.49", "r": "-0.50", "base": "-"}


def test_a_pair_of_two_groups_is_held_against_the_limit_across() -> None:
    parents = ("P", "Q")
    assert codes(result(RISING, FALLING, parents=parents, limits=Limits(within=0.5))) == []
    (told,) = codes(result(RISING, FALLING, parents=parents, limits=Limits(across=0.9)))
    assert (told[0], told[1]["r"]) == ("index.pair_close", "-1.00")


def test_a_common_trend_is_no_likeness_of_units() -> None:
    one = [[10.0, 20.0, 30.0], [110.0, 120.0, 130.0], [210.0, 220.0, 230.0]]
    other = [[20.0, 30.0, 10.0], [120.0, 130.0, 110.0], [220.0, 230.0, 210.0]]
    assert np.corrcoef(np.ravel(one), np.ravel(other))[0, 1] > 0.9
    assert codes(result(one, other, limits=Limits(within=0.6))) == []


@pytest.mark.parametrize(("least", "found"), [(10.0, []), (10.1, ["index.separates_little"])])
def test_an_indicator_that_hardly_tells_units_apart_is_found(least: float, found: list[str]) -> None:
    told = codes(result(RISING, limits=Limits(spread=least)))  # 10, 20, 30 points: 10 apart
    assert [code for code, _ in told] == found
    if told:
        assert told[0][1] == {"indicator": "I0", "spread": "10.0", "limit": "10.1", "base": "-"}


def test_a_method_without_rule_and_limits_has_no_such_findings() -> None:
    assert index.suitability(result(RISING, RISING), "framework.csv") == ()
    assert index.ruled_goalposts(result(RISING)) == {}
