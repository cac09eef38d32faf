"""Contents: which codes and periods rows hold."""

from __future__ import annotations

import pytest

from xinxiao.model.content import columns, held, span
from xinxiao.model.structure import Component, Dataflow

FLOW = Dataflow(
    "F",
    (
        Component(id="REF_AREA", codelist="CL_AREA"),
        Component(id="ITEM", kind="text"),
        Component(id="TIME_PERIOD", kind="period"),
        Component(id="OBS_VALUE", place="measure", kind="double"),
        Component(id="GRADE", place="attribute", codelist="CL_GRADE"),
        Component(id="COMMENT", place="attribute", kind="text"),
    ),
)


def test_dimensions_and_coded_attributes_are_listed_sorted_without_what_is_empty() -> None:
    assert columns(FLOW) == ("REF_AREA", "ITEM", "TIME_PERIOD", "GRADE")
    values = {"REF_AREA": ["B", "A"], "ITEM": ["x", "y"], "TIME_PERIOD": ["2020", "2021"], "GRADE": []}
    found = held(FLOW, values)
    assert found.codes == {"REF_AREA": ("A", "B"), "ITEM": ("x", "y")}
    assert found.span == ("2020-01-01", "2021-12-31")


@pytest.mark.parametrize(
    ("periods", "expected"),
    [
        ([], None),
        (["2020"], ("2020-01-01", "2020-12-31")),
        (["2020-08", "2021", "2021-Q3"], ("2020-08-01", "2021-12-31")),
        (["2020-S2", "2020-02"], ("2020-02-01", "2020-12-31")),
    ],
)
def test_the_span_runs_from_the_first_day_to_the_last(
    periods: list[str], expected: tuple[str, str] | None
) -> None:
    assert span(periods) == expected
