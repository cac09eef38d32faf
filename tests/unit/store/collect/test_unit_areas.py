"""In which area units are on a day: of the last recorded of the latest version by then, and of those in the frame alone."""

from __future__ import annotations

from pathlib import Path

from tests.unit.store.collect.test_frame import imported, version
from xinxiao.store.collect.frame import Frame
from xinxiao.store.collect.unit_areas import unit_areas
from xinxiao.store.ledger import Ledger
from xinxiao.store.ledger.database import Database


def test_a_unit_is_where_its_last_version_by_the_day_says(frame: Frame, ledger: Ledger) -> None:
    imported(frame, [version("A", area="110101"), version("B", area="110102"), version("C", area="110101")])
    imported(frame, [version("A", area="440305", valid_from="2026-06-01"), version("B", area="110105")])
    imported(frame, [version("C", state="out", valid_from="2026-03-01")])
    found = {
        day: unit_areas(ledger.database, ["A", "B", "C", "X"], day)
        for day in ("2025-12-31", "2026-02-01", "2026-06-01")
    }
    assert found == {
        "2025-12-31": {},
        "2026-02-01": {"A": "110101", "B": "110105", "C": "110101"},
        "2026-06-01": {"A": "440305", "B": "110105"},
    }
    assert unit_areas(ledger.database, [], "2026-06-01") == {}
    assert frame.left(["A", "C", "X"], "2026-02-28") == frozenset()
    assert frame.left(["A", "C", "X"], "2026-03-01") == {"C"}, "what nobody knows has not left"


def test_a_ledger_that_is_not_there_knows_no_unit(tmp_path: Path) -> None:
    assert unit_areas(Database(f"sqlite:///{tmp_path / 'none.sqlite'}"), ["A"], "2026-01-01") == {}
