"""Checks as a whole: each fault of content is found, at its place, by its code."""

from __future__ import annotations

import pytest

from tests.findings import Told, places
from xinxiao.model.codes import CODES
from xinxiao.programme.load import load_bytes
from xinxiao.texts import catalogue


def test_every_code_has_a_text_in_both_languages_and_no_text_is_left_over() -> None:
    for language in ("zh", "en"):
        texts = {key.removeprefix("findings.") for key in catalogue(language) if key.startswith("findings.")}
        assert set(CODES) == texts


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "code"),
    [
        ("indicators.yaml", "unit: PERCENT", "unit: PERCNT", 17, "UNIT_UNKNOWN"),
        ("targets.yaml", "scopes: [NARROW]", "scopes: [NAROW]", 10, "SCOPE_UNKNOWN"),
        ("targets.yaml", "indicator: SIZE", "indicator: SIZES", 9, "INDICATOR_UNKNOWN"),
        ("targets.yaml", "tasks: [1]", "tasks: [9]", 12, "TARGET_TASK_UNKNOWN"),
        ("tasks.yaml", "source: S_BOOK", "source: S_BOK", 17, "SOURCE_UNKNOWN"),
        ("scopes.yaml", "sources: [S_PRESS]", "sources: [S_PRES]", 14, "SOURCE_UNKNOWN"),
        ("programme.yaml", "headline: SIZE", "headline: SIZEE", 11, "INDICATOR_UNKNOWN"),
        ("figures/people.yaml", "[S_BOOK, S_PRESS]", "[S_BOOK, S_PAPER]", 2, "SOURCE_UNKNOWN"),
        ("index/framework.csv", "SHARE,PART", "SHARES,PART", 5, "INDICATOR_UNKNOWN"),
        ("index/framework.csv", "SHARE,PART", "SHARE,PARTY", 5, "index.framework_parent_unknown"),
        ("index/framework.csv", "PER_100_PERSONS,0.5", "PERCENT,0.5", 4, "NODE_UNIT"),
        ("index/framework.csv", "0.5,0,100", "0.5,100,100", 4, "GOALPOSTS"),
        ("index/framework.csv", "1,,,PERCENT", "1,份额,Share,PERCENT", 5, "NODE_NAMED"),
        (
            "index/framework.csv",
            "USERS_PC,PART,indicator,1",
            "USERS_PC,PART,indicator,-1",
            4,
            "NODE_DIRECTION",
        ),
        ("index/method.yaml", "step: normalise", "step: normalize", 3, "FIELD_VALUE"),
        ("index/method.yaml", "outside: keep", "outside: cut", 4, "FIELD_VALUE"),
        ("indicators.yaml", "formula: USERS / POP", "formula: USERS / (POP", 28, "FORMULA_SYNTAX"),
        ("indicators.yaml", "formula: USERS / POP", "formula: grwth(POP)", 28, "FORMULA_SYNTAX"),
        ("indicators.yaml", "formula: USERS / POP", "formula: USERS / POPP", 28, "INDICATOR_UNKNOWN"),
        ("indicators.yaml", "formula: USERS / POP", "formula: USERS", 28, "FORMULA_UNIT"),
        ("indicators.yaml", "formula: USERS / POP", "formula: (USERS + POP) / POP", 28, "FORMULA_UNIT"),
        ("codelists/CL_UNIT.csv", "1e8 * yuan", "1e8 * yaun", 4, "UNIT_MEANING"),
        ("codelists/CL_UNIT.csv", "1e8 * yuan", "9**9**9**9", 4, "UNIT_MEANING"),
        ("programme.yaml", "as_of: 2021-12-31", "as_of: 2021-02-30", 17, "DATE_INVALID"),
        ("programme.yaml", "first: 2015", "first: 2025", 20, "DATES_ORDER"),
        ("tasks.yaml", "due: 2018-06-30", "due: 2018-06-31", 15, "DATE_INVALID"),
        ("programme.yaml", "issued: 2017-08-13", "issued: 2019-08-13", 22, "BODY_VALIDITY"),
        ("tasks.yaml", "- id: 2", "- id: 4", 6, "TASK_GAP"),
        ("tasks.yaml", "- id: 2", "- id: 1", 19, "ID_DUPLICATE"),
        ("sources.yaml", "id: S_PRESS", "id: S_BOOK", 9, "ID_DUPLICATE"),
        ("scopes.yaml", "en: Wide scope", "en: 宽的 scope", 10, "TRANSLATION_SCRIPT"),
        ("scopes.yaml", "{zh: 宽口径, en: Wide scope}", "{zh: 宽口径}", 10, "TRANSLATION_MISSING"),
        ("scopes.yaml", "en: Wide scope", "en: ''", 10, "TRANSLATION_MISSING"),
        ("codelists/CL_AREA.csv", "丙省,Province C", "丙省,", 5, "TRANSLATION_MISSING"),
        (
            "codelists/CL_AREA.csv",
            "丙省,Province C,province,CN",
            "丙省,Province C,province,CM",
            5,
            "AREA_UNKNOWN",
        ),
        ("codelists/CL_AREA.csv", "920000,乙省", "910000,乙省", 4, "CODE_DUPLICATE"),
    ],
)
def test_a_fault_is_told_at_its_line(told: Told, file: str, old: str, new: str, line: int, code: str) -> None:
    found = told(file, (old, new))
    where = "tasks.yaml" if code == "BODY_VALIDITY" else file
    assert (where, line, code) in places(found)
    assert all(f.line_text(language) for f in found for language in ("zh", "en"))


def test_a_new_task_and_a_new_indicator_need_no_code(tiny: dict[str, bytes]) -> None:
    tasks = (
        tiny["tasks.yaml"]
        + (
            "  - {id: 3, title: {zh: 第三项, en: Third task}, articles: ['3'], bodies: [OFFICE], "
            "trackers: [S], deadline: 2025-12-31}\n"
        ).encode()
    )
    loaded = load_bytes({**tiny, "tasks.yaml": tasks})
    assert loaded.findings == ()
    assert loaded.programme is not None
    assert [task.id for task in loaded.programme.tasks] == [1, 2, 3]
