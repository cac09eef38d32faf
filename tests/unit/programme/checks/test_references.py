"""Checks of names that are used and not there."""

from __future__ import annotations

import pytest

from tests.findings import Told
from tests.nouns import with_account
from xinxiao.programme.load import load_bytes


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "code", "value"),
    [
        (
            "indicators.yaml",
            "en: Size of it.}",
            "en: Size of it.}\n    scope: NAROW",
            24,
            "SCOPE_UNKNOWN",
            "NAROW",
        ),
        ("indicators.yaml", "en: Size of it.}", "en: Size of it.}\n    domain: X", 24, "DOMAIN_UNKNOWN", "X"),
        ("indicators.yaml", "en: Residents at year end.}", "en: R.}\n    scope: _Z", 0, "", ""),
        ("targets.yaml", "unit: 100M_YUAN", "unit: 100M_YUA", 8, "UNIT_UNKNOWN", "100M_YUA"),
        ("tasks.yaml", "bodies: [OFFICE]", "bodies: [OFICE]", 9, "BODY_UNKNOWN", "OFICE"),
        ("tasks.yaml", "indicators: [USERS_PC]", "indicators: [USERS_P]", 11, "INDICATOR_UNKNOWN", "USERS_P"),
        ("programme.yaml", "nation: CN", "nation: CX", 10, "AREA_UNKNOWN", "CX"),
        ("programme.yaml", "count_unit: INDEX", "count_unit: INDX", 22, "UNIT_UNKNOWN", "INDX"),
        ("programme.yaml", "headline_scope: NARROW", "headline_scope: NAROW", 12, "SCOPE_UNKNOWN", "NAROW"),
        ("programme.yaml", "headline_scope: NARROW", "headline_scope: _Z", 0, "", ""),
        (
            "tasks.yaml",
            "trackers: [M]",
            "trackers: [M]\n    evidence: [{period: '2018', text: {zh: 词, en: w}, source: S_BOK}]",
            24,
            "SOURCE_UNKNOWN",
            "S_BOK",
        ),
        (
            "tasks.yaml",
            "trackers: [M]",
            "trackers: [M]\n    evidence: [{period: '2018', text: {zh: 词, en: w}, source: S_BOOK, unit: U}]",
            24,
            "UNIT_UNKNOWN",
            "U",
        ),
    ],
)
def test_a_name_that_is_not_there_is_told_where_it_is_used(
    told: Told, file: str, old: str, new: str, line: int, code: str, value: str
) -> None:
    found = [(f.line, f.code, dict(f.places)["value"]) for f in told(file, (old, new)) if "UNKNOWN" in f.code]
    assert found == ([(line, code, value)] if code else [])


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "code", "value"),
    [
        ("account.yaml", "unit: 100M_YUAN", "unit: 100M", 2, "UNIT_UNKNOWN", "100M"),
        ("account.yaml", "scope: NARROW", "scope: NAROW", 7, "SCOPE_UNKNOWN", "NAROW"),
        ("account.yaml", "id: G", "id: H", 10, "CODE_UNKNOWN", "H"),
        ("account.yaml", "sectors: ['20']", "sectors: ['20', '21']", 12, "SECTOR_UNKNOWN", "21"),
        (
            "account.yaml",
            "national_indicator: USERS_PC",
            "national_indicator: USERS_P",
            13,
            "INDICATOR_UNKNOWN",
            "USERS_P",
        ),
        ("io.yaml", "output: GO", "output: GX", 6, "CELL_CODE", "GX"),
        ("io.yaml", "pay: VA001", "pay: VA009", 12, "CELL_CODE", "VA009"),
        ("io.yaml", "persons: 10K_PERSONS", "persons: 10K_PERSON", 3, "UNIT_UNKNOWN", "10K_PERSON"),
        ("io.yaml", "sectors: GROUP", "sectors: GROUPX", 4, "COLUMN_UNKNOWN", "GROUPX"),
    ],
)
def test_a_name_that_account_or_tables_do_not_have_is_told_where_it_is_used(
    tiny: dict[str, bytes], file: str, old: str, new: str, line: int, code: str, value: str
) -> None:
    files = with_account(tiny)
    text = files[file].decode()
    assert text.count(old) == 1
    found = load_bytes({**files, file: text.replace(old, new).encode()}).findings
    own = [(f.file, f.line, dict(f.places)["value"]) for f in found if f.code == code]
    assert own == [(file, line, value)]


def test_levels_have_all_a_name_or_none(told: Told) -> None:
    levels = "levels: [nation, province, prefecture]"
    one, three = "{zh: 一, en: One}", ", ".join(["{zh: 一, en: One}"] * 3)
    for names, expected in ((one, [("1", "nation, province, prefecture")]), (three, [])):
        found = told("programme.yaml", (levels, f"{levels}\nlevel_names: [{names}]"))
        places = [dict(f.places) for f in found if f.code == "LEVEL_NAMES"]
        assert [(str(p["count"]), p["levels"]) for p in places] == expected
