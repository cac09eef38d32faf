from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


def test_the_python_of_the_how_to_runs_as_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("xinxiao.index", reason="the public alias xinxiao.index is not there yet")
    monkeypatch.chdir(ROOT)
    page = (ROOT / "docs/howto/index-from-a-folder.md").read_text("utf-8")
    blocks = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    assert len(blocks) == 3
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, "index-from-a-folder.md", "exec"), names)
    assert len(names["every"]) == 3 * 12 * 9  # type: ignore[arg-type]
    assert names["scores"].tolist() == [0.0, 100.0, 50.0]  # type: ignore[attr-defined]
