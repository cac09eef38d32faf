"""Units and periods are codes: one spelling, one frequency, ordered as time, and a gap in time is a gap."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from xinxiao import index
from xinxiao.errors import DataFault
from xinxiao.index.spec.periods import code_fault, frequency_of, in_time, period_faults, places_in_time


@pytest.mark.parametrize(
    ("period", "frequency"),
    [
        ("2020", "A"), ("2020-S2", "S"), ("2020-Q4", "Q"), ("2020-12", "M"), ("2020-W52", "W"), ("2020-W53", "W"), ("2020-02-29", "D"),
        ("wave 1", ""), ("3", ""), ("12345", ""), ("A2020", ""),
        ("2020.0", None), ("2020Q1", None), ("2020-Q5", None), ("2020-S3", None), ("2020-9", None), ("2020-13", None),
        ("2020-00", None), ("2021-W53", None), ("2021-02-29", None), ("2020/21", None), ("2020 ", None), ("2020年", None),
    ],
)  # fmt: skip
def test_a_period_is_spelt_in_one_way_and_what_does_not_begin_like_a_year_is_a_code(
    period: str, frequency: str | None
) -> None:
    assert frequency_of(period) == frequency


@pytest.mark.parametrize(
    ("periods", "wrong"),
    [
        (("2020", "2021"), None),
        (("2020", "2021.0"), ("2021.0", "spelling", "")),
        (("2020-Q1", "2020Q2"), ("2020Q2", "spelling", "")),
        (("2020", "2020-Q1"), ("2020-Q1", "mixed", "2020")),
        (("2020-01", "2020-Q1"), ("2020-Q1", "mixed", "2020-01")),
        (("wave 1", "2020"), ("2020", "mixed", "wave 1")),
        (("wave 1", "wave 01"), ("wave 01", "twice", "wave 1")),
        (("1", "01"), ("01", "twice", "1")),
        (("1", "999", "1000"), None),
        (("1", "2.0"), ("2.0", "number", "")),
        (("", "2020"), ("", "blank", "")),
        (("2020", " 2021"), (" 2021", "blank", "")),
    ],
)
def test_a_period_that_does_not_fit_those_before_is_told(periods: Any, wrong: Any) -> None:
    assert list(period_faults(periods)) == ([wrong] if wrong else [])


def test_periods_are_ordered_as_time_and_rounds_as_people_count() -> None:
    assert in_time(("2020-10", "2020-09", "2019-12")) == ("2019-12", "2020-09", "2020-10")
    assert in_time(("round 10", "round 9", "round 1")) == ("round 1", "round 9", "round 10")
    assert in_time(("1000", "999", "2")) == ("2", "999", "1000")


@pytest.mark.parametrize(
    ("periods", "places"),
    [
        (("2016", "2018", "2019"), [2016, 2018, 2019]),
        (("2019-S2", "2020-S2"), [4039, 4041]),
        (("2019-Q4", "2020-Q1", "2020-Q3"), [8079, 8080, 8082]),
        (("2019-12", "2020-01", "2020-12"), [24239, 24240, 24251]),
        (("2020-W52", "2020-W53", "2021-W02"), [105343 + 5 / 7, 105344 + 5 / 7, 105346 + 5 / 7]),
        (("2020-02-28", "2020-03-01"), [737483, 737485]),
        (("2", "9"), [2, 9]),
        (("wave 1", "wave 3"), [0, 1]),
        ((), []),
    ],
)
def test_a_gap_in_time_is_a_gap(periods: Any, places: list[float]) -> None:
    found = places_in_time(periods)
    assert (found - found[:1]).tolist() == pytest.approx([p - places[0] for p in places])


def test_a_value_is_carried_over_as_many_quarters_as_may_be() -> None:
    values = np.array([[1.0, 5.0], [np.nan, 5.0], [np.nan, 5.0]])[..., None]
    data = index.Panel(values, ("U", "V"), ("a",), ("2019-Q4", "2020-Q1", "2020-Q3"))
    stage = index.ImputeSpec(method="latest", max_periods=2)
    tree = index.framework_of([index.Indicator(code="a", parent="T")], [index.Group(code="T")])
    spec = index.IndexSpec(framework=tree, method=index.Method(stages=(stage,)))
    assert index.build(spec, data).of("a")[:, 0].tolist() == pytest.approx([1.0, 1.0, np.nan], nan_ok=True)


@pytest.mark.parametrize(
    ("code", "wrong"),
    [("U1", None), ("001", None), ("", "blank"), (" U1", "blank"), (7, "blank"), ("101.0", "number")],
)
def test_a_unit_is_a_text_without_blanks_or_decimals(code: Any, wrong: str | None) -> None:
    assert code_fault(code) == wrong


TWO = np.ones((2, 1))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"values": np.array([[1.0], [np.inf]])}, "V a is not a finite number"),
        ({"values": np.array([[-np.inf], [1.0]])}, "U a is not a finite number"),
        ({"values": np.array([[True], [False]])}, "values are bool"),
        ({"values": np.array([["1"], ["2"]])}, "values are <U1"),
        ({"values": np.ones((3, 1))}, r"the axes say numbers \(2, 1\)"),
        ({"units": ("U", "U")}, "unit 'U' stands twice"),
        ({"units": ("U", "")}, "unit '' is empty"),
        ({"units": ("U", "1.0")}, "unit '1.0' is a number with decimals"),
        ({"indicators": (" a",)}, "indicator ' a' is empty, or has blanks"),
        ({"unit_groups": {"half": ("x",)}}, "unit group 'half' has 1 entries for 2 units"),
        ({"labels": {"zh": ("甲", "乙", "丙")}}, "labels of 'zh' has 3 entries"),
        ({"denominators": {"people": np.ones(3)}}, "denominator 'people' are float64"),
        ({"denominators": {"people": np.array([1.0, np.inf])}}, "V people is not a finite number"),
        ({"times": ("2021", "2020"), "values": np.ones((2, 2, 1))}, "not in order of time: 2021, 2020"),
        ({"times": ("2020", "2020"), "values": np.ones((2, 2, 1))}, "period '2020' stands twice"),
        ({"times": ("2020", "2021.0"), "values": np.ones((2, 2, 1))}, "period '2021.0' is not spelt"),
        ({"times": ("2020",), "values": np.array([[[1.0], [np.inf]]])}, "V a 2020 is not a finite number"),
        (
            {"times": ("2020",), "values": np.ones((1, 2, 1)), "denominators": {"p": np.array([[1.0, -np.inf]])}},
            "V p 2020 is not a finite number",
        ),
    ],
)  # fmt: skip
def test_a_panel_that_is_none_is_refused(change: dict[str, Any], said: str) -> None:
    sound: dict[str, Any] = {"values": TWO, "units": ("U", "V"), "indicators": ("a",)}
    with pytest.raises(DataFault, match=said):
        index.Panel(**sound | change)


@pytest.mark.parametrize("kind", [np.int64, np.int8, np.uint16, np.float32])
def test_whole_numbers_and_narrow_floats_are_widened(kind: type) -> None:
    sizes = {"people": np.array([2, 3], kind)}
    data = index.Panel(np.array([[1], [2]], kind), ["U", "V"], ["a"], denominators=sizes)  # type: ignore[arg-type]
    assert (data.values.dtype, data.values.tolist()) == (np.float64, [[1.0], [2.0]])
    assert (data.units, data.indicators) == (("U", "V"), ("a",))
    assert data.denominators["people"].dtype == np.float64


def test_a_denominator_may_hold_for_all_periods_or_for_each() -> None:
    for size in (np.ones(2), np.ones((3, 2))):
        data = index.Panel(
            np.ones((3, 2, 1)), ("U", "V"), ("a",), ("1", "2", "3"), denominators={"people": size}
        )
        assert data.denominators["people"].shape == size.shape


FRAMEWORK = b"code,parent\nT,\na,T\n"


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("U1,2020,1\nU2,2021.0,1\nU1,2020-9,2", [(3, "period_spelling", "2021.0"), (4, "period_spelling", "2020-9")]),
        ("U1,2020,1\nU1,2020-Q1,1\nU2,2020-Q1,1", [(3, "period_mixed", "2020-Q1")]),
        ("U1,2020,1\nU2,,1", [(3, "period_blank", "")]),
        ("U1,1,1\nU1,01,1", [(3, "period_twice", "01")]),
        ("U1,1,1\nU1,2.0,1", [(3, "period_number", "2.0")]),
        ("U1,2020,1\n,2020,1", [(3, "unit_blank", "")]),
        ("101.0,2020,1\n102,2020,1", [(2, "unit_number", "101.0")]),
        ("U1,2020,1\nU1,2021,1", []),
        ("U1,,1\nU2,,1", []),
    ],
)  # fmt: skip
def test_codes_of_the_data_that_are_none_are_told_by_line(rows: str, told: list[Any]) -> None:
    files = {"framework.csv": FRAMEWORK, "data.csv": f"unit,time,a\n{rows}\n".encode()}
    _, found = index.parse(files)
    errors = [f for f in found if f.level == "error"]
    assert [(f.line, f.code.removeprefix("index."), dict(f.places).get("code")) for f in errors] == told


def test_rounds_of_a_file_are_ordered_as_time() -> None:
    rows = "\n".join(f"U1,round {n},{n}" for n in (10, 11, 8, 9))
    read, _ = index.parse({"framework.csv": FRAMEWORK, "data.csv": f"unit,time,a\n{rows}\n".encode()})
    assert read is not None
    assert read.panel.times == ("round 8", "round 9", "round 10", "round 11")
    assert read.panel.values[:, 0, 0].tolist() == [8.0, 9.0, 10.0, 11.0]
