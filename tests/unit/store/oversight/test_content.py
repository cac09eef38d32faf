"""Content of acts: sealed for one place, opened there alone, gone when its key is."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import pytest

from tests.sealing import KeysInMemory, nothing
from xinxiao.errors import Conflict, DataFault, NotFound, SettingFault, Tampered
from xinxiao.model.oversight.content import MOST_ACTS, MOST_FILES, Algorithm, Opened, Place, Row, content_hash
from xinxiao.store import cipher
from xinxiao.store.oversight.content import Content

VALUES = {"text": "答复迟延", "phone": "13800138000", "count": 3, "told": True, "more": ["a", {"b": None}]}
PARTS = {"phone": "complainant"}


@pytest.fixture
def content() -> Content:
    return Content(KeysInMemory(), nothing)


@pytest.mark.parametrize("algorithm", ["AES-256-GCM", "SM4-GCM"])
def test_what_is_sealed_is_opened_as_it_was(algorithm: Algorithm) -> None:
    held = Content(KeysInMemory(), nothing, algorithm)
    rows = held.sealed("C-1", 2, VALUES, PARTS)
    assert [(row.part, row.fields, row.algorithm) for row in rows] == [
        ("case", ("count", "more", "text", "told"), algorithm),
        ("complainant", ("phone",), algorithm),
    ]
    assert held.opened("C-1", rows) == {2: Opened(VALUES)}
    for row in rows:
        assert b"13800138000" not in row.sealed and "迟延".encode() not in row.sealed


def test_content_under_both_algorithms_is_read_side_by_side() -> None:
    keys = KeysInMemory()
    old = Content(keys, nothing, "AES-256-GCM").sealed("C-1", 1, {"a": 1})
    new = Content(keys, nothing, "SM4-GCM").sealed("C-1", 2, {"a": 2})
    assert Content(keys, nothing).opened("C-1", [*new, *old]) == {1: Opened({"a": 1}), 2: Opened({"a": 2})}
    assert old[0].key == new[0].key  # one secret, and for each algorithm a key derived from it


def test_an_event_knows_content_by_one_hash_over_the_hashes_of_its_parts(content: Content) -> None:
    rows = content.sealed("C-1", 1, VALUES, PARTS)
    own = [sha256(row.sealed).hexdigest() for row in rows]
    text = f"case {own[0]}\ncomplainant {own[1]}\n"
    assert content_hash(rows) == content_hash(rows[::-1]) == sha256(text.encode()).hexdigest()
    assert content_hash([]) == ""


def test_no_values_make_no_rows(content: Content) -> None:
    assert content.sealed("C-1", 1, {}) == ()
    assert content.opened("C-1", []) == {}


@pytest.mark.parametrize(
    "change",
    [{"case": "C-2"}, {"act": 2}, {"part": "witness"}, {"fields": ("a",)}, {"fields": ()}],
)
def test_a_row_put_in_anothers_place_does_not_open(content: Content, change: dict[str, object]) -> None:
    content.sealed("C-2", 1, {"phone": "x"}, PARTS)
    (row,) = content.sealed("C-1", 1, {"phone": "1"}, PARTS)
    moved = replace(row, **change)
    with pytest.raises(Tampered, match="does not open"):
        content.opened(moved.case, [moved])
    with pytest.raises(Tampered, match="does not open"):
        content.opened("C-9", [row])


def test_rows_of_two_acts_that_were_swapped_do_not_open(content: Content) -> None:
    (one,), (two,) = content.sealed("C-1", 1, {"a": 1}), content.sealed("C-1", 2, {"a": 2})
    with pytest.raises(Tampered):
        content.opened("C-1", [replace(one, sealed=two.sealed), replace(two, sealed=one.sealed)])


def test_every_byte_of_what_is_sealed_counts(content: Content) -> None:
    (row,) = content.sealed("C-1", 1, {"a": "b"})
    for at in range(len(row.sealed)):
        changed = bytearray(row.sealed)
        changed[at] ^= 1
        moved = replace(row, sealed=bytes(changed))
        try:
            assert content.opened("C-1", [moved]) == {
                1: Opened({}, (), ("a",))
            }  # the id of a key nobody knows
            assert row.sealed.index(b"\n") > at >= 28
        except Tampered:
            pass


@pytest.mark.parametrize(
    "sealed",
    [b"", b"\n", b"xinxiao-sealed-1 DES " + b"0" * 32 + b"\n", b"xinxiao-sealed-1 AES-256-GCM \n123"],
)
def test_what_was_not_sealed_here_is_refused(content: Content, sealed: bytes) -> None:
    with pytest.raises(Tampered, match="not sealed here"):
        content.opened("C-1", [Row("C-1", 1, "case", ("a",), sealed)])


def test_cut_content_is_refused(content: Content) -> None:
    (row,) = content.sealed("C-1", 1, {"a": "b"})
    for length in (row.sealed.index(b"\n") + 1, row.sealed.index(b"\n") + 20, len(row.sealed) - 1):
        with pytest.raises(Tampered):
            content.opened("C-1", [replace(row, sealed=row.sealed[:length])])


def test_erasing_a_person_leaves_the_rest_of_the_case(content: Content) -> None:
    rows = content.sealed("C-1", 1, VALUES, PARTS)
    other = content.sealed("C-2", 1, {"phone": "1"}, PARTS)
    assert content.keys.destroy("C-1", ["complainant"]) == 1
    found = content.opened("C-1", rows)[1]
    assert found.erased == ("phone",) and "phone" not in found.values and found.values["text"] == "答复迟延"
    assert content.opened("C-2", other)[1].values == {"phone": "1"}
    with pytest.raises(Conflict, match="erased"):
        content.sealed("C-1", 2, {"phone": "2"}, PARTS)
    assert content.sealed("C-1", 2, {"text": "更正"}) != ()
    assert content.keys.destroy("C-1", ["complainant"]) == 0


def test_erasing_a_case_also_ends_parts_it_does_not_have_yet(content: Content) -> None:
    rows = content.sealed("C-1", 1, {"text": "x"})
    assert content.keys.destroy("C-1") == 1
    assert content.opened("C-1", rows) == {1: Opened({}, ("text",))}
    with pytest.raises(Conflict):
        content.sealed("C-1", 2, {"phone": "1"}, PARTS)


def test_a_key_that_nobody_knows_is_lost_and_not_erased(content: Content) -> None:
    rows = Content(KeysInMemory(), nothing).sealed("C-1", 1, {"a": 1})
    assert content.opened("C-1", rows) == {1: Opened({}, (), ("a",))}


def test_a_file_is_sealed_for_its_case_act_part_and_number(content: Content) -> None:
    place = Place("C-1", 3, "complainant")
    sealed = content.sealed_file(place, 1, b"photo")
    assert content.opened_file(place, 1, sealed) == b"photo" and b"photo" not in sealed
    for other, number in ((place, 2), (replace(place, act=4), 1), (replace(place, part="case"), 1)):
        with pytest.raises(Tampered):
            content.opened_file(other, number, sealed)
    with pytest.raises(Tampered):  # a file is no row
        content.opened("C-1", [Row("C-1", 3, "complainant", ("1",), sealed)])
    content.keys.destroy("C-1", ["complainant"])
    with pytest.raises(NotFound, match="erased"):
        content.opened_file(place, 1, sealed)
    with pytest.raises(NotFound, match="not there"):
        Content(KeysInMemory(), nothing).opened_file(place, 1, sealed)


@pytest.mark.parametrize("number", [0, -1, MOST_FILES + 1])
def test_files_of_an_act_have_a_bound(content: Content, number: int) -> None:
    with pytest.raises(DataFault):
        content.sealed_file(Place("C-1", 1), number, b"")


def test_under_one_key_fewer_nonces_are_drawn_than_may_be() -> None:
    assert MOST_ACTS * (1 + MOST_FILES) < 2**32  # NIST SP 800-38D, 8.3


def test_no_nonce_comes_twice(content: Content) -> None:
    rows = [content.sealed("C-1", act, {"a": "same"})[0] for act in range(1, 2_001)]
    nonces = {row.sealed[row.sealed.index(b"\n") + 1 :][: cipher.NONCE] for row in rows}
    assert len(nonces) == 2_000 and len({row.sha256 for row in rows}) == 2_000


@pytest.mark.parametrize(
    ("case", "act", "part"),
    [("", 1, "case"), ("C\n1", 1, "case"), ("C" * 201, 1, "case"), ("C", 0, "case"), ("C", MOST_ACTS + 1, "case"),
     ("C", 1, ""), ("C", 1, "a b"), ("C", 1, "1"), ("C", 1, "a\n"), ("C\ud800", 1, "case")],
)  # fmt: skip
def test_what_names_no_place_is_refused(case: str, act: int, part: str) -> None:
    with pytest.raises(DataFault, match="no place"):
        Place(case, act, part)


@pytest.mark.parametrize(
    "values",
    [{"a": float("nan")}, {"a": float("inf")}, {"a": b"bytes"}, {"a": "\ud800"}, {"a": object()}, {"a b": 1}, {"": 1}, {"a\n": 1}],
)  # fmt: skip
def test_what_is_no_value_of_a_field_is_refused(content: Content, values: dict[str, object]) -> None:
    with pytest.raises(DataFault):
        content.sealed("C-1", 1, values)


def test_more_than_an_act_may_hold_is_refused(content: Content) -> None:
    with pytest.raises(DataFault, match="1000008 bytes"):
        content.sealed("C-1", 1, {"a": "x" * 1_000_000})


def test_a_library_without_sm4_says_so_and_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    from cryptography.hazmat.backends.openssl import backend

    monkeypatch.setattr(type(backend), "cipher_supported", lambda *_: False)
    with pytest.raises(SettingFault, match="has no SM4-GCM") as caught:
        Content(KeysInMemory(), nothing, "SM4-GCM").sealed("C-1", 1, {"a": 1})
    assert caught.value.told is not None and caught.value.told.name == "cipher_missing"
    assert Content(KeysInMemory(), nothing).sealed("C-1", 1, {"a": 1})


def test_sm4_gcm_computes_the_vector_of_rfc_8998() -> None:
    """RFC 8998, appendix A.1."""
    key = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")
    nonce = bytes.fromhex("00001234567800000000ABCD")
    bound = bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
    encrypted = bytes.fromhex(
        "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
        "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
    )
    tag = bytes.fromhex("83DE3541E4C2B58177E065A9BF7B62EC")
    plain = bytes.fromhex(
        "AAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBCCCCCCCCCCCCCCCCDDDDDDDDDDDDDDDD"
        "EEEEEEEEEEEEEEEEFFFFFFFFFFFFFFFFEEEEEEEEEEEEEEEEAAAAAAAAAAAAAAAA"
    )
    assert cipher.unseal("SM4-GCM", key, nonce + encrypted + tag, bound) == plain


def test_aes_gcm_computes_the_vector_of_its_authors() -> None:
    """McGrew and Viega, The Galois/Counter Mode of Operation, test case 16."""
    key = bytes.fromhex("feffe9928665731c6d6a8f9467308308" * 2)
    nonce = bytes.fromhex("cafebabefacedbaddecaf888")
    bound = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    encrypted = bytes.fromhex(
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
    )
    tag = bytes.fromhex("76fc6ece0f4e1768cddf8853bb2d551b")
    plain = bytes.fromhex(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
    )
    assert cipher.unseal("AES-256-GCM", key, nonce + encrypted + tag, bound) == plain


def test_a_key_for_what_a_browser_keeps_is_of_one_account_and_case_and_goes_with_the_key_of_the_case() -> (
    None
):
    keys = KeysInMemory()
    own = Content(keys, nothing)
    key = own.aside("PER-2026-000001", "anna")
    assert len(bytes.fromhex(key)) == 32
    assert own.aside("PER-2026-000001", "anna") == key
    others = {own.aside("PER-2026-000001", "bert"), own.aside("PER-2026-000002", "anna"), key}
    assert len(others) == 3
    keys.destroy("PER-2026-000001", ["case"])
    assert own.aside("PER-2026-000001", "anna") == ""
    assert Content(KeysInMemory(), lambda _: frozenset({"case"})).aside("PER-2026-000003", "anna") == ""
