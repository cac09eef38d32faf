"""Verify: every sealed byte as named, and computed anew to the same bytes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from xinxiao.errors import NotFound
from xinxiao.model.actor import ANONYMOUS
from xinxiao.model.release import Code
from xinxiao.uses import releases
from xinxiao.uses.call import Call
from xinxiao.uses.verify import verify


def test_a_release_holds_and_every_blob_dataset_and_the_nouns_were_compared(sealed: Call) -> None:
    release = releases.find(sealed)
    found = verify(sealed, release.id)
    assert (found.faults, found.holds, found.same_code) == ((), True, True)
    whats = [check.what for check in found.checks]
    assert len(whats) == len(set(whats))
    assert {f"files/{path}" for path in release.files} <= set(whats)
    for name in release.datasets:
        assert {name, f"{name} inputs", f"{name}.parquet", f"{name}.inputs.parquet"} <= set(whats)
    assert {"nouns", "nouns.json", "manifest.json"} <= set(whats)


def test_anyone_may_verify(sealed: Call) -> None:
    assert verify(replace(sealed, actor=ANONYMOUS), "TR-2024").holds


def test_the_same_bytes_by_other_code_hold_and_the_code_is_told(sealed: Call) -> None:
    other = Code(version="9.9.9", sha256="9" * 64)
    found = verify(replace(sealed, ports=replace(sealed.ports, code=lambda: other)), "TR-2024")
    assert (found.holds, found.same_code) == (True, False)
    assert (found.made_by, found.checked_by) == (releases.find(sealed).code, other)


def test_verifying_writes_nothing(sealed: Call) -> None:
    before = sorted(str(file) for file in sealed.ports.home.rglob("*"))
    verify(sealed, "TR-2024")
    assert sorted(str(file) for file in sealed.ports.home.rglob("*")) == before


def test_a_release_there_is_not_is_answered_with_those_near(sealed: Call) -> None:
    with pytest.raises(NotFound) as caught:
        verify(sealed, "TR-2042")
    assert str(caught.value.told.values["known"]).startswith("TR-2024-")
