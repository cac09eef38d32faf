"""The lock: one run at a time, and no lock outlives its holder."""

from __future__ import annotations

from pathlib import Path

import pytest

from xinxiao.errors import Conflict
from xinxiao.store.lock import locked


def test_a_second_run_in_the_same_home_is_refused(tmp_path: Path) -> None:
    with locked(tmp_path / "lock"), pytest.raises(Conflict), locked(tmp_path / "lock"):
        pass


def test_the_lock_is_free_again_after_the_run_even_when_it_failed(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="boom"), locked(tmp_path / "lock"):
        raise ValueError("boom")
    with locked(tmp_path / "lock"):
        pass
