"""Verification: what is compared, and what counts as a fault."""

from __future__ import annotations

import msgspec

from tests.nouns import CODE, release
from xinxiao.model.release import Code, Part
from xinxiao.release.verify import Verification, recomputed, sealed_bytes

PART = Part(sha256="aa", rows=1, bytes=9, inputs_sha256="bb", inputs_rows=0)
RELEASE = release(datasets={"IC_INDEX": PART}, files={"programme.yaml": "cc"}, nouns="ee")


def test_every_sealed_blob_has_a_check_by_name() -> None:
    states = {"aa": "same", "bb": "missing", "cc": "tampered", "ee": "same", RELEASE.sha256: "same"}
    checks = sealed_bytes(RELEASE, states)
    assert {check.what: check.state for check in checks} == {
        "IC_INDEX.inputs.parquet": "missing",
        "IC_INDEX.parquet": "same",
        "files/programme.yaml": "tampered",
        "manifest.json": "same",
        "nouns.json": "same",
    }


def test_a_dataset_that_comes_out_otherwise_is_named_with_both_hashes() -> None:
    other = msgspec.structs.replace(PART, sha256="dd")
    again = msgspec.structs.replace(RELEASE, datasets={"IC_INDEX": other})
    fault = next(check for check in recomputed(RELEASE, again) if check.state != "same")
    assert (fault.what, fault.state, fault.sealed, fault.found) == ("IC_INDEX", "differs", "aa", "dd")


def test_a_dataset_in_only_one_of_the_two_is_missing() -> None:
    again = msgspec.structs.replace(RELEASE, datasets={})
    states = {check.what: check.state for check in recomputed(RELEASE, again)}
    assert states == {"nouns": "same", "IC_INDEX": "missing", "IC_INDEX inputs": "missing"}


def test_other_code_with_the_same_bytes_is_no_fault() -> None:
    other = Code(version="0.2.0", sha256="2" * 64)
    found = Verification(RELEASE.id, recomputed(RELEASE, RELEASE), CODE, other)
    assert found.holds
    assert not found.same_code
