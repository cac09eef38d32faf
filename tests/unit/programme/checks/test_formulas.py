"""Checks of formulas and of the units they give."""

from __future__ import annotations

from tests.findings import Told, said, with_rows
from tests.nouns import with_account
from xinxiao.programme.load import load_bytes


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
