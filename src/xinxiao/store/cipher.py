"""Ciphers: the one place where anything is encrypted. Authenticated encryption (GCM) with nonces of 96 bits drawn by chance, and keys
derived for one purpose each (HKDF, RFC 5869)."""

from __future__ import annotations

import os

from xinxiao.errors import SettingFault, told
from xinxiao.model.oversight.content import Algorithm

NONCE = 12
"""Bytes of what is used once."""
TAG = 16
"""Bytes that show whether anything was changed."""
SIZE: dict[Algorithm, int] = {"AES-256-GCM": 32, "SM4-GCM": 16}
"""Bytes of a key."""


class DoesNotOpen(Exception):
    """Bytes that were not encrypted with this key for this purpose, or were changed since."""


def seal(algorithm: Algorithm, key: bytes, plain: bytes, bound: bytes) -> bytes:
    """Encrypt: a nonce, then what is encrypted, then the tag. ``bound`` is not in it and must be the same to open it."""
    nonce = os.urandom(NONCE)
    if algorithm == "AES-256-GCM":
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        return nonce + AESGCM(key).encrypt(nonce, plain, bound)
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    demand_supported(algorithm)
    encryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(bound)
    return nonce + encryptor.update(plain) + encryptor.finalize() + encryptor.tag


def unseal(algorithm: Algorithm, key: bytes, sealed: bytes, bound: bytes) -> bytes:
    """What was encrypted. Raises :class:`DoesNotOpen`."""
    from cryptography.exceptions import InvalidTag

    nonce, rest = sealed[:NONCE], sealed[NONCE:]
    if len(rest) < TAG:
        raise DoesNotOpen
    try:
        if algorithm == "AES-256-GCM":
            from cryptography.hazmat.primitives.ciphers.aead import AESGCM

            return AESGCM(key).decrypt(nonce, rest, bound)
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

        demand_supported(algorithm)
        decryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce, rest[-TAG:])).decryptor()
        decryptor.authenticate_additional_data(bound)
        return decryptor.update(rest[:-TAG]) + decryptor.finalize()
    except InvalidTag as error:
        raise DoesNotOpen from error


def derived(secret: bytes, salt: bytes, algorithm: Algorithm, purpose: str) -> bytes:
    """A key for an algorithm and a purpose, from a secret of 32 bytes."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    info = f"xinxiao {purpose} {algorithm}".encode()
    return HKDF(SHA256(), SIZE[algorithm], salt, info).derive(secret)


def demand_supported(algorithm: Algorithm) -> None:
    """Raise :class:`SettingFault` where the cryptographic library has no such algorithm (OpenSSL has SM4-GCM since 3.1)."""
    from cryptography.hazmat.backends.openssl import backend
    from cryptography.hazmat.primitives.ciphers import algorithms, modes

    if algorithm == "SM4-GCM" and not backend.cipher_supported(
        algorithms.SM4(b"\0" * 16), modes.GCM(b"\0" * NONCE)
    ):
        library = backend.openssl_version_text()
        raise SettingFault(
            f"{library} has no {algorithm}", told("cipher_missing", algorithm=algorithm, library=library)
        )
