"""Resources of other bodies: each class has its grounds."""

from __future__ import annotations

import pytest

from tests.findings import said
from xinxiao.programme.load import load_bytes

_SAID = "{zh: 依据, en: Basis}"


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ("sharing: NOT_STATED", None, None),
        (f"sharing: UNCONDITIONAL, basis: {_SAID}", None, None),
        (f"sharing: CONDITIONAL, condition: {_SAID}, basis: {_SAID}", None, None),
        (f"sharing: NOT_SHARED, reason: {_SAID}, basis: {_SAID}, openness: CLOSED", None, None),
        (f"sharing: NOT_SHARED, reason: {_SAID}, basis: {_SAID}, openness: PART", None, None),
        (f"sharing: CONDITIONAL, basis: {_SAID}", "RESOURCE_GROUNDS", "condition"),
        (f"sharing: NOT_SHARED, basis: {_SAID}", "RESOURCE_GROUNDS", "reason"),
        (f"sharing: NOT_STATED, reason: {_SAID}", "RESOURCE_GROUNDS", "reason"),
        (f"sharing: UNCONDITIONAL, condition: {_SAID}, basis: {_SAID}", "RESOURCE_GROUNDS", "condition"),
        ("sharing: UNCONDITIONAL", "RESOURCE_BASIS", None),
        ("openness: OPEN", "RESOURCE_BASIS", None),
        (f"sharing: NOT_SHARED, reason: {_SAID}, basis: {_SAID}, openness: OPEN", "RESOURCE_OPEN", None),
        ("sources: [S_BOOK, S_BOOX]", "SOURCE_UNKNOWN", None),
        ("holder: OFFICES", "BODY_UNKNOWN", None),
        ("sharing: SECRET", "FIELD_VALUE", None),
    ],
)
def test_a_resource_says_what_its_class_stands_on(
    tiny: dict[str, bytes], fields: str, code: str | None, field: str | None
) -> None:
    holder = "" if fields.startswith("holder") else "holder: OFFICE, "
    item = f"{{id: R_A, {holder}title: {_SAID}, content: {_SAID}, {fields}}}"
    found = load_bytes({**tiny, "resources.yaml": f"resources:\n  - {item}\n".encode()}).findings
    assert [f.code for f in found] == ([code] if code else [])
    if field:
        assert said(found, "RESOURCE_GROUNDS", "resource", "field") == [("R_A", field)]
