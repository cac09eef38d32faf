"""Mutants of every room that makes, judges or keeps numbers: nine in ten die, and each that lives has a reason."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable

import pytest

from tests.nouns import ROOT

pytestmark = pytest.mark.long


def test_nine_mutants_in_ten_are_noticed_and_every_survivor_has_a_reason(
    record_property: Callable[[str, object], None],
) -> None:
    """In a process of its own, which has loaded none of the modules that are changed."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    command = [sys.executable, "tests/mutants/run.py", "--least", "0.9"]
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, encoding="utf-8", check=False)
    _, _, table = done.stdout.partition("\nroom ")
    record_property("table", f"room {table}")
    told = re.split(r"\n(?=\w+: )", done.stdout.partition("\n\nroom ")[0])
    lived = "\n".join(block for block in told if block.startswith("survived"))
    assert done.returncode == 0, f"{lived}\n{table}\n{done.stderr[-500:]}"
    name, tried, *_ = table.rstrip().splitlines()[-1].split()
    assert name == "all"
    assert int(tried) >= 200
