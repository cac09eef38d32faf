"""What checks find in rules of masking."""

from __future__ import annotations

from tests.nouns import POLICY, files_of
from tests.overseen import overseen
from xinxiao.programme.load import load_bytes

FILE = "oversight/masking.yaml"


def found(text: str) -> set[tuple[str, int, str]]:
    findings = load_bytes({**overseen(), FILE: text.encode()}).findings
    return {(item.file, item.line, item.code) for item in findings if item.file.startswith("oversight/")}


def test_a_rule_for_each_kind_is_without_fault() -> None:
    assert found("rules:\n- {kind: name, first: 1, basis: [{rule: R_VISITS}]}\n") == set()


def test_two_rules_for_a_kind_and_a_basis_that_is_none_are_told() -> None:
    told = found("rules:\n- {kind: name}\n- {kind: name, basis: [{rule: R_VISIT}]}\n")
    assert told == {(FILE, 3, "personal.mask_twice"), (FILE, 3, "oversight.rule")}


def test_a_personal_field_of_a_kind_without_a_rule_is_noted_where_it_stands() -> None:
    assert found("rules:\n- {kind: phone}\n") == {
        ("oversight/workflows/VISIT.yaml", 15, "personal.mask_missing")
    }


def test_shapes_have_their_ranges() -> None:
    assert found("rules: []\n") == {(FILE, 1, "FIELD_COUNT")}
    assert found("rules:\n- {kind: face}\n") == {(FILE, 2, "FIELD_VALUE")}
    assert found("rules:\n- {kind: name, first: 21}\n") == {(FILE, 2, "FIELD_LIMIT")}


def test_what_is_shipped_masks_every_kind_it_seals() -> None:
    told = {item.code for item in load_bytes(files_of(POLICY)).findings if item.file.startswith("oversight/")}
    assert not {code for code in told if code.startswith("personal.")}
