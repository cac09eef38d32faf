"""Structures of a programme: each fault of a dataflow, a concept or a code list is told at its line, by its code."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from tests.nouns import CELLS, with_cells
from xinxiao.model.finding import Finding
from xinxiao.programme.load import load_bytes

Told = Callable[..., list[Finding]]
FLOWS = "dataflows.yaml"
HEADS = "codelists.yaml"
HEAD = b"TIME_PERIOD,REF_AREA,LEVEL,ORIGIN,ROW,COL,OBS_VALUE,SOURCE\n"


def places(found: list[Finding] | tuple[Finding, ...]) -> list[tuple[str, int, str]]:
    return [(f.file, f.line, f.code) for f in found]


@pytest.mark.parametrize(
    ("file", "old", "new", "place"),
    [
        # a dataflow, and what its step fills
        (FLOWS, "role: derived\n    step: index", "role: figures\n    step: index", "dataflows.yaml:75: FLOW_ROLE"),
        (FLOWS, "role: figures", "role: cells", "dataflows.yaml:41: FLOW_ROLE"),
        (FLOWS, "TIME_PERIOD, VINTAGE]", "TIME_PERIOD]", "dataflows.yaml:43: FLOW_DIMENSIONS"),
        (FLOWS, "[TASK, REF_AREA, ITEM,", "[TASK, REF_AREA, ITEM, SCOPE,", "dataflows.yaml:116: FLOW_DIMENSIONS"),
        (FLOWS, "INDICATOR, MEASURE, TIME", "INDICATOR, SCOPE, TIME", "dataflows.yaml:77: FLOW_DIMENSIONS"),
        (FLOWS, "      - {id: TRACKER}\n", "      - {id: METHOD}\n", "dataflows.yaml:123: FLOW_COLUMN"),
        (FLOWS, "      - {id: COMMENT}\n  - id: TINY_IND", "      - {id: VERDICT}\n  - id: TINY_IND", "dataflows.yaml:51: FLOW_COLUMN"),
        (FLOWS, "kind: decimal, places: 6", "kind: double", "dataflows.yaml:44: FLOW_MEASURE"),
        (FLOWS, "kind: decimal, places: 6", "kind: decimal", "dataflows.yaml:44: FLOW_MEASURE"),
        (
            FLOWS,
            "[TASK, REF_AREA, ITEM, TIME_PERIOD]\n    measures: [{id: OBS_VALUE, kind: double}]",
            "[TASK, REF_AREA, ITEM, TIME_PERIOD]\n    measures: [{id: OBS_VALUE, kind: decimal, places: 2}]",
            "dataflows.yaml:117: FLOW_MEASURE",
        ),
        (
            FLOWS,
            "[TASK, REF_AREA, ITEM, TIME_PERIOD]\n    measures: [{id: OBS_VALUE, kind: double}]",
            "[TASK, REF_AREA, ITEM, TIME_PERIOD]\n    measures: [{id: LOWER, kind: double}]",
            "dataflows.yaml:117: FLOW_MEASURE",
        ),
        (
            FLOWS,
            "[TASK, REF_AREA, ITEM, TIME_PERIOD]\n    measures: [{id: OBS_VALUE, kind: double}]",
            "[TASK, REF_AREA, ITEM, TIME_PERIOD]\n    measures: [{id: OBS_VALUE, kind: double}, {id: UPPER, kind: double}]",
            "dataflows.yaml:117: FLOW_MEASURE",
        ),
        (FLOWS, "Period}, kind: period", "Period}, kind: text", "dataflows.yaml:35: FLOW_KIND"),
        (FLOWS, "Known since}, kind: date", "Known since}, kind: text", "dataflows.yaml:35: FLOW_KIND"),
        (FLOWS, "Decimals}, kind: integer", "Decimals}, kind: double", "dataflows.yaml:35: FLOW_KIND"),
        (FLOWS, "Lower bound}, kind: double", "Lower bound}, kind: decimal", "dataflows.yaml:86: FLOW_KIND"),
        (FLOWS, "Reason}, kind: text", "Reason}, kind: integer", "dataflows.yaml:86: FLOW_KIND"),
        (FLOWS, "required: true, attachment: [MEASURE]", "required: true, attachment: [SCOPE]", "dataflows.yaml:80: FLOW_ATTACHMENT"),
        (FLOWS, "attachment: [INDICATOR]}\n      - {id: DECIMALS", "attachment: [INDICATOR, ITEM]}\n      - {id: DECIMALS", "dataflows.yaml:46: FLOW_ATTACHMENT"),
        (FLOWS, "step: tasks", "step: pull", "dataflows.yaml:1: FLOW_MISSING"),
        (FLOWS, "step: index", "step: account_error", "dataflows.yaml:1: FLOW_MISSING"),
        (FLOWS, "id: TINY_TASKS", "id: TINY_TARGETS", "dataflows.yaml:108: ID_DUPLICATE"),
        (FLOWS, "step: tasks", "step: targets", "dataflows.yaml:115: ID_DUPLICATE"),
        (FLOWS, "step: tasks", "step: task", "dataflows.yaml:115: FIELD_VALUE"),
        # concepts
        (FLOWS, "    - {id: REASON, name: {zh: 理由, en: Reason}, kind: text}\n", "", "dataflows.yaml:85: FLOW_CONCEPT"),
        (FLOWS, "[TASK, REF_AREA, ITEM, TIME_PERIOD]", "[TASK, REF_AREA, ITEMS, TIME_PERIOD]", "dataflows.yaml:108: FLOW_CONCEPT"),
        (FLOWS, "    - {id: COMMENT, name", "    - {id: COLOUR, name: {zh: 色, en: Colour}}\n    - {id: COMMENT, name", "dataflows.yaml:33: CONCEPT_UNUSED"),
        (FLOWS, "    - {id: COMMENT, name", "    - {id: LIGHT, name: {zh: 光, en: Light}}\n    - {id: COMMENT, name", "dataflows.yaml:33: ID_DUPLICATE"),
        (FLOWS, "codelist: CL_UNIT(1.0.0)", "codelist: CL_UNITS(1.0.0)", "dataflows.yaml:22: CODELIST_UNKNOWN"),
        (FLOWS, "codelist: CL_UNIT(1.0.0)", "codelist: CL_UNIT(1.0.1)", "dataflows.yaml:22: CODELIST_VERSION"),
        (FLOWS, "codelist: CL_SCOPE(1.0.0)", "codelist: CL_SCOPE(2.0.0)", "dataflows.yaml:12: CODELIST_VERSION"),
        (FLOWS, "codelist: CL_UNIT(1.0.0)", "codelist: CL_UNIT", "dataflows.yaml:22: FIELD_PATTERN"),
        # code lists and their heads
        (HEADS, "  - id: CL_VERDICT\n    version: 1.1.0\n    name: {zh: 判断, en: Verdicts}\n", "", "codelists/CL_VERDICT.csv:0: CODELIST_HEAD"),
        (HEADS, "id: CL_LIGHT\n", "id: CL_LAMP\n", "codelists.yaml:17: CODELIST_FILE"),
        (HEADS, "    made_of: targets\n", "", "codelists.yaml:36: CODELIST_FILE"),
        (HEADS, "'[0-9]{6}|[A-Z]{2}'", "'[0-9]{6}'", "codelists/CL_AREA.csv:2: CODE_FORM"),
        (HEADS, "'[0-9]{6}|[A-Z]{2}'", "'[0-9'", "codelists.yaml:6: FIELD_INVALID"),
        (HEADS, "id: CL_UNIT\n    version: 1.0.0", "id: CL_UNIT\n    version: 1.1.0", "dataflows.yaml:22: CODELIST_VERSION"),
        ("codelists/CL_AREA.csv", "940000,丁省", "9400,丁省", "codelists/CL_AREA.csv:6: CODE_FORM"),
        # units of measures
        ("codelists/CL_MEASURE.csv", "RANK,位次,Rank,INDEX", "RANK,位次,Rank,", "codelists/CL_MEASURE.csv:7: MEASURE_UNIT"),
        ("codelists/CL_MEASURE.csv", "SCORE,得分,Score,INDEX\n", "", "dataflows.yaml:1: MEASURE_UNIT"),
        ("codelists/CL_MEASURE.csv", "RANK,位次,Rank,INDEX", "RANK,位次,Rank,INDECES", "codelists/CL_MEASURE.csv:7: UNIT_UNKNOWN"),
        # attributes of figures
        ("figures/people.csv", "1000,10K_PERSONS,A", "1000,10K_ACCOUNTS,A", "figures/people.csv:2: FIGURE_UNIT"),
        ("figures/people.csv", "1010,10K_PERSONS,A", "1010,10K_ACCOUNTS,A", "figures/people.csv:3: FIGURE_UNIT"),
        ("figures/people.csv", "2946.4,10K_ACCOUNTS", "2946.4,10K_PERSONS", "figures/people.csv:109: FIGURE_UNIT"),
        (FLOWS, "{id: SOURCE, required: true}", "{id: SOURCE, required: true, attachment: [INDICATOR]}", "figures/people.csv:102: FIGURE_ATTRIBUTE"),
    ],
)  # fmt: skip
def test_a_fault_is_told_at_its_line(told: Told, file: str, old: str, new: str, place: str) -> None:
    found = told(file, (old, new))
    assert place in {f"{where}:{line}: {code}" for where, line, code in places(found)}
    assert all(f.line_text(language) for f in found for language in ("zh", "en"))


def test_the_tiny_programme_with_cells_is_sound(tiny: dict[str, bytes]) -> None:
    files = {**with_cells(tiny), "io/national.csv": HEAD + CELLS}
    assert load_bytes(files).findings == ()


def test_tables_of_cells_call_for_a_dataflow_of_cells(tiny: dict[str, bytes]) -> None:
    found = load_bytes({**tiny, "io/national.csv": HEAD + CELLS}).errors
    assert (FLOWS, 1, "FLOW_MISSING") in places(found)
    assert dict(found[0].places)["step"] == "cells"


def test_a_record_of_models_calls_for_a_dataflow_of_it(tiny: dict[str, bytes]) -> None:
    asked = tiny["targets.yaml"].replace(b"    tasks: [1]\n", b"    tasks: [1]\n    record: 3\n")
    assert asked != tiny["targets.yaml"]
    [found] = load_bytes({**tiny, "targets.yaml": asked}).errors
    assert places([found]) == [(FLOWS, 1, "FLOW_MISSING")]
    assert dict(found.places)["step"] == "targets_record"


def test_a_programme_without_an_index_needs_no_dataflow_for_one(tiny: dict[str, bytes]) -> None:
    flows = tiny[FLOWS].decode()
    begin, end = flows.index("  - id: TINY_INDEX"), flows.index("  - id: TINY_TARGETS")
    files = {name: content for name, content in tiny.items() if not name.startswith("index/")}
    without = {**files, FLOWS: (flows[:begin] + flows[end:]).encode()}
    assert [f.code for f in load_bytes(without).errors] == []


@pytest.mark.parametrize(
    ("old", "new", "line", "code"),
    [
        ("output: GO", "output: GDO", 6, "CELL_CODE"),
        ("consumption: TC", "consumption: TCC", 7, "CELL_CODE"),
        ("exports: EX", "exports: EXX", 9, "CELL_CODE"),
        ("value_added: TVA", "value_added: TVB", 11, "CELL_CODE"),
        ("pay: VA001", "pay: VA01", 12, "CELL_CODE"),
        ("unit: 10K_YUAN", "unit: 10K_YEN", 2, "UNIT_UNKNOWN"),
        ("persons: 10K_PERSONS", "persons: HEADS", 3, "UNIT_UNKNOWN"),
        ("sectors: GROUP", "sectors: GRUOP", 4, "COLUMN_UNKNOWN"),
        ("employment: GROUPS", "employment: GROUP", 5, "COLUMN_UNKNOWN"),
        ("output: GO\n", "", 2, "FIELD_MISSING"),
        ("households: [FU101]", "households: FU101", 8, "FIELD_TYPE"),
    ],
)
def test_what_io_yaml_names_stands_in_the_tables(
    tiny: dict[str, bytes], old: str, new: str, line: int, code: str
) -> None:
    files = with_cells(tiny)
    text = files["io.yaml"].decode()
    assert old in text
    files |= {"io.yaml": text.replace(old, new).encode(), "io/national.csv": HEAD + CELLS}
    assert ("io.yaml", line, code) in places(load_bytes(files).findings)


# ---- one fault does not hide another


def faults(files: Mapping[str, bytes]) -> set[str]:
    return {f"{f.file}:{f.code}" for f in load_bytes(files).errors}


@pytest.fixture
def faulty(tiny: dict[str, bytes]) -> dict[str, bytes]:
    """A fault in a table of figures, in a list of nouns, in a code list and in the index."""

    def changed(file: str, old: str, new: str) -> bytes:
        text = tiny[file].decode()
        assert old in text
        return text.replace(old, new, 1).encode()

    return {
        **tiny,
        "figures/people.csv": changed("figures/people.csv", ",1000,10K", ",1.000.0,10K"),
        "scopes.yaml": changed("scopes.yaml", "kind: published", "kind: publishd"),
        "codelists/CL_UNIT.csv": changed("codelists/CL_UNIT.csv", "1e8 * yuan,1", "1e8 * yuan,one"),
        "index/method.yaml": changed("index/method.yaml", "step: normalise", "step: normalize"),
    }


TOLD = {
    "figures/people.csv:CSV_NUMBER",
    "scopes.yaml:FIELD_VALUE",
    "codelists/CL_UNIT.csv:FIELD_TYPE",
    "index/method.yaml:FIELD_VALUE",
}


@pytest.mark.parametrize(
    ("structures", "code"),
    [
        (None, "FILE_MISSING"),
        (b"", "FILE_EMPTY"),
        (b"agency: [\n", "YAML_SYNTAX"),
        (b"\xff", "FILE_ENCODING"),
        (b"agency: TESTS\n", "FIELD_MISSING"),
        (b"- 7\n", "FIELD_TYPE"),
    ],
)
def test_structures_that_are_missing_or_broken_do_not_hide_faults_of_other_files(
    faulty: dict[str, bytes], structures: bytes | None, code: str
) -> None:
    files = {name: content for name, content in faulty.items() if name != FLOWS}
    if structures is not None:
        files[FLOWS] = structures
    found = faults(files)
    assert f"{FLOWS}:{code}" in found
    assert found >= TOLD


def test_a_dataflow_that_does_not_resolve_hides_no_fault_of_other_files(faulty: dict[str, bytes]) -> None:
    files = {**faulty, FLOWS: faulty[FLOWS].replace(b"REF_AREA, ITEM,", b"REF_AREA, THING,")}
    found = faults(files)
    assert f"{FLOWS}:FLOW_CONCEPT" in found
    assert found >= TOLD


@pytest.mark.parametrize("missing", ["programme.yaml", "codelists.yaml", "indicators.yaml", "sources.yaml"])
def test_any_other_needed_file_that_is_missing_hides_no_fault_of_the_rest(
    faulty: dict[str, bytes], missing: str
) -> None:
    found = faults({name: content for name, content in faulty.items() if name != missing})
    assert f"{missing}:FILE_MISSING" in found
    assert found >= TOLD


def test_four_faults_of_structures_are_told_at_once(told: Told) -> None:
    found = told(
        FLOWS,
        ("role: derived\n    step: index", "role: figures\n    step: index"),
        ("codelist: CL_UNIT(1.0.0)", "codelist: CL_UNIT(1.0.1)"),
        ("      - {id: TRACKER}\n", "      - {id: METHOD}\n"),
        ("required: true, attachment: [MEASURE]", "required: true, attachment: [SCOPE]"),
    )
    assert {f.code for f in found if f.level == "error"} == {
        "FLOW_ROLE",
        "CODELIST_VERSION",
        "FLOW_COLUMN",
        "FLOW_ATTACHMENT",
    }


def test_a_dataflow_declared_twice_calls_for_no_unit_of_what_it_does_not_hold(tiny: dict[str, bytes]) -> None:
    text = tiny[FLOWS].decode()
    again = text[text.index("  - id: TINY_INDEX\n") : text.index("  - id: TINY_TARGETS\n")]
    twice = {**tiny, FLOWS: (text + again).encode()}
    assert [code for _, _, code in places(load_bytes(twice).findings)] == ["ID_DUPLICATE", "ID_DUPLICATE"]


def test_a_pattern_that_would_take_ages_elsewhere_is_tried_in_the_length_of_the_codes(
    tiny: dict[str, bytes],
) -> None:
    heads = tiny[HEADS].replace(b"'[0-9]{6}|[A-Z]{2}'", b"'([A-Za-z0-9]+)+!'")
    long = b"A" * 20
    areas = tiny["codelists/CL_AREA.csv"].replace(b"910000", long)
    found = {
        (f.file, f.code) for f in load_bytes({**tiny, HEADS: heads, "codelists/CL_AREA.csv": areas}).errors
    }
    assert ("codelists/CL_AREA.csv", "CODE_FORM") in found


def test_a_formula_that_divides_by_what_is_always_zero_is_told_at_its_line(tiny: dict[str, bytes]) -> None:
    content = tiny["indicators.yaml"].replace(b"formula: USERS / POP", b"formula: USERS / (POP - POP)")
    (found,) = (
        f for f in load_bytes({**tiny, "indicators.yaml": content}).errors if f.code == "FORMULA_ZERO"
    )
    assert dict(found.places) == {"formula": "USERS / (POP - POP)", "divisor": "(POP - POP)"}


def test_an_unknown_code_list_is_met_with_those_there_are_in_their_order(tiny: dict[str, bytes]) -> None:
    text = tiny["dataflows.yaml"].replace(b"codelist: CL_UNIT(1.0.0)", b"codelist: CL_UNITS(1.0.0)")
    found = load_bytes({**tiny, "dataflows.yaml": text}).findings
    hints = [dict(f.places)["hint"].split(", ") for f in found if f.code == "CODELIST_UNKNOWN"]
    assert hints
    assert all("CL_UNIT" in hint and hint == sorted(hint) for hint in hints)
