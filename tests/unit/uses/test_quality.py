"""The quality report of a dataflow: measures of the release, and what a person wrote."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pyarrow as pa
import pytest

from xinxiao.errors import NotFound
from xinxiao.release.triangle import AVERAGES
from xinxiao.uses import releases
from xinxiao.uses.call import Call
from xinxiao.uses.quality import Revised, quality, revised


def test_a_report_has_what_the_release_says_and_what_a_person_wrote(sealed: Call) -> None:
    found = quality(sealed, "RD_FIGURES")
    table = releases.observations(sealed, releases.find(sealed), "RD_FIGURES")
    assert found.measures.rows == table.num_rows > 0
    assert found.written["MANDATE"].en == "None; all of it is invented"
    since = datetime.fromisoformat(found.life.since).date()
    assert found.timeliness == (since - date(2024, 12, 31)).days
    assert found.punctuality is not None
    assert found.punctuality > timedelta(days=300)


def test_what_was_never_published_twice_has_no_revision() -> None:
    rows = [("A", "U", 2, 1.0, 3.0, 0.5), ("B", "U", 1, 0.0, 0.0, 0.0), ("C", "U", 1, -1.0, 1.0, None)]
    table = pa.table([list(column) for column in zip(*rows, strict=True)], schema=AVERAGES)
    assert revised(table, 4) == Revised(4, 3, 2, 0.25)
    assert revised(AVERAGES.empty_table(), 1) == Revised(1, 0, 0, None)


def test_a_dataflow_there_is_not_has_no_report(sealed: Call) -> None:
    with pytest.raises(NotFound):
        quality(sealed, "NONE")
