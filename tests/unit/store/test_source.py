"""The hash of the code: it covers every module a number can depend on, and nothing that only shows or checks numbers."""

from __future__ import annotations

import ast
import shutil
from functools import cache
from pathlib import Path

import pytest

import xinxiao
from tests.nouns import SOURCE
from xinxiao.model.release import digest_of, sha256
from xinxiao.store.source import code, imports, sources

COVERED = (
    "analyse/account/measure.py",
    "analyse/indicators/evaluate.py",
    "analyse/targets/judge.py",
    "index/steps/normalise.py",
    "index/doubt/draw.py",
    "files/table.py",
    "files/yaml.py",
    "model/unit.py",
    "model/formula.py",
    "model/vintage.py",
    "programme/read.py",
    "release/seal.py",
    "cycle.py",
)
LEFT_OUT = (
    "publish/",
    "entry/",
    "store/",
    "uses/",
    "programme/checks/",
    "programme/load.py",
    "release/explain.py",
    "release/revise.py",
    "release/verify.py",
    "index/analysis/audit.py",
    "index/tables/",
    "index/layouts/workbook.py",
    "bootstrap.py",
    "settings.py",
    "model/actor.py",
    "model/extract.py",
)


def listed(root: Path) -> list[str]:
    return [file.relative_to(root).as_posix() for file in sources(root)]


@cache
def names() -> list[str]:
    """The modules covered of this program as it stands."""
    return listed(SOURCE)


def hashed(root: Path) -> str:
    """The hash of the code below ``root``, as ``code`` computes it for the installed one."""
    return digest_of(
        {
            file.relative_to(root).as_posix(): sha256(file.read_bytes().replace(b"\r\n", b"\n"))
            for file in sources(root)
        }
    )


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the source, to change."""
    left_out = shutil.ignore_patterns("__pycache__")
    return Path(shutil.copytree(SOURCE, tmp_path / "xinxiao", ignore=left_out))


def test_the_code_is_known_by_its_version_and_one_hash() -> None:
    assert code().version == xinxiao.__version__
    assert len(code().sha256) == 64
    assert code().sha256 == hashed(SOURCE)


@pytest.mark.parametrize("module", COVERED)
def test_a_module_that_makes_numbers_is_covered(module: str) -> None:
    assert (SOURCE / module).is_file()
    assert module in names()


@pytest.mark.parametrize("module", LEFT_OUT)
def test_what_only_shows_checks_or_keeps_numbers_is_not(module: str) -> None:
    assert (SOURCE / module).exists()
    assert [name for name in names() if name.startswith(module)] == []


def test_another_line_in_any_covered_module_is_another_code(tree: Path) -> None:
    hashes = [code().sha256]
    for module in COVERED[::6]:
        with (tree / module).open("a", encoding="utf-8") as file:
            file.write("# one line more\n")
        hashes.append(hashed(tree))
    assert len(set(hashes)) == len(hashes)


def test_another_line_in_a_module_that_shows_numbers_is_the_same_code(tree: Path) -> None:
    before = code().sha256
    for module in ("publish/files/csv.py", "entry/cli/main.py", "store/ledger/chain.py", "uses/data.py",
                   "programme/checks/rows.py", "release/explain.py"):  # fmt: skip
        with (tree / module).open("a", encoding="utf-8") as file:
            file.write("# one line more\n")
    assert hashed(tree) == before


def test_line_ends_do_not_count_and_a_blank_does(tree: Path) -> None:
    before, module = code().sha256, tree / "cycle.py"
    text = module.read_bytes()
    module.write_bytes(text.replace(b"\n", b"\r\n"))
    assert hashed(tree) == before
    module.write_bytes(text + b" ")
    assert hashed(tree) != before


def test_a_module_imported_inside_a_function_is_covered(tree: Path) -> None:
    (tree / "model" / "secret.py").write_text('"""A number."""\nFACTOR = 2\n', "utf-8")
    target = tree / "analyse" / "linear.py"
    added = "\n\ndef hidden() -> int:\n    from xinxiao.model.secret import FACTOR\n\n    return FACTOR\n"
    target.write_text(target.read_text("utf-8") + added, "utf-8")
    assert "model/secret.py" in listed(tree)


def test_a_module_nobody_imports_is_not_covered(tree: Path) -> None:
    before = code().sha256
    (tree / "model" / "secret.py").write_text('"""A number."""\nFACTOR = 2\n', "utf-8")
    assert hashed(tree) == before


def parsed(file: Path) -> list[tuple[str, list[str]]]:
    """Every import of a file, by its syntax."""
    found = []
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Import):
            found += [(alias.name, []) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append(("." * node.level + (node.module or ""), [alias.name for alias in node.names]))
    return sorted(found)


def test_imports_are_found_by_their_words_as_they_are_by_syntax() -> None:
    for file in (*SOURCE.rglob("*.py"), *SOURCE.rglob("*.pyi")):
        own = [found for found in imports(file.read_text("utf-8")) if found[0].startswith(("xinxiao", "."))]
        known = [found for found in parsed(file) if found[0].startswith(("xinxiao", "."))]
        more = [found for found in own if found not in known]
        assert sorted(found for found in own if found not in more) == known, file
        assert more in ([], [("xinxiao", ["index"])]), f"{file}: a docstring's example, and no other"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("import xinxiao.model.key as key, os  # both\n", [("xinxiao.model.key", []), ("os", [])]),
        ("from xinxiao.model import (  # why\n    key as k,\n    unit,  # of course\n)\n", [("xinxiao.model", ["key", "unit"])]),
        ("def f():\n    from xinxiao import cycle  # late\n", [("xinxiao", ["cycle"])]),
        ("x = 'import os'\n", []),
    ],
)  # fmt: skip
def test_an_import_is_read_in_every_form(text: str, found: list[tuple[str, list[str]]]) -> None:
    assert list(imports(text)) == found


def test_a_name_that_a_package_opens_late_is_followed_to_the_module_its_stub_names(tmp_path: Path) -> None:
    (tmp_path / "xinxiao" / "index").mkdir(parents=True)
    root = tmp_path / "xinxiao"
    (root / "cycle.py").write_text("from xinxiao.index import build\n", "utf-8")
    (root / "index" / "__init__.py").write_text("# opens its rooms late\n", "utf-8")
    (root / "index" / "__init__.pyi").write_text("from .door import build as build\n", "utf-8")
    (root / "index" / "door.py").write_text("def build() -> None: ...\n", "utf-8")
    (root / "index" / "other.py").write_text("", "utf-8")
    assert listed(root) == ["cycle.py", "index/__init__.py", "index/door.py"]


def test_modules_of_other_packages_and_the_package_itself_are_not_covered(tmp_path: Path) -> None:
    root = tmp_path / "xinxiao"
    (root / "model").mkdir(parents=True)
    (root / "cycle.py").write_text("import xinxiao\nimport other.door\nimport xinxiao.model.key\n", "utf-8")
    for name in ("__init__", "door", "model/key"):
        (root / f"{name}.py").write_text("", "utf-8")
    assert listed(root) == ["cycle.py", "model/key.py"]


def test_the_modules_are_listed_in_the_order_of_their_paths() -> None:
    assert len(sources(SOURCE)) > 100
    assert sources(SOURCE) == sorted(sources(SOURCE))
