"""Evidence: files of each kind that is taken, as programs write them, and files that pretend, burst, hide or hurt."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from xinxiao.errors import DataFault, TooLarge
from xinxiao.oversight import evidence
from xinxiao.oversight.evidence import LARGEST, LONGEST_NAME, examined, name_of

TYPES = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def png(wide: int = 2, high: int = 2) -> bytes:
    """A picture of one colour, as W3C PNG says it."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    rows = zlib.compress(b"".join(b"\x00" + b"\x00" * 3 * 2 for _ in range(2)))
    head = struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def jpeg(wide: int = 2, high: int = 2) -> bytes:
    """The segments of a photograph, without its dots."""
    app = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, high, wide, 1) + b"\x01\x11\x00"
    return b"\xff\xd8" + app + frame + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x00\xff\xd9"


def packed(parts: dict[str, bytes], compress: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compress) as book:
        for name, content in parts.items():
            book.writestr(zipfile.ZipInfo(name), content, compress)
    return made.getvalue()


def docx(**more: bytes) -> bytes:
    """A document of a word processor; ``more`` parts by name, ``__`` for a slash."""
    own = {"[Content_Types].xml": TYPES, "word/document.xml": b"<w:document/>"}
    return packed(own | {name.replace("__", "/"): content for name, content in more.items()})


def mp4() -> bytes:
    """A film without pictures."""
    return b"".join(
        struct.pack(">I4s", 8 + len(body), name) + body
        for name, body in ((b"ftyp", b"isom\x00\x00\x02\x00"), (b"moov", b""), (b"mdat", b"\x00" * 99))
    )


PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
WHOLE: dict[str, bytes] = {
    "pdf": PDF,
    "png": png(),
    "jpeg": jpeg(),
    "docx": docx(),
    "xlsx": packed({"[Content_Types].xml": TYPES, "xl/workbook.xml": b"<workbook/>"}),
    "ofd": packed({"OFD.xml": b"<ofd:OFD/>", "Doc_0/Document.xml": b"<ofd:Document/>"}),
    "mp4": mp4(),
    "txt": "投诉人称 9 月 3 日收到货物。\n".encode(),
}


@pytest.fixture
def sent(tmp_path: Path):  # type: ignore[no-untyped-def]
    """Put bytes where a received file stands; its place."""

    def put(content: bytes) -> Path:
        (tmp_path / "sent").write_bytes(content)
        return tmp_path / "sent"

    return put


@pytest.mark.parametrize("kind", WHOLE)
def test_a_file_is_what_it_contains_whatever_it_is_called(sent, kind: str) -> None:  # type: ignore[no-untyped-def]
    for name in ("", "photo.exe", "x.pdf", "../../etc/passwd"):
        found = examined(sent(WHOLE[kind]), name)
        assert (found.kind, found.size) == (kind, len(WHOLE[kind]))


def test_files_that_programs_write_are_taken(sent, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    openpyxl, typst = pytest.importorskip("openpyxl"), pytest.importorskip("typst")
    book = openpyxl.Workbook()
    for i in range(2_000):
        book.active.append([f"订单{i}", i, "2026-09-01"])
    book.save(tmp_path / "book.xlsx")
    assert examined(tmp_path / "book.xlsx").kind == "xlsx"
    (tmp_path / "page.typ").write_text("= Record")
    typst.compile(tmp_path / "page.typ", output=tmp_path / "page.pdf")
    assert examined(tmp_path / "page.pdf").kind == "pdf"
    typst.compile(tmp_path / "page.typ", output=tmp_path / "page.png", format="png")
    assert examined(tmp_path / "page.png").kind == "png"


def test_text_is_a_table_only_where_its_sender_says_so(sent) -> None:  # type: ignore[no-untyped-def]
    lines = sent("订单,金额\n1,20\n".encode())
    assert examined(lines, "orders.CSV ").kind == "csv"
    assert examined(lines, "orders.txt").kind == "txt"
    assert examined(sent("日期，金额：贰拾元。\r\n".encode("gb18030")), "a.csv").kind == "csv"
    assert examined(sent("好的👍🏽 家人 👨\u200d👩\u200d👧\n".encode())).kind == "txt"


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00" + b"\x00" * 60,
        b"\x7fELF\x02\x01\x01" + b"\x00" * 9,
        b"GIF89a\x01\x00\x01\x00\x80\x00\x00",
        b"\x1f\x8b\x08\x00" + b"\x00" * 20,
        b"Rar!\x1a\x07\x00",
        b"abc\x00def",
        b"\x1b]0;title\x07 text",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504,
        packed({"readme.txt": b"no document"}),
        packed({"word/document.xml": b"<w/>"}),
        packed({"[Content_Types].xml": TYPES, "word/document.xml": b"", "xl/workbook.xml": b""}),
    ],
)
def test_programs_other_archives_and_bytes_of_no_kind_are_refused(sent, content: bytes) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(DataFault) as refused:
        examined(sent(content), "letter.pdf")
    assert refused.value.told is not None and refused.value.told.name == "evidence_unknown"


