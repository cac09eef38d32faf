"""Files of lists: entries in the columns in use, the example that ships, and what is found wrong with rows."""

from __future__ import annotations

from functools import cache

import msgspec
import pytest

from tests.nouns import POLICY, files_of
from xinxiao.files.places import Places
from xinxiao.model.finding import Finding
from xinxiao.model.oversight.lists import ListSpec, ListTypes
from xinxiao.model.oversight.predicate import parse, written
from xinxiao.model.oversight.subject_file import SubjectSpec
from xinxiao.programme.lists import (
    ListRead,
    entries_of,
    faults,
    lists_of,
    predicate_faults,
    read_list,
    stray_tables,
    told_faults,
)
from xinxiao.programme.oversight import read_oversight

HEAD = "序号,抽查类别,抽查事项,检查对象,事项类别,检查主体,检查方式,层级,依据条款"
ROW = "1,服务,服务质量,企业,重点,通信管理局,书面、实地,省级,《甲办法》第三条；《乙法》第十五条第二款"


@cache
def policy() -> tuple[ListTypes, ListSpec]:
    read = read_oversight(files_of(POLICY))
    types = read.oversight.one("oversight/list_types.yaml", ListTypes)
    spec = lists_of(read.oversight, Places(read.marks, read.nouns))["TELECOM_INSPECTION"].spec
    assert types is not None
    assert spec is not None
    return types, spec


def read(*lines: str) -> tuple[tuple[object, ...], list[Finding]]:
    own = policy()[0].type("RANDOM_INSPECTION")
    assert own is not None
    content = "\n".join([*lines, ""]).encode()
    entries, _, found = entries_of("l.csv", content, own, policy()[0].terms)
    return entries, found


def codes(found: list[Finding]) -> list[tuple[int, str]]:
    return [(own.line, own.code) for own in found]


def test_the_example_has_eight_entries_each_with_its_articles_and_says_that_it_is_one() -> None:
    spec = policy()[1]
    assert [entry.code for entry in spec.entries] == [f"TI-0{n}" for n in range(1, 9)]
    assert spec.example
    assert spec.note is not None
    assert "未经任何机关发布" in spec.note.zh
    first = spec.entries[0]
    assert [basis.words for basis in first.basis] == [
        "《电信业务经营许可管理办法》（工业和信息化部令第42号）第三十五条",
        "《电信业务经营许可管理办法》（工业和信息化部令第42号）第三十六条",
    ]
    assert (first.category, first.methods, first.level) == ("GENERAL", ("PAPER", "MONITORING"), "PROVINCE")
    assert written(first.subjects) == "licence=TELECOM_BASIC|TELECOM_VALUE_ADDED"


def test_types_say_what_rests_on_them_and_those_not_confirmed_say_so() -> None:
    types = policy()[0].types
    assert {own.id: own.governs for own in types if own.governs} == {
        "RANDOM_INSPECTION": ("inspection",),
        "DISHONESTY_MEASURES": ("measure",),
        "TRUST_INCENTIVES": ("incentive",),
    }
    assert [own.id for own in types if own.evidence == "R" and own.confirmed] == []
    assert len(types) == 11


def test_a_row_in_the_columns_in_use_is_an_entry_and_has_its_number_for_a_code() -> None:
    (entry,), found = read(HEAD, ROW)
    assert found == []
    assert entry.code == "001"  # type: ignore[attr-defined]
    assert entry.category == "KEY"  # type: ignore[attr-defined]
    assert entry.methods == ("PAPER", "SITE")  # type: ignore[attr-defined]
    assert [(b.rule, b.article) for b in entry.basis] == [  # type: ignore[attr-defined]
        ("《甲办法》", "第三条"),
        ("《乙法》", "第十五条第二款"),
    ]


def test_a_citation_that_was_not_read_says_so_and_the_entry_is_noted() -> None:
    (entry,), found = read(HEAD, ROW.replace("第三条", "第三条（未确认）"))
    assert found == []
    assert [b.confirmed for b in entry.basis] == [False, True]  # type: ignore[attr-defined]
    types, spec = policy()
    own = ListRead(
        "l.yaml",
        ListSpec(**{f: getattr(spec, f) for f in spec.__struct_fields__ if f != "entries"}, entries=(entry,)),
    )  # type: ignore[arg-type]
    assert "list.unconfirmed" in [own.code for own in faults(own, types)]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (ROW.replace("重点", "要紧"), "list.word"),
        (ROW.replace("书面", "电话"), "list.word"),
        (ROW.replace("1,", ",", 1), "list.code"),
        (ROW.replace("1,", "0,", 1), "list.field"),
        (ROW.replace("服务质量", "质" * 501), "CSV_CELL"),
        (ROW.replace("服务质量", ""), "FIELD_MISSING"),
        (f"{ROW},x", "CSV_COLUMNS"),
    ],
)
def test_a_row_that_cannot_be_an_entry_is_told_with_its_line(row: str, code: str) -> None:
    entries, found = read(HEAD, ROW.replace("1,", "7,", 1), row)
    assert len(entries) == 1
    assert codes(found)[0] == (3, code)


def test_a_code_that_stands_twice_is_told_with_the_first_line() -> None:
    entries, found = read(HEAD, ROW, ROW)
    assert len(entries) == 1
    assert codes(found) == [(3, "list.entry_twice")]
    assert dict(found[0].places) == {"entry": "001", "first": "2"}


