"""An opening that is sent twice is one; ten minutes later it is meant."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.casework import OPERATOR, Desk
from tests.workflows import FIRM
from xinxiao.oversight.wanted import Wanted
from xinxiao.uses.oversight import cases
from xinxiao.uses.oversight.repeated import opened_before


def test_the_same_opening_is_found_for_ten_minutes(tmp_path: Path) -> None:
    desk = Desk(f"sqlite:///{tmp_path / 'ledger.sqlite'}", tmp_path / "home")
    wanted = Wanted("ASK", values={"RECEIVED": "2026-06-01"}, subject=FIRM, area="110105")
    assert opened_before(desk.of(OPERATOR), "PERMIT", wanted) == ""
    made = cases.open_(desk.of(OPERATOR), "PERMIT", wanted)
    begun = desk.now
    for minutes, found in ((0, made.case.id), (10, made.case.id), (11, "")):
        desk.now = begun + timedelta(minutes=minutes)
        assert opened_before(desk.of(OPERATOR), "PERMIT", wanted) == found
    desk.close()
