"""Findings of changed programmes, and what tests look at in them."""

from __future__ import annotations

from collections.abc import Callable

from xinxiao.model.finding import Finding
from xinxiao.programme.load import load_bytes

Told = Callable[..., list[Finding]]


def places(found: list[Finding]) -> list[tuple[str, int, str]]:
    return [(f.file, f.line, f.code) for f in found]


def said(found: list[Finding], code: str, *names: str) -> list[tuple[str, ...]]:
    """Some places of the findings of one code."""
    return [tuple(str(dict(f.places)[name]) for name in names) for f in found if f.code == code]


def with_rows(tiny: dict[str, bytes], *rows: str, **files: bytes) -> list[Finding]:
    """Findings with further figures; the first of them stands on line 110."""
    more = "".join(f"{row}\n" for row in rows).encode()
    return list(
        load_bytes({**tiny, "figures/people.csv": tiny["figures/people.csv"] + more, **files}).findings
    )
