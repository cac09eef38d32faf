"""Checks of targets: what is declared can be judged, has an effect, and does not contradict itself."""

from __future__ import annotations

import pytest

from tests.findings import Told
from xinxiao.programme.load import load_bytes


def found(
    files: dict[str, bytes], extra: str, value: str = "100", less: bool = False
) -> list[tuple[str, str]]:
    """(level, code) of what is wrong with target T1 (100 in 2020, from 50 in 2016) with further fields."""
    text = files["targets.yaml"].decode().replace("    value: 100\n", f"    value: {value}\n{extra}")
    indicators = files["indicators.yaml"].decode()
    if less:
        place = indicators.index("    unit:", indicators.index("- id: SIZE"))
        indicators = indicators[:place] + "    direction: -1\n" + indicators[place:]
    loaded = load_bytes({**files, "targets.yaml": text.encode(), "indicators.yaml": indicators.encode()})
    return [(f.level, f.code) for f in loaded.findings if f.code.startswith("TARGET")]


@pytest.mark.parametrize(
    ("extra", "value", "less", "expected"),
    [
        ("", "100", False, []),
        ("    direction: reach\n    when: at_deadline\n", "100", False, []),
        ("    direction: reduce_to\n", "20", True, []),
        ("", "20", True, []),
        ("", "0", True, []),
        ("", "-1", True, [("warning", "TARGET_DOMAIN")]),
        ("", "0", False, [("warning", "TARGET_DOMAIN"), ("warning", "TARGET_PASSED")]),
        ("    direction: reduce_to\n", "20", False, [("error", "TARGET_DIRECTION")]),
        ("    direction: keep_below\n", "20", False, [("error", "TARGET_DIRECTION")]),
        ("    direction: reach\n", "100", True, [("error", "TARGET_DIRECTION")]),
        ("    direction: keep_above\n", "50", False, []),
        ("    direction: keep_above\n    when: by_and_kept\n", "50", False, []),
        ("    direction: keep_above\n    when: any_time\n", "50", False, [("error", "TARGET_WHEN")]),
        ("    growth: 11\n", "100", False, []),
        ("    growth: 0\n", "100", False, []),
        ("    growth: -1\n", "100", False, [("error", "TARGET_GROWTH_SIGN")]),
        ("    growth: -1\n", "20", True, []),
        ("    growth: 1\n", "20", True, [("error", "TARGET_GROWTH_SIGN")]),
        ("    direction: keep_above\n    growth: 1\n", "50", False, [("error", "TARGET_UNREAD")]),
        ("    models: [LAST]\n", "100", False, [("error", "TARGET_MODELS")]),
        ("    models: [LAST]\n    known_in: ['2018-12-31']\n", "100", False, []),
        ("", "50", False, [("warning", "TARGET_PASSED")]),
        ("", "51", False, []),
        ("", "50", True, [("warning", "TARGET_PASSED")]),
        ("", "49", True, []),
    ],
)
def test_direction_rule_growth_and_baseline_fit_each_other_and_the_indicator(
    tiny: dict[str, bytes], extra: str, value: str, less: bool, expected: list[tuple[str, str]]
) -> None:
    assert found(tiny, extra, value, less) == expected


def test_growth_without_a_baseline_is_refused(tiny: dict[str, bytes]) -> None:
    files = {**tiny, "targets.yaml": tiny["targets.yaml"].replace(b"    baseline: '2016'\n", b"")}
    assert found(files, "    growth: 11\n") == [("error", "TARGET_GROWTH_BASE")]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("direction", "reach"), ("when", "any_time"), ("growth", "3")),
        *(("known_in", "['2018-12-31']"), ("models", "[DAMPED]"), ("record", "3")),
    ],
)
def test_what_a_milestone_does_not_read_is_refused(tiny: dict[str, bytes], field: str, value: str) -> None:
    text = tiny["targets.yaml"].replace(b"kind: level", b"kind: milestone")
    codes = found({**tiny, "targets.yaml": text}, f"    {field}: {value}\n")
    assert ("error", "TARGET_UNREAD") in codes


@pytest.mark.parametrize(("base", "code"), [("0", [("warning", "TARGET_BASE_ZERO")]), ("1", [])])
def test_a_base_of_nothing_is_told_where_growth_is_asked_for(
    tiny: dict[str, bytes], base: str, code: list[tuple[str, str]]
) -> None:
    row = b"A,CN,SIZE,NARROW,2016,2021-09-30,50,"
    assert row in tiny["figures/people.csv"]
    figures = tiny["figures/people.csv"].replace(row, row.replace(b",50,", f",{base},".encode()))
    assert found({**tiny, "figures/people.csv": figures}, "    growth: 11\n") == code


def test_a_baseline_in_a_scope_that_the_target_does_not_name_is_not_its_own(tiny: dict[str, bytes]) -> None:
    files = {**tiny, "targets.yaml": tiny["targets.yaml"].replace(b"'2016'", b"'2018'")}
    assert found(files, "", "100") == []
    assert found(files, "", "72") == [("warning", "TARGET_PASSED")]


def test_the_latest_vintage_of_the_baseline_counts(tiny: dict[str, bytes]) -> None:
    row = b"A,CN,SIZE,NARROW,2016,2021-09-30,50,100M_YUAN,A,A,S_BOOK,\n"
    later = row.replace(b"2021-09-30,50", b"2021-10-30,120")
    figures = tiny["figures/people.csv"].replace(row, later + row)
    assert found({**tiny, "figures/people.csv": figures}, "") == [("warning", "TARGET_PASSED")]


def test_what_has_estimates_and_no_values_is_not_held_against_its_baseline(tiny: dict[str, bytes]) -> None:
    text = tiny["targets.yaml"].replace(b"kind: level", b"kind: pull")
    assert ("warning", "TARGET_PASSED") not in found({**tiny, "targets.yaml": text}, "", "40")
    assert ("warning", "TARGET_PASSED") in found(tiny, "", "40")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("baseline: '2016'", "baseline: '2019'", None),
        ("baseline: '2016'", "baseline: '2020'", "DATES_ORDER"),
        ("value: 100", "value: 0.5", None),
        ("value: 100", "value: 0", "TARGET_DOMAIN"),
        ("deadline: 2020-12-31", "deadline: 2020-11-31", "DATE_INVALID"),
        ("tasks: [1]", "tasks: [1]\n    known_in: ['2019-02-29']", "DATE_INVALID"),
        ("tasks: [1]", "tasks: [1]\n    known_in: ['2020-02-29']", None),
    ],
)
def test_a_target_begins_before_its_deadline_and_asks_for_more_than_nothing(
    told: Told, old: str, new: str, code: str | None
) -> None:
    found = [f.code for f in told("targets.yaml", (old, new)) if f.code.startswith(("DATE", "TARGET_DOMAIN"))]
    assert found == ([code] if code else [])
