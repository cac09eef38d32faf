"""What is collected is part of a backup: the ledger with every submission, and what was issued."""

from __future__ import annotations

from pathlib import Path

from tests.collecting import KEY, content, owner
from xinxiao.uses.backup import backup
from xinxiao.uses.call import Call
from xinxiao.uses.collect import reports


def test_a_backup_holds_what_was_issued_and_lacks_nothing(small: Call, tmp_path: Path) -> None:
    reports.submit(owner(small), KEY, content())
    (issue,) = small.ports.reports.issues()
    made = backup(small, tmp_path / "archive").backup
    assert {issue.bundle, issue.circumstances} <= {*made.sizes}
    assert made.lacking == ()
    assert made.event.sequence == 2
