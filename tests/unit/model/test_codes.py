"""Codes of findings: which level each has, and what a finding tells."""

from __future__ import annotations

import pytest

from xinxiao.model.codes import CODES, fault


def test_codes_are_listed_by_level_and_name_the_worst_first() -> None:
    order = {"error": 0, "warning": 1, "note": 2}
    assert list(CODES) == sorted(CODES, key=lambda code: (order[CODES[code]], code))


def test_a_finding_has_the_level_of_its_code_and_its_places_by_name() -> None:
    found = fault("a.csv", 3, "FIGURE_SUM", whole=7, area="CN")
    assert (found.level, found.places) == ("warning", (("area", "CN"), ("whole", "7")))
    with pytest.raises(KeyError):
        fault("a.csv", 3, "NO_SUCH_CODE")


@pytest.mark.parametrize(("length", "told"), [(400, "x" * 400), (401, "x" * 397 + "...")])
def test_a_value_of_more_than_four_hundred_letters_is_cut(length: int, told: str) -> None:
    assert fault("a.csv", 1, "CSV_NUMBER", value="x" * length).places == (("value", told),)
