"""Checks: each fault of content is found, at its place, by its code."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from tests.nouns import CELLS, with_account, with_cells
from xinxiao.model.codes import CODES
from xinxiao.model.finding import Finding
from xinxiao.programme.checks.panel import Panel, panels_of
from xinxiao.programme.checks.reversal import backwards, profiles
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


def said(found: list[Finding], code: str, *names: str) -> list[tuple[str, ...]]:
    """Some places of the findings of one code."""
    return [tuple(str(dict(f.places)[name]) for name in names) for f in found if f.code == code]


def with_rows(tiny: dict[str, bytes], *rows: str, **files: bytes) -> list[Finding]:
    """Findings with further figures; the first of them stands on line 110."""
    more = "".join(f"{row}\n" for row in rows).encode()
    return list(
        load_bytes({**tiny, "figures/people.csv": tiny["figures/people.csv"] + more, **files}).findings
    )


@pytest.mark.parametrize(
    ("row", "code", "places"),
    [
        ("A,CN,SHARE,_Z,2020,2021-09-30,0,PERCENT,A,A-,S_BOOK,", None, ()),
        ("A,CN,SHARE,_Z,2020,2021-09-30,-0.1,PERCENT,A,A-,S_BOOK,", "FIGURE_BELOW", ("CN 2020", "-0.1", "0")),
        ("A,CN,SHARE,_Z,2020,2021-09-30,100,PERCENT,A,A-,S_BOOK,", None, ()),
        ("A,CN,SHARE,_Z,2020,2021-09-30,100.1,PERCENT,A,A-,S_BOOK,", "FIGURE_ABOVE", ("CN 2020", "100.1", "100")),
    ],
)  # fmt: skip
def test_a_share_lies_from_nought_to_a_hundred_per_cent_both_among_them(
    tiny: dict[str, bytes], row: str, code: str | None, places: tuple[str, ...]
) -> None:
    found = with_rows(tiny, row)
    assert [(f.line, f.code) for f in found] == ([(110, code)] if code else [])
    assert said(found, code or "", "where", "value", "limit") == ([places] if code else [])


@pytest.mark.parametrize(
    ("value", "codes"), [("-5", []), ("-5.1", ["FIGURE_BELOW"]), ("5", []), ("5.1", ["FIGURE_ABOVE"])]
)
def test_a_declared_minimum_and_maximum_come_before_those_of_the_kind(
    tiny: dict[str, bytes], value: str, codes: list[str]
) -> None:
    own = tiny["indicators.yaml"].replace(
        b"  - id: SIZE\n",
        "  - id: TEMP\n    name: {zh: 温, en: T}\n    unit: PERCENT\n    definition: {zh: 温。, en: T.}\n"
        "    minimum: -5\n    maximum: 5\n  - id: SIZE\n".encode(),
    )
    row = f"A,CN,TEMP,_Z,2020,2021-09-30,{value},PERCENT,A,A,S_BOOK,"
    assert [f.code for f in with_rows(tiny, row, **{"indicators.yaml": own})] == codes


def test_growth_may_be_as_low_and_a_level_as_high_as_it_likes(tiny: dict[str, bytes]) -> None:
    own = tiny["indicators.yaml"].replace(
        b"  - id: SIZE\n",
        "  - id: RISE\n    name: {zh: 涨, en: Rise}\n    unit: PERCENT\n    definition: {zh: 涨。, en: Rise.}\n"
        "    kind: growth\n  - id: SIZE\n".encode(),
    )
    rows = [f"A,CN,RISE,_Z,{y},2021-09-30,{v},PERCENT,A,A,S_BOOK," for y, v in ((2019, 1), (2020, -500))]
    rows.append("A,910000,SIZE,NARROW,2020,2021-09-30,1e15,100M_YUAN,A,A,S_BOOK,")
    assert with_rows(tiny, *rows, **{"indicators.yaml": own}) == []


def test_of_faults_of_one_kind_twenty_are_told_of_one_indicator(tiny: dict[str, bytes]) -> None:
    rows = [f"A,CN,SHARE,_Z,{year},2021-09-30,-1,PERCENT,A,A-,S_BOOK," for year in range(1990, 2011)]
    assert len(said(with_rows(tiny, *rows), "FIGURE_BELOW", "where")) == 20
    assert len(said(with_rows(tiny, *rows[1:]), "FIGURE_BELOW", "where")) == 20
    assert len(said(with_rows(tiny, *rows[2:]), "FIGURE_BELOW", "where")) == 19


def users(*values: float, **more: str) -> list[str]:
    """Users of a prefecture from 2010 on; their indicator may double in a year (`jump: 2`)."""
    cells = {"status": "A", "grade": "A", "comment": ""} | more
    return [
        f"A,950100,USERS,_Z,{2010 + i},2021-09-30,{value},10K_ACCOUNTS,{cells['status']},{cells['grade']},S_BOOK,"
        f"{cells['comment']}"
        for i, value in enumerate(values)
    ]


@pytest.mark.parametrize(
    ("values", "jumps"),
    [
        ((100, 200), []),
        ((100, 200.1), [("950100 2011", "2", "2")]),
        ((200, 100), []),
        ((200, 99), [("950100 2011", "0.495", "2")]),
        ((0, 100, 0), []),
        ((100, 300, 900), [("950100 2011", "3", "2"), ("950100 2012", "3", "2")]),
    ],
)
def test_a_jump_is_more_than_the_indicator_allows_in_a_year_up_or_down(
    tiny: dict[str, bytes], values: tuple[float, ...], jumps: list[tuple[str, ...]]
) -> None:
    assert said(with_rows(tiny, *users(*values)), "FIGURE_JUMP", "where", "ratio", "jump") == jumps


@pytest.mark.parametrize(("value", "jumps"), [(1000, []), (1001, [("950100 2011", "10", "10")])])
def test_a_jump_of_an_indicator_that_declares_none_is_more_than_tenfold(
    tiny: dict[str, bytes], value: float, jumps: list[tuple[str, ...]]
) -> None:
    rows = [row.replace("USERS", "POP").replace("ACCOUNTS", "PERSONS") for row in users(100, value)]
    assert said(with_rows(tiny, *rows), "FIGURE_JUMP", "where", "ratio", "jump") == jumps


@pytest.mark.parametrize(
    ("more", "codes"),
    [
        ({}, ["FIGURE_JUMP"]),
        ({"status": "B"}, []),
        ({"status": "P"}, ["FIGURE_JUMP_SAID"]),
        ({"grade": "B"}, ["FIGURE_JUMP_SAID"]),
        ({"grade": "A-"}, ["FIGURE_JUMP"]),
        ({"comment": "merged"}, ["FIGURE_JUMP_SAID"]),
    ],
)
def test_a_jump_is_explained_by_status_grade_or_comment_of_either_year_and_is_none_at_a_break(
    tiny: dict[str, bytes], more: dict[str, str], codes: list[str]
) -> None:
    rows = [users(100)[0], users(100, 300, **more)[1]]
    assert [f.code for f in with_rows(tiny, *rows)] == codes
    if more.get("status") != "B":
        rows = [users(100, **more)[0], users(100, 300)[1]]
        assert [f.code for f in with_rows(tiny, *rows)] == codes


def test_a_jump_in_the_year_of_a_declared_break_is_passed_over_and_the_next_is_not(
    tiny: dict[str, bytes],
) -> None:
    own = tiny["indicators.yaml"].replace(
        b"jump: 2\n", "jump: 2\n    breaks: [{year: 2011, note: {zh: 断, en: break}}]\n".encode()
    )
    found = with_rows(tiny, *users(100, 300, 900), **{"indicators.yaml": own})
    assert said(found, "FIGURE_JUMP", "where") == [("950100 2012",)]


@pytest.mark.parametrize(
    ("nation", "code", "gap"),
    [
        ("6643.4", None, ""),
        ("6656.6", None, ""),
        ("6657", "FIGURE_SUM", "-0.11%"),
        ("6643", "FIGURE_SUM", "+0.11%"),
        ("8860", "FIGURE_SUM", "-24.94%"),
        ("8870", "FIGURE_SUM_FAR", "-25.03%"),
    ],
)
def test_provinces_may_miss_the_nation_by_the_tolerance_and_by_a_quarter_it_is_an_error(
    told: Told, nation: str, code: str | None, gap: str
) -> None:
    # Five provinces have 6650 together; a thousandth is tolerated.
    found = told(
        "figures/people.csv", ("A,CN,POP,_Z,2018,2021-09-30,6650,", f"A,CN,POP,_Z,2018,2021-09-30,{nation},")
    )
    sums = [f for f in found if f.code.startswith("FIGURE_SUM")]
    assert [f.code for f in sums] == ([code] if code else [])
    assert [(f.line, dict(f.places)) for f in sums] == (
        [(95, {"indicator": "POP", "year": "2018", "gap": gap, "tolerance": "0.10%"})] if code else []
    )


def test_where_more_is_tolerated_an_error_begins_at_five_times_that(tiny: dict[str, bytes]) -> None:
    own = tiny["indicators.yaml"].replace(
        b"tolerance: 0.001\n  - id: USERS", b"tolerance: 0.1\n  - id: USERS"
    )
    assert own != tiny["indicators.yaml"]

    def codes(nation: str) -> list[str]:
        old = b"A,CN,POP,_Z,2018,2021-09-30,6650,"
        people = tiny["figures/people.csv"].replace(old, f"A,CN,POP,_Z,2018,2021-09-30,{nation},".encode())
        found = load_bytes({**tiny, "indicators.yaml": own, "figures/people.csv": people}).findings
        return [f.code for f in found if f.code.startswith("FIGURE_SUM")]

    # 6650 / 4500 - 1 = 0.478; 6650 / 4400 - 1 = 0.511
    assert [codes(nation) for nation in ("6100", "5900", "4500", "4400")] == [
        [], ["FIGURE_SUM"], ["FIGURE_SUM"], ["FIGURE_SUM_FAR"]
    ]  # fmt: skip


def test_a_sum_that_the_nations_figure_owns_up_to_is_a_note(told: Told) -> None:
    old = "A,CN,POP,_Z,2018,2021-09-30,6650,10K_PERSONS,A,A,S_BOOK,"
    found = told("figures/people.csv", (old, old.replace("6650", "6700") + "rounded"))
    assert [(f.level, f.code) for f in found] == [("note", "FIGURE_SUM_SAID")]


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "code", "value"),
    [
        ("io/sectors.csv", "42,2015,01", "4x,2015,01", 2, "CELL_LEVEL", "4x"),
        ("io/sectors.csv", "42,2015,20", "42,20x5,20", 3, "CELL_YEAR", "20x5"),
        ("io/employment.csv", "2017,01", "20x7,01", 2, "CELL_YEAR", "20x7"),
        ("io/employment.csv", "150,S_BOOK", "150,S_BOK", 3, "SOURCE_UNKNOWN", "S_BOK"),
        ("io/national.csv", "2015,CN,42,T,01,01", "2015,CN,0,T,01,01", 2, "CELL_LEVEL", "0"),
        ("io/national.csv", "2015,CN,42,T,01,20", "2O15,CN,42,T,01,20", 3, "CELL_YEAR", "2O15"),
    ],
)
def test_whole_numbers_of_tables_sectors_and_employment_are_told_where_they_are_none(
    tiny: dict[str, bytes], file: str, old: str, new: str, line: int, code: str, value: str
) -> None:
    files = with_account(tiny)
    text = files[file].decode()
    assert text.count(old) == 1
    found = load_bytes({**files, file: text.replace(old, new).encode()}).findings
    own = [f for f in found if f.code == code]
    assert [(f.file, f.line, dict(f.places)["value"], dict(f.places)["rows"]) for f in own] == [
        (file, line, value, "1")
    ]


def test_a_strange_code_is_told_once_with_its_rows_its_column_and_the_nearest_known(
    tiny: dict[str, bytes],
) -> None:
    rows = [f"A,CN,SHARE,_Z,{year},2021-09-30,1,PERCENT,A,A,S_BOK," for year in (2019, 2020)]
    [found] = with_rows(tiny, *rows)
    assert (found.line, found.code) == (110, "SOURCE_UNKNOWN")
    assert dict(found.places) == {"value": "S_BOK", "hint": "S_BOOK", "column": "SOURCE", "rows": "2"}
    [found] = with_rows(tiny, "A,CN,SHARE,_Z,2020,2021-09-30,1,PERCENT,A,Z,S_BOOK,")
    assert (found.code, dict(found.places)["column"], dict(found.places)["value"]) == (
        "CODE_UNKNOWN",
        "GRADE",
        "Z",
    )


def test_a_period_of_another_frequency_is_told_with_the_one_it_is_of(tiny: dict[str, bytes]) -> None:
    monthly = tiny["codelists/CL_FREQ.csv"] + "M,月,Monthly\n".encode()
    rows = ["M,CN,SHARE,_Z,2020,2021-09-30,12,PERCENT,A,A,S_BOOK,"]
    found = with_rows(tiny, *rows, **{"codelists/CL_FREQ.csv": monthly})
    assert said(found, "FIGURE_FREQUENCY", "value", "freq", "implied") == [("2020", "M", "A")]


@pytest.mark.parametrize(
    ("period", "told_"), [("2018", False), ("2019", True)]
)  # the prefecture's code was in force to the end of 2018
def test_a_code_may_be_used_in_the_year_it_was_given_up(
    tiny: dict[str, bytes], period: str, told_: bool
) -> None:
    found = with_rows(tiny, f"A,950100,SHARE,_Z,{period},2021-09-30,12,PERCENT,A,A,S_BOOK,")
    wanted = [("950100", period, "..2018-12-31")] if told_ else []
    assert said(found, "AREA_VALIDITY", "area", "period", "valid") == wanted


@pytest.mark.parametrize(("day", "told_"), [("2018-12-31", False), ("2019-01-01", True)])
def test_a_code_may_be_used_from_the_year_in_which_it_came_into_force(
    tiny: dict[str, bytes], day: str, told_: bool
) -> None:
    areas = tiny["codelists/CL_AREA.csv"].replace(b"950000,,2018-12-31", f"950000,{day},".encode())
    row = "A,950100,SHARE,_Z,2018,2021-09-30,12,PERCENT,A,A,S_BOOK,"
    found = with_rows(tiny, row, **{"codelists/CL_AREA.csv": areas})
    assert said(found, "AREA_VALIDITY", "valid") == ([(f"{day}..",)] if told_ else [])


@pytest.mark.parametrize(
    ("day", "valid"), [("2018-03-17", None), ("2018-03-18", "..2018-03-17"), ("2017-08-13", None)]
)
def test_a_body_is_responsible_up_to_the_day_it_was_dissolved(
    told: Told, day: str, valid: str | None
) -> None:
    found = told("programme.yaml", ("issued: 2017-08-13", f"issued: {day}"))
    wanted = [("BUREAU", day, valid)] if valid else []
    assert said(found, "BODY_VALIDITY", "body", "issued", "valid") == wanted


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        ("first: 2015", "first: 2020", []),
        ("first: 2015", "first: 2021", ["DATES_ORDER"]),
        ("release_date: 2022-01-15", "release_date: 2021-12-31", []),
        ("release_date: 2022-01-15", "release_date: 2021-12-30", ["DATES_ORDER"]),
        ("release_date: 2022-01-15", "release_date: 2022-02-30", ["DATE_INVALID"]),
    ],
)
def test_years_and_days_of_a_cycle_stand_in_order_and_may_be_the_same(
    told: Told, old: str, new: str, codes: list[str]
) -> None:
    found = told("programme.yaml", (old, new))
    assert [f.code for f in found if f.code.startswith("DATE")] == codes


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


@pytest.mark.parametrize(("vintage", "codes"), [("2020-12-31", []), ("2020-12-30", ["FIGURE_EARLY"])])
def test_a_figure_may_be_known_on_the_last_day_of_its_period(
    tiny: dict[str, bytes], vintage: str, codes: list[str]
) -> None:
    found = with_rows(tiny, f"A,CN,SHARE,_Z,2020,{vintage},12,PERCENT,A,A,S_BOOK,")
    assert [f.code for f in found] == codes
    assert said(found, "FIGURE_EARLY", "indicator", "vintage", "period") == (
        [("SHARE", vintage, "2020")] if codes else []
    )


def test_early_figures_are_told_once_of_each_indicator_and_file(tiny: dict[str, bytes]) -> None:
    rows = [f"A,CN,SHARE,_Z,{year},2015-01-01,12,PERCENT,A,A,S_BOOK," for year in (2019, 2020)]
    rows.append("A,910000,SIZE,NARROW,2020,2015-01-01,12,100M_YUAN,A,A,S_BOOK,")
    found = [f for f in with_rows(tiny, *rows) if f.code == "FIGURE_EARLY"]
    assert [(f.line, dict(f.places)["period"]) for f in found] == [(110, "2019"), (112, "2020")]


@pytest.mark.parametrize(
    ("grade", "source", "codes"),
    [("B", "S_PRESS", []), ("C", "S_PRESS", []), ("A-", "S_PRESS", ["FIGURE_GRADE"]), ("A", "S_BOOK", [])],
)
def test_a_figure_may_be_graded_as_its_source_or_worse(
    tiny: dict[str, bytes], grade: str, source: str, codes: list[str]
) -> None:
    rows = [f"A,CN,SHARE,_Z,{year},2021-09-30,1,PERCENT,A,{grade},{source}," for year in (2019, 2020)]
    found = with_rows(tiny, *rows)
    assert [f.code for f in found] == codes
    wanted = [("A-", "S_PRESS", "B", "2")] if codes else []
    assert said(found, "FIGURE_GRADE", "grade", "source", "own", "rows") == wanted


def test_repeated_vintages_are_counted_by_indicator_at_the_first_of_them(tiny: dict[str, bytes]) -> None:
    rows = [
        f"A,CN,SIZE,NARROW,{year},2021-12-31,{value},100M_YUAN,A,A,S_BOOK,"
        for year, value in ((2018, 72), (2017, 60), (2016, 51))
    ]
    found = [f for f in with_rows(tiny, *rows) if f.code == "REVISION_EMPTY"]
    assert [(f.line, dict(f.places)) for f in found] == [(110, {"indicator": "SIZE", "rows": "2"})]


@pytest.mark.parametrize(("total", "codes"), [("0.5000005", []), ("0.500002", ["WEIGHT_SUM"])])
def test_weights_written_with_six_digits_add_up(told: Told, total: str, codes: list[str]) -> None:
    found = told("index/framework.csv", ("PERCENT,0.5,0,100", f"PERCENT,{total},0,100"))
    assert [f.code for f in found] == codes


def test_groups_whose_children_all_weigh_one_need_not_add_up_and_others_name_each(told: Told) -> None:
    ones = told("index/framework.csv", ("PERSONS,0.5", "PERSONS,1"), ("PERCENT,0.5", "PERCENT,1"))
    assert ones == []
    found = told("index/framework.csv", ("PERSONS,0.5", "PERSONS,1"))
    assert said(found, "WEIGHT_SUM", "group", "total", "members") == [
        ("PART", "1.5", "USERS_PC 1 + SHARE 0.5")
    ]


def test_a_table_of_figures_without_provenance_names_the_file_it_wants(tiny: dict[str, bytes]) -> None:
    files = {name: content for name, content in tiny.items() if name != "figures/people.yaml"}
    found = list(load_bytes(files).findings)
    assert places(found) == [("figures/people.csv", 0, "PROVENANCE_MISSING")]
    assert dict(found[0].places) == {"beside": "figures/people.yaml"}


def test_an_indicator_without_figures_and_formula_is_told(tiny: dict[str, bytes]) -> None:
    lines = tiny["figures/people.csv"].decode().splitlines(keepends=True)
    kept = "".join(line for line in lines if ",SHARE," not in line).encode()
    found = [
        f for f in load_bytes({**tiny, "figures/people.csv": kept}).findings if f.code == "INDICATOR_EMPTY"
    ]
    assert [dict(f.places) for f in found] == [{"indicator": "SHARE"}]


def test_a_text_without_a_word_and_a_chinese_one_in_english_are_told_by_language(
    tiny: dict[str, bytes],
) -> None:
    found = load_bytes({**tiny, "texts/zh/about.md": b" \n"}).findings
    assert places(list(found)) == [("texts/zh/about.md", 1, "FILE_EMPTY")]
    more = load_bytes({**tiny, "texts/en/more.md": b"More."}).findings
    assert [(f.file, dict(f.places)) for f in more] == [
        ("texts/zh/more.md", {"language": "zh", "other": "texts/en/more.md"})
    ]


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("{zh: Some wide scope, en: Wide scope}", ["zh"]),
        ("{zh: GDP and CPI, en: Wide scope}", []),
        ("{zh: 宽口径, en: 'Wide scope, as in 《规划》 (宽口径)'}", []),
        ("{zh: 宽口径, en: 'Wide 口径'}", ["en"]),
    ],
)
def test_a_text_is_written_in_the_script_of_its_language_outside_quotation(
    told: Told, text: str, languages: list[str]
) -> None:
    found = told("scopes.yaml", ("{zh: 宽口径, en: Wide scope}", text))
    assert said(found, "TRANSLATION_SCRIPT", "language") == [(language,) for language in languages]


def test_a_figure_of_an_indicator_with_a_formula_is_told_with_how_many(tiny: dict[str, bytes]) -> None:
    rows = [f"A,CN,USERS_PC,_Z,{year},2021-09-30,1,PER_100_PERSONS,A,A,S_BOOK," for year in (2019, 2020)]
    found = with_rows(tiny, *rows)
    assert said(found, "FORMULA_FIGURES", "indicator", "formula", "rows") == [
        ("USERS_PC", "USERS / POP", "2")
    ]


def test_an_account_in_another_unit_than_money_is_told_with_what_it_measures(tiny: dict[str, bytes]) -> None:
    files = with_account(tiny)
    changed = files["account.yaml"].replace(b"unit: 100M_YUAN", b"unit: 10K_PERSONS")
    found = [f for f in load_bytes({**files, "account.yaml": changed}).findings if f.code == "UNIT_KIND"]
    assert [(f.file, f.line, dict(f.places)["unit"], dict(f.places)["field"]) for f in found] == [
        ("account.yaml", 2, "10K_PERSONS", "unit")
    ]


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
            23,
            "SOURCE_UNKNOWN",
            "S_BOK",
        ),
        (
            "tasks.yaml",
            "trackers: [M]",
            "trackers: [M]\n    evidence: [{period: '2018', text: {zh: 词, en: w}, source: S_BOOK, unit: U}]",
            23,
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


def profile(indicator: str, values: dict[str, list[float]], first: int = 2015) -> Panel:
    """A panel of areas by years, each cell with a row of its own."""
    years = len(next(iter(values.values())))
    row = np.arange(len(values) * years, dtype=np.int64).reshape(len(values), years)
    return Panel(
        indicator,
        "_Z",
        tuple(values),
        tuple(range(first, first + years)),
        np.array(list(values.values())),
        row,
    )


def test_a_series_is_read_backwards_when_it_fits_its_reference_from_the_end_only() -> None:
    rising = np.log(np.array([1.0, 1.2, 1.5, 1.9, 2.4, 3.0]))
    assert backwards(rising[::-1], rising)
    assert not backwards(rising, rising)
    assert not backwards(rising[:4][::-1], rising[:4])  # four years are too few to tell
    assert backwards(rising[:5][::-1], rising[:5])
    flat = np.log(np.array([1.0, 1.02, 1.04, 1.06, 1.08, 1.1]))
    assert not backwards(flat[::-1], flat)  # forwards it fits as well
    assert backwards(np.append(np.nan, rising[::-1]), np.append(np.nan, rising))


def test_a_profile_is_of_logs_about_their_mean_without_what_is_not_positive() -> None:
    found = profiles(profile("X", {"a": [1.0, np.e**2, np.nan], "b": [0.0, -1.0, 5.0], "c": [0.0, 0.0, 0.0]}))
    assert found[0].tolist()[:2] == pytest.approx([-1.0, 1.0])
    assert np.isnan(found[0, 2])
    assert np.isnan(found[1]).tolist() == [True, True, False]
    assert found[1, 2] == 0.0
    assert np.isnan(found[2]).all()


@pytest.mark.parametrize(
    ("areas", "years", "mirrored"), [(5, 5, True), (4, 5, False), (5, 4, False), (6, 7, True)]
)
def test_panels_mirror_each_other_in_at_least_five_areas_and_five_years(
    tiny: dict[str, bytes], areas: int, years: int, mirrored: bool
) -> None:
    def rows(indicator: str, unit: str, turned: bool) -> list[str]:
        return [
            f"A,9{a}0000,{indicator},_Z,{2000 + (years - 1 - y if turned else y)},2021-09-30,"
            f"{10 * (a + 1) * 1.5**y:.4f},{unit},A,A,S_BOOK,"
            for a in range(1, areas + 1)
            for y in range(years)
        ]

    more = "".join(
        f"  - id: M{n}\n    name: {{zh: 镜, en: M}}\n    unit: 100M_YUAN\n    definition: {{zh: 镜。, en: M.}}\n"
        for n in (1, 2)
    )
    places_ = tiny["codelists/CL_AREA.csv"].decode() + "960000,己省,Province F,province,CN,,,,3,2,己,S_BOOK\n"
    found = with_rows(
        tiny,
        *rows("M1", "100M_YUAN", False),
        *rows("M2", "100M_YUAN", True),
        **{
            "indicators.yaml": tiny["indicators.yaml"] + more.encode(),
            "codelists/CL_AREA.csv": places_.encode(),
        },
    )
    # Both are graded alike, so the one that falls is to blame.
    assert said(found, "FIGURE_MIRRORED", "indicator", "other") == ([("M2", "M1")] if mirrored else [])


def test_a_revision_that_turned_a_series_round_is_told_against_its_earlier_vintage(
    tiny: dict[str, bytes],
) -> None:
    values = [100.0, 120.0, 150.0, 190.0, 240.0, 300.0]
    rows = [
        f"A,950100,SIZE,NARROW,{2005 + y},{vintage},{value},100M_YUAN,A,A,S_BOOK,"
        for vintage, own in (("2021-01-31", values), ("2021-09-30", values[::-1]))
        for y, value in enumerate(own)
    ]
    found = with_rows(tiny, *rows)
    names = ("indicator", "area", "reference", "first", "last")
    assert said(found, "FIGURE_REVERSED", *names) == [("SIZE", "950100", "VINTAGE", "2005", "2020")]


def test_a_base_known_in_other_scopes_than_the_outcome_names_both_in_order(told: Told) -> None:
    found = told(
        "figures/people.csv",
        ("A,CN,SIZE,NARROW,2016", "A,CN,SIZE,WIDE,2016"),
        ("A,CN,SIZE,WIDE,2020", "A,CN,SIZE,NARROW,2019"),
    )
    assert said(found, "SCOPE_CROSSED", "target", "base", "due", "first", "last") == [
        ("T1", "2016", "2020", "WIDE", "NARROW")
    ]


def test_figures_of_a_source_of_another_scope_are_counted_with_the_scopes_it_is_of(told: Told) -> None:
    found = told(
        "figures/people.csv",
        ("240,100M_YUAN,A,B,S_PRESS", "240,100M_YUAN,A,B,S_BOOK"),
        ("150,100M_YUAN,A,B,S_PRESS", "150,100M_YUAN,A,B,S_BOOK"),
    )
    assert said(found, "SCOPE_SOURCE", "source", "scope", "others", "rows") == [
        ("S_BOOK", "WIDE", "NARROW", "2")
    ]
    assert [f.line for f in found if f.code == "SCOPE_SOURCE"] == [102]


def with_scopes(tiny: dict[str, bytes], *names: str) -> bytes:
    """The scopes of the tiny programme and some more like the narrow one."""
    scopes = tiny["scopes.yaml"].decode()
    narrow = scopes.partition("scopes:\n")[2].partition("  - id: WIDE")[0]
    return (scopes + "".join(narrow.replace("id: NARROW", f"id: {name}") for name in names)).encode()


def test_scopes_are_listed_in_their_order_where_base_and_outcome_are_known_in_several(
    tiny: dict[str, bytes],
) -> None:
    base, due = ("FOURTH", "EARLY", "LATE", "BOTH"), ("D", "C", "B", "A")
    rows = [
        f"A,CN,SIZE,{scope},{year},2021-09-30,70,100M_YUAN,A,A,S_BOOK,"
        for year, scopes in ((2016, base), (2020, due))
        for scope in scopes
    ]
    lines = tiny["figures/people.csv"].decode().splitlines(keepends=True)
    kept = "".join(line for line in lines if ",SIZE," not in line) + "".join(f"{row}\n" for row in rows)
    files = {"figures/people.csv": kept.encode(), "scopes.yaml": with_scopes(tiny, *base, *due)}
    found = list(load_bytes({**tiny, **files}).findings)
    assert said(found, "SCOPE_CROSSED", "first", "last") == [("BOTH, EARLY, FOURTH, LATE", "A, B, C, D")]
    assert said(found, "TARGET_SCOPES", "scopes") == [("A, B, BOTH, C, D, EARLY, FOURTH, LATE",)]


def test_a_formula_that_reads_what_the_account_does_not_keep_is_met_with_its_scopes_in_order(
    tiny: dict[str, bytes],
) -> None:
    files = with_account(tiny)
    product = files["account.yaml"].decode().partition("    products:\n")[2]
    names = ("FOURTH", "EARLY", "LATE", "BOTH")
    more = "".join(f"  - scope: {name}\n    areas: nation\n    products:\n{product}" for name in names)
    formula = files["indicators.yaml"].replace(
        b"formula: growth(USERS)", b"formula: growth(account(WIDE, _T))"
    )
    found = load_bytes(
        {
            **files,
            "account.yaml": files["account.yaml"] + more.encode(),
            "scopes.yaml": with_scopes(tiny, *names),
            "indicators.yaml": formula,
        }
    ).findings
    assert said(list(found), "CODE_UNKNOWN", "value", "hint", "column", "rows") == [
        ("account(WIDE, _T)", "BOTH, EARLY, FOURTH, LATE, NARROW", "account", "1")
    ]
