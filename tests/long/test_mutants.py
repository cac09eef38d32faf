"""Mutants: one operator changed in a module that makes numbers, and the tests of that module must notice.

Each module gets a few mutants, chosen by their place alone so that every run tries the same ones. A mutant that no test
can kill, since it computes the same, stands in ``SAME`` with the reason.
"""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.nouns import ROOT, SOURCE

pytestmark = pytest.mark.long
EACH = 4
"""Mutants of a module."""
MODULES = {
    "analyse/account/benchmarking.py": "tests/unit/analyse/account tests/golden/test_denton_imf_manual.py",
    "analyse/account/measure.py": "tests/unit/analyse/account tests/golden/test_account_and_pull_on_real_tables.py",
    "analyse/account/provinces.py": "tests/unit/analyse/account tests/e2e/test_real_programme.py",
    "analyse/indicators/evaluate.py": "tests/unit/analyse/indicators",
    "analyse/linear.py": "tests/unit/analyse tests/golden/test_leontief_miller_blair.py",
    "analyse/pull/model.py": "tests/unit/analyse/pull tests/golden/test_leontief_miller_blair.py",
    "analyse/targets/judge.py": "tests/unit/analyse/targets",
    "analyse/tasks/light.py": "tests/unit/analyse/tasks",
    "index/doubt/intervals.py": "tests/unit/index/test_uncertainty.py tests/unit/index/test_significance.py",
    "index/doubt/significance.py": "tests/unit/index/test_significance.py",
    "index/steps/aggregate.py": "tests/unit/index/test_aggregate.py tests/golden/test_index_hdi.py",
    "index/steps/normalise.py": "tests/unit/index/test_normalise.py",
    "model/key.py": "tests/unit/model",
    "model/period.py": "tests/unit/model",
    "model/vintage.py": "tests/unit/model",
    "release/seal.py": "tests/unit/release",
}
SWAPPED: dict[type, type] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult,
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip
SAME = {
    "analyse/account/benchmarking.py: likelihood > best[0] + 1e-09 -> likelihood >= best[0] + 1e-09": "no two are that near",
    "analyse/linear.py: abs(work[best, step]) <= 1e-13 * scale -> abs(work[best, step]) < 1e-13 * scale": "none is just that small",
    "index/steps/aggregate.py: present / asked >= threshold - 1e-12 -> present / asked > threshold - 1e-12": "the slack decides",
    "index/steps/normalise.py: direction > 0 -> direction >= 0": "a direction is 1 or -1",
    "model/key.py: len(where) > len(dimensions) - values.count('') -> len(where) >= len(dimensions) - values.count('')": "a short cut",
}
"""Mutants that compute the same, each with the reason."""


def sites(tree: ast.Module) -> list[tuple[ast.AST, int]]:
    """Every operator that can be swapped, in the order of the text: its node, and which of its operators."""
    found: list[tuple[ast.AST, int]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp | ast.BoolOp) and type(node.op) in SWAPPED:
            if isinstance(node, ast.BinOp) and any(
                isinstance(n, ast.Constant | ast.JoinedStr) and isinstance(getattr(n, "value", ""), str)
                for n in (node.left, node.right)
            ):
                continue  # texts that are joined
            found.append((node, 0))
        elif isinstance(node, ast.Compare):
            found += [(node, i) for i, op in enumerate(node.ops) if type(op) in SWAPPED]
    return sorted(found, key=lambda site: (site[0].lineno, site[0].col_offset, site[1]))  # type: ignore[attr-defined]


def mutants(module: str) -> Iterator[tuple[str, str]]:
    """(name, source) of a few mutants, evenly spread over the module; first the module itself, under no name."""
    text = (SOURCE / module).read_text("utf-8")
    yield "", ast.unparse(ast.parse(text))
    count = len(sites(ast.parse(text)))
    for number in range(min(EACH, count)):
        tree = ast.parse(text)
        node, at = sites(tree)[number * count // min(EACH, count)]
        before = ast.unparse(node)
        if isinstance(node, ast.Compare):
            node.ops[at] = SWAPPED[type(node.ops[at])]()
        else:
            node.op = SWAPPED[type(node.op)]()  # type: ignore[attr-defined]
        yield f"{module}: {before} -> {ast.unparse(node)}", ast.unparse(tree)


@pytest.fixture(scope="session")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the source, to change."""
    place = tmp_path_factory.mktemp("mutants")
    shutil.copytree(SOURCE, place / "xinxiao", ignore=shutil.ignore_patterns("__pycache__"))
    return place


@pytest.mark.parametrize("module", MODULES)
def test_a_changed_operator_is_noticed(module: str, copy: Path) -> None:
    file, original = copy / "xinxiao" / module, (SOURCE / module).read_text("utf-8")
    environ = os.environ | {"PYTHONPATH": f"{copy}{os.pathsep}{ROOT}", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-n0", *MODULES[module].split()]
    survived = []
    for name, source in mutants(module):
        file.write_text(source, "utf-8")
        done = subprocess.run(
            command, cwd=ROOT, env=environ, capture_output=True, encoding="utf-8", check=False
        )
        assert done.returncode in (0, 1, 2), done.stdout[-2000:]
        if not name:
            assert done.returncode == 0, f"the tests fail without a mutant:\n{done.stdout[-2000:]}"
        elif done.returncode == 0 and name not in SAME:
            survived.append(name)
    file.write_text(original, "utf-8")
    assert survived == [], "\n".join(survived)
