"""One way of writing a value, so that its hash is the same to everybody: JSON, keys sorted, no blanks, UTF-8."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

import msgspec


def canonical(value: Any) -> bytes:
    """A noun, or plain values, as JSON: keys sorted, no blanks, characters as themselves, numbers whole.

    Raises ``ValueError`` for what UTF-8 or JSON has no way to write.
    """
    return json.dumps(
        msgspec.to_builtins(value),
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
    ).encode()


def digest(content: bytes) -> str:
    """The SHA-256 of some bytes, 64 hexadecimal digits."""
    return sha256(content).hexdigest()
