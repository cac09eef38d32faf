"""Invented reports meet the rules of the forms we ship, so that what is found in them was planted; and how much of that rules notice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from tests.nouns import PROGRAMMES
from xinxiao.collect.bundle import bundled, circumstances
from xinxiao.collect.examine import Beside, examined
from xinxiao.model.collect.content import content_of
from xinxiao.model.collect.finding import ReportFinding
from xinxiao.model.period import earlier
from xinxiao.model.programme import Programme
from xinxiao.process.synthetic import ERRORS, spoilt
from xinxiao.programme.load import load
from xinxiao.uses.collect.synthesise import Asked, made

PERIOD = {"M": "2026-08", "Q": "2026-Q3", "A": "2027"}
UNITS, SEED, EACH = 300, 7, 10
FORMS = [
    "IC_CONTENT_M",
    "IC_COUNTY_Q",
    "IC_DEVICE_M",
    "IC_HOUSEHOLD_Q",
    "IC_INFORMATISATION_A",
    "IC_PLATFORM_M",
    "IC_SERVICE_M",
]
"""The forms we ship."""
NOTICED = {
    #                        slip, thousand, swapped, copied, sum, sign, missing, heaped, duplicate
    "IC_CONTENT_M": (2, 6, 7, 0, 10, 10, 4, 4, 6),
    "IC_COUNTY_Q": (3, 3, 4, 0, 0, 10, 10, 1, 6),  # it has no sums: one is added to a number
    "IC_DEVICE_M": (6, 6, 5, 0, 10, 10, 3, 4, 6),
    "IC_HOUSEHOLD_Q": (10, 7, 6, 0, 10, 10, 10, 5, 0),
    "IC_INFORMATISATION_A": (10, 8, 7, 0, 10, 10, 10, 8, 6),
    "IC_PLATFORM_M": (7, 9, 6, 0, 10, 10, 7, 7, 6),
    "IC_SERVICE_M": (8, 7, 8, 0, 10, 10, 1, 6, 9),
}
"""Of ten planted of each kind, how many a rule notices (blocks, holds, or asks about) in a report that meets all rules without."""


@pytest.fixture(scope="module")
def real() -> Programme:
    return load(PROGRAMMES / "information-consumption").parts


def found(programme: Programme, form: str, errors: int) -> Iterator[tuple[str, tuple[ReportFinding, ...]]]:
    """What is found in the reports of 300 units beside those of the period before, by the error planted (empty for none)."""
    own = programme.forms[form]
    period = PERIOD[own.frequency]
    now, before = (
        made(programme, Asked(form, each, UNITS, 0, SEED)) for each in (period, earlier(period, 1))
    )
    wrong, key = spoilt(own, now.units, now.contents, before.contents, errors, SEED, period)
    kinds = dict(zip(key.column("unit").to_pylist(), key.column("error").to_pylist(), strict=True))
    bundle, spec = bundled(programme, own), circumstances(programme, "Asia/Shanghai").explanation
    rows = zip(
        now.units.column("unit").to_pylist(), wrong.to_pylist(), before.contents.to_pylist(), strict=True
    )
    for unit, content, other in rows:
        beside = Beside({(form, 1): content_of(other)}, period=period)
        yield kinds.get(unit, ""), examined(bundle, content_of(content), beside, spec)


def test_these_are_the_forms(real: Programme) -> None:
    assert sorted(real.forms) == FORMS


@pytest.mark.parametrize("form", FORMS)
def test_no_report_without_a_planted_error_is_blocked_or_held(real: Programme, form: str) -> None:
    strict = [one for _, every in found(real, form, 0) for one in every if one.severity != "explain"]
    assert strict == []


@pytest.mark.parametrize("form", FORMS)
def test_rules_notice_as_many_planted_errors_as_is_said(real: Programme, form: str) -> None:
    usual = {one.rule for _, every in found(real, form, 0) for one in every}
    noticed = Counter(
        kind
        for kind, every in found(real, form, EACH * len(ERRORS))
        if kind and any(one.rule not in usual or not one.rule for one in every)
    )
    assert tuple(noticed[kind] for kind in ERRORS) == NOTICED[form]
