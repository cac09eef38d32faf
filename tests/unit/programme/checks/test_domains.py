"""What a check finds in `domains.yaml`: nothing is silently unmapped."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from xinxiao.programme.load import load_bytes

LIST = """id: CL_DOMAIN
version: 1.0.0
name: {zh: 领域表, en: Domains}
codes:
  - {id: LIFE, name: {zh: 生活, en: Life}}
  - {id: LIFE_A, name: {zh: 甲类, en: Class A}, parent: LIFE}
"""
SPEC = """name: {zh: 领域, en: Domains}
article: '4'
codelist: CL_DOMAIN
classes:
  - {id: LIFE_A, not_measurable: {zh: 没有表格, en: no table}, gap: {zh: 没有数字, en: no figures}}
outside:
  - reason: {zh: 背景数字, en: context}
    indicators: [%s]
"""


def codes(tiny: Mapping[str, bytes], spec: str, listed: str = LIST) -> list[tuple[str, str]]:
    """File and code of what is found in a tiny programme with domains, beyond what it has without a dataflow for them."""
    files = {**tiny, "domains.yaml": spec.encode(), "codelists/CL_DOMAIN.yaml": listed.encode()}
    found = load_bytes(files).findings
    return [(f.file, f.code) for f in found if f.code not in ("FLOW_MISSING", "CONCEPT_UNUSED")]


@pytest.fixture
def every(tiny: Mapping[str, bytes]) -> str:
    own = load_bytes(tiny).programme
    assert own is not None
    return ", ".join(own.indicators)


def test_a_programme_that_maps_every_indicator_or_says_why_not_is_sound(
    tiny: Mapping[str, bytes], every: str
) -> None:
    assert codes(tiny, SPEC % every) == []


def test_an_indicator_without_domain_and_reason_is_found(tiny: Mapping[str, bytes], every: str) -> None:
    rest = every.partition(", ")[2]
    assert codes(tiny, SPEC % rest) == [("indicators.yaml", "INDICATOR_DOMAIN")]


def test_an_indicator_with_domain_and_reason_is_found(tiny: Mapping[str, bytes], every: str) -> None:
    text = (
        tiny["indicators.yaml"]
        .decode()
        .replace("en: Size of it.}", "en: Size of it.}\n    domain: LIFE_A", 1)
    )
    found = codes({**tiny, "indicators.yaml": text.encode()}, SPEC % every)
    assert found == [("indicators.yaml", "INDICATOR_DOMAIN_TWICE")]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (", gap: {zh: 没有数字, en: no figures}", "", ("codelists/CL_DOMAIN.yaml", "CLASS_GAP")),
        ("not_measurable: {zh: 没有表格, en: no table}, ", "", ("codelists/CL_DOMAIN.yaml", "CLASS_INTERVAL")),
        ("{id: LIFE_A, ", "{id: LIFE_A, tasks: [99], ", ("domains.yaml", "TARGET_TASK_UNKNOWN")),
        ("{id: LIFE_A, ", "{id: LIFE_A, classified: [{code: X, cover: full}], ", ("domains.yaml", "CODE_UNKNOWN")),
        ("codelist: CL_DOMAIN", "codelist: CL_DOMAIN\nclassification: CL_NONE", ("domains.yaml", "CODELIST_UNKNOWN")),
        ("indicators: [", "indicators: [NOBODY, ", ("domains.yaml", "INDICATOR_UNKNOWN")),
    ],
)  # fmt: skip
def test_a_fault_of_the_domains_is_told(
    tiny: Mapping[str, bytes], every: str, old: str, new: str, code: tuple[str, str]
) -> None:
    text = SPEC % every
    assert old in text
    assert codes(tiny, text.replace(old, new)) == [code]


def test_a_class_that_no_list_knows_and_one_declared_twice_are_found(
    tiny: Mapping[str, bytes], every: str
) -> None:
    text = SPEC % every
    line = next(line for line in text.splitlines() if "LIFE_A" in line)
    assert codes(tiny, text.replace(line, f"{line}\n{line}")) == [("domains.yaml", "ID_DUPLICATE")]
    other = codes(tiny, text.replace(line, f"{line}\n  - {{id: NOWHERE}}"))
    assert other == [("domains.yaml", "CODE_UNKNOWN")]


def test_a_class_cannot_have_an_interval_and_a_reason_why_there_is_none(
    tiny: Mapping[str, bytes], every: str
) -> None:
    text = (SPEC % every).replace("{id: LIFE_A, ", "{id: LIFE_A, sectors: [{sector: '77', cover: part}], ")
    assert set(codes(tiny, text)) == {
        ("domains.yaml", "SECTOR_UNKNOWN"),
        ("codelists/CL_DOMAIN.yaml", "CLASS_INTERVAL"),
    }
