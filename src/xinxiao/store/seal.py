"""Secrets at rest: sealed with AES-256-GCM under a key that stands in a file beside the ledger and not in it."""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from xinxiao.errors import SettingFault, Tampered, told
from xinxiao.model.oversight.content import Algorithm
from xinxiao.store import cipher, durable

KEY = 32
"""Bytes of the key."""
_ALGORITHM: Algorithm = "AES-256-GCM"


@dataclass(frozen=True)
class Seal:
    """Seals and opens texts with the key in a file, which is made when first needed, readable by its owner alone."""

    file: Path

    def close(self, text: str, purpose: str) -> str:
        """A text sealed for a purpose; nobody without the key reads it, and for no other purpose it opens."""
        sealed = cipher.seal(_ALGORITHM, self._key, text.encode(), purpose.encode())
        return base64.urlsafe_b64encode(sealed).decode("ascii")

    def open(self, sealed: str, purpose: str) -> str:
        """The text. Raises :class:`Tampered` for what was not sealed here for this purpose."""
        try:
            held = base64.b64decode(sealed, altchars=b"-_", validate=True)
            return cipher.unseal(_ALGORITHM, self._key, held, purpose.encode()).decode()
        except (ValueError, cipher.DoesNotOpen) as error:
            raise Tampered("a secret does not open", told("seal_broken", path=str(self.file))) from error

    @cached_property
    def _key(self) -> bytes:
        try:
            durable.make_secret(self.file, lambda: os.urandom(KEY))
            mode, key = self.file.stat().st_mode, self.file.read_bytes()
        except OSError as error:
            reason = error.strerror or str(error)
            raise SettingFault(
                str(self.file), told("seal_file", path=str(self.file), reason=reason)
            ) from error
        if mode & 0o077 or len(key) != KEY:
            reason = f"{oct(mode & 0o777)}, {len(key)} B"
            raise SettingFault(str(self.file), told("seal_file", path=str(self.file), reason=reason))
        return key
