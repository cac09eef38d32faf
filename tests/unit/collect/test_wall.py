"""Who may ask a respondent about a number is not who may punish for it: tests of reported values serve review alone."""

from __future__ import annotations

from tests.unit.test_one_owner import importers, outside

REVIEW = (
    "collect/scrutiny/",
    "uses/collect/",
    "entry/portal/collection/",
    "entry/cli/collection.py",
)
"""The room itself, the uses of collecting, and the statistician's pages and command."""


def test_only_the_desk_reads_what_scrutiny_finds() -> None:
    """Rooms of inspection, lists and cases do not exist yet; when they come, they are not among these."""
    assert outside(importers("xinxiao.collect.scrutiny"), *REVIEW) == []
