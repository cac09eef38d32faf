"""What a reader must be told of an observation."""

from __future__ import annotations

import pytest

from xinxiao.model import doubt


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"OBS_VALUE": 1.0, "OBS_STATUS": "A", "GRADE": "A-"}, ()),
        ({"OBS_VALUE": 1.0, "OBS_STATUS": None, "GRADE": None}, ()),
        ({"OBS_VALUE": 1.0, "OBS_STATUS": "E", "GRADE": "B"}, ("STATUS_E", "GRADE_B")),
        ({"OBS_VALUE": 1.0, "OBS_STATUS": "A", "GRADE": "X"}, ()),
        ({"OBS_VALUE": 100.0, "LOWER": 75.0, "UPPER": 125.0}, ("WIDE",)),
        ({"OBS_VALUE": 100.0, "LOWER": 75.5, "UPPER": 125.0}, ()),
        ({"OBS_VALUE": -100.0, "LOWER": -125.0, "UPPER": -75.0}, ("WIDE",)),
        ({"OBS_VALUE": 0.0, "LOWER": 0.0, "UPPER": 0.0}, ()),
        ({"OBS_VALUE": None, "LOWER": None, "UPPER": None, "OBS_STATUS": "M"}, ()),
        ({"OBS_VALUE": None, "LOWER": 0.0, "UPPER": 9.0, "OBS_STATUS": "U"}, ("WIDE", "STATUS_U")),
        ({"OBS_VALUE": None, "LOWER": 61.0, "UPPER": 100.0, "OBS_STATUS": "M"}, ()),
        ({"OBS_VALUE": None, "LOWER": 60.0, "UPPER": 100.0, "OBS_STATUS": "M"}, ("WIDE",)),
        ({"OBS_VALUE": 5.0, "OBS_STATUS": "M"}, ("STATUS_M",)),
        ({"OBS_VALUE": 1.0, "OBS_STATUS": "E", "DOUBT": "FINDING_X WIDE STATUS_E"}, ("FINDING_X", "WIDE", "STATUS_E")),
        ({"OBS_VALUE": 1.0, "GRADE": "B", "DOUBT": "GRADE_C BREAK"}, ("BREAK", "GRADE_C")),
    ],
)  # fmt: skip
def test_the_doubts_of_a_row_are_those_it_says_and_those_written_into_it(
    row: dict[str, object], said: tuple[str, ...]
) -> None:
    assert doubt.of_row(row) == said


@pytest.mark.parametrize(("status", "seen"), [("A", True), (None, True), ("", True), ("P", True), ("B", True), ("E", False), ("F", False), ("I", False), ("M", False)])  # fmt: skip
def test_estimates_forecasts_and_imputations_are_not_observed(status: str | None, seen: bool) -> None:
    assert doubt.is_observed(status) is seen


@pytest.mark.parametrize(("status", "grade", "plain"), [("A", "A", True), (None, None, True), ("A", "A-", True), ("A", "B", False), ("E", "A", False)])  # fmt: skip
def test_what_is_plain_has_no_doubt(status: str | None, grade: str | None, plain: bool) -> None:
    assert (doubt.of_parts(status, grade) == ()) is plain
