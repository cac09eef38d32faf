"""Cases to figures: what is counted of a month, what is withheld, and what is told apart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.counted import Registry, programme
from tests.databases import KINDS, database
from xinxiao.files.observations import rows_there
from xinxiao.uses.oversight.aggregates import COLUMNS, Made, write


@pytest.fixture(params=KINDS)
def registry(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Registry]:
    with database(request.param, tmp_path) as url:
        made = Registry.made(url, tmp_path, programme(tmp_path / "programme"))
        yield made
        made.ledger.close()


def full(registry: Registry) -> None:
    """In each of five counties four cases are opened in March: of one the result comes in time on the 11th, of one on the 21st, late; one
    clock runs out."""
    for county in range(1, 6):
        area = f"99000{county}"
        cases = [registry.opened("2026-03-02", area) for _ in range(8)]
        for case in cases[:3]:
            registry.ended(case, "2026-03-12")
        for case in cases[3:6]:
            registry.ended(case, "2026-03-22", late=True, outcome="NO")


def said(made: Made, area: str = "990000") -> dict[tuple[str, str], str]:
    return {
        (row["INDICATOR"], row["RESULT"]): row["OBS_VALUE"] or row["CONF_STATUS"]
        for row in made.rows
        if row["REF_AREA"] == area
    }


def test_what_is_counted_of_a_month(registry: Registry) -> None:
    full(registry)

    made = write(registry.office("2026-04-01"), registry.folder, "2026-03")
    assert said(made) == {
        ("OPENED", "_T"): "40",
        ("ENDED", "_T"): "30",
        ("STILL_OPEN", "_T"): "10",
        ("IN_TIME", "_T"): "15",
        ("LATE", "_T"): "15",
        ("RAN_OUT", "_T"): "0",
        ("PUBLISHED", "_T"): "30",
        ("PUBLISHED", "YES"): "15",
        ("PUBLISHED", "NO"): "15",
        ("DAYS", "_T"): "15",
    }
    assert len(rows_there(made.files[-1], COLUMNS)) == 60
