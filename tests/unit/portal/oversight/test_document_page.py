"""The page on which anybody checks a document: by number and by hash, and nothing of the case."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.officers import desk
from tests.people import Browser
from xinxiao.entry.portal.oversight.documents import view
from xinxiao.model.text import Text
from xinxiao.texts import text
from xinxiao.uses.oversight.document_check import Checked

UNKNOWN = {"zh": "本系统没有制作过这份文书", "en": "No such document was made here"}


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Browser]:
    with desk(tmp_path) as held:
        yield Browser(held.door)


def told(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_was_never_made_is_said_to_be_so(reader: Browser, language: str) -> None:
    plain = reader.get(f"/{language}/oversight/documents")
    assert plain.status_code == 200
    for words in UNKNOWN.values():
        assert words not in plain.text
    asked = reader.get(f"/{language}/oversight/documents?number=LET-2026-000009")
    assert UNKNOWN[language] in told(asked.text)
    assert UNKNOWN[language] in told(reader.get(f"/{language}/oversight/documents/LET-2026-000009").text)


def test_what_is_no_number_and_no_hash_is_told_with_what_to_do(reader: Browser) -> None:
    page = reader.get("/zh/oversight/documents?number=%3Cscript%3E")
    assert page.status_code == 200
    assert "<script>" not in page.text.partition("<main")[2]
    assert "不是文书编号" in told(page.text)
    assert "64 位十六进制" in told(reader.get("/zh/oversight/documents?sha256=xyz").text)
    assert reader.get("/zh/oversight/documents/nonsense").status_code == 400
    assert reader.get(f"/zh/oversight/documents?number={'A' * 41}").status_code == 400


def test_what_holds_and_what_was_replaced_is_said_with_its_hashes(
    reader: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, words, file = Text(zh="检查通知书", en="Notice of inspection"), "d" * 64, "e" * 64
    found = Checked("holds", "TZ-2026-000001", name, "2026-09-03", file, words)
    monkeypatch.setattr(view, "asked", lambda _office, number, sha256="": found)
    said = told(reader.get("/en/oversight/documents/TZ-2026-000001").text)
    for part in ("It holds and was made here", "Notice of inspection", "2026-09-03", words, file):
        assert part in said
    assert "Now in force" not in said
    other = replace(found, standing="replaced", instead="TZ-2026-000002", synthetic=True)
    monkeypatch.setattr(view, "asked", lambda _office, number, sha256="": other)
    page = reader.get("/zh/oversight/documents?number=TZ-2026-000001").text
    assert '<a href="/zh/oversight/documents/TZ-2026-000002">TZ-2026-000002</a>' in page
    assert "此后已被新的文书替代" in told(page)
    assert text("zh", "web.oversight.synthetic") in told(page)
