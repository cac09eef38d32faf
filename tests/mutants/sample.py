"""The rooms whose mutants are tried, and a sample of each: the same mutants for a seed until their own lines change."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml

from tests.mutants.kinds import Mutant, by_hand, lives, mutants
from tests.mutants.reach import HERE, PACKAGE

SEED = 1
BY_HAND = HERE / "by_hand.yaml"
WORKER = "worker"
NAMED = {WORKER: ("uses/work.py", "uses/duties.py", "uses/jobs.py", "store/ledger/jobs.py")}
"""Rooms that are no one folder."""
ROOMS = {
    "analyse/account": 14,
    "analyse/indicators": 10,
    "analyse/linear.py": 4,
    "analyse/programme_index": 8,
    "analyse/pull": 10,
    "analyse/targets": 16,
    "analyse/tasks": 8,
    "collect": 3,
    "cycle.py": 3,
    "disclosure": 3,
    "index/analysis": 10,
    "index/coherence": 10,
    "index/doubt": 12,
    "index/pipeline": 6,
    "index/spec": 8,
    "index/steps": 18,
    "index/weights": 8,
    "model": 12,
    "model/collect": 3,
    "process": 3,
    "programme/checks": 14,
    "release": 14,
    "rules": 3,
    "store": 6,
    "store/collect": 3,
    "store/ledger": 14,
    WORKER: 10,
}
"""Rooms that make or judge numbers, or keep them, and how many mutants of each are tried: a path below the package, or a
name. A module belongs to the smallest of them that has it."""


def files(room: str) -> list[str]:
    """The modules of a room (a name, or a folder or one file below the package), by path."""
    found = _below(room)
    others = [_below(other) for other in ROOMS if room in ROOMS and other != room]
    inner = {file for other in others if len(other) < len(found) for file in other}
    return [file for file in found if file not in inner]


@cache
def _below(room: str) -> tuple[str, ...]:
    found: list[Path] = []
    for name in NAMED.get(room, (room,)):
        place = PACKAGE / name
        found += [place] if place.is_file() else sorted(place.rglob("*.py"))
    if not found:
        raise SystemExit(f"no room {room} in {PACKAGE.name}")
    return tuple(file.relative_to(PACKAGE).as_posix() for file in found)


@cache
def of_module(module: str) -> tuple[Mutant, ...]:
    """Every mutant of a module."""
    return tuple(mutants(module, (PACKAGE / module).read_bytes()))


def sampled(room: str, count: int, seed: int = SEED) -> list[Mutant]:
    """``count`` mutants of a room, no two on one line, drawn by a digest of what they say, not of where they stand, and
    those made by hand."""
    drawn = sorted(
        (mutant for module in files(room) for mutant in of_module(module)), key=lambda m: _lot(m, seed)
    )
    found: dict[tuple[str, int], Mutant] = {}
    for mutant in drawn:
        if len(found) == count:
            break
        if (mutant.module, mutant.line) not in found and lives(
            mutant, (PACKAGE / mutant.module).read_bytes()
        ):
            found[mutant.module, mutant.line] = mutant
    return sorted({*found.values(), *_by_hand(room)})


def _by_hand(room: str) -> Iterator[Mutant]:
    for made in yaml.safe_load(BY_HAND.read_text("utf-8")):
        module = made["module"]
        if module in files(room):
            yield by_hand(module, (PACKAGE / module).read_bytes(), made["was"], made["now"])


def _lot(mutant: Mutant, seed: int) -> bytes:
    return hashlib.sha256("\0".join((str(seed), *mutant.place)).encode()).digest()


def users(mutant: Mutant) -> Iterator[tuple[str, int]]:
    """The lines (module, line) that name what a mutant's statement makes at import, or what is made of that at import."""
    function = mutant.scope.partition(".")[0]
    names = list(mutant.names or filter(None, [function]))
    seen: set[str] = set()
    while names:
        name = names.pop()
        if name in seen:
            continue
        seen.add(name)
        for module, line, made in _mentions().get(name, ()):
            yield module, line
            names += made


@cache
def _mentions() -> dict[str, list[tuple[str, int, tuple[str, ...]]]]:
    """By name the lines (module, line) where it stands, and what is made there at import."""
    found: dict[str, list[tuple[str, int, tuple[str, ...]]]] = {}
    for file in sorted(PACKAGE.rglob("*.py")):
        module = file.relative_to(PACKAGE).as_posix()
        for statement in ast.parse(file.read_bytes()).body:
            for made, node in _parts(statement, ()):
                name = getattr(node, "id", None) or getattr(node, "attr", None)
                if isinstance(node, ast.Name | ast.Attribute) and name:
                    found.setdefault(name, []).append((module, node.lineno, made))
    return found


def _parts(statement: ast.stmt, made: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], ast.AST]]:
    """Every node of a statement outside functions, with what is made there; of a function's nothing is."""
    match statement:
        case ast.ClassDef():
            for node in statement.body:
                yield from _parts(node, (statement.name,))
        case ast.Assign() | ast.AnnAssign() if not made:
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            made = tuple(n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name))
            yield from ((made, node) for node in ast.walk(statement))
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            yield from (((), node) for node in ast.walk(statement))
        case _:
            yield from ((made, node) for node in ast.walk(statement))
