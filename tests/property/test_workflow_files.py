"""Workflow files with anything wrong in them: every one is read to the end, and what is wrong is told in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

import pytest
import yaml

from tests.nouns import POLICY, files_of
from tests.overseen import by_law
from xinxiao.files.yaml import write_yaml
from xinxiao.programme.load import load_bytes

FILES: Mapping[str, bytes] = {
    **{
        path: content for path, content in files_of(POLICY).items() if path.startswith("oversight/workflows/")
    },
    **{path: content for path, content in by_law().items() if path.startswith("oversight/workflows/")},
}
STRANGE = (
    None,
    "",
    "X",
    "NOWHERE",
    0,
    -1,
    10**9,
    True,
    [],
    ["X"],
    {},
    {"zh": "", "en": ""},
    "2026-02-30",
    "9999-12-31",
    "\u202e",
)
"""What stands in a place where something else belongs."""


def parts(value: Any) -> list[tuple[Any, Any]]:
    """Every place of a value, as what holds it and its key."""
    keys = (
        list(value) if isinstance(value, dict) else list(range(len(value))) if isinstance(value, list) else []
    )
    return [(value, key) for key in keys] + [place for key in keys for place in parts(value[key])]


def spoilt(random: Random, value: Any) -> Any:
    """A workflow of which something is lost, doubled, strange, or another of its own words."""
    for _ in range(random.randint(1, 3)):
        places = parts(value)
        held, key = random.choice(places)
        what = random.randint(0, 3)
        if what == 0:
            del held[key]
        elif what == 1:
            held[key] = random.choice(STRANGE)
        elif what == 2:
            other, there = random.choice(places)
            if isinstance(other, dict) or there < len(other):
                held[key] = yaml.safe_load(
                    write_yaml(other.get(there) if isinstance(other, dict) else other[there])
                )
        elif isinstance(held, list):
            held.append(held[key])
    return value


@pytest.mark.parametrize("path", sorted(FILES))
def test_a_spoilt_workflow_ends_in_findings(path: str) -> None:
    random = Random(path)
    told = 0
    for _ in range(5):
        files = {**by_law(), path: write_yaml(spoilt(random, yaml.safe_load(FILES[path])))}
        for found in load_bytes(files).findings:
            told += found.file == path
            assert found.message("zh")
            assert found.message("en")
    assert told > 0
