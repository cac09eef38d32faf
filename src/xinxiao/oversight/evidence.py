"""Evidence: what a file is by what it contains, whether it is whole, how large it becomes, and what it may be called.

A name or a media type that comes with a file is a claim of who sent it and decides nothing. What is looked at is whether a file is of a
kind that is taken, whole, and of bounded size also when it is unpacked. Whether it does harm to a program that opens it is not
looked at: nothing here finds viruses, and pages say so. Files go out as attachments alone (``entry/portal/oversight``).

Kinds by their published signatures: ISO 32000-2 (PDF), W3C PNG third edition, ITU-T T.81 (JPEG), ISO/IEC 29500-2 (docx, xlsx),
GB/T 33190-2016 (OFD), ISO/IEC 14496-12 (MP4), UTF-8 or GB 18030 (text).
"""

from __future__ import annotations

import re
import struct
import unicodedata
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, get_args
from zlib import error as no_stream

from xinxiao.errors import DataFault, TooLarge, told
from xinxiao.files.decode import decode
from xinxiao.model.oversight.workflow import EvidenceKind as Kind

KINDS: tuple[Kind, ...] = get_args(Kind)
MEDIA: dict[Kind, str] = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ofd": "application/ofd",
    "mp4": "video/mp4",
    "txt": "application/octet-stream",
    "csv": "application/octet-stream",
}
"""As what each kind is handed out. Text is no text there: no browser looks for a page in it."""
ENDINGS: dict[Kind, tuple[str, ...]] = {kind: (f".{kind}",) for kind in KINDS} | {"jpeg": (".jpg", ".jpeg")}
"""How the name of a file of each kind ends; the first is given to one that ends otherwise."""
MEGABYTE = 1_000_000
LARGEST: dict[Kind, int] = dict.fromkeys(KINDS, 20 * MEGABYTE) | {
    "mp4": 60 * MEGABYTE,
    "txt": 5 * MEGABYTE,
    "csv": 5 * MEGABYTE,
}
"""Bytes of a file of each kind."""
MOST = max(LARGEST.values())
"""Bytes of any file."""
MOST_UNPACKED = 200 * MEGABYTE
"""Bytes of all parts of a packed file, unpacked."""
MOST_PARTS = 2_000
TIMES = 100
"""How many times larger than it is a packed file becomes at most, beyond :data:`FREE` bytes."""
FREE = 10 * MEGABYTE
PIXELS = 100_000_000
"""Dots of a picture."""
LONGEST_NAME = 120
"""Characters of a file's name."""
PIECE = 1 << 20
_HEAD, _TAIL = 4_096, 2_048
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_END = b"\x00\x00\x00\x00IEND\xaeB\x60\x82"
_UNREADABLE = (
    zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, struct.error, no_stream,
)  # fmt: skip
_PARTS: dict[str, Kind] = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "OFD.xml": "ofd"}
_DECLARES = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
"""What no part of these formats may hold (ISO/IEC 29500-2, 8.1.3): an entity may stand for a thousand others."""
_PROGRAMS = re.compile(
    r"(^|/)(vbaproject\.bin|vbadata\.xml|activex/.*|.*\.(exe|dll|js|vbs|bat|cmd|ps1|scr|jar|hta))$"
)
_STRANGE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff9-\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_UNSAFE = re.compile(r'[<>:"/\\|?*;%&$`\'{}\[\]#^~!=+,@]|\s+')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)


@dataclass(frozen=True)
class Found:
    """What a file turned out to be."""

    kind: Kind
    size: int


