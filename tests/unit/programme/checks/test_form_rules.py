"""What a check finds in the rules of forms."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.unit.programme.checks.test_forms import FORM, files
from xinxiao.programme.load import load_bytes

YEARLY = (
    FORM.replace("id: SHOPS_M", "id: SHOPS_A")
    .replace("frequency: M", "frequency: A")
    .replace("  waived: ['01']\n", "")
)
YEARLY = YEARLY[: YEARLY.index("  periods:")] + YEARLY[YEARLY.index("sections:") :]
OTHER = FORM.replace("id: SHOPS_M", "id: STALLS_M")


def codes(tiny: Mapping[str, bytes], rule: str) -> list[tuple[int, str]]:
    """Lines and codes of what is found when the form's rule reads so; there are an annual and another monthly form."""
    text = FORM.replace("'WHOLE >= timeshift(WHOLE, -1)'", rule)
    made = {
        **files(tiny, text),
        "forms/SHOPS_A.yaml": YEARLY.encode(),
        "forms/STALLS_M.yaml": OTHER.encode(),
    }
    return [(f.line, f.code) for f in load_bytes(made).findings if f.file == "forms/SHOPS_M.yaml"]


@pytest.mark.parametrize(
    "rule",
    [
        "'ONE_A + TWO_A = ALL_A'",
        "'when OPEN = \"A\" then WHOLE > 0'",
        "'WHOLE <= STALLS_M#WHOLE'",
        "'WHOLE <= 2 * timeshift(STALLS_M#WHOLE, -12)'",
    ],
)
def test_a_rule_over_items_of_forms_of_the_same_frequency_is_sound(
    tiny: Mapping[str, bytes], rule: str
) -> None:
    assert codes(tiny, rule) == []


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("'WHOLE >='", "RULE_END"),
        ("'WHOLE >= )'", "RULE_SYNTAX"),
        ("'WHOLE >= NOTHING'", "RULE_ITEM"),
        ("'WHOLE >= NO_FORM#WHOLE'", "RULE_ITEM"),
        ("'WHOLE >= OPEN'", "RULE_KIND"),
        ("'WHOLE + 1'", "RULE_KIND"),
        ("'OPEN = \"B\"'", "RULE_CODE"),
        ("'WHOLE >= timeshift(WHOLE, 1)'", "RULE_SHIFT"),
        ("'WHOLE <= SHOPS_A#WHOLE'", "FORM_OTHER"),
    ],
)
def test_a_rule_that_does_not_fit_its_form_is_told_where_it_stands(
    tiny: Mapping[str, bytes], rule: str, code: str
) -> None:
    assert codes(tiny, rule) == [(42, code)]
