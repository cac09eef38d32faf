"""What a respondent reports: cells, marks and explanations; its one form as bytes, and the hash of them.

Undefined, missing, zero and wrong stay apart: a number is a number, 0 among them; a mark says that there can be none (M) or
that it exists but was not collected (L) (SDMX CL_OBS_STATUS); an item that has neither is blank. What cannot be read as the
item's type stays as it was written, and is a finding.
"""

from __future__ import annotations

import json
import re
import unicodedata
from hashlib import sha256
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from xinxiao.errors import DataFault, told
from xinxiao.model.text import Noun

DIGITS = 38
"""Digits a number may have in all, as the engines hold them exactly."""
LONGEST = 1_000_000
"""Bytes of a content."""
Mark = Literal["M", "L"]
"""Cannot exist (not applicable); exists but was not collected."""
ItemKey = Annotated[str, Meta(pattern=r"^[A-Z0-9_]+(?!\n)$", max_length=129)]
CANONICAL = r"^(?:0|-?[1-9][0-9]*|-?(?:0|[1-9][0-9]*)\.[0-9]*[1-9])$"
"""What a number in canonical form looks like, as an expression that every engine knows."""
_CANONICAL = re.compile(CANONICAL)
_WRITTEN = re.compile(r"(?P<sign>[+-]?)(?P<whole>[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.(?P<part>[0-9]+))?")


class Content(Noun, frozen=True, kw_only=True):
    """Cells by item id, marks by item id, and explanations by rule id. Blank items stand in none of them."""

    cells: Annotated[
        dict[ItemKey, Annotated[str, Meta(min_length=1, max_length=2_000)]], Meta(max_length=5_000)
    ] = msgspec.field(default_factory=dict)
    marks: Annotated[dict[ItemKey, Mark], Meta(max_length=5_000)] = msgspec.field(default_factory=dict)
    explanations: Annotated[
        dict[ItemKey, Annotated[str, Meta(min_length=1, max_length=2_000)]], Meta(max_length=500)
    ] = msgspec.field(default_factory=dict)

    @property
    def canonical(self) -> bytes:
        """The one form of this content as bytes: JSON, keys sorted, no blanks, UTF-8, texts in normal form C.

        Raises :class:`DataFault` for more than ``LONGEST`` bytes, and for half of a character.
        """
        text = json.dumps(
            msgspec.to_builtins(self), ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )
        try:
            made = unicodedata.normalize("NFC", text).encode()
        except UnicodeEncodeError as error:
            raise DataFault("content: half of a character", told("content_text")) from error
        if len(made) > LONGEST:
            raise DataFault(f"content: {len(made)} bytes", told("content_long", size=len(made), most=LONGEST))
        return made

    @property
    def sha256(self) -> str:
        """The hash of the canonical bytes, as 64 hexadecimal digits."""
        return sha256(self.canonical).hexdigest()


_DECODER = msgspec.json.Decoder(Content)


def content_of(data: bytes) -> Content:
    """The content of canonical bytes, or of any JSON of its shape. Raises :class:`DataFault` for another."""
    try:
        return _DECODER.decode(data)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise DataFault(f"content: {error}", told("content_form", reason=str(error)[:200])) from error


def is_number(text: str) -> bool:
    """Whether a text is a number in canonical form: no plus, no zeros that say nothing, at most ``DIGITS`` digits."""
    return _CANONICAL.fullmatch(text) is not None and len(text) - text.count(".") - text.count("-") <= DIGITS


def number_of(written: str) -> str | None:
    """The canonical form of a number as people write it; None for what is none.

    Taken: full-width characters, blanks around it, separators of thousands where each group has three digits. Not taken:
    exponents, percent signs, other groups: what was meant by them is not for us to say.
    """
    plain = unicodedata.normalize("NFKC", written).strip().replace("−", "-")
    match = _WRITTEN.fullmatch(plain)
    if match is None:
        return None
    whole, part = match["whole"].replace(",", "").lstrip("0") or "0", (match["part"] or "").rstrip("0")
    if len(whole) + len(part) > DIGITS:
        return None
    value = f"{whole}.{part}" if part else whole
    return f"-{value}" if match["sign"] == "-" and value != "0" else value
