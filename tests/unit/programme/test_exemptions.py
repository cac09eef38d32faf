"""Exemptions: a finding about a row is silent when, and only when, the programme names finding, row and reason."""

from __future__ import annotations

import pytest

from xinxiao.model.finding import Finding
from xinxiao.programme.load import load_bytes

JUMP = "A,CN,SIZE,NARROW,2018,2021-09-30,72,100M_YUAN,A,A,S_BOOK,"


def found(
    tiny: dict[str, bytes], exemption: str = "", line: str = JUMP.replace(",72,", ",7200,")
) -> list[Finding]:
    files = dict(tiny)
    files["figures/people.csv"] = files["figures/people.csv"].replace(JUMP.encode(), line.encode())
    if exemption:
        files["exemptions.yaml"] = f"exemptions:\n  - id: E1\n{exemption}".encode()
    return list(load_bytes(files).findings)


def said(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(item.level, item.code) for item in findings]


def exemption(**other: str) -> str:
    fields = {
        "finding": "FIGURE_JUMP",
        "indicator": "SIZE",
        "scope": "NARROW",
        "areas": "[CN]",
        "periods": "['2018']",
        "reason": "{zh: 属实, en: It is so.}",
    } | other
    return "".join(f"    {name}: {value}\n" for name, value in fields.items())


def test_an_exemption_silences_the_finding_it_names(tiny: dict[str, bytes]) -> None:
    assert said(found(tiny)) == [("warning", "FIGURE_JUMP")]
    assert said(found(tiny, exemption())) == []


@pytest.mark.parametrize(
    "other",
    [
        {"indicator": "POP"},
        {"scope": "WIDE"},
        {"areas": "['910000']"},
        {"periods": "['2017']"},
        {"finding": "FIGURE_SUM"},
    ],
)
def test_an_exemption_that_fits_nothing_is_an_error_and_silences_nothing(
    tiny: dict[str, bytes], other: dict[str, str]
) -> None:
    assert sorted(said(found(tiny, exemption(**other)))) == [
        ("error", "EXEMPTION_EMPTY"),
        ("warning", "FIGURE_JUMP"),
    ]


def test_an_area_or_a_period_too_many_is_told_by_name(tiny: dict[str, bytes]) -> None:
    findings = found(tiny, exemption(areas="[CN, '910000']", periods="['2018', '2019']"))
    assert said(findings) == [("error", "EXEMPTION_EMPTY")]
    assert findings[0].line == 2
    places = dict(findings[0].places)
    assert (places["area"], places["periods"]) == ("910000", "2019")


def test_what_stays_in_doubt_stays_a_warning(tiny: dict[str, bytes]) -> None:
    assert said(found(tiny, exemption(leaves="warning"))) == [("warning", "FIGURE_JUMP")]


def test_what_is_no_matter_of_judgement_cannot_be_exempted(tiny: dict[str, bytes]) -> None:
    codes = {code for _, code in said(found(tiny, exemption(finding="KEY_DUPLICATE")))}
    assert "FIGURE_JUMP" in codes
    assert any(code.startswith("FIELD_") for code in codes)
