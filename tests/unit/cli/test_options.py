"""Conditions, the language of messages, and errors as a reader meets them."""

from __future__ import annotations

import pytest

from xinxiao.entry.cli.options import conditions
from xinxiao.entry.errors import shown
from xinxiao.entry.language import language
from xinxiao.errors import DataFault, NotFound, told


def test_conditions_repeat_by_column_and_commas_are_any_of() -> None:
    assert conditions(["REF_AREA=CN,110000", "TIME_PERIOD=2023", "REF_AREA=120000"]) == {
        "REF_AREA": ["CN", "110000", "120000"],
        "TIME_PERIOD": ["2023"],
    }


@pytest.mark.parametrize("text", ["REF_AREA", "=CN", "REF_AREA=", ""])
def test_a_condition_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(DataFault):
        conditions([text])


@pytest.mark.parametrize(
    ("environ", "spoken"),
    [
        ({}, "zh"),
        ({"LANG": "C.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "en_GB.UTF-8", "XINXIAO_LANG": "zh"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "XINXIAO_LANG": "en"}, "en"),
    ],
)
def test_messages_are_chinese_unless_the_environment_asks_for_english(
    environ: dict[str, str], spoken: str
) -> None:
    assert language(environ) == spoken


def test_an_error_is_said_in_the_readers_language_with_what_to_do() -> None:
    error = NotFound("release X", told("unknown_release", release="X", known="IC-2023-1"))
    assert shown(error, "zh").message == "没有发布 X，或该开头对应多个发布"
    assert shown(error, "en").hint == "Perhaps: IC-2023-1. `xinxiao releases` lists all."
    assert shown(error, "en").as_json("r1")["error"] == {
        "code": "NOT_FOUND",
        "message": "There is no release X, or the beginning fits several",
        "hint": "Perhaps: IC-2023-1. `xinxiao releases` lists all.",
        "request": "r1",
    }


def test_an_error_without_a_text_is_said_by_its_own_message() -> None:
    said = shown(DataFault("two values in one cell", hint="keep one"), "en")
    assert (said.message, said.hint) == ("The data do not allow this: two values in one cell", "keep one")
