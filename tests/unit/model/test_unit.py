"""Units: what an expression means."""

from __future__ import annotations

import pytest

from xinxiao.errors import ProgrammeFault
from xinxiao.model.unit import Meaning, meaning


def test_money_has_a_factor_and_a_dimension() -> None:
    assert meaning("1e8 * yuan") == Meaning(1e8, (("money", 1.0),))
    assert meaning("0.01 * account / person") == Meaning(0.01, (("person", -1.0),))


@pytest.mark.parametrize(
    "expression", ["0", "-1*yuan", "yuan / 0", "1e400*yuan", "apples", "", "yuan *", "1e99*1e99*1e99*1e99"]
)
def test_what_is_no_unit_is_refused(expression: str) -> None:
    with pytest.raises(ProgrammeFault):
        meaning(expression)
