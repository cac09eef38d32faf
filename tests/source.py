"""The source as syntax, read once for every test that holds something of all of it."""

from __future__ import annotations

import ast
import gc
from functools import cache

from tests.nouns import SOURCE


@cache
def texts() -> dict[str, str]:
    """The text of every module by its path below the package."""
    files = sorted(SOURCE.rglob("*.py"))
    return {file.relative_to(SOURCE).as_posix(): file.read_text("utf-8") for file in files}


@cache
def trees() -> dict[str, ast.Module]:
    """Every module as syntax, by its path."""
    gc.disable()  # syntax has no garbage, and looking for it in between would take longer than reading
    try:
        return {file: ast.parse(text) for file, text in texts().items()}
    finally:
        gc.enable()


@cache
def nodes() -> tuple[tuple[str, ast.AST], ...]:
    """Every piece of syntax with its file, walked once."""
    found = tuple((file, node) for file, tree in trees().items() for node in ast.walk(tree))
    gc.freeze()  # three hundred thousand objects that stay: the collector need not walk them
    return found


@cache
def of_kind(kind: type[ast.AST]) -> tuple[tuple[str, ast.AST], ...]:
    """The pieces of one kind, each with its file."""
    return tuple((file, node) for file, node in nodes() if isinstance(node, kind))
