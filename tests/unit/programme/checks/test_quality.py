"""What a check finds in `quality.yaml`."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from xinxiao.model.quality import BY_HAND
from xinxiao.programme.load import load_bytes

WORDS = "said:\n" + "".join(f"  - heading: {h}\n    text: {{zh: 文, en: text}}\n" for h in BY_HAND)
PRACTICE = """practices:
  - indicators: [SIZE]
    source: {zh: 某, en: some}
    stages:
      - {name: {zh: 初, en: first}, months: 10}
      - {name: {zh: 终, en: final}, months: 24}
      - {name: {zh: 修, en: later}}
"""


def found(tiny: Mapping[str, bytes], text: str) -> list[tuple[str, str]]:
    loaded = load_bytes({**tiny, "quality.yaml": text.encode()})
    return [
        (f.code, str(dict(f.places).get("value") or dict(f.places).get("headings")))
        for f in loaded.findings
        if f.file == "quality.yaml"
    ]


def test_a_whole_report_is_sound(tiny: Mapping[str, bytes]) -> None:
    assert found(tiny, WORDS + PRACTICE) == []


def test_what_only_a_person_can_write_is_asked_for_of_every_dataflow(tiny: Mapping[str, bytes]) -> None:
    without = WORDS.replace("  - heading: COST\n    text: {zh: 文, en: text}\n", "")
    own = load_bytes(dict(tiny)).programme
    assert own is not None
    assert found(tiny, without) == [("QUALITY_MISSING", "COST")] * len(own.flows)
    flow = next(iter(own.flows))
    one = (
        f"dataflows:\n  - id: {flow}\n    said:\n      - heading: COST\n        text: {{zh: 文, en: text}}\n"
    )
    assert found(tiny, without + one) == [("QUALITY_MISSING", "COST")] * (len(own.flows) - 1)


def test_a_programme_without_a_contact_is_noted_and_one_with_it_is_not(tiny: Mapping[str, bytes]) -> None:
    head = tiny["programme.yaml"].decode().replace("contact: tests@example.org\n", "")
    assert "contact" not in head

    def noted(head: str) -> list[tuple[str, str]]:
        findings = load_bytes({**tiny, "programme.yaml": head.encode()}).findings
        return [(f.file, f.level) for f in findings if f.code == "CONTACT_MISSING"]

    assert noted(head) == noted(head + "contact: ' '\n") == [("programme.yaml", "note")]
    assert noted(head + "contact: desk@example.org\n") == []


@pytest.mark.parametrize(
    ("old", "new", "code", "value"),
    [
        ("months: 24", "months: 10", "QUALITY_STAGES", "10"),
        ("months: 24", "months: 9", "QUALITY_STAGES", "9"),
        ("en: first}, months: 10", "en: first}", "QUALITY_STAGES", "-"),
        ("[SIZE]", "[SIZES]", "INDICATOR_UNKNOWN", "SIZES"),
        ("practices:", "dataflows:\n  - id: NONE\npractices:", "CATEGORY_FLOW", "NONE"),
    ],
)
def test_what_is_wrong_with_it_is_told(
    tiny: Mapping[str, bytes], old: str, new: str, code: str, value: str
) -> None:
    assert found(tiny, WORDS + PRACTICE.replace(old, new)) == [(code, value)]
