"""How documents of cases are issued here: under which name and seal, and where anybody may check them."""

from __future__ import annotations

from pathlib import Path

from xinxiao.errors import SettingFault, told
from xinxiao.settings import issuing
from xinxiao.texts import Language

MOST = 1_000_000
"""Bytes of the picture of a seal."""
_PNG = b"\x89PNG\r\n\x1a\n"


def body() -> str:
    """The name of the body that issues documents; empty where none is set."""
    return issuing().body


def address(language: Language, number: str) -> str:
    """Where anybody may check a document."""
    return f"{issuing().address}/{language}/oversight/documents/{number}"


def seal() -> bytes | None:
    """The picture of the seal; None where none is set. Raises :class:`SettingFault` for one that is no PNG, or not there."""
    path = issuing().seal
    return _picture(path) if path is not None else None


def _picture(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MOST + 1)
    except OSError:
        content = b""
    if not content.startswith(_PNG) or len(content) > MOST:
        raise SettingFault(f"{path} is no PNG", told("seal_picture", file=path.name))
    return content
