"""Licences of what xinxiao brings along: read from the metadata of what is installed, for the default set and the extras ``portal`` and
``pdf`` with all they depend on. What is under the GPL, the AGPL or the LGPL is not among them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.metadata import Distribution, PackageNotFoundError, distribution

import pytest
from packaging.requirements import Requirement

EXTRAS = ("portal", "pdf")
SHARED_ALIKE = re.compile(
    r"\b(?:[AL]?GPL|GNU|Affero|SSPL|EUPL|CC-BY-SA|CC-BY-NC|Commons Clause|BUSL)", re.IGNORECASE
)
PERMISSIVE = re.compile(
    r"\b(?:MIT|BSD|Apache|ISC|PSF|Zlib|0BSD|CC0|Unlicense|MPL[- ]2\.0|Mozilla Public License 2\.0)",
    re.IGNORECASE,
)
"""MPL 2.0 binds changes of its own files alone; certifi, a list of certificates, is under it."""


def brought(name: str, extras: Iterable[str]) -> dict[str, Distribution]:
    """What a distribution brings with some extras, itself among it, by normal name; what is for other systems is not there."""
    wanted: dict[str, set[str]] = {}
    found: dict[str, Distribution] = {}
    left = [(name, frozenset(extras))]
    while left:
        name, asked = left.pop()
        key = re.sub(r"[-_.]+", "-", name).lower()
        own = wanted.setdefault(key, set())
        if own >= {"", *asked}:
            continue
        own |= {"", *asked}
        found[key] = distribution(name)
        for text in found[key].requires or ():
            needed = Requirement(text)
            if needed.marker is None or any(needed.marker.evaluate({"extra": extra}) for extra in own):
                left.append((needed.name, frozenset(needed.extras)))
    return found


def licence(of: Distribution) -> str:
    """What the metadata say: the expression; else classifiers and the first line of the field that may hold a whole text."""
    said = of.metadata.get("License-Expression")
    if said:
        return said
    classified = [c for c in of.metadata.get_all("Classifier") or () if c.startswith("License ::")]
    first = (of.metadata.get("License") or "").strip().partition("\n")[0]
    return "; ".join([*classified, *([first] if first else [])])


def test_what_comes_along_by_default_is_permissive_and_nothing_of_it_binds_what_uses_it() -> None:
    found = brought("xinxiao", EXTRAS)
    said = {name: licence(each) for name, each in found.items()}
    assert {"authlib", "cryptography", "pwdlib", "argon2-cffi", "cffi", "pyotp", "segno", "multipart"} <= set(
        said
    )
    assert {"httpx", "httpcore", "xlsxwriter", "numpy", "duckdb", "sqlalchemy"} <= set(said)
    assert {name: text for name, text in said.items() if SHARED_ALIKE.search(text)} == {}
    assert {name: text for name, text in said.items() if not PERMISSIVE.search(text)} == {}


@pytest.mark.parametrize(
    "text",
    ["LGPL-3.0-only", "GPL-2.0-or-later", "License :: OSI Approved :: GNU Affero General Public License v3"],
)
def test_what_would_bind_is_recognised(text: str) -> None:
    assert SHARED_ALIKE.search(text)


def test_the_driver_of_postgresql_is_known_not_to_be_and_stands_in_an_extra_of_its_own() -> None:
    """psycopg is under the LGPL 3: it is loaded as it is, by whoever asks for it, and nobody gets it by default."""
    assert "psycopg" not in brought("xinxiao", EXTRAS)
    try:
        driver = distribution("psycopg")
    except PackageNotFoundError:
        pytest.skip("the extra is not installed")
    assert licence(driver) == "LGPL-3.0-only"
