"""The document as a page that stands alone and as a PDF."""

from __future__ import annotations

import re

import pytest

from xinxiao.index import Audit
from xinxiao.publish.documents import Document, audit_document, audit_html, audit_pdf, html
from xinxiao.publish.documents.document import Column, Section, Table

GRID = {f"U{n:02d}": (n // 4, n % 4) for n in range(1, 13)}


def test_the_page_stands_alone(made: Audit) -> None:
    page = audit_html(made, "en", GRID)
    assert page.startswith('<!doctype html>\n<html lang="en">')
    assert "<script" not in page
    assert re.findall(r'(?:src|href)="(?!#)', page) == []
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    assert "url(" not in page


def test_the_page_has_every_section_and_every_exhibit_of_the_document(made: Audit) -> None:
    for language in ("zh", "en"):
        document = audit_document(made, language, grid=GRID)
        page = html(document)
        for section in document.sections:
            assert f'<section id="{section.id}"' in page
            assert f'href="#{section.id}"' in page
        for exhibit in document.exhibits:
            assert f'id="{exhibit.kind}-{exhibit.id}"' in page
        assert page.count("<svg") == 2 * sum(e.kind == "figure" for e in document.exhibits)


def test_no_id_of_the_page_is_given_twice(made: Audit) -> None:
    ids = re.findall(r' id="([^"]+)"', audit_html(made, "en", GRID))
    assert sorted(ids) == sorted(set(ids))


def test_names_from_files_are_escaped() -> None:
    column = Column("A", "<b>head</b>")
    table = Table("t", "caption & more", "says", (column,), ())
    page = html(Document("en", "<i>title</i>", "lead", (Section("s", "head", (table,)),), "foot"))
    assert "<b>" not in page
    assert "<i>" not in page
    assert "caption &amp; more" in page
    assert "<p>None.</p>" in page


def test_the_pdf_has_the_same_bytes_each_time(made: Audit) -> None:
    pytest.importorskip("typst", reason="the PDF typesetter is not installed")
    one, two = audit_pdf(made, "en", GRID), audit_pdf(made, "en", GRID)
    assert one.startswith(b"%PDF-")
    assert one == two


def test_the_pdf_of_an_index_of_one_period_without_assumptions_is_set_too(bare: Audit) -> None:
    pytest.importorskip("typst", reason="the PDF typesetter is not installed")
    assert audit_pdf(bare, "en").startswith(b"%PDF-")


def test_chinese_is_set_without_any_font_of_the_machine(made: Audit) -> None:
    pytest.importorskip("typst", reason="the PDF typesetter is not installed")
    assert b"NotoSansSC" in audit_pdf(made, "zh")
