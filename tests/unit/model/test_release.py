"""Releases: named by the hash of their manifest; a manifest of another format says so."""

from __future__ import annotations

import json

import msgspec
import pytest

from tests.nouns import part, release
from xinxiao.errors import Unavailable
from xinxiao.model.release import FORMAT, canonical, digest_of, read_manifest, sha256


def test_a_manifest_reads_back_as_the_release_it_describes() -> None:
    made = release(datasets={"X": part("a" * 64)}, files={"programme.yaml": "b" * 64})
    assert read_manifest(made.manifest) == made
    assert read_manifest(made.manifest).id == made.id


def old(**more: object) -> bytes:
    """A manifest as the first format had it: without ``nouns``."""
    told = {name: value for name, value in json.loads(release().manifest).items() if name != "nouns"}
    return canonical({**told, "format": "xinxiao-release-1", **more})


def test_a_manifest_of_the_first_format_is_said_to_be_one() -> None:
    with pytest.raises(Unavailable) as caught:
        read_manifest(old())
    assert caught.value.told.name == "release_format"
    assert (caught.value.told.values["format"], caught.value.told.values["known"]) == (
        "xinxiao-release-1",
        FORMAT,
    )


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'"x"', b'{"format": 7}', b"\xff\xfe"])
def test_what_is_no_manifest_at_all_is_of_no_format(content: bytes) -> None:
    with pytest.raises(Unavailable) as caught:
        read_manifest(content)
    assert (caught.value.told.name, caught.value.told.values["format"]) == ("release_format", "?")


@pytest.mark.parametrize("field", ["programme", "datasets", "files", "nouns", "code", "as_of"])
def test_a_manifest_that_lacks_a_field_is_refused(field: str) -> None:
    told = json.loads(release().manifest)
    del told[field]
    with pytest.raises(Unavailable):
        read_manifest(canonical(told))


def test_a_field_nobody_knows_is_refused_and_not_passed_over() -> None:
    told = json.loads(release().manifest) | {"colour": "red"}
    with pytest.raises(Unavailable):
        read_manifest(canonical(told))


def test_a_manifest_of_a_later_format_with_all_fields_of_this_one_is_refused_too() -> None:
    later = msgspec.structs.replace(release(), format="xinxiao-release-3")  # type: ignore[arg-type]
    with pytest.raises(Unavailable) as caught:
        read_manifest(later.manifest)
    assert caught.value.told.values["format"] == "xinxiao-release-3"


def test_one_character_anywhere_in_a_manifest_is_another_release() -> None:
    made = release()
    others = {
        msgspec.structs.replace(made, **change).id  # type: ignore[arg-type]
        for change in ({"as_of": "2025-06-29"}, {"nouns": "3" * 64}, {"files": {"a": "b"}}, {"cycle": "C"})
    }
    assert len(others | {made.id}) == 5


def test_the_blobs_of_a_release_are_named_once_each_with_the_manifest_last() -> None:
    made = release(datasets={"X": part("a" * 64), "Y": part("a" * 64)}, files={"f": "b" * 64, "g": "b" * 64})
    assert made.blobs == ("2" * 64, "a" * 64, "b" * 64, made.sha256)


def test_the_hash_of_a_set_of_files_does_not_depend_on_their_order() -> None:
    assert digest_of({"a": "1", "b": "2"}) == digest_of({"b": "2", "a": "1"})
    assert digest_of({"a": "1", "b": "2"}) != digest_of({"a": "2", "b": "1"})


def test_the_empty_text_has_the_hash_fips_180_gives_it() -> None:
    assert sha256(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
