"""Invented reports meet the rules of the forms we ship, so that what is found in them was planted; and how much of that rules notice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from tests.nouns import PROGRAMMES
from xinxiao.collect.bundle import bundled, circumstances
from xinxiao.collect.examine import Beside, examined, references
from xinxiao.model.collect.content import content_of
from xinxiao.model.collect.finding import ReportFinding
from xinxiao.model.period import earlier, ending
from xinxiao.model.programme import Programme
from xinxiao.process.synthetic.errors import ERRORS
from xinxiao.programme.load import load
from xinxiao.uses.collect.synthesise import one, planted, population, spoilt

PERIOD = {"M": "2026-08", "Q": "2026-Q3", "A": "2025"}
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
CROSSED = {"IC_CONTENT_M", "IC_INFORMATISATION_A", "IC_SERVICE_M"}
"""Those with a rule about another form that a unit fills."""
NOTICED = {
    #                        slip, thousand, swapped, copied, sum, sign, missing, heaped, duplicate, cross
    "IC_CONTENT_M": (4, 8, 7, 0, 10, 10, 10, 2, 5, 10),
    "IC_COUNTY_Q": (4, 4, 5, 0, 2, 10, 10, 0, 10, 0),  # it has no sums: one is added to a number
    "IC_DEVICE_M": (7, 7, 8, 0, 10, 10, 10, 6, 9, 0),
    "IC_HOUSEHOLD_Q": (7, 9, 7, 0, 10, 10, 10, 2, 2, 0),
    "IC_INFORMATISATION_A": (8, 10, 9, 1, 10, 10, 10, 7, 9, 10),
    "IC_PLATFORM_M": (9, 7, 7, 0, 10, 10, 10, 4, 9, 0),
    "IC_SERVICE_M": (7, 8, 9, 0, 10, 9, 10, 5, 8, 10),
}
"""Of ten planted of each kind (of the last in three forms alone), how many a rule notices (blocks, holds, or asks about) in a report that meets all rules without."""


@pytest.fixture(scope="module")
def real() -> Programme:
    return load(PROGRAMMES / "information-consumption").parts


def found(programme: Programme, form: str, errors: int) -> Iterator[tuple[str, tuple[ReportFinding, ...]]]:
    """What is found in the reports of 300 units beside those of the period before, by the error planted (empty for none)."""
    own = programme.forms[form]
    period = PERIOD[own.frequency]
    asked = one(form, period, UNITS, errors, SEED)
    invented = population(programme, asked)
    (piece,) = invented.pieces()
    reports, key = spoilt(piece, (form, period), planted(invented, asked)[form, period], SEED)
    kinds = dict(zip(key.column("unit").to_pylist(), key.column("error").to_pylist(), strict=True))
    before = piece.contents(form, earlier(period, 1)).to_pylist()
    others = {name: programme.forms[name] for name in {item.form for item in references(own)} - {""}}
    said = {
        name: dict(zip(piece.names(name), piece.contents(name, then).to_pylist(), strict=True))
        for name, other in others.items()
        if (then := ending(period, other.frequency))
    }
    bundles = {name: bundled(programme, other) for name, other in others.items()}
    bundle, spec = bundled(programme, own), circumstances(programme, "Asia/Shanghai").explanation
    for row, earlier_one in zip(reports.to_pylist(), before, strict=True):
        contents = {(form, 1): content_of(earlier_one)}
        contents |= {(n, 0): content_of(held[row["unit"]]) for n, held in said.items() if row["unit"] in held}
        beside = Beside(contents, bundles, period)
        yield kinds.get(row["unit"], ""), examined(bundle, content_of(row["content"]), beside, spec)


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
        for kind, every in found(
            real, form, EACH * len([kind for kind in ERRORS if kind != "cross" or form in CROSSED])
        )
        if kind and any(one.rule not in usual or not one.rule for one in every)
    )
    assert tuple(noticed[kind] for kind in ERRORS) == NOTICED[form]
