"""A document of a case as PDF and text: the same bytes, its number, hash and address, the box for the seal, and nothing run."""

from __future__ import annotations

import hashlib
import shutil
import struct
import subprocess
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from xinxiao.model.oversight.letter import Letter, LetterLine
from xinxiao.publish.documents.letter import letter_pdf
from xinxiao.texts import LANGUAGES, Language, text

pytest.importorskip("typst", reason="the typesetter is not installed")
LETTER = Letter(
    language="zh",
    number="TZ-2026-000001",
    date="2026-02-12",
    lines=(
        LetterLine("title", "检查通知书"),
        LetterLine("words", "某公司："),
        LetterLine("item", "检查日期"),
    ),
    address="https://example.org/zh/oversight/documents/TZ-2026-000001",
)


def read(pdf: bytes, tmp_path: Path) -> str:
    """The words of a PDF, by poppler."""
    if shutil.which("pdftotext") is None:
        pytest.skip("poppler is not installed")
    (tmp_path / "a.pdf").write_bytes(pdf)
    done = subprocess.run(["pdftotext", tmp_path / "a.pdf", "-"], check=True, capture_output=True)
    return done.stdout.decode()


def pixel() -> bytes:
    """A red PNG of one pixel."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\x00\xff\x00\x00"))
        + chunk(b"IEND", b"")
    )


def test_the_words_and_their_hash_stand_by_themselves() -> None:
    assert LETTER.text == "检查通知书\n某公司：\n- 检查日期\n"
    assert LETTER.title == "检查通知书"
    assert LETTER.sha256 == hashlib.sha256("检查通知书\n某公司：\n- 检查日期\n".encode()).hexdigest()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_is_the_same_bytes_and_says_number_hash_and_address(
    language: Language, tmp_path: Path
) -> None:
    letter = replace(LETTER, language=language)
    pdf = letter_pdf(letter)
    assert pdf.startswith(b"%PDF-")
    assert letter_pdf(letter) == pdf
    said = "".join(read(pdf, tmp_path).split())
    for part in (letter.number, letter.sha256, letter.address, text(language, "document.letter.no_seal")):
        assert "".join(part.split()) in said


def test_marks_stand_only_where_they_belong(tmp_path: Path) -> None:
    synthetic, doubtful = (text("zh", f"document.letter.{key}") for key in ("synthetic", "unconfirmed"))
    plain = read(letter_pdf(LETTER), tmp_path)
    assert synthetic not in plain
    assert doubtful not in plain
    marked = read(letter_pdf(replace(LETTER, synthetic=True, confirmed=False)), tmp_path)
    assert synthetic in marked
    assert doubtful in marked


def test_a_seal_that_is_set_takes_the_place_of_the_words(tmp_path: Path) -> None:
    sealed = letter_pdf(replace(LETTER, seal=pixel()))
    assert text("zh", "document.letter.no_seal") not in read(sealed, tmp_path)


def test_words_are_printed_and_never_set_as_markup(tmp_path: Path) -> None:
    hostile = '#import "x" *a* _b_ $x$ <y> @z `c` // d #panic("e")'
    lines = (LetterLine("title", hostile), LetterLine("item", hostile))
    said = read(letter_pdf(replace(LETTER, lines=lines)), tmp_path)
    assert said.replace("\n", " ").count("*a* _b_ $x$ <y> @z") == 2


def test_another_word_is_another_pdf() -> None:
    other = replace(LETTER, lines=(*LETTER.lines, LetterLine("words", "又一行")))
    assert letter_pdf(other) != letter_pdf(LETTER)
    assert other.sha256 != LETTER.sha256
