"""Bytes to text: UTF-8 only, with the line of the first byte that is not."""

from __future__ import annotations

import re

from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding

CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"
)
"""Characters that no page, table or workbook can carry, and those nobody can see: they turn text around, join and part words,
or make two names that look the same (Unicode: controls, format characters, line and paragraph separators, fillers)."""
_BOM = b"\xef\xbb\xbf"


def decode(file: str, content: bytes) -> tuple[str | None, list[Finding]]:
    """The text of a file, or None with a finding when it is not UTF-8.

    A byte-order mark is dropped with a note; other encodings are refused, because guessing them would make
    the same file mean different things on different machines.
    """
    found: list[Finding] = []
    if content.startswith(_BOM):
        found.append(fault(file, 1, "FILE_BOM"))
        content = content[len(_BOM) :]
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        byte = f"0x{content[problem.start]:02x}"
        return None, [*found, fault(file, line, "FILE_ENCODING", byte=byte, guess=_guess(content))]
    nul = text.find("\x00")
    if nul >= 0:
        return None, [*found, fault(file, text.count("\n", 0, nul) + 1, "FILE_BINARY")]
    strange = CONTROL.search(text)
    if strange:
        line = text.count("\n", 0, strange.start()) + 1
        return None, [*found, fault(file, line, "FILE_CONTROL", character=f"U+{ord(strange[0]):04X}")]
    return text, found


def _guess(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16"
    try:
        content.decode("gb18030")
    except UnicodeDecodeError:
        return "?"
    return "GB18030"
