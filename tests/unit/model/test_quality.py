"""Quality reports: whose words stand under a heading, and how firm a figure is by its age."""

from __future__ import annotations

import pytest

from xinxiao.model.quality import BY_HAND, HEADINGS, FlowQuality, Practice, QualitySpec, Said, Stage
from xinxiao.model.text import Text

ALL, OWN = Text(zh="全", en="all"), Text(zh="己", en="own")
SPEC = QualitySpec(
    said=(Said(heading="COST", text=ALL), Said(heading="ACCURACY", text=ALL)),
    dataflows=(FlowQuality(id="F", said=(Said(heading="ACCURACY", text=OWN),)),),
    practices=(
        Practice(
            indicators=("GDP",),
            source=ALL,
            stages=(
                Stage(name=Text(zh="初", en="first"), months=10),
                Stage(name=Text(zh="终", en="final"), months=24),
                Stage(name=Text(zh="修", en="later")),
            ),
        ),
    ),
)


def test_a_dataflow_has_its_own_words_else_those_of_all() -> None:
    assert SPEC.of("F") == {"COST": ALL, "ACCURACY": OWN}
    assert SPEC.of("G") == {"COST": ALL, "ACCURACY": ALL}


@pytest.mark.parametrize(
    ("period", "vintage", "stage"),
    [
        ("2023", "2024-01-17", "first"),  # a month after December 2023
        ("2023", "2024-10-31", "first"),  # ten
        ("2023", "2024-11-01", "final"),  # eleven
        ("2023", "2025-12-26", "final"),  # twenty-four
        ("2023", "2026-01-01", "later"),  # twenty-five
        ("2023-Q1", "2024-01-31", "first"),  # ten after March
        ("2023-Q1", "2024-02-01", "final"),
    ],
)
def test_a_figure_is_as_firm_as_the_months_since_its_period_say(
    period: str, vintage: str, stage: str
) -> None:
    practice = SPEC.practice("GDP")
    assert practice is not None
    found = practice.stage(period, vintage)
    assert found is not None
    assert found.name.en == stage


def test_what_cannot_be_dated_or_comes_after_every_stage_has_none() -> None:
    practice = Practice(indicators=("X",), source=ALL, stages=(Stage(name=ALL, months=1),))
    assert practice.stage("2023", "2024-01-31") == Stage(name=ALL, months=1)
    assert practice.stage("2023", "2024-02-01") is None
    assert practice.stage("when", "2024-01-01") is None
    assert practice.stage("2023", "yesterday") is None
    assert SPEC.practice("CPI") is None


def test_headings_are_those_of_sims_and_some_are_for_people() -> None:
    assert len(HEADINGS) == 19
    assert HEADINGS[0] == "CONTACT"
    assert HEADINGS[13] == "TIMELINESS"  # S.14
    assert set(BY_HAND) < set(HEADINGS)
