"""A frame on SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest

from tests.unit.store.ledger.conftest import ledger, url
from xinxiao.store.collect.frame import Frame
from xinxiao.store.ledger import Ledger

__all__ = ["frame", "ledger", "url"]


@pytest.fixture
def frame(ledger: Ledger) -> Frame:
    """The frame of a ledger."""
    return Frame(ledger)