@pytest.mark.parametrize("kind", ["pdf", "png", "jpeg", "docx", "xlsx", "ofd", "mp4"])
def test_a_file_that_was_cut_off_is_refused(sent, kind: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(DataFault) as refused:
        examined(sent(WHOLE[kind][:-14]))
    assert refused.value.told is not None and refused.value.told.name == "evidence_broken"


def test_an_empty_file_and_one_of_another_kind_than_the_act_takes_are_refused(sent) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(DataFault, match="empty"):
        examined(sent(b""))
    with pytest.raises(DataFault) as refused:
        examined(sent(png()), taken=("pdf", "docx"))
    assert refused.value.told is not None
    assert refused.value.told.values == {"kind": "png", "taken": "docx, pdf"}


def test_a_file_beyond_the_bytes_of_its_kind_is_refused_before_it_is_looked_into(tmp_path: Path) -> None:
    place = tmp_path / "sent"
    with place.open("wb") as large:
        large.truncate(60_000_001)
    with pytest.raises(TooLarge):
        examined(place)
    with place.open("wb") as large:
        large.write(PDF)
        large.truncate(LARGEST["pdf"])
        large.seek(0, 2)
        large.write(b"\n%%EOF\n")
    with pytest.raises(TooLarge) as refused:
        examined(place)
    assert refused.value.told is not None and refused.value.told.values["most"] == "20,000,000"


def _reason(content: bytes, sent) -> str:  # type: ignore[no-untyped-def]
    with pytest.raises(DataFault) as refused:
        examined(sent(content))
    assert refused.value.told is not None
    return refused.value.told.name


def test_an_archive_that_becomes_far_larger_is_refused(sent) -> None:  # type: ignore[no-untyped-def]
    bomb = docx(word__media=b"\x00" * 30_000_000)
    assert len(bomb) < 100_000
    assert _reason(bomb, sent) == "evidence_packed"
    many = docx(**{f"word__{i}.xml": b"" for i in range(evidence.MOST_PARTS)})
    assert _reason(many, sent) == "evidence_packed"


def test_an_archive_that_lies_about_its_size_is_refused(sent) -> None:  # type: ignore[no-untyped-def]
    """The table says 5 bytes; the stream becomes 30 million."""
    bomb = docx(word__media=b"\x00" * 30_000_000)
    lying = bomb.replace(struct.pack("<I", 30_000_000), struct.pack("<I", 5))
    assert lying != bomb
    assert _reason(lying, sent) == "evidence_broken"


def test_parts_that_share_their_bytes_are_refused(sent) -> None:  # type: ignore[no-untyped-def]
    """As in the archive of D. Fifield, "A better zip bomb" (2019): many entries of the table lead to one stream."""
    whole = docx(word__media=b"\x00" * 1_000_000)
    with zipfile.ZipFile(io.BytesIO(whole)) as book:
        last = book.infolist()[-1]
        name = last.filename.encode()
    at = whole.rindex(b"PK\x01\x02")
    entry, end = whole[at : whole.rindex(b"PK\x05\x06")], whole[whole.rindex(b"PK\x05\x06") :]
    twice = whole[: len(whole) - len(end)] + entry.replace(name, name[:-1] + b"b")
    fields = list(struct.unpack("<IHHHHIIH", end[:22]))
    fields[3] += 1
    fields[4] += 1
    fields[5] += len(entry)
    assert _reason(twice + struct.pack("<IHHHHIIH", *fields), sent) == "evidence_broken"


@pytest.mark.parametrize(
    "name", ["../../x.xml", "/etc/passwd", "word\\..\\x.xml", "c:/x.xml", "WORD/document.xml"]
)
def test_parts_that_lead_out_or_stand_twice_are_refused(sent, name: str) -> None:  # type: ignore[no-untyped-def]
    parts = {"[Content_Types].xml": TYPES, "word/document.xml": b"<w/>", name: b"x"}
    assert _reason(packed(parts), sent) == "evidence_broken"


def test_a_stream_that_is_none_what_stands_before_and_what_declares_entities_is_refused(sent) -> None:  # type: ignore[no-untyped-def]
    torn = bytearray(docx(word__a=b"abcdefgh" * 1_000))
    place = torn.index(b"word/a") + 10
    torn[place : place + 8] = b"\xff" * 8
    assert _reason(bytes(torn), sent) == "evidence_broken"
    before = b"PK\x03\x04 shell script" + docx()
    assert _reason(before, sent) == "evidence_broken"
    laughs = b'<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]><w>&lol2;</w>'
    assert _reason(docx(word__styles=laughs), sent) == "evidence_broken"
    assert _reason(docx(word__styles=laughs.decode().encode("utf-16")), sent) == "evidence_broken"


@pytest.mark.parametrize("part", ["word__vbaProject.bin", "xl__activeX__a.xml", "word__embeddings__run.EXE"])
def test_a_document_with_programs_is_refused(sent, part: str) -> None:  # type: ignore[no-untyped-def]
    assert _reason(docx(**{part: b"x"}), sent) == "evidence_programs"


def test_a_picture_of_more_dots_than_can_be_shown_is_refused(sent) -> None:  # type: ignore[no-untyped-def]
    assert _reason(png(50_000, 50_000), sent) == "evidence_broken"
    assert _reason(png(0, 5), sent) == "evidence_broken"
    assert _reason(jpeg(65_000, 65_000), sent) == "evidence_broken"
    assert _reason(jpeg(0, 9), sent) == "evidence_broken"


@pytest.mark.parametrize(
    ("name", "kind", "called"),
    [
        ("合同 扫描件.pdf", "pdf", "合同_扫描件.pdf"),
        ("../../../etc/passwd", "txt", "passwd.txt"),
        ("C:\\Users\\li\\照片.JPG", "jpeg", "照片.JPG"),
        ("photo.exe", "png", "photo.exe.png"),
        ("invoice\u202efdp.exe", "pdf", "invoicefdp.exe.pdf"),
        ("a\x00b\r\nSet-Cookie: x.pdf", "pdf", "abSet-Cookie_x.pdf"),
        ("\u200bhid\u2066den\ufeff.docx", "docx", "hidden.docx"),
        ("CON", "pdf", "evidence_CON.pdf"),
        ("lpt1.txt", "txt", "evidence_lpt1.txt"),
        ("....", "pdf", "evidence.pdf"),
        ("", "csv", "evidence.csv"),
        ("=cmd|'/c calc'!A1.csv", "csv", "c_calc_A1.csv"),
        ('"><script>alert(1)</script>.pdf', "pdf", "script.pdf"),
        ("dir/", "pdf", "dir.pdf"),
        (".htaccess", "txt", "htaccess.txt"),
        ("e\u0301te\u0301.txt", "txt", "été.txt"),
        ("\u0301\u0301x.txt", "txt", "x.txt"),
    ],
)
def test_a_name_keeps_its_words_and_loses_its_tricks(name: str, kind: evidence.Kind, called: str) -> None:
    assert name_of(name, kind) == called


def test_a_long_name_is_cut_and_keeps_its_ending() -> None:
    made = name_of("证" * 5_000 + ".xlsx", "xlsx")
    assert len(made) == LONGEST_NAME == 120 and made.endswith("证.xlsx")
