"""The house keeps its size: modules and functions within the budget, no words for drawers, texts complete."""

from __future__ import annotations

import ast
import statistics
from pathlib import PurePosixPath

import pytest

from tests.source import nodes, texts, trees
from xinxiao.texts import catalogue


def _functions() -> list[tuple[str, int]]:
    sizes = []
    for file, node in nodes():
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            sizes.append((f"{file}:{node.lineno} {node.name}", node.end_lineno - node.lineno + 1))
    return sizes


def test_the_median_module_has_at_most_150_lines_and_none_more_than_500() -> None:
    sizes = {file: text.count("\n") for file, text in texts().items()}
    assert {name: size for name, size in sizes.items() if size > 500} == {}
    assert statistics.median(sizes.values()) <= 150


def test_nine_functions_in_ten_have_at_most_30_lines() -> None:
    sizes = sorted(size for _, size in _functions())
    assert sizes[int(len(sizes) * 0.9)] <= 30


def test_no_function_has_more_than_60_lines() -> None:
    assert [name for name, size in _functions() if size > 60] == []


@pytest.mark.parametrize("word", ["utils", "helpers", "common", "manager", "aux", "misc"])
def test_no_module_is_a_drawer(word: str) -> None:
    assert [file for file in texts() if word in PurePosixPath(file).with_suffix("").parts] == []


def test_both_languages_hold_the_same_texts() -> None:
    assert set(catalogue("zh")) == set(catalogue("en"))
    assert [
        key for language in ("zh", "en") for key, value in catalogue(language).items() if not value.strip()
    ] == []


def test_every_public_name_has_a_docstring() -> None:
    bare = []
    for file, tree in trees().items():
        for node in tree.body:
            if (
                isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef)
                and not node.name.startswith("_")
                and not ast.get_docstring(node)
            ):
                bare.append(f"{file}:{node.lineno} {node.name}")
    assert bare == []
