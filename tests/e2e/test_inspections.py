"""Inspections walked by the forms of the desk, along every path of the workflow that is shipped, with the days of its clocks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.inspecting import PHOTO, Sites, sites

pytest.importorskip("typst", reason="the typesetter is not installed")


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Sites]:
    with sites(tmp_path) as made:
        yield made


def test_first(held: Sites) -> None:
    number = held.assigned().id
    held.told_of("2026-09-25", number)
    later = held.on("2026-09-25")
    later.act("anna", number, "INSPECT_ON_SITE", {"CARDS_SHOWN": "Y", "SIGNED": "Y", "SEEN": "x", "END_DAY": "2026-09-25"}, files=[PHOTO])
    assert later.case(number).state == "INSPECTED"
