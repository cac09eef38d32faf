"""Which code makes the numbers: its version, and one hash over every module a number can depend on.

These are the modules that reading a programme and running a cycle import, found by following imports in the source. A
chart's colour, a page, a check or a store is not among them and never changes a release.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

import xinxiao
from xinxiao.model.release import Code, digest_of, sha256

BEGINNINGS = ("xinxiao.programme.read", "xinxiao.cycle")
"""Where numbers come from: files are read, and a cycle is run."""


@cache
def code() -> Code:
    """Version and hash of the installed source; line ends do not count."""
    root = Path(xinxiao.__file__).parent
    hashes = {
        file.relative_to(root).as_posix(): sha256(file.read_bytes().replace(b"\r\n", b"\n"))
        for file in sources(root)
    }
    return Code(version=xinxiao.__version__, sha256=digest_of(hashes))


def sources(root: Path) -> list[Path]:
    """The files of all modules that ``BEGINNINGS`` import, directly or through others; ``root`` is the package's folder."""
    open_ = [file for name in BEGINNINGS if (file := _file(root, name)) is not None]
    seen = set(open_)
    while open_:
        for name in _imported(open_.pop(), root):
            file = _file(root, name)
            if file is not None and file not in seen:
                seen.add(file)
                open_.append(file)
    return sorted(seen)


def _imported(file: Path, root: Path) -> Iterator[str]:
    """Names of modules a file imports, wherever in it; of ``from a import b`` both a and a.b, which may be one, and
    the module where b stands when a opens its rooms late and says so in its stub."""
    for node in _statements(file):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            late = _late(root, node.module)
            yield node.module
            yield from (late.get(alias.name, f"{node.module}.{alias.name}") for alias in node.names)


def _statements(file: Path) -> Iterator[ast.AST]:
    """Every statement of a file, without looking into expressions: no import stands in one."""
    open_: list[ast.AST] = [ast.parse(file.read_bytes())]
    while open_:
        node = open_.pop()
        yield node
        for field in ("body", "orelse", "handlers", "finalbody", "cases"):
            below = getattr(node, field, None)
            open_ += below if isinstance(below, list) else []


@lru_cache(maxsize=64)
def _late(root: Path, package: str) -> dict[str, str]:
    """For a package with a stub, the module of each name in it."""
    stub = root.joinpath(*package.split(".")[1:]) / "__init__.pyi"
    if not package.startswith(f"{root.name}.") or not stub.is_file():
        return {}
    named = (node for node in _statements(stub) if isinstance(node, ast.ImportFrom) and node.level == 1)
    return {alias.name: f"{package}.{node.module or alias.name}" for node in named for alias in node.names}


def _file(root: Path, name: str) -> Path | None:
    """The file of a module of this package."""
    parts = name.split(".")
    if parts[0] != root.name or len(parts) == 1:
        return None
    place = root.joinpath(*parts[1:])
    for file in (place.with_suffix(".py"), place / "__init__.py"):
        if file.is_file():
            return file
    return None
