"""Checks of the indices: weights that add up."""

from __future__ import annotations

import pytest

from tests.findings import Told, places, said


def test_weights_that_sum_to_one_and_a_tenth_are_told_at_their_group(told: Told) -> None:
    found = told("index/framework.csv", ("PERCENT,0.5,0,100", "PERCENT,0.6,0,100"))
    assert places(found) == [("index/framework.csv", 3, "WEIGHT_SUM")]
    assert dict(found[0].places)["total"] == "1.1"
    assert "sum to 1.1, not to 1" in found[0].line_text("en")


@pytest.mark.parametrize(("total", "codes"), [("0.5000005", []), ("0.500002", ["WEIGHT_SUM"])])
def test_weights_written_with_six_digits_add_up(told: Told, total: str, codes: list[str]) -> None:
    found = told("index/framework.csv", ("PERCENT,0.5,0,100", f"PERCENT,{total},0,100"))
    assert [f.code for f in found] == codes


def test_groups_whose_children_all_weigh_one_need_not_add_up_and_others_name_each(told: Told) -> None:
    ones = told("index/framework.csv", ("PERSONS,0.5", "PERSONS,1"), ("PERCENT,0.5", "PERCENT,1"))
    assert ones == []
    found = told("index/framework.csv", ("PERSONS,0.5", "PERSONS,1"))
    assert said(found, "WEIGHT_SUM", "group", "total", "members") == [
        ("PART", "1.5", "USERS_PC 1 + SHARE 0.5")
    ]
