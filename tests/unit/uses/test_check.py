"""Check: everything that would stop a run is found before one, at its place; never a traceback."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tests.nouns import NOBODY, TINY, TUTORIAL, files_of, with_account
from xinxiao import cycle
from xinxiao.errors import NotFound, ProgrammeFault
from xinxiao.model.actor import ANONYMOUS
from xinxiao.model.finding import Finding
from xinxiao.programme.load import load_bytes
from xinxiao.uses import check as module
from xinxiao.uses.call import Call
from xinxiao.uses.check import check

Files = dict[str, bytes]


def told(found: tuple[Finding, ...]) -> list[tuple[str, int, str]]:
    return [(f.file, f.line, f.code) for f in found]


def written(files: Mapping[str, bytes], folder: Path) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def changed(files: Mapping[str, bytes], file: str, *changes: tuple[str, str]) -> Files:
    text = files[file].decode()
    for old, new in changes:
        assert old in text, (file, old)
        text = text.replace(old, new, 1)
    return {**files, file: text.encode()}


@pytest.fixture
def found(sealed: Call, tmp_path: Path) -> Callable[[Mapping[str, bytes]], tuple[Finding, ...]]:
    """The findings about a programme given as files."""

    def findings(files: Mapping[str, bytes]) -> tuple[Finding, ...]:
        return check(sealed, written(files, tmp_path / "programme"))

    return findings


Found = Callable[[Mapping[str, bytes]], tuple[Finding, ...]]


@pytest.mark.parametrize("folder", [TUTORIAL, TINY])
def test_a_sound_programme_has_no_findings(sealed: Call, folder: Path) -> None:
    assert check(sealed, folder) == ()


def test_a_sound_programme_with_an_account_and_a_pull_has_no_errors(found: Found) -> None:
    assert [f for f in found(with_account(files_of(TINY))) if f.level == "error"] == []


def test_a_misspelt_weight_and_aggregation_method_are_found_at_their_lines(found: Found) -> None:
    files = changed(
        files_of(TUTORIAL),
        "index/method.yaml",
        ("method: given", "method: gifen"),
        ("arithmetic", "arithmetik"),
    )
    assert [(f.file, f.line, f.code, f.level) for f in found(files)] == [
        ("index/method.yaml", 8, "index.refused", "error"),
        ("index/method.yaml", 10, "index.refused", "error"),
    ]


# ---- the folder


@pytest.mark.parametrize("inside", [(), ("readme.txt",), ("notes/figures.txt",)])
def test_a_folder_without_a_programme_is_named(sealed: Call, tmp_path: Path, inside: tuple[str, ...]) -> None:
    folder = written(dict.fromkeys(inside, b"x"), tmp_path / "empty")
    folder.mkdir(exist_ok=True)
    with pytest.raises(NotFound) as caught:
        check(sealed, folder)
    assert (caught.value.told.name, caught.value.told.values["path"]) == ("no_programme_file", str(folder))


def test_a_folder_that_is_not_there_and_a_file_are_named(sealed: Call, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for place in (tmp_path / "nowhere", tmp_path / "file"):
        with pytest.raises(NotFound) as caught:
            check(sealed, place)
        assert (caught.value.told.name, caught.value.told.values["path"]) == ("no_folder", str(place))


def test_a_folder_with_one_file_of_a_programme_is_checked_and_not_refused(
    sealed: Call, tmp_path: Path
) -> None:
    folder = written({"indicators.yaml": b"indicators: []\n"}, tmp_path / "begun")
    codes = {f.code for f in check(sealed, folder)}
    assert "FILE_MISSING" in codes


def test_checking_keeps_nothing_but_a_note_and_needs_no_right_to_release(sealed: Call) -> None:
    def kept() -> list[str]:
        return sorted(
            str(f)
            for f in sealed.ports.home.rglob("*")
            if f.relative_to(sealed.ports.home).parts[0] != "cache"
        )

    before = kept()
    assert check(replace(sealed, actor=ANONYMOUS), TUTORIAL) == ()
    assert kept() == before


# ---- scopes: figures without one and figures of one, joined in one indicator of the index

RATIO = """  - id: LENT_PER_READER
    name: {zh: 每位读者借书, en: Books lent per reader}
    unit: ITEMS_PER_PERSON
    definition: {zh: 外借册数除以读者。, en: Books lent over readers.}
    formula: LENT / READERS
    kind: ratio
    minimum: 0.0
