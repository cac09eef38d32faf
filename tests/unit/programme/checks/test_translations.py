"""Checks of texts in both languages."""

from __future__ import annotations

import pytest

from tests.findings import Told, places, said
from xinxiao.programme.load import load_bytes


def test_a_text_in_one_language_only_is_told(tiny: dict[str, bytes]) -> None:
    found = load_bytes({**tiny, "texts/zh/more.md": "更多".encode()}).findings
    assert places(list(found)) == [("texts/en/more.md", 0, "TRANSLATION_FILE")]


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
