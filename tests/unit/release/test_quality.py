"""What a release says of the quality of a dataflow, counted by hand."""

from __future__ import annotations

from datetime import date

from tests.nouns import observations
from xinxiao.release.quality import measures

COLUMNS = {
    "REF_AREA": ["990001", "990001", "990002", "990002"],
    "TIME_PERIOD": ["2022", "2023", "2022", "2023"],
    "VINTAGE": ["2023-01-10", "2024-01-20", "2023-02-01", "2024-03-01"],
    "OBS_VALUE": [1.0, 2.0, None, 4.0],
    "OBS_STATUS": ["A", "E", "M", "A"],
    "GRADE": ["A", "B", "A", "A"],
    "DOUBT": ["", "STATUS_E GRADE_B", "STATUS_M", None],
    "UNIT_MEASURE": ["ITEMS"] * 4,
}
FIXED = {"FREQ": "A", "INDICATOR": "LENT", "SCOPE": "_Z"}


def test_observations_are_counted_with_and_without_a_value_and_by_status_and_grade() -> None:
    data = observations("figures", COLUMNS, **FIXED)
    found = measures(data.dataflow, data.table)
    assert (found.rows, found.valued, found.coverage, found.doubted) == (4, 3, 0.75, 2)
    assert found.codes == {"OBS_STATUS": {"A": 2, "E": 1, "M": 1}, "GRADE": {"A": 3, "B": 1}}
    assert (found.areas, found.units, found.frequencies) == (
        ("990001", "990002"),
        ("ITEMS",),
        ("A",),
    )
    assert (found.span, found.ended) == (("2022-01-01", "2023-12-31"), date(2023, 12, 31))


def test_the_lag_is_from_the_end_of_a_period_to_the_first_figure_of_it() -> None:
    # 2022 ends on 2022-12-31, first known 2023-01-10: 10 days; 2023: 20 days; the middle of 10 and 20
    data = observations("figures", COLUMNS, **FIXED)
    assert measures(data.dataflow, data.table).lag == 15.0


def test_of_nothing_there_is_no_coverage_no_span_and_no_lag() -> None:
    data = observations("figures", {name: [] for name in COLUMNS}, **FIXED)
    found = measures(data.dataflow, data.table)
    assert (found.rows, found.coverage, found.span, found.ended, found.lag) == (0, None, None, None, None)


def test_only_figures_have_a_lag() -> None:
    columns = {"TIME_PERIOD": ["2022"], "OBS_VALUE": [1.0]}
    data = observations("indicators", columns, REF_AREA="990001", **FIXED)
    assert measures(data.dataflow, data.table).lag is None
