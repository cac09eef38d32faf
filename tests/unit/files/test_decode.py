"""Bytes become text: UTF-8 as it is, GB18030 and UTF-16 with a word, anything else not at all."""

from __future__ import annotations

import unicodedata

import pytest

from xinxiao.files.decode import decode, is_garbled, recoded
from xinxiao.files.sheet import Sheet, read_rows

TEXT = "unit,name\nBJ,北京市\nTJ,天津市\n"


def told(content: bytes) -> list[tuple[int, str, str]]:
    _, found = decode("x.csv", content)
    return [(f.line, f.code, f.level) for f in found]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode("gb18030"), "GB18030"),
        (b"\x84\x31\x95\x33" + TEXT.encode("gb18030"), "GB18030"),
        (TEXT.encode("utf-16"), "UTF-16"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "UTF-16"),
        (TEXT.encode("utf-16-le"), "UTF-16"),
        (TEXT.encode("utf-16-be"), "UTF-16"),
    ],
)
def test_chinese_text_of_another_encoding_is_read_and_said(content: bytes, encoding: str) -> None:
    text, found = decode("x.csv", content)
    assert text == TEXT
    assert [(f.line, f.code, f.level, dict(f.places)) for f in found] == [
        (1, "FILE_ENCODING_READ", "warning", {"encoding": encoding})
    ]


def test_utf_8_is_read_without_a_word_and_its_mark_with_a_note() -> None:
    assert (decode("x.csv", TEXT.encode())[0], told(TEXT.encode())) == (TEXT, [])
    assert told(b"\xef\xbb\xbf" + TEXT.encode()) == [(1, "FILE_BOM", "note")]


@pytest.mark.parametrize(
    ("content", "guess"),
    [
        ("a\nCôte,1\n".encode("latin-1"), "GB18030"),  # one character, and none of GB 2312
        ("a\nMéxico,1\n".encode("latin-1"), "GB18030"),
        ("a\n臺灣省高雄市與臺北縣,1\n".encode("big5"), "GB18030"),
        (b"a\n\xff,1\n", "?"),
    ],
)
def test_what_could_be_anything_is_refused_at_its_line(content: bytes, guess: str) -> None:
    text, found = decode("x.csv", content)
    assert text is None
    assert [(f.line, f.code, dict(f.places)["guess"]) for f in found] == [(2, "FILE_ENCODING", guess)]


def test_nine_in_ten_characters_of_the_common_ones_are_enough_and_eight_are_not() -> None:
    # 镕 is in GB 18030 and not in GB 2312
    assert decode("x", f"{'省' * 9}镕".encode("gb18030"))[0] == f"{'省' * 9}镕"
    assert decode("x", f"{'省' * 8}镕镕".encode("gb18030"))[0] is None


def test_half_a_character_behind_a_mark_is_refused_as_what_the_mark_says() -> None:
    text, found = decode("x", b"\xff\xfea\x00b")
    assert text is None
    assert dict(found[0].places)["guess"] == "UTF-16"


@pytest.mark.parametrize("content", [b"ab\x00c,1\n\x00", b"a,b\n1,\x00\x00", b"\x00\x01" * 40, b"a\x00b\x00"])
def test_zero_bytes_that_are_no_utf_16_are_no_text(content: bytes) -> None:
    assert decode("x", content)[0] is None


def test_letters_with_accents_apart_are_composed_and_the_line_is_told() -> None:
    apart = unicodedata.normalize("NFD", "a,b\nMéxico,Å\n")
    text, found = decode("x.csv", apart.encode())
    assert text == "a,b\nMéxico,Å\n"
    assert [(f.line, f.code, f.level) for f in found] == [(2, "FILE_NFC", "note")]


def test_a_declared_encoding_is_taken_at_its_word_and_tested() -> None:
    content, found = recoded("x.csv", "臺,1\n".encode("big5"), "big5")
    assert (content, found) == ("臺,1\n".encode(), [])
    content, found = recoded("x.csv", b"a\nb\xff", "ascii")
    assert content is None
    assert [(f.line, f.code, dict(f.places)) for f in found] == [
        (2, "FILE_DECLARED", {"byte": "0xff", "encoding": "ascii"})
    ]
    assert recoded("x.csv", "北,1".encode("utf-16"), "utf-16") == ("北,1".encode(), [])
    with pytest.raises(LookupError):
        recoded("x.csv", b"", "latin-99")


def test_columns_that_differ_by_blanks_only_are_named_twice() -> None:
    rows, found = read_rows("x.csv", b"unit,a,a \nX,1,2\n", Sheet((), open=True))
    assert rows is None
    assert [(f.line, f.code, dict(f.places)) for f in found] == [(1, "CSV_HEADER_DOUBLE", {"columns": "a"})]


@pytest.mark.parametrize("words", ["ä¸­å›½", "中\ufffd国", "锟斤拷锟斤拷", "Ã©tÃ©"])
def test_a_text_of_a_wrong_encoding_is_told(words: str) -> None:
    assert is_garbled(words)


@pytest.mark.parametrize("words", ["中国", "été", "São Paulo", "5 µm", "Â", "naïve café", "©"])
def test_a_text_of_many_letters_is_not_taken_for_garbled(words: str) -> None:
    assert not is_garbled(words)
