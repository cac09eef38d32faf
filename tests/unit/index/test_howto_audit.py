"""The Python of the how-to runs as printed, on the small index."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


def test_the_python_of_the_audit_how_to_runs_as_printed() -> None:
    page = (ROOT / "docs/howto/audit-an-index.md").read_text("utf-8")
    blocks = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    assert len(blocks) == 2
    names: dict[str, object] = {}
    small = (ROOT / "tests/data/index-small").as_posix()
    for block in blocks:
        code = block.replace('"my-index"', repr(small)).replace('"u03"', '"U03"')
        exec(compile(code, "audit-an-index.md", "exec"), names)
    assert names["doubt"].score.shape == (3, 12)  # type: ignore[attr-defined]


def test_the_assumptions_of_the_how_to_are_read_without_a_fault() -> None:
    import msgspec

    from xinxiao.index.spec.method import Assumptions

    page = (ROOT / "docs/howto/audit-an-index.md").read_text("utf-8")
    found = re.search(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert found
    declared = msgspec.yaml.decode(found.group(1), type=Assumptions)
    assert [a.kind for a in declared.assumptions] == ["alternatives", "dirichlet", "noise"]
    assert declared.level == pytest.approx(0.9)
