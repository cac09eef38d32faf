"""Static files: read once, addressed with a stamp that changes when one of them does."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

MEDIA = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}


@cache
def assets() -> Mapping[str, bytes]:
    """Content by file name."""
    folder = files(__package__) / "static"
    return {item.name: item.read_bytes() for item in sorted(folder.iterdir(), key=lambda item: item.name)}


@cache
def stamp() -> str:
    """Changes when a static file changes, so that browsers may keep them for a year."""
    return hashlib.sha256(b"".join(assets().values())).hexdigest()[:10]


def media(name: str) -> str:
    """The media type of a file by its ending."""
    return MEDIA[name.rpartition(".")[2]]
