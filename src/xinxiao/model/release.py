"""Release: a sealed set of datasets, named by the hash of the manifest that lists everything it is made of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import msgspec

from xinxiao.errors import Unavailable, told
from xinxiao.model.text import Noun, Text

FORMAT: Literal["xinxiao-release-2"] = "xinxiao-release-2"
EMPTY_SHA256 = hashlib.sha256(b"").hexdigest()


def sha256(content: bytes) -> str:
    """The SHA-256 of ``content``, as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def hashing() -> hashlib._Hash:
    """A SHA-256 to be fed piece by piece."""
    return hashlib.sha256()


def canonical(value: Any) -> bytes:
    """``value`` as JSON with sorted keys, UTF-8, one blank of indent and a newline at the end."""
    return (json.dumps(value, sort_keys=True, ensure_ascii=False, indent=1) + "\n").encode()


def digest_of(files: Mapping[str, str]) -> str:
    """One SHA-256 for a set of files, from ``path -> sha256``; the order of the mapping does not matter."""
    return sha256(canonical(dict(files)))


class Part(Noun, frozen=True, kw_only=True):
    """One sealed dataset: the hash and size of its Parquet file, and of the file of its inputs."""

    sha256: str
    rows: int
    bytes: int
    inputs_sha256: str
    inputs_rows: int


class Code(Noun, frozen=True, kw_only=True):
    """The code a release was made by: its version and the hash of the source that makes numbers."""

    version: str
    sha256: str


class ProgrammeStamp(Noun, frozen=True, kw_only=True):
    """Which programme a release was made from; ``sha256`` covers all of its files."""

    id: str
    version: str
    sha256: str
    release_prefix: str
    name: Text
    synthetic: bool = False


class Release(Noun, frozen=True, kw_only=True, dict=True):
    """The manifest of a sealed release. Its id and hash follow from its content, so they cannot be chosen.

    ``as_of`` is the day up to which figures were known; ``release_date`` the slot in the release calendar;
    ``files`` maps each file of the programme to its SHA-256, ``datasets`` each dataflow to its part, and ``nouns`` is the
    SHA-256 of what the files say, parsed.
    """

    format: Literal["xinxiao-release-2"]
    programme: ProgrammeStamp
    cycle: str
    first: int
    last: int
    as_of: str
    release_date: str
    code: Code
    datasets: dict[str, Part]
    files: dict[str, str]
    nouns: str

    @property
    def manifest(self) -> bytes:
        """The manifest as canonical JSON."""
        return canonical(msgspec.to_builtins(self))

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of the canonical manifest; computed once."""
        return sha256(self.manifest)

    @property
    def id(self) -> str:
        """``PREFIX-LASTYEAR-`` and the first twelve digits of the hash."""
        return f"{self.programme.release_prefix}-{self.last}-{self.sha256[:12]}"

    @property
    def blobs(self) -> tuple[str, ...]:
        """Hashes of everything the release needs in the lake, the manifest last."""
        parts = [h for part in self.datasets.values() for h in (part.sha256, part.inputs_sha256)]
        return (*sorted({*parts, *self.files.values(), self.nouns}), self.sha256)


# made at import: two threads that meet a type for the first time at once make msgspec crash
_MANIFEST = msgspec.json.Decoder(Release)


class _Format(msgspec.Struct):
    format: str = ""


def read_manifest(content: bytes) -> Release:
    """The release a manifest describes. Raises :class:`Unavailable` for one of a format this version does not read."""
    try:
        return _MANIFEST.decode(content)
    except msgspec.MsgspecError as error:
        try:
            form = msgspec.json.decode(content, type=_Format).format
        except msgspec.MsgspecError:
            form = ""
        raise Unavailable(
            f"a manifest of format {form or '?'}", told("release_format", format=form or "?", known=FORMAT)
        ) from error


@dataclass(frozen=True)
class Sealed:
    """A release with the bytes it consists of (``sha256 -> content``), ready to be put into the lake."""

    release: Release
    blobs: Mapping[str, bytes]


@dataclass(frozen=True)
class Entry:
    """One line of the ledger: which release was sealed when (UTC, ISO 8601), in which sequence."""

    sequence: int
    id: str
    sha256: str
    programme: str
    cycle: str
    as_of: str
    sealed_at: str

    @property
    def year(self) -> int:
        """The last year of its cycle, as its id says; 0 where it says none."""
        said = self.id.rpartition("-")[0].rpartition("-")[2]
        return int(said) if said.isdecimal() else 0
