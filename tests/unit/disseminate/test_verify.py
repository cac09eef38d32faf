"""Verification: what is compared, and what counts as a fault."""

from __future__ import annotations

import msgspec

from xinxiao.model.programme import Text
from xinxiao.model.release import FORMAT, Code, Part, ProgrammeStamp, Release
from xinxiao.release.verify import Verification, recomputed, sealed_bytes

CODE = Code(version="0.1.0", sha256="1" * 64)
PART = Part(sha256="aa", rows=1, bytes=9, inputs_sha256="bb", inputs_rows=0)
RELEASE = Release(
    format=FORMAT,
    programme=ProgrammeStamp(
        id="reading",
        version="1.0.0",
        sha256="0" * 64,
        release_prefix="TR",
        name=Text(zh="阅读", en="Reading"),
    ),
    cycle="C2024",
    first=2021,
    last=2024,
    as_of="2025-06-30",
    release_date="2025-07-01",
    code=CODE,
    datasets={"IC_INDEX": PART},
    files={"programme.yaml": "cc"},
)


def test_every_sealed_blob_has_a_check_by_name() -> None:
    checks = sealed_bytes(RELEASE, {"aa": "same", "bb": "missing", "cc": "tampered", RELEASE.sha256: "same"})
    assert {check.what: check.state for check in checks} == {
        "IC_INDEX.inputs.parquet": "missing",
        "IC_INDEX.parquet": "same",
        "files/programme.yaml": "tampered",
        "manifest.json": "same",
    }


def test_a_dataset_that_comes_out_otherwise_is_named_with_both_hashes() -> None:
    other = msgspec.structs.replace(PART, sha256="dd")
    again = msgspec.structs.replace(RELEASE, datasets={"IC_INDEX": other})
    fault = next(check for check in recomputed(RELEASE, again) if check.state != "same")
    assert (fault.what, fault.state, fault.sealed, fault.found) == ("IC_INDEX", "differs", "aa", "dd")


def test_a_dataset_in_only_one_of_the_two_is_missing() -> None:
    again = msgspec.structs.replace(RELEASE, datasets={})
    assert {check.state for check in recomputed(RELEASE, again)} == {"missing"}


def test_other_code_with_the_same_bytes_is_no_fault() -> None:
    other = Code(version="0.2.0", sha256="2" * 64)
    found = Verification(RELEASE.id, recomputed(RELEASE, RELEASE), CODE, other)
    assert found.holds
    assert not found.same_code