@pytest.mark.parametrize(
    ("header", "code"),
    [(HEAD.replace("抽查事项", "随便"), "CSV_HEADER"), (f"{HEAD},别的", "CSV_HEADER_UNKNOWN"), (f"{HEAD},检查依据", "CSV_HEADER_DOUBLE")],
)  # fmt: skip
def test_a_header_that_is_missing_unknown_or_twice_is_told(header: str, code: str) -> None:
    assert code in [own.code for own in read(header, ROW)[1]]


def test_a_predicate_that_is_none_is_told_with_its_line() -> None:
    _, found = read(f"{HEAD},适用对象条件", f"{ROW},kind=A OR 1=1")
    assert codes(found) == [(2, "list.subjects")]


LIST = """\
id: L
type: {type}
version: 1
name: {{zh: 清单, en: list}}
issuer: {issuer}
area: CN
valid_from: '2027-01-01'
valid_to: '{until}'
changes: [{{kind: add, reason: 首次}}]
entries:
  - {{code: A, matter: 甲, objects: 企业, category: KEY, body: 局, methods: [PAPER], basis: [{{rule: 法}}], valid_to: '{last}'}}
"""


def listed(**places: str) -> list[str]:
    whole = {"type": "RANDOM_INSPECTION", "issuer": "MIIT", "until": "2027-12-31", "last": ""} | places
    own = read_list("L.yaml", LIST.format(**whole).encode(), policy()[0])
    return [found.code for found in (*own.findings, *faults(own, policy()[0]))]


@pytest.mark.parametrize(
    ("places", "code"),
    [
        ({"type": "RANDOM"}, "list.type_unknown"),
        ({"type": "MARKET_ACCESS"}, "list.issuer"),
        ({"until": "2026-12-31"}, "DATES_ORDER"),
        ({"last": "2028-01-01"}, "list.days"),
        ({"last": "2026-12-31"}, "list.days"),
        ({"last": "31/12/2027"}, "FIELD_PATTERN"),
    ],
)
def test_what_is_wrong_with_a_list_by_itself_is_told(places: dict[str, str], code: str) -> None:
    assert listed() == ["list.subjects_none"]
    assert code in listed(**places)


def test_an_entry_that_governs_needs_a_basis_and_the_columns_of_its_type() -> None:
    text = LIST.format(type="RANDOM_INSPECTION", issuer="MIIT", until="", last="")
    own = read_list("L.yaml", text.replace("basis: [{rule: 法}], ", "").encode(), policy()[0])
    assert [found.code for found in faults(own, policy()[0])] == [
        "list.column_needed",
        "list.basis",
        "list.subjects_none",
    ]


def test_differences_need_reasons_and_reasons_need_differences() -> None:
    text = LIST.format(type="RANDOM_INSPECTION", issuer="MIIT", until="", last="")
    text = text.replace("{kind: add, reason: 首次}", "{kind: delete, entries: [Z], reason: 废止}")
    own = read_list("L.yaml", text.encode(), policy()[0])
    found = list(told_faults(own, {"A": None}, {"A": "add"}))
    assert [(f.code, dict(f.places)["entry"]) for f in found] == [("list.reason", "A"), ("list.record", "Z")]


def test_entries_stand_in_one_place_and_a_table_has_its_list() -> None:
    text = LIST.format(type="RANDOM_INSPECTION", issuer="MIIT", until="", last="")
    table = ("L.csv", f"{HEAD}\n{ROW}\n".encode())
    assert [f.code for f in read_list("L.yaml", text.encode(), policy()[0], table).findings] == [
        "list.tables"
    ]
    found = stray_tables(
        {"oversight/lists/A.csv": b"", "oversight/lists/B.csv": b"", "oversight/lists/B.yaml": b""}
    )
    assert [(f.file, f.code) for f in found] == [("oversight/lists/A.csv", "list.head")]


def test_a_condition_that_no_subject_can_meet_is_told_with_what_is_nearest() -> None:
    subjects = msgspec.convert(
        {
            "name": {"zh": "名录", "en": "register"},
            "lists": {"area": "CL_AREA"},
            "states": [{"id": "ACTIVE", "name": {"zh": "存续", "en": "active"}, "live": True}],
            "usual_state": "ACTIVE",
            "sources": [
                {"id": "S", "name": {"zh": "名单", "en": "list"}, "body": {"zh": "局", "en": "body"}}
            ],
            "tags": [
                {
                    "id": "licence",
                    "name": {"zh": "许可", "en": "licence"},
                    "words": [{"id": "TELECOM_BASIC", "name": {"zh": "基础", "en": "basic"}}],
                }
            ],
        },
        SubjectSpec,
    )
    types, spec = policy()

    def told(predicate: str) -> list[tuple[str, dict[str, str]]]:
        entry = msgspec.structs.replace(spec.entries[0], subjects=parse(predicate))
        own = ListRead("l.yaml", msgspec.structs.replace(spec, entries=(entry,)))
        return [(found.code, dict(found.places)) for found in predicate_faults(own, subjects)]

    assert told("licence=TELECOM_BASIC; area=44*; state=A*; risk=A") == []
    assert told("licences=TELECOM_BASIC") == [
        ("list.subject_field", {"field": "licences", "hint": "licence"})
    ]
    assert told("state!=ACTIV") == [
        ("list.subject_code", {"field": "state", "value": "ACTIV", "hint": "ACTIVE"})
    ]
    assert list(predicate_faults(ListRead("l.yaml", spec), None)) == []
    assert types.types
