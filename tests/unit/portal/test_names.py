"""Nothing of the policy stands in the doors: no dataflow, place, product or unit by name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ENTRY = Path(__file__).resolve().parents[3] / "src" / "xinxiao" / "entry"
FILES = [path for ending in ("py", "html") for path in sorted(ENTRY.rglob(f"*.{ending}"))]
STEPS = ENTRY / "portal" / "steps.py"


@pytest.mark.parametrize(
    "name", [r"\bIC_[A-Z]", r"[\"']CN[\"']", r"\b[1-9]\d{5}\b(?!_)", r"[\"'](?:G|S)[\"']", r"YUAN|PERSONS"]
)
def test_a_name_of_the_policy_stands_nowhere_in_the_doors(name: str) -> None:
    found = [
        f"{path.relative_to(ENTRY)}:{number}"
        for path in FILES
        if path != STEPS
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if re.search(name, line)
    ]
    assert found == []


def test_the_portal_reaches_the_stores_through_uses_alone() -> None:
    forbidden = re.compile(r"from xinxiao\.(bootstrap|store|cycle|analyse|programme)\b")
    modules = {path: path.read_text("utf-8") for path in (ENTRY / "portal").rglob("*.py")}
    assert [path.name for path, content in modules.items() if forbidden.search(content)] == []
