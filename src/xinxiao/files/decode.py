"""Bytes to text: UTF-8, or GB18030 or UTF-16 where the bytes leave no doubt, and then it is said; composed letters (NFC)."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator

from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding

CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
)
"""Characters that no page, table or workbook can carry, and those nobody can see: they turn text around, join and part words,
or make two names that look the same (Unicode: controls, format characters, line and paragraph separators, fillers)."""
MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
    b"\x84\x31\x95\x33": "gb18030",
}
"""What declares an encoding: the first bytes of a file, and the encoding they say."""
NAMES = {"utf-8": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "gb18030": "GB18030"}
MOST_STRAY = 4
"""Zero bytes below which a file is not taken for UTF-16, but for one that was damaged."""
_GARBLED = re.compile("\ufffd|锟斤拷|烫烫烫|[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u2122]")
"""Marks of text that went through the wrong encoding: the replacement character, what UTF-8 makes of it in GBK, and letters of
UTF-8 read as one of ``LATIN``."""
LATIN = ("latin-1", "cp1252")
IN_GB2312 = 0.9
"""Share of the characters beyond ASCII that must be of GB 2312 for bytes to be taken for Chinese text. Whatever is written in
another 8-bit encoding of Latin letters, in Big5 or in Shift-JIS, stays below it."""


def decode(file: str, content: bytes) -> tuple[str | None, list[Finding]]:
    """The text of a file in composed form (NFC), or None with a finding when its encoding cannot be told.

    A byte-order mark is dropped with a note. GB18030 and UTF-16 are read, with a warning, when a mark declares them or the
    bytes can hardly be anything else; the rule looks at nothing but the bytes, so that a file means the same on every
    machine. Anything else is refused.
    """
    text, found = _text(file, content)
    if text is None:
        return None, found
    nul = text.find("\x00")
    if nul >= 0:
        return None, [*found, fault(file, text.count("\n", 0, nul) + 1, "FILE_BINARY")]
    strange = CONTROL.search(text)
    if strange:
        line = text.count("\n", 0, strange.start()) + 1
        return None, [*found, fault(file, line, "FILE_CONTROL", character=f"U+{ord(strange[0]):04X}")]
    return _composed(file, text, found), found


def recoded(file: str, content: bytes, encoding: str) -> tuple[bytes | None, list[Finding]]:
    """The bytes of a file in UTF-8, from the encoding its owner declares (any name Python knows); None with a finding when
    they are not of it. Raises LookupError for a name nobody knows."""
    codecs.lookup(encoding)
    try:
        return content.decode(encoding).removeprefix("\ufeff").encode(), []
    except UnicodeError as problem:
        start = getattr(problem, "start", 0)
        line = content.count(b"\n", 0, start) + 1
        byte = f"0x{content[start : start + 1].hex()}"
        return None, [fault(file, line, "FILE_DECLARED", byte=byte, encoding=encoding)]


def _text(file: str, content: bytes) -> tuple[str | None, list[Finding]]:
    mark = next((mark for mark in MARKS if content.startswith(mark)), b"")
    encoding = MARKS.get(mark, "utf-8")
    found = [fault(file, 1, "FILE_BOM")] if mark == codecs.BOM_UTF8 else []
    content = content[len(mark) :]
    if not mark and (nulls := _utf16(content)):
        encoding = nulls
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as problem:
        if not mark and (text := _gb18030(content) or ""):
            return text, [fault(file, 1, "FILE_ENCODING_READ", encoding="GB18030")]
        line = content.count(b"\n", 0, problem.start) + 1
        byte = f"0x{content[problem.start]:02x}"
        return None, [*found, fault(file, line, "FILE_ENCODING", byte=byte, guess=_guess(encoding, content))]
    if encoding != "utf-8":
        found.append(fault(file, 1, "FILE_ENCODING_READ", encoding=NAMES[encoding]))
    return text, found


def _utf16(content: bytes) -> str:
    """The byte order of UTF-16 without a mark: lines of text with commas and digits have their zeros all at odd, or all at
    even places, and many of them."""
    if len(content) % 2 or b"\x00" not in content:
        return ""
    even, odd = content[::2].count(0), content[1::2].count(0)
    if min(even, odd) or max(even, odd) < max(MOST_STRAY, len(content) / 20):
        return ""
    encoding = "utf-16-le" if odd else "utf-16-be"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return ""
    return "" if CONTROL.search(text) or "\n" not in text else encoding


def _gb18030(content: bytes) -> str | None:
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError:
        return None
    ascii_ = len(text.encode("ascii", "ignore"))
    known = len(text.encode("gb2312", "ignore").decode("gb2312")) - ascii_
    beyond = len(text) - ascii_
    return text if beyond and known >= IN_GB2312 * beyond else None


def _guess(encoding: str, content: bytes) -> str:
    if encoding != "utf-8":
        return NAMES[encoding]
    try:
        content.decode("gb18030")
    except UnicodeDecodeError:
        return "?"
    return "GB18030"


def _composed(file: str, text: str, found: list[Finding]) -> str:
    """The text with letters and their accents as one character, so that names that look the same are the same."""
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return text
    line = next(n for n, part in enumerate(_lines(text), 1) if not unicodedata.is_normalized("NFC", part))
    found.append(fault(file, line, "FILE_NFC"))
    return unicodedata.normalize("NFC", text)


def _lines(text: str) -> Iterator[str]:
    yield from text.split("\n")
    yield text  # whatever no line shows alone


def is_garbled(words: str) -> bool:
    """Whether a text shows the marks of having been read in the wrong encoding (mojibake)."""
    if not _GARBLED.search(words):
        return False
    if "\ufffd" in words or "锟斤拷" in words or "烫烫烫" in words:
        return True
    for encoding in LATIN:
        try:
            back = words.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
        return back != words
    return False
