"""Which code makes the numbers: its version, and one hash over every module a number can depend on.

These are the modules that reading a programme and running a cycle import, found by following imports in the source. A
chart's colour, a page, a check or a store is not among them and never changes a release.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

import xinxiao
from xinxiao.model.release import Code, digest_of, sha256

BEGINNINGS = ("xinxiao.programme.read", "xinxiao.cycle")
"""Where numbers come from: files are read, and a cycle is run."""
CHECKING = (*BEGINNINGS, "xinxiao.uses.check")
"""Where it is said what is wrong with a programme."""
IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+(\S+)[ \t]+import[ \t]+(\([^)]*\)|[^\n]+)|import[ \t]+([^\n#]+))", re.M
)
COMMENT = re.compile(r"#[^\n]*")


@cache
def code() -> Code:
    """Version and hash of the installed source; line ends do not count."""
    return _code(BEGINNINGS)


@cache
def checking() -> Code:
    """The same of the source that checks a programme: all of the first, and more."""
    return _code(CHECKING)


def _code(beginnings: tuple[str, ...]) -> Code:
    root = Path(xinxiao.__file__).parent
    hashes = {
        file.relative_to(root).as_posix(): sha256(file.read_bytes().replace(b"\r\n", b"\n"))
        for file in sources(root, beginnings)
    }
    return Code(version=xinxiao.__version__, sha256=digest_of(hashes))


def sources(root: Path, beginnings: tuple[str, ...] = BEGINNINGS) -> list[Path]:
    """The files of all modules that ``beginnings`` import, directly or through others; ``root`` is the package's folder."""
    names = list(beginnings)
    asked, seen = set(names), set[Path]()
    while names:
        file = _file(root, names.pop())
        if file is None or file in seen:
            continue
        seen.add(file)
        further = {*_imported(file, root)} - asked  # hundreds of modules import the same ones
        asked |= further
        names += further
    return sorted(seen)


def imports(text: str) -> Iterator[tuple[str, list[str]]]:
    """Every import of a source text, wherever in it: a module, and the names taken from it (none for a bare import).

    Found by their words at the beginning of a line, ten times as fast as by parsing; a docstring's line that reads like
    an import counts as one, so that too much is covered rather than too little.
    """
    for module, names, bare in IMPORT.findall(text):
        if bare:
            yield from ((name.split()[0], []) for name in bare.split(","))
        else:
            named = (name.split() for name in COMMENT.sub("", names).strip("()").split(","))
            yield module, [words[0] for words in named if words]


def _imported(file: Path, root: Path) -> Iterator[str]:
    """Names of modules a file imports; of ``from a import b`` both a and a.b, which may be one, and the module where b
    stands when a opens its rooms late and says so in its stub."""
    for module, names in imports(file.read_text("utf-8")):
        late = _late(root, module)
        yield module
        yield from (late.get(name, f"{module}.{name}") for name in names)


@lru_cache(maxsize=64)
def _late(root: Path, package: str) -> dict[str, str]:
    """For a package with a stub, the module of each name in it."""
    stub = root.joinpath(*package.split(".")[1:]) / "__init__.pyi"
    if not package.startswith(f"{root.name}.") or not stub.is_file():
        return {}
    own = ((module, names) for module, names in imports(stub.read_text("utf-8")) if module.startswith("."))
    return {
        name: f"{package}{module if module != '.' else f'.{name}'}" for module, names in own for name in names
    }


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
