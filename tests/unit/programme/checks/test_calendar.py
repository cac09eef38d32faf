"""What a check finds in `calendar.yaml`."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from xinxiao.programme.load import load_bytes

CALENDAR = """zone: Asia/Shanghai
time: '10:00'
announced: '2022-01-01'
years:
  - year: 2022
    off: ['2022-01-03']
    worked: ['2022-01-29']
ahead:
  - id: C2022
    name: {zh: 下期, en: Next}
    date: '2022-06-01'
"""


def found(
    tiny: Mapping[str, bytes], old: str = "", new: str = "", release: str = "2022-01-14"
) -> list[tuple[str, str, str]]:
    text = CALENDAR.replace(old, new) if old else CALENDAR
    programme = tiny["programme.yaml"].replace(
        b"release_date: 2022-01-15", f"release_date: {release}".encode()
    )
    loaded = load_bytes({**tiny, "programme.yaml": programme, "calendar.yaml": text.encode()})
    return [
        (f"{f.file}:{f.line}", f.code, dict(f.places).get("value", ""))
        for f in loaded.findings
        if f.code.startswith("CALENDAR") or (f.file == "calendar.yaml")
    ]


def test_a_calendar_of_working_days_is_sound(tiny: Mapping[str, bytes]) -> None:
    assert found(tiny) == []


@pytest.mark.parametrize(
    ("release", "codes"),
    [
        ("2022-01-15", ["CALENDAR_REST"]),  # Saturday
        ("2022-01-03", ["CALENDAR_REST"]),  # Monday, off
        ("2022-01-29", []),  # Saturday, worked
        ("2023-01-13", ["CALENDAR_NO_YEAR"]),
    ],
)
def test_a_cycle_released_on_a_day_off_or_in_a_year_without_an_arrangement_is_told(
    tiny: Mapping[str, bytes], release: str, codes: list[str]
) -> None:
    assert [code for _, code, _ in found(tiny, release=release)] == codes


@pytest.mark.parametrize(
    ("old", "new", "code", "value"),
    [
        ("Asia/Shanghai", "Asia/Atlantis", "CALENDAR_ZONE", "Asia/Atlantis"),
        ("off: ['2022-01-03']", "off: ['2023-01-03']", "CALENDAR_OUTSIDE", "2023-01-03"),
        ("worked: ['2022-01-29']", "worked: ['2022-02-30']", "CALENDAR_OUTSIDE", "2022-02-30"),
        ("date: '2022-06-01'", "date: '2022-06-04'", "CALENDAR_REST", "2022-06-04"),
        ("date: '2022-06-01'", "date: '2022-06-31'", "DATE_INVALID", "2022-06-31"),
        ("announced: '2022-01-01'", "announced: '2022-02-30'", "DATE_INVALID", "2022-02-30"),
        (
            "off: ['2022-01-03']",
            "off: ['2022-01-03']\n    provisional: true",
            "CALENDAR_PROVISIONAL",
            "2022-01-14",
        ),
        ("- year: 2022\n", "- year: 2022\n    source: NOBODY\n", "SOURCE_UNKNOWN", "NOBODY"),
        ("    date: '2022-06-01'", "    date: '2022-06-01'\n    dataflows: [NONE]", "CATEGORY_FLOW", "NONE"),
        (
            "off: ['2022-01-03']",
            "off: ['2022-01-03', '2022-01-03']",
            "CALENDAR_REPEATED",
            "2022-01-03",
        ),
        ("worked: ['2022-01-29']", "worked: ['2022-01-03']", "CALENDAR_BOTH", "2022-01-03"),
        ("worked: ['2022-01-29']", "worked: ['2022-01-28']", "CALENDAR_WEEKDAY", "2022-01-28"),
        ("off:", "statutory: ['2022-01-01']\n    off:", "CALENDAR_STATUTORY", "2022-01-01"),
        ("off:", "statutory: ['2021-01-03']\n    off:", "CALENDAR_OUTSIDE", "2021-01-03"),
        ("off:", "amended_by: [NOBODY]\n    off:", "SOURCE_UNKNOWN", "NOBODY"),
        ("time: '10:00'", "time: '25:00'", "FIELD_PATTERN", "25:00"),
    ],
)
def test_what_is_wrong_with_a_calendar_is_told(
    tiny: Mapping[str, bytes], old: str, new: str, code: str, value: str
) -> None:
    assert (code, value) in [(c, v) for _, c, v in found(tiny, old, new)]


def test_a_release_to_come_of_a_declared_cycle_and_a_year_twice_are_told(tiny: Mapping[str, bytes]) -> None:
    from xinxiao.programme.load import load_bytes as load

    own = load(dict(tiny)).programme
    assert own is not None
    assert [c for _, c, _ in found(tiny, "id: C2022", f"id: {own.file.cycles[-1].id}")] == ["CALENDAR_TWICE"]
    twice = "years:\n  - year: 2022\n"
    assert [c for _, c, _ in found(tiny, "years:\n", twice)] == ["ID_DUPLICATE"]
