"""Rules of law: between which days one holds."""

from __future__ import annotations

import pytest

from xinxiao.model.oversight.rule import Rule
from xinxiao.model.text import Text


@pytest.mark.parametrize(
    ("day", "holds"),
    [("2019-12-31", False), ("2020-01-01", True), ("2026-04-14", True), ("2026-04-15", False)],
)
def test_a_rule_holds_on_its_first_and_its_last_day_and_not_beside_them(day: str, holds: bool) -> None:
    name = Text(zh="办法", en="A rule")
    rule = Rule(id="R", name=name, valid_from="2020-01-01", valid_to="2026-04-14", source="S")
    assert rule.holds(day) is holds
