"""What a document says of a case: places filled, lines that depend on a value, and what is missing."""

from __future__ import annotations

import pytest

from tests.overseen import overseen
from xinxiao.errors import DataFault
from xinxiao.model.oversight.case import Case
from xinxiao.model.oversight.letter import LetterLine
from xinxiao.oversight.documents import article_words, day_words, filled, values_of
from xinxiao.programme.oversight import read_oversight
from xinxiao.texts import Language

TEMPLATE = """# Record {{document.number}}

Of {{case.subject_name}}.

{{?field.HOST}}- Host: {{field.HOST}}
{{!field.HOST}}- Nobody was there
"""


def test_a_template_is_filled_line_by_line_and_lines_depend_on_values() -> None:
    values = {"document.number": "VR-2026-000001", "case.subject_name": "A & B", "field.HOST": "Wang"}
    assert filled(TEMPLATE, values) == (
        LetterLine("title", "Record VR-2026-000001"),
        LetterLine("words", "Of A & B."),
        LetterLine("item", "Host: Wang"),
    )
    assert filled(TEMPLATE, {**values, "field.HOST": ""})[-1] == LetterLine("item", "Nobody was there")


def test_what_is_filled_in_is_no_markup_and_no_place() -> None:
    values = {"document.number": "1", "case.subject_name": "# {{field.HOST}}\n# b", "field.HOST": "x"}
    assert filled(TEMPLATE, values)[1] == LetterLine("words", "Of # {{field.HOST}}\n# b.")


def test_a_value_that_is_missing_makes_no_document_and_all_are_named() -> None:
    with pytest.raises(DataFault) as refused:
        filled(TEMPLATE, {"field.HOST": "Wang"})
    assert refused.value.told is not None
    assert refused.value.told.name == "document_missing"
    assert refused.value.told.values["places"] == "case.subject_name, document.number"


@pytest.mark.parametrize(
    ("language", "day", "words"),
    [("zh", "2026-02-28", "2026年2月28日"), ("en", "2026-02-28", "28 February 2026"), ("zh", "2024-02-29", "2024年2月29日")],
)  # fmt: skip
def test_a_day_in_words(language: Language, day: str, words: str) -> None:
    assert day_words(language, day) == words


def test_an_article_in_words() -> None:
    assert article_words("zh", "12") == "第12条"
    assert article_words("en", "12") == "article 12"
    assert article_words("zh", "") == ""


@pytest.mark.parametrize(
    ("language", "host", "unit", "rule"), [("zh", "王某", "人", "走访规则"), ("en", "王某", "persons", "Rules of visits")]
)  # fmt: skip
def test_values_are_said_in_words_and_only_fields_that_the_version_names(
    language: Language, host: str, unit: str, rule: str
) -> None:
    read = read_oversight(overseen(("fields: [FIRM, HOST]}", "fields: [FIRM, HOST, OUTCOME]}"))).oversight
    flow = read.workflows["VISIT"]
    case = Case(
        id="VS-2026-000001", workflow="VISIT", definition="", state="MADE", ends=False, number=2,
        opened="2026-02-12T01:00:00.000Z", subject="911100001000013428", area="110000",
    )  # fmt: skip
    names = {
        "subject": {"911100001000013428": "中国银行"},
        "CL_UNIT": {"PEOPLE": unit},
    }
    values = values_of(
        language,
        flow,
        case,
        flow.documents[0],
        flow.documents[0].versions[0],
        rule=read.rules["R_VISITS"],
        fields={"HOST": host, "OUTCOME": "PEOPLE", "AREA": "110000", "FIRM": "911100001000013428"},
        names=names,
        more={"document.number": "VR-2026-000001", "document.date": "2026-02-13", "body.name": ""},
    )
    assert values["field.OUTCOME"] == unit
    assert values["field.HOST"] == host
    assert values["field.FIRM"] == values["case.subject_name"] == "中国银行"
    assert values["rule.name"] == rule
    assert values["case.area"] == "110000"
    assert "field.AREA" not in values
    assert "body.name" not in values
    assert values["case.opened"] == day_words(language, "2026-02-12")