"""
ROW = "LENT_PER_READER,USE,indicator,1,,,ITEMS_PER_PERSON,0.2,2,10\n"
FRAMEWORK = "index/framework.csv"


def with_ratio(scope: str = "", row: str = ROW, header: str = "") -> Files:
    """The tutorial with one more indicator of its index: books (public libraries) per reader (no scope)."""
    files = dict(files_of(TUTORIAL))
    declared = RATIO + (f"    scope: {scope}\n" if scope else "")
    files["indicators.yaml"] += declared.encode()
    tree = files[FRAMEWORK].decode().replace("PERCENT,0.5,6.4,25.6", "PERCENT,0.3,6.4,25.6")
    if header:
        first, *rest = tree.splitlines()
        tree = "\n".join([f"{first},{header}", *(f"{line}," for line in rest)]) + "\n"
    return {**files, FRAMEWORK: (tree + row).encode()}


@pytest.mark.parametrize("scope", ["", "PUBLIC_LIBRARIES"])
def test_a_ratio_of_figures_with_and_without_a_scope_is_in_that_scope_and_in_the_index(
    found: Found, scope: str
) -> None:
    files = with_ratio(scope)
    assert [f.line_text("en") for f in found(files) if f.level == "error"] == []
    made = cycle.compiled(load_bytes(files), None, None)
    rows = made["RD_INDICATORS"].table.to_pylist()
    assert {r["SCOPE"] for r in rows if r["INDICATOR"] == "LENT_PER_READER"} == {"PUBLIC_LIBRARIES"}
    parts = [r for r in made["RD_INDEX"].table.to_pylist() if r["INDICATOR"] == "LENT_PER_READER"]
    assert len([r for r in parts if r["MEASURE"] == "NORMALISED" and r["TIME_PERIOD"] == "2024"]) == 5


def test_an_index_that_asks_for_the_other_scope_is_told_indicator_scope_and_line(found: Found) -> None:
    said = found(with_ratio(row=ROW.rstrip("\n") + ",_Z\n", header="scope"))
    (error,) = [f for f in said if f.level == "error"]
    assert (error.file, error.line, error.code) == (FRAMEWORK, 9, "INDEX_NO_DATA")
    places = dict(error.places)
    assert (places["indicator"], places["scope"], places["scopes"]) == (
        "LENT_PER_READER",
        "_Z",
        "PUBLIC_LIBRARIES",
    )
    assert "LENT_PER_READER" in error.line_text("en")


def test_an_indicator_of_the_index_without_any_figure_is_told_at_its_line(found: Found) -> None:
    files = dict(files_of(TUTORIAL))
    rows = files["figures/reading.csv"].decode().splitlines(keepends=True)
    files["figures/reading.csv"] = "".join(r for r in rows if ",OPEN_HOURS," not in r).encode()
    errors = [f for f in found(files) if f.level == "error"]
    assert told(tuple(errors)) == [(FRAMEWORK, 6, "INDEX_NO_DATA")]
    assert dict(errors[0].places)["indicator"] == "OPEN_HOURS"


# ---- formulas, also of the indicator that moves an account


@pytest.mark.parametrize("formula", ["4G / A", "4G / POP"])
def test_a_name_of_a_formula_that_begins_with_a_digit_is_unknown_and_no_number(
    found: Found, formula: str
) -> None:
    files = changed(with_account(files_of(TINY)), "indicators.yaml", ("USERS / POP", formula))
    said = [(f.line, f.code, dict(f.places)["value"]) for f in found(files) if f.code == "INDICATOR_UNKNOWN"]
    assert (28, "INDICATOR_UNKNOWN", "4G") in said


def test_a_formula_with_the_account_that_moves_the_account_is_told(found: Found) -> None:
    files = changed(
        with_account(files_of(TINY)), "indicators.yaml", ("USERS / POP", "account(NARROW, G) / POP")
    )
    assert [f for f in found(files) if f.level == "error"] != []


# ---- what stops a run is told as what stops it


def test_what_only_a_run_trips_over_is_told_with_the_cycle(found: Found) -> None:
    files = changed(with_account(files_of(TINY)), "pull.yaml", ("published: [WIDE]", "published: [NARROW]"))
    (error,) = [f for f in found(files) if f.level == "error"]
    assert (error.file, error.code, dict(error.places)["cycle"]) == ("programme.yaml", "RUN_STOPS", "C2020")


@pytest.mark.parametrize(
    ("id_", "use", "code"),
    [
        ("EXPORTS", "FU101", "PULL_ENDOGENOUS"),
        ("EXPORTS", "NOWHERE", "CELL_CODE"),
        ("GIFTS", "EX", "CODE_UNKNOWN"),
    ],
)
def test_exogenous_demand_is_a_column_no_household_buys_in_with_a_measure_of_its_own(
    found: Found, id_: str, use: str, code: str
) -> None:
    files = changed(
        with_account(files_of(TINY)), "pull.yaml", ("id: EXPORTS, uses: [EX]", f"id: {id_}, uses: [{use}]")
    )
    (error,) = [f for f in found(files) if f.level == "error"]
    assert (error.file, error.code) == ("pull.yaml", code)
    assert error.line > 0


def test_a_table_whose_economy_uses_up_more_than_it_makes_is_told_before_a_run(found: Found) -> None:
    files = changed(
        with_account(files_of(TINY)),
        "io/national.csv",
        ("2017,CN,42,T,01,01,150000,", "2017,CN,42,T,01,01,1700000,"),
    )
    (error,) = [f for f in found(files) if f.level == "error"]
    assert error.code == "RUN_STOPS"
    assert "CN 2017, type I: not productive (Hawkins-Simon); column 01" in dict(error.places)["problem"]


def test_once_files_have_errors_no_cycle_is_tried(
    sealed: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("a cycle was tried")

    monkeypatch.setattr(module.cycle, "compiled", never)
    files = changed(files_of(TINY), "scopes.yaml", ("kind: published", "kind: publishd"))
    assert "FIELD_VALUE" in {f.code for f in check(sealed, written(files, tmp_path / "p"))}


def test_every_cycle_is_tried(found: Found) -> None:
    more = (
        "  - id: C2010\n    name: {zh: 早, en: Early}\n    as_of: 2021-12-31\n    release_date: 2022-01-15\n"
    )
    more += "    first: 2005\n    last: 2010\n"
    files = changed(files_of(TINY), "programme.yaml", ("cycles:\n", "cycles:\n" + more))
    errors = [f for f in found(files) if f.level == "error"]
    assert {f.code for f in errors} == {"INDEX_NO_DATA"}
    assert {dict(f.places)["cycle"] for f in errors} == {"C2010"}


def test_progress_of_the_trial_is_told(own: Call) -> None:
    shutil.rmtree(own.ports.home / "cache", ignore_errors=True)
    heard: list[str] = []
    check(own, TUTORIAL, lambda step, done, total: heard.append(step))
    assert heard[:2] == ["figures", "account"]


# ---- two cycles


def test_two_cycles_of_which_one_stops_are_one_error_and_no_run_of_that_one(
    tmp_path: Path, sealed: Call
) -> None:
    folder = shutil.copytree(TINY, tmp_path / "p")
    with pytest.raises(ProgrammeFault):
        files = changed(
            files_of(TINY), "programme.yaml", ("first: 2015", "first: 2030"), ("last: 2020", "last: 2031")
        )
        written(files, folder)
        cycle.run(load_bytes(files), None, None, NOBODY)
    assert [f.code for f in check(sealed, folder) if f.level == "error"]
