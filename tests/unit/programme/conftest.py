"""A tiny sound programme as bytes, and a way to change one thing in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from tests.nouns import TINY, files_of
from xinxiao.model.finding import Finding
from xinxiao.programme.load import load_bytes

Told = Callable[..., list[Finding]]


@pytest.fixture
def tiny() -> dict[str, bytes]:
    """The files of the tiny programme."""
    return dict(files_of(TINY))


@pytest.fixture
def told(tiny: Mapping[str, bytes]) -> Told:
    """Findings after replacing text (each old text must be there) in one file of the tiny programme."""

    def findings(file: str, *changes: tuple[str, str]) -> list[Finding]:
        text = tiny[file].decode()
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        return list(load_bytes({**tiny, file: text.encode()}).findings)

    return findings
