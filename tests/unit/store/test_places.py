"""Places: where programmes are looked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from xinxiao.store.places import programme_folder


def test_real_programmes_come_before_tutorials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("tutorial-a", "zoo"):
        (tmp_path / "programmes" / name).mkdir(parents=True)
        (tmp_path / "programmes" / name / "programme.yaml").write_text("id: x\n")
    monkeypatch.chdir(tmp_path)
    assert programme_folder().name == "zoo"