def examined(path: Path, name: str = "", taken: Collection[Kind] = KINDS) -> Found:
    """What the file at ``path`` is. ``name`` (as the sender says it) decides nothing but whether text is ``csv`` or ``txt``.

    Raises :class:`DataFault` for an empty file, one of no kind or none that is ``taken``, one that is not whole, that is packed to become far larger
    than it is, or that holds programs; :class:`TooLarge` for one beyond :data:`LARGEST`.
    """
    size = path.stat().st_size
    if not size:
        raise DataFault("empty file", told("evidence_empty"))
    if size > MOST:
        raise _large(size, MOST)
    with path.open("rb") as stream:
        kind = _kind(stream, size, name)
        if kind not in taken:
            raise DataFault(
                f"a {kind} file", told("evidence_taken", kind=kind, taken=", ".join(sorted(taken)))
            )
        if size > LARGEST[kind]:
            raise _large(size, LARGEST[kind])
        if kind in ("docx", "xlsx", "ofd"):
            _demand_unpackable(path, kind, size)
    return Found(kind, size)


def name_of(name: str, kind: Kind) -> str:
    """What a file is called when it is handed out: the last part of what its sender called it, without anything that a shell, a path,
    a header or an eye could take for something else, at most :data:`LONGEST_NAME` characters, with an ending of its kind.

    A name of nothing else becomes ``evidence``.
    """
    flat = unicodedata.normalize("NFC", _STRANGE.sub("", name))
    flat = flat.replace("\\", "/").rstrip("/").rpartition("/")[2]
    flat = "".join(each for each in flat if unicodedata.category(each)[0] != "C")
    flat = re.sub(r"_{2,}", "_", _UNSAFE.sub("_", flat)).strip("._- ")
    stem, ending = flat, ENDINGS[kind][0]
    for each in ENDINGS[kind]:
        if flat.lower().endswith(each):
            stem, ending = flat[: -len(each)].rstrip("._- "), flat[-len(each) :]
            break
    stem = stem[: LONGEST_NAME - len(ending)].rstrip("._- ")
    while stem and unicodedata.combining(stem[0]):
        stem = stem[1:]
    if not stem or _RESERVED.fullmatch(stem):
        stem = f"evidence_{stem}" if stem else "evidence"
    return f"{stem}{ending}"


def _large(size: int, most: int) -> TooLarge:
    return TooLarge(f"{size} bytes", told("evidence_large", size=f"{size:,}", most=f"{most:,}"))


def _broken(kind: str) -> DataFault:
    return DataFault(f"no whole {kind} file", told("evidence_broken", kind=kind))


def _kind(stream: IO[bytes], size: int, name: str) -> Kind:
    head = stream.read(_HEAD)
    stream.seek(max(0, size - _TAIL))
    tail = stream.read()
    if head.startswith(b"%PDF-"):
        return _held("pdf", b"%%EOF" in tail)
    if head.startswith(_PNG):
        return _held("png", tail.endswith(_PNG_END) and _is_small_png(head))
    if head.startswith(b"\xff\xd8\xff"):
        return _held("jpeg", tail.rstrip(b"\x00").endswith(b"\xff\xd9") and _is_small_jpeg(stream))
    if head.startswith(b"PK\x03\x04"):
        return _packed(stream)
    if head[4:8] == b"ftyp":
        return _held("mp4", _is_whole_mp4(stream, size))
    stream.seek(0)
    if size <= LARGEST["txt"] and _is_text(stream.read()):
        return "csv" if name.strip().lower().endswith(".csv") else "txt"
    raise DataFault("no kind that is known", told("evidence_unknown", known=", ".join(KINDS)))


def _held(kind: Kind, whole: bool) -> Kind:
    if not whole:
        raise _broken(kind)
    return kind


def _is_small_png(head: bytes) -> bool:
    """Whether it says its measures, and these are of a picture that can be shown."""
    if head[12:16] != b"IHDR" or len(head) < 33:
        return False
    wide, high = struct.unpack(">II", head[16:24])
    return bool(0 < wide * high <= PIXELS)


def _is_whole_mp4(stream: IO[bytes], size: int) -> bool:
    """Whether its boxes fill it to the end and one of them says what it holds."""
    at, seen, count = 0, set[bytes](), 0
    while at < size and count < 10_000:
        stream.seek(at)
        head = stream.read(16)
        if len(head) < 8:
            return False
        length, name = struct.unpack(">I4s", head[:8])
        if length == 1 and len(head) == 16:
            (length,) = struct.unpack(">Q", head[8:])
        length = length or size - at
        if length < 8:
            return False
        seen.add(name)
        at, count = at + length, count + 1
    return at == size and b"moov" in seen


