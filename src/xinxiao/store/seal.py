"""Secrets at rest: sealed with AES-256-GCM under a key that stands in a file beside the ledger and not in it."""

from __future__ import annotations

import base64
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from xinxiao.errors import SettingFault, Tampered, told
from xinxiao.store import durable

KEY = 32
"""Bytes of the key."""
NONCE = 12
"""Bytes of what is used once."""


@dataclass(frozen=True)
class Seal:
    """Seals and opens texts with the key in a file, which is made when first needed, readable by its owner alone."""

    file: Path

    def close(self, text: str, purpose: str) -> str:
        """A text sealed for a purpose; nobody without the key reads it, and for no other purpose it opens."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = os.urandom(NONCE)
        sealed = AESGCM(self._key).encrypt(nonce, text.encode(), purpose.encode())
        return base64.urlsafe_b64encode(nonce + sealed).decode("ascii")

    def open(self, sealed: str, purpose: str) -> str:
        """The text. Raises :class:`Tampered` for what was not sealed here for this purpose."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            held = base64.b64decode(sealed, altchars=b"-_", validate=True)
            return AESGCM(self._key).decrypt(held[:NONCE], held[NONCE:], purpose.encode()).decode()
        except (ValueError, InvalidTag) as error:
            raise Tampered("a secret does not open", told("seal_broken", path=str(self.file))) from error

    @cached_property
    def _key(self) -> bytes:
        try:
            with suppress(FileExistsError):
                self._make()
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

    def _make(self) -> None:
        """Make the key, whole or not at all; of processes that come at once one does."""
        if self.file.exists():
            return
        durable.make(self.file.parent)
        number, own = tempfile.mkstemp(dir=self.file.parent, prefix=".", suffix=".part")  # mode 0600
        try:
            with os.fdopen(number, "wb") as opened:
                opened.write(os.urandom(KEY))
                opened.flush()
                os.fsync(opened.fileno())
            os.link(own, self.file)
        finally:
            Path(own).unlink(missing_ok=True)
        durable.sync_folder(self.file.parent)
