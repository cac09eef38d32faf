"""Checks: each fault of content is found, at its place, by its code."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.nouns import CELLS, with_cells
from xinxiao.model.codes import CODES
from xinxiao.model.finding import Finding
from xinxiao.programme.checks.panel import panels_of
from xinxiao.programme.load import load_bytes
from xinxiao.texts import catalogue

Told = Callable[..., list[Finding]]


def places(found: list[Finding]) -> list[tuple[str, int, str]]:
    return [(f.file, f.line, f.code) for f in found]


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
        ("programme.yaml", "issued: 2017-08-13", "issued: 2019-08-13", 21, "BODY_VALIDITY"),
        ("tasks.yaml", "- id: 2", "- id: 4", 6, "TASK_GAP"),
        ("tasks.yaml", "- id: 2", "- id: 1", 18, "ID_DUPLICATE"),
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


def test_weights_that_sum_to_one_and_a_tenth_are_told_at_their_group(told: Told) -> None:
    found = told("index/framework.csv", ("PERCENT,0.5,0,100", "PERCENT,0.6,0,100"))
    assert places(found) == [("index/framework.csv", 3, "WEIGHT_SUM")]
    assert dict(found[0].places)["total"] == "1.1"
    assert "sum to 1.1, not to 1" in found[0].line_text("en")


def test_formulas_in_a_circle_are_told_with_the_circle(told: Told) -> None:
    found = told(
        "indicators.yaml",
        ("formula: growth(USERS)", "formula: growth(LOOP)"),
        (
            "- id: USERS_PC",
            "- id: LOOP\n    name: {zh: 环, en: Loop}\n    unit: PERCENT\n"
            "    definition: {zh: 环。, en: Loop.}\n    formula: lag(USERS_GROWTH)\n  - id: USERS_PC",
        ),
    )
    circles = [dict(f.places)["circle"] for f in found if f.code == "FORMULA_CIRCULAR"]
    assert circles in (["LOOP -> USERS_GROWTH -> LOOP"], ["USERS_GROWTH -> LOOP -> USERS_GROWTH"])


def test_a_figure_in_the_wrong_unit_is_told_with_both_units(told: Told) -> None:
    found = told("figures/people.csv", ("72,100M_YUAN", "72,10K_PERSONS"))
    assert [(f.line, f.code) for f in found] == [(100, "FIGURE_UNIT")]
    assert dict(found[0].places)["declared"] == "100M_YUAN"


def test_a_negative_share_and_one_above_100_per_cent_are_told(told: Told) -> None:
    found = told(
        "figures/people.csv",
        ("2015,2021-09-30,20,", "2015,2021-09-30,-20,"),
        ("2015,2021-09-30,40,", "2015,2021-09-30,140,"),
    )
    assert [
        (f.code, dict(f.places)["where"], dict(f.places)["limit"])
        for f in found
        if "OW" in f.code or "AB" in f.code
    ] == [
        ("FIGURE_BELOW", "910000 2015", "0"),
        ("FIGURE_ABOVE", "950000 2015", "100"),
    ]


def test_the_same_key_twice_is_told_with_the_first_place(told: Told) -> None:
    found = told("figures/people.csv", ("A,CN,SIZE,NARROW,2017", "A,CN,SIZE,NARROW,2016"))
    assert [(f.line, f.code, dict(f.places)["first"]) for f in found] == [
        (99, "KEY_DUPLICATE", "figures/people.csv:98")
    ]


def test_a_jump_that_nothing_explains_is_a_warning_and_one_with_a_comment_a_note(told: Told) -> None:
    row = "A,CN,SIZE,NARROW,2018,2021-09-30,72,100M_YUAN,A,A,S_BOOK,"
    loud = told("figures/people.csv", (row, row.replace(",72,", ",7200,")))
    assert [(f.level, f.code) for f in loud] == [("warning", "FIGURE_JUMP")]
    said = told("figures/people.csv", (row, row.replace(",72,", ",7200,") + "merged with another series"))
    assert [(f.level, f.code) for f in said] == [("note", "FIGURE_JUMP_SAID")]


def test_a_province_off_by_a_hundred_breaks_the_sum(told: Told) -> None:
    found = told(
        "figures/people.csv",
        ("A,930000,POP,_Z,2018,2021-09-30,2030,", "A,930000,POP,_Z,2018,2021-09-30,2130,"),
    )
    assert [(f.level, f.code, dict(f.places)["gap"]) for f in found] == [("warning", "FIGURE_SUM", "+1.50%")]


def test_a_province_off_by_ten_thousand_is_an_error(told: Told) -> None:
    found = told(
        "figures/people.csv",
        ("A,930000,POP,_Z,2018,2021-09-30,2030,", "A,930000,POP,_Z,2018,2021-09-30,20300000,"),
    )
    assert ("error", "FIGURE_SUM_FAR") in [(f.level, f.code) for f in found]


def reversed_series(files: dict[str, bytes], wanted: Callable[[list[str]], bool]) -> dict[str, bytes]:
    lines = [line.split(",") for line in files["figures/people.csv"].decode().splitlines()]
    for row in lines[1:]:
        if wanted(row):
            row[4] = str(4035 - int(row[4]))
    return {**files, "figures/people.csv": ("\n".join(map(",".join, lines)) + "\n").encode()}


def test_provinces_that_run_backwards_against_the_nation_are_told(tiny: dict[str, bytes]) -> None:
    files = reversed_series(tiny, lambda row: row[2] == "USERS" and row[1] != "CN")
    found = [dict(f.places) for f in load_bytes(files).errors if f.code == "FIGURE_REVERSED"]
    assert [(f["area"], f["reference"], f["first"], f["last"]) for f in found] == [
        ("*", "CN", "2015", "2020")
    ]


def test_one_province_that_runs_backwards_is_told(tiny: dict[str, bytes]) -> None:
    files = reversed_series(tiny, lambda row: row[2] == "USERS" and row[1] == "930000")
    found = [f for f in load_bytes(files).findings if f.code == "FIGURE_OPPOSED"]
    assert [dict(f.places)["area"] for f in found] == ["930000"]


def test_a_series_that_mirrors_another_one_is_told(tiny: dict[str, bytes]) -> None:
    copy = "".join(
        line.replace(",USERS,", ",SHARE2,")
        .replace("10K_ACCOUNTS", "PERCENT")
        .replace(f",{year},", f",{4035 - year},")
        + "\n"
        for line in tiny["figures/people.csv"].decode().splitlines()
        for year in range(2015, 2021)
        if ",USERS," in line and f",{year}," in line and ",CN," not in line
    )
    indicator = tiny["indicators.yaml"] + (
        b"  - id: SHARE2\n    name: {zh: x\xe5\x88\x86, en: Other}\n    unit: PERCENT\n"
        b"    definition: {zh: x\xe5\x88\x86, en: Other.}\n    kind: growth\n"
    )
    figures = tiny["figures/people.csv"] + copy.encode()
    found = load_bytes({**tiny, "figures/people.csv": figures, "indicators.yaml": indicator}).findings
    assert [f.code for f in found if f.level == "error"] == ["FIGURE_MIRRORED"]


def test_two_scopes_are_refused_in_one_series(told: Told) -> None:
    found = told(
        "indicators.yaml",
        (
            "definition: {zh: 规模。, en: Size of it.}",
            "definition: {zh: 规模。, en: Size of it.}\n    scope: NARROW",
        ),
    )
    assert [f.code for f in found] == ["SCOPE_MISMATCH"]


def test_two_scopes_are_refused_in_one_formula(told: Told) -> None:
    assert "SCOPE_SPLICED" in [f.code for f in told("indicators.yaml", ("growth(USERS)", "growth(SIZE)"))]


def test_a_formula_that_names_its_scope_is_not_spliced(told: Told) -> None:
    assert told("indicators.yaml", ("growth(USERS)", "growth(SIZE)\n    scope: WIDE")) == []


def test_a_figure_from_a_source_of_another_scope_is_refused(told: Told) -> None:
    found = told("figures/people.csv", ("A,CN,SIZE,WIDE,2018", "A,CN,SIZE,NARROW,2019"))
    assert [f.code for f in found if f.level == "error"] == ["SCOPE_SOURCE"]


def test_a_target_on_an_indicator_of_two_scopes_must_name_one(told: Told) -> None:
    assert "TARGET_SPLICED" in [f.code for f in told("targets.yaml", ("scopes: [NARROW]", "scopes: []"))]


def test_a_base_known_only_in_another_scope_is_noted(told: Told) -> None:
    found = told("figures/people.csv", ("A,CN,SIZE,NARROW,2020", "A,CN,SIZE,NARROW,2019"))
    assert [(f.level, f.code) for f in found] == [("note", "SCOPE_CROSSED")]


def test_a_grade_better_than_the_sources_is_told(told: Told) -> None:
    found = told("figures/people.csv", ("150,100M_YUAN,A,B,", "150,100M_YUAN,A,A,"))
    assert [f.code for f in found] == ["FIGURE_GRADE"]


def test_a_figure_known_before_its_year_was_over_is_told_unless_it_is_a_forecast(told: Told) -> None:
    row = "A,CN,SIZE,NARROW,2020,2021-09-30,98,100M_YUAN,A,"
    early = told("figures/people.csv", (row, row.replace("2021-09-30", "2019-09-30")))
    assert [f.code for f in early] == ["FIGURE_EARLY"]
    assert told("figures/people.csv", (row, "A,CN,SIZE,NARROW,2020,2019-09-30,98,100M_YUAN,F,")) == []


def test_a_vintage_that_revises_nothing_is_noted(tiny: dict[str, bytes]) -> None:
    again = b"A,CN,SIZE,NARROW,2017,2021-12-30,60,100M_YUAN,A,A,S_BOOK,\n"
    found = load_bytes({**tiny, "figures/people.csv": tiny["figures/people.csv"] + again}).findings
    assert [(f.level, f.code) for f in found] == [("note", "REVISION_EMPTY")]


def test_a_code_used_after_it_was_given_up_is_told(tiny: dict[str, bytes]) -> None:
    row = b"A,950100,SHARE,_Z,2020,2021-09-30,12,PERCENT,A,A,S_BOOK,\n"
    found = load_bytes({**tiny, "figures/people.csv": tiny["figures/people.csv"] + row}).findings
    assert [(f.line, f.code) for f in found] == [(110, "AREA_VALIDITY")]


def test_periods_and_vintages_must_be_of_the_calendar(tiny: dict[str, bytes]) -> None:
    rows = b"A,CN,SHARE,_Z,2020-13,2021-09-30,12,PERCENT,A,A,S_BOOK,\n"
    rows += b"M,CN,SHARE,_Z,2020,2021-09-30,12,PERCENT,A,A,S_BOOK,\n"
    rows += b"A,CN,SHARE,_Z,2019,2021-9-30,12,PERCENT,A,A,S_BOOK,\n"
    monthly = tiny["codelists/CL_FREQ.csv"] + "M,月,Monthly\n".encode()
    files = {**tiny, "codelists/CL_FREQ.csv": monthly}
    found = load_bytes({**files, "figures/people.csv": tiny["figures/people.csv"] + rows}).errors
    assert [(f.line, f.code) for f in found] == [
        (110, "FIGURE_PERIOD"),
        (111, "FIGURE_FREQUENCY"),
        (112, "FIGURE_VINTAGE"),
    ]


def test_a_text_in_one_language_only_is_told(tiny: dict[str, bytes]) -> None:
    found = load_bytes({**tiny, "texts/zh/more.md": "更多".encode()}).findings
    assert places(list(found)) == [("texts/en/more.md", 0, "TRANSLATION_FILE")]


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


def test_an_unknown_origin_in_an_input_output_table_is_told_with_its_line(tiny: dict[str, bytes]) -> None:
    cells = b"TIME_PERIOD,REF_AREA,LEVEL,ORIGIN,ROW,COL,OBS_VALUE,SOURCE\n2017,CN,42,D,01,02,5.5,S_BOOK\n"
    cells += b"2017,CN,42,X,01,03,5.5,S_BOOK\n" + CELLS
    found = load_bytes({**with_cells(tiny), "io/national.csv": cells}).findings
    assert places(list(found)) == [("io/national.csv", 3, "CODE_UNKNOWN")]
    assert dict(found[0].places)["column"] == "ORIGIN"


def test_the_numbers_that_no_task_has_are_told_in_their_order(tiny: dict[str, bytes]) -> None:
    task = (
        "  - {{id: {n}, title: {{zh: 项, en: Task}}, articles: ['3'], bodies: [OFFICE], "
        "trackers: [S], deadline: 2025-12-31}}\n"
    )
    more = "".join(task.format(n=n) for n in (4, 5, 6, 7, 8, 10)).encode()
    text = tiny["tasks.yaml"].replace(b"- id: 2", b"- id: 3") + more
    found = load_bytes({**tiny, "tasks.yaml": text}).findings
    assert [(f.code, dict(f.places)["missing"]) for f in found] == [("TASK_GAP", "2, 9")]


def test_an_indicator_of_the_index_with_two_scopes_of_which_none_is_declared_is_spliced(
    tiny: dict[str, bytes],
) -> None:
    row = b"A,910000,SHARE,NARROW,2020,2021-09-30,12,PERCENT,A,A,S_BOOK,\n"
    found = load_bytes({**tiny, "figures/people.csv": tiny["figures/people.csv"] + row}).errors
    assert [(f.file, f.line, f.code, dict(f.places).get("scopes")) for f in found] == [
        ("index/framework.csv", 5, "SCOPE_SPLICED", "NARROW, _Z")
    ]


def test_a_panel_knows_the_row_of_each_figure_and_of_a_gap_none(tiny: dict[str, bytes]) -> None:
    lines = tiny["figures/people.csv"].decode().splitlines(keepends=True)
    kept = "".join(line for line in lines if ",910000,POP,_Z,2016," not in line)
    panels = panels_of(load_bytes({**tiny, "figures/people.csv": kept.encode()}))
    panel = next(p for p in panels.panels if p.indicator == "POP")
    at = panel.areas.index("910000")
    assert [panels.place(row)[1] if row >= 0 else None for row in panel.row[at].tolist()] == [
        2,
        None,
        3,
        4,
        5,
        6,
    ]
    assert [panels.cell(row, "TIME_PERIOD") for row in panel.row[at].tolist() if row >= 0] == [
        "2015", "2017", "2018", "2019", "2020"
    ]  # fmt: skip
