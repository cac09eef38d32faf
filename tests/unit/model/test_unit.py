"""Units: what an expression means; products are read at once, and mean what the registry says."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from xinxiao.errors import ProgrammeFault
from xinxiao.model import unit
from xinxiao.model.unit import Meaning, meaning

PROGRAMMES = Path(__file__).resolve().parents[3] / "programmes"
USED = sorted(
    {
        row["PINT"]
        for file in PROGRAMMES.glob("*/codelists/CL_UNIT.csv")
        for row in csv.DictReader(file.read_text("utf-8").splitlines())
    }
)


@pytest.mark.parametrize(
    "expression", [*USED, "3 * kilogram / second", "1e8*megasecond/person*0.1", "1/person"]
)
def test_a_product_read_at_once_means_what_the_registry_says(
    expression: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit.meaning.cache_clear()
    quick = meaning(expression)
    monkeypatch.setattr(unit, "_product", lambda _: None)
    unit.meaning.cache_clear()
    assert quick == meaning(expression)
    unit.meaning.cache_clear()


def test_money_has_a_factor_and_a_dimension() -> None:
    assert meaning("1e8 * yuan") == Meaning(1e8, (("money", 1.0),))
    assert meaning("0.01 * account / person") == Meaning(0.01, (("person", -1.0),))


@pytest.mark.parametrize(
    "expression", ["0", "-1*yuan", "yuan / 0", "1e400*yuan", "apples", "", "yuan *", "1e99*1e99*1e99*1e99"]
)
def test_what_is_no_unit_is_refused(expression: str) -> None:
    with pytest.raises(ProgrammeFault):
        meaning(expression)
