"""What a check finds in `synthetic.yaml`: whatever it names and is not in the programme has no effect, and is told."""

from __future__ import annotations

from functools import cache

import pytest

from tests.findings import places
from tests.nouns import POLICY, files_of
from xinxiao.programme.checks.invented import invented
from xinxiao.programme.checks.known import Known
from xinxiao.programme.read import read_bytes

FILE = "synthetic.yaml"


@cache
def files() -> dict[str, bytes]:
    return dict(files_of(POLICY))


def found(old: str, new: str) -> list[tuple[str, int, str, str]]:
    """File, line, code and value of what is found once a piece of the file is another."""
    text = files()[FILE].decode()
    assert old in text
    loaded = read_bytes(files() | {FILE: text.replace(old, new, 1).encode()})
    assert loaded.programme is not None
    made = list(invented(Known(loaded, loaded.programme)))
    values = [str(dict(one.places)["value"]) for one in made]
    return [(*place, value) for place, value in zip(places(made), values, strict=True)]


def line(words: str) -> int:
    return 1 + next(n for n, one in enumerate(files()[FILE].decode().split("\n")) if words in one)


def test_the_population_of_the_policy_names_nothing_that_is_not_there() -> None:
    assert found("year: 2024", "year: 2023") == []


@pytest.mark.parametrize(
    ("old", "new", "value"),
    [
        ("  IC_PLATFORM_M:\n", "  IC_PLATFORM_X:\n", "IC_PLATFORM_X"),
        ("    DEVICES: {mean: 2000", "    DEVICE: {mean: 2000", "DEVICE"),
        ("MOBILE: {of: ALL_AMT,", "MOBILE: {of: ALL_AMOUNT,", "ALL_AMOUNT"),
        ('ORD: {of: "@_AMT"', 'ORD: {of: "@_AMX"', "@_AMX"),
        ('"IC_PLATFORM_M#REV": 0.55', '"IC_PLATFORM_M#REVENUE": 0.55', "IC_PLATFORM_M#REVENUE"),
        ("groups: [SOFTWARE]", "groups: [SOFT]", "SOFT"),
        ("group: COUNTY", "group: COUNTIES", "COUNTIES"),
        ("sizes: [LARGE,", "sizes: [HUGE,", "HUGE"),
        ('"6431": 1', '"X431": 1', "X431"),
    ],
)
def test_what_is_not_in_the_programme_is_told_where_it_stands(old: str, new: str, value: str) -> None:
    ((file, at, code, told),) = found(old, new)
    assert (file, at, code, told) == (FILE, line(old.strip().split("\n")[0]), "INVENTED_UNKNOWN", value)


def test_a_source_that_is_not_there_is_told_as_everywhere() -> None:
    ((_, at, code, value),) = found("S_NBS_INCOME_2024,", "S_NBS_INCOME_2O24,")
    assert (at, code, value) == (line("sources:"), "SOURCE_UNKNOWN", "S_NBS_INCOME_2O24")
