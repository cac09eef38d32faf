"""Texts: what the code says exists in both languages, with the same places to fill."""

from __future__ import annotations

import ast
import re
import string
from typing import get_args

import pytest

from tests.source import nodes, texts
from xinxiao.entry.errors import CODED, shown
from xinxiao.errors import Conflict, DataFault, told
from xinxiao.errors.names import Name
from xinxiao.model.codes import CODES, fault
from xinxiao.model.collect.people import ROLES, SCOPES
from xinxiao.model.collect.report import ACT_OF, STATES
from xinxiao.model.finding import Finding
from xinxiao.texts import LANGUAGES, Language, catalogue, text

HAN = re.compile("[\u3400-\u9fff]")


def places(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def said_in_source() -> dict[str, str]:
    """Code -> module, of every literal code given to ``fault(file, line, CODE)``."""
    found: dict[str, str] = {}
    for file, node in nodes():
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "fault":
            for argument in node.args[1:3]:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    found[argument.value] = file
    return found


def test_every_code_a_finding_is_given_in_the_source_has_a_text_in_both_languages() -> None:
    said = said_in_source()
    assert len(said) >= 60
    for language in LANGUAGES:
        known = catalogue(language)
        assert {c: m for c, m in said.items() if f"findings.{c}" not in known} == {}


def test_every_code_of_a_programme_fault_is_used_somewhere_in_the_source() -> None:
    source = "\n".join(text for file, text in texts().items() if file != "model/codes.py")
    assert [code for code in CODES if f'"{code}"' not in source] == []


def test_an_error_that_may_be_told_has_its_words_and_no_other_has() -> None:
    keys = {key.split(".")[1] for key in catalogue("en") if key.startswith("errors.")}
    assert set(get_args(Name)) == keys - {"kind"}


GIVEN = {
    "told": set[str](),
    "wrong": {"parameter", "value"},
    "Remedy": {"what", "column", "bound", "place"},
}
"""What says an error by the name of its text, and the values it gives by itself."""


def said_errors() -> list[tuple[str, ast.Call, str]]:
    """Every call in the source that names the text of an error: where, the call, by which function."""
    found = []
    for file, node in nodes():
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in GIVEN and not (name == "told" and isinstance(node.func, ast.Attribute)):
                found.append((f"{file}:{node.lineno}", node, name))
    return found


def test_every_error_gives_just_the_values_its_text_has_places_for() -> None:
    en, wrong = catalogue("en"), {}
    calls = said_errors()
    assert len(calls) >= 60
    for where, call, by in calls:
        name = call.args[0].value if isinstance(call.args[0], ast.Constant) else ""
        if not name:
            continue
        filled = {keyword.arg for keyword in call.keywords} | GIVEN[by]
        wanted = places(en[f"errors.{name}.message"]) | places(en[f"errors.{name}.hint"])
        if (wanted - filled) or (filled - wanted - GIVEN[by]):
            wrong[where] = (name, sorted(map(str, filled ^ wanted)))
    assert wrong == {}


def test_only_one_place_names_the_text_of_an_error_by_a_variable() -> None:
    named = [where for where, call, _ in said_errors() if not isinstance(call.args[0], ast.Constant)]
    assert [where.partition(":")[0] for where in named] == ["entry/portal/parameters.py"]


def test_every_error_that_may_be_told_is_raised_somewhere() -> None:
    named = {call.args[0].value for _, call, _ in said_errors() if isinstance(call.args[0], ast.Constant)}
    assert set(get_args(Name)) - named == set()


def test_places_to_fill_are_the_same_in_both_languages() -> None:
    zh, en = catalogue("zh"), catalogue("en")
    assert {key: (places(zh[key]), places(en[key])) for key in zh if places(zh[key]) != places(en[key])} == {}


def test_findings_are_chinese_in_chinese_and_have_no_chinese_character_in_english() -> None:
    zh, en = catalogue("zh"), catalogue("en")
    keys = [key for key in zh if key.startswith("findings.")]
    assert [key for key in keys if not HAN.search(zh[key])] in ([], ["findings.index.value"])
    assert [key for key in keys if HAN.search(en[key])] == []


def test_a_place_that_looks_like_a_template_is_not_filled_again() -> None:
    found = fault("a.yaml", 3, "FIELD_INVALID", field="{code}", problem="{0} %s {{}}")
    assert found.line_text("en") == "a.yaml:3: error: FIELD_INVALID: {code}: {0} %s {{}}. Correct it."


def test_findings_sort_by_file_then_line_then_code() -> None:
    rows = [Finding(*place) for place in (("b", 1, "A"), ("a", 10, "A"), ("a", 2, "B"), ("a", 2, "A"))]
    assert [(f.file, f.line, f.code) for f in sorted(rows)] == [
        ("a", 2, "A"),
        ("a", 2, "B"),
        ("a", 10, "A"),
        ("b", 1, "A"),
    ]
    assert Finding("a", 1, "A").level == "error"


def test_a_text_nobody_wrote_is_a_fault_of_the_product() -> None:
    with pytest.raises(KeyError):
        text("en", "findings.NO_SUCH_CODE")


def test_codes_of_roles_states_and_acts_are_said_in_words() -> None:
    turn = Conflict(
        "x", told("report_turn", report="F/2026/U", state="held", act="accept", allowed="submit, query")
    )
    assert shown(turn, "zh").message == "报告 F/2026/U 的状态是“已报，待上级放行”，现在不能验收"
    assert shown(turn, "zh").hint == "现在可以进行：提交、查询。"
    assert shown(turn, "en").hint == "What may be done now: submit, ask."
    both = Conflict("x", told("roles_exclude", wanted="case_officer", held="statistician"))
    assert "case_officer" not in shown(both, "zh").message + shown(both, "en").message
    scope = DataFault("x", told("scope_form", role="filler", kind="unit"))
    assert shown(scope, "zh").message == "范围与角色 填报人 不符，该角色对应：单位"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_an_error_may_name_has_words(language: Language) -> None:
    texts = catalogue(language)
    codes = {
        "web.desk.role": ROLES, "web.filling.state": STATES, "collect.act": ACT_OF.values(), "collect.scope": SCOPES.values(),
    }  # fmt: skip
    assert {words for places in CODED.values() for words in places.values()} == {*codes}
    lacking = [
        f"{words}.{code}" for words, held in codes.items() for code in held if f"{words}.{code}" not in texts
    ]
    assert lacking == []