def _is_small_jpeg(stream: IO[bytes]) -> bool:
    """The same of the frame that says its measures (ITU-T T.81, B.2.2)."""
    stream.seek(2)
    for _ in range(1_000):
        head = stream.read(4)
        if len(head) < 4 or head[0] != 0xFF:
            return False
        marker, length = head[1], struct.unpack(">H", head[2:])[0]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            frame = stream.read(5)
            high, wide = struct.unpack(">HH", frame[1:]) if len(frame) == 5 else (0, 0)
            return bool(0 < wide * high <= PIXELS)
        stream.seek(length - 2, 1)
    return False


def _is_text(content: bytes) -> bool:
    """Whether it is text in an encoding that leaves no doubt. Characters nobody can see may stand in what others wrote; controls not."""
    text, found = decode("", content)
    unseen = {one.code for one in found if one.level == "error"} == {"FILE_CONTROL"}
    return text is not None or (unseen and not _CONTROL.search(content))


# ---- packed files


def _packed(stream: IO[bytes]) -> Kind:
    """The kind of an archive, by the part it cannot be without."""
    try:
        with zipfile.ZipFile(stream) as book:
            held = [part.filename for part in book.infolist()[: MOST_PARTS + 1]]
    except _UNREADABLE as error:
        raise _broken("zip") from error
    kinds = {kind for part, kind in _PARTS.items() if part in held}
    if len(kinds) != 1 or (kinds <= {"docx", "xlsx"} and "[Content_Types].xml" not in held):
        raise DataFault(
            "an archive of no kind that is known", told("evidence_unknown", known=", ".join(KINDS))
        )
    return kinds.pop()


def _demand_unpackable(path: Path, kind: Kind, size: int) -> None:
    """Unpack it piece by piece, keep nothing, and stop where it becomes too much: what an archive says of its size is a claim too."""
    try:
        with zipfile.ZipFile(path) as book:
            parts = book.infolist()
            _demand_sound(parts, kind)
            most = min(MOST_UNPACKED, FREE + TIMES * size)
            unpacked = 0
            for part in parts:
                for piece in _pieces(book, part):
                    unpacked += len(piece)
                    if unpacked > most:
                        what = told("evidence_packed", most=f"{most:,}")
                        raise DataFault(f"more than {most} bytes, unpacked", what)
                    if _DECLARES.search(piece.replace(b"\x00", b"")):
                        raise _broken(kind)
    except _UNREADABLE as error:
        raise _broken(kind) from error


def _pieces(book: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    with book.open(part) as stream:
        while piece := stream.read(PIECE):
            yield piece


def _demand_sound(parts: list[zipfile.ZipInfo], kind: Kind) -> None:
    """Hold the table of an archive against what writers of such files write: few parts, each once, in places of their own, none outside,
    none encrypted, no programs."""
    if len(parts) > MOST_PARTS:
        raise DataFault(f"{len(parts)} parts", told("evidence_packed", most=f"{MOST_UNPACKED:,}"))
    names = [part.filename for part in parts]
    if len({name.lower() for name in names}) != len(names):
        raise _broken(kind)
    if min((part.header_offset for part in parts), default=0):
        raise _broken(kind)
    end = 0
    for part in sorted(parts, key=lambda part: part.header_offset):
        name, steps = part.filename, part.filename.split("/")
        odd = name.startswith("/") or ".." in steps or "\\" in name or ":" in name or "\x00" in name
        if odd or part.flag_bits & 0x1 or part.header_offset < end:
            raise _broken(kind)
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _broken(kind)
        if _PROGRAMS.search(name.lower()):
            raise DataFault(
                f"programs: {name[:80]!a}", told("evidence_programs", part=ascii(name[:80])[1:-1])
            )
        end = part.header_offset + 30 + len(name) + part.compress_size


__all__ = ["ENDINGS", "KINDS", "LARGEST", "MEDIA", "MOST", "Found", "Kind", "examined", "name_of"]
