"""Scopes as a register: one holder's one series is one scope; renamed codes; the wording of a figure."""

from __future__ import annotations

import pytest

from tests.findings import Told, said
from tests.nouns import with_account
from xinxiao.programme.load import load_bytes


def codes(files: dict[str, bytes]) -> list[tuple[str, str]]:
    return [(f.level, f.code) for f in load_bytes(files).findings]


def changed(files: dict[str, bytes], file: str, old: str, new: str) -> dict[str, bytes]:
    assert old.encode() in files[file]
    return {**files, file: files[file].replace(old.encode(), new.encode(), 1)}


def test_two_published_scopes_of_one_holder_and_one_family_should_be_one(tiny: dict[str, bytes]) -> None:
    both = changed(
        tiny, "scopes.yaml", "{zh: 新闻社, en: News agency}", "{zh: 统计局, en: Statistics office}"
    )
    assert codes(both) == [("warning", "SCOPE_SPLIT")]


@pytest.mark.parametrize(
    ("old", "new"), [("family: size\n  - id", "family: kind\n  - id"), ("kind: published", "kind: estimated")]
)
def test_scopes_of_two_families_or_of_our_own_making_may_share_a_holder(
    tiny: dict[str, bytes], old: str, new: str
) -> None:
    both = changed(
        tiny, "scopes.yaml", "{zh: 新闻社, en: News agency}", "{zh: 统计局, en: Statistics office}"
    )
    assert codes(changed(both, "scopes.yaml", old, new)) == []


@pytest.mark.parametrize(
    ("renaming", "expected"),
    [
        ("{dimension: SCOPE, old: [GONE], new: WIDE}", []),
        ("{dimension: SCOPE, old: [GONE], new: WIDER}", [("error", "RENAMED_NEW")]),
        ("{dimension: SCOPE, old: [GONE, NARROW], new: WIDE}", [("error", "RENAMED_OLD")]),
        ("{dimension: COLOUR, old: [GONE], new: WIDE}", [("error", "RENAMED_DIMENSION")]),
    ],
)
def test_a_renaming_goes_from_codes_that_are_gone_to_one_there_is(
    tiny: dict[str, bytes], renaming: str, expected: list[tuple[str, str]]
) -> None:
    file = tiny["programme.yaml"] + f"renamed:\n  - {renaming}\n".encode()
    assert codes({**tiny, "programme.yaml": file}) == expected


WORDINGS = "CODE,NAME_ZH,NAME_EN\nFIRST,初次表述,First wording\n"


def worded(files: dict[str, bytes], cell: str) -> dict[str, bytes]:
    """The programme with a column WORDING, filled with ``cell`` in the first row only."""
    lines = files["figures/people.csv"].decode().splitlines()
    rows = [lines[0].replace(",COMMENT", ",WORDING,COMMENT")]
    for number, line in enumerate(lines[1:]):
        head, tail = line.rsplit(",", 1)
        rows.append(f"{head},{cell if number == 0 else ''},{tail}")
    heads = files["codelists.yaml"].decode() + (
        "  - {id: CL_WORDING, version: 1.0.0, name: {zh: 表述, en: Wordings}}\n"
    )
    return {
        **files,
        "figures/people.csv": ("\n".join(rows) + "\n").encode(),
        "codelists/CL_WORDING.csv": WORDINGS.encode(),
        "codelists.yaml": heads.encode(),
    }


def test_a_wording_is_a_column_only_where_the_dataflow_of_figures_declares_it(tiny: dict[str, bytes]) -> None:
    assert ("error", "CSV_HEADER_UNKNOWN") in codes(worded(tiny, "FIRST"))


def test_a_wording_must_be_in_its_list_and_may_be_left_empty(tiny: dict[str, bytes]) -> None:
    concept = "    - {id: COMMENT, name: {zh: 备注, en: Comment}, kind: text}\n"
    declared = tiny["dataflows.yaml"].decode()
    assert concept in declared
    declared = declared.replace(
        concept,
        "    - {id: WORDING, name: {zh: 表述, en: Wording}, codelist: CL_WORDING(1.0.0)}\n" + concept,
        1,
    )
    place = declared.index("{id: COMMENT}", declared.index("step: figures"))
    declared = declared[:place] + "{id: WORDING}\n      - " + declared[place:]
    files = {**tiny, "dataflows.yaml": declared.encode()}
    loaded = load_bytes(worded(files, "FIRST"))
    assert loaded.findings == ()
    assert loaded.figures.table.column("WORDING").to_pylist()[:2] == ["FIRST", None]
    assert [f.code for f in load_bytes(worded(files, "SECOND")).findings] == ["CODE_UNKNOWN"]


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


def test_an_indicator_of_the_index_with_two_scopes_of_which_none_is_declared_is_spliced(
    tiny: dict[str, bytes],
) -> None:
    row = b"A,910000,SHARE,NARROW,2020,2021-09-30,12,PERCENT,A,A,S_BOOK,\n"
    found = load_bytes({**tiny, "figures/people.csv": tiny["figures/people.csv"] + row}).errors
    assert [(f.file, f.line, f.code, dict(f.places).get("scopes")) for f in found] == [
        ("index/framework.csv", 5, "SCOPE_SPLICED", "NARROW, _Z")
    ]


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
