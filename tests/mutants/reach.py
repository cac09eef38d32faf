"""Which tests run which line: gathered by coverage.py, and kept for each file of tests until it, or code it runs, changes.

A test also reaches what the fixtures of its session, package or module ran for it, whoever asked for them first. What
functions remember (``functools.cache``) is forgotten before each test, since otherwise only the first would reach it.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.once import TOLD

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PACKAGE = ROOT / "src" / "xinxiao"
POOL = (
    "tests/unit",
    "tests/golden",
    "tests/property",
    "tests/e2e/test_commands.py",
    "tests/e2e/test_policy_change.py",
)
"""The tests that may kill a mutant: they run the code in their own process, and no whole cycle of the real programme."""
LEFT_OUT = (
    "test_check_and_run.py",
    "test_programme_bytes.py",
    "test_programme_properties.py",
)
"""Tests of that pool that ask only that nothing falls over, and take longest."""
KEPT = Path(os.environ.get("XINXIAO_MUTANTS", ROOT / ".mutants"))
SERVER = "XINXIAO_TEST_POSTGRES"
"""Where this names a server, tests run on it too."""


class Reach:
    """What is known of the tests: by line the tests that run it, by test how long it takes (seconds of processor), what is
    made for it and shared with others included."""

    def __init__(self, parts: list[dict[str, Any]]) -> None:
        self.cost: dict[str, float] = {}
        self.failed: set[str] = set()
        self._shared: dict[str, dict[str, float]] = {}
        self._lines: dict[str, dict[int, set[str]]] = {}
        for part in parts:
            self.failed |= set(part["failed"])
            names = list(part["cost"])
            for test in names:
                self._shared[test] = {name: part["fixtures"][name] for name in part["uses"].get(test, ())}
                self.cost[test] = part["cost"][test] + sum(self._shared[test].values())
            for module, lines in part["lines"].items():
                known = self._lines.setdefault(module, {})
                for line, tests in lines.items():
                    known.setdefault(int(line), set()).update(names[test] for test in tests)

    def of(self, module: str, first: int, last: int) -> set[str]:
        """The tests that run one of some lines, both among them."""
        lines = self._lines.get(module, {})
        return set().union(*(lines.get(line, set()) for line in range(first, last + 1)))

    def of_module(self, module: str) -> set[str]:
        """The tests that run any function of a module."""
        return set().union(*self._lines.get(module, {}).values())

    def naming(self, names: Iterable[str]) -> set[str]:
        """The tests in files that name one of some names."""
        word = re.compile(rf"\b({'|'.join(names)})\b")
        found = {file for file in set(map(_file, self.cost)) if word.search((ROOT / file).read_text("utf-8"))}
        return {test for test in self.cost if _file(test) in found}

    def within(self, seconds: float, tests: Iterable[str], module: str) -> list[str]:
        """Those of some tests that take no longer together, and always the first: the nearest to a module first, by the
        words of its path in theirs (tests mirror the source), of those the fastest."""
        made: dict[str, float] = {}
        own, kept, words = 0.0, [], _words(module)
        for test in sorted(tests, key=lambda t: (-len(words & _words(_file(t))), self.cost[t], t)):
            made |= self._shared[test]
            own += self.cost[test] - sum(self._shared[test].values())
            if kept and own + sum(made.values()) > seconds:
                break
            kept.append(test)
        return kept


def gathered(processes: int) -> Reach:
    """What the tests reach; those whose file, or whose code, has changed are run for it."""
    KEPT.mkdir(exist_ok=True)
    stale = [file for file in files() if not _fresh(file)]
    if stale:
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "tests.mutants.reach",
            f"-n{processes}",
            "--dist=loadfile",
        ]
        environ = os.environ | {
            "PYTHONPYCACHEPREFIX": str(KEPT / "bytecode"),
            TOLD: str(KEPT),
            "HYPOTHESIS_STORAGE_DIRECTORY": str(KEPT / "examples"),
        }
        environ.pop("PYTHONDONTWRITEBYTECODE", None)
        done = subprocess.run(
            [*command, *stale], cwd=ROOT, env=environ, capture_output=True, encoding="utf-8", check=False
        )
        if done.returncode not in (
            pytest.ExitCode.OK,
            pytest.ExitCode.TESTS_FAILED,
            pytest.ExitCode.NO_TESTS_COLLECTED,
        ):
            raise SystemExit(f"the tests could not be run:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
        for file in stale:
            if not _fresh(file):  # none of its tests can run here
                _keep(
                    file, {"modules": {}, "failed": [], "cost": {}, "uses": {}, "fixtures": {}, "lines": {}}
                )
    return Reach([json.loads(_kept(file).read_bytes()) for file in files()])


@cache
def files() -> tuple[str, ...]:
    """The files of the pool. Those that read the source as text run none of it, and are left out."""
    places = [place for name in POOL for place in sorted((ROOT / name).rglob("test_*.py")) or [ROOT / name]]
    texts = {place: place.read_text("utf-8") for place in places if place.name not in LEFT_OUT}
    return tuple(
        str(place.relative_to(ROOT)) for place, text in texts.items() if "tests.source import" not in text
    )


def _kept(file: str) -> Path:
    return KEPT / f"{file.replace('/', '-')}.json"


def _keep(file: str, found: dict[str, Any]) -> None:
    _kept(file).write_text(json.dumps({"own": _own(file)} | found), "utf-8")


def _fresh(file: str) -> bool:
    if not _kept(file).exists():
        return False
    known = json.loads(_kept(file).read_bytes())
    return known["own"] == _own(file) and all(
        _digest(PACKAGE / m) == sha for m, sha in known["modules"].items()
    )


def _own(file: str) -> str:
    """A digest of a file of tests, of what it shares with others."""
    shared = [
        place
        for folder in (ROOT / file).parents
        if ROOT in folder.parents
        for place in sorted(folder.glob("*.py"))
    ]
    places = [ROOT / file, *(place for place in shared if not place.name.startswith("test_"))]
    server = any(SERVER in place.read_text("utf-8") for place in places) and bool(os.environ.get(SERVER))
    return _sha("".join(map(_digest, places)).encode() + bytes([server]))


@cache
def _digest(file: Path) -> str:
    return _sha(file.read_bytes()) if file.exists() else ""


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


class _Gathering:
    """The plugin of that run of the tests: it writes what each file of tests reaches."""

    def __init__(self) -> None:
        import coverage

        os.environ.pop(
            "PYTEST_XDIST_WORKER", None
        )  # what is made once for a run is made in each process, and seen
        own = {"data_file": None, "source": [str(PACKAGE)], "config_file": False, "messages": False}
        self.coverage = coverage.Coverage(**own)
        self.coverage.start()
        self.cost: dict[str, float] = {}
        self.shared = 0.0
        self.fixtures: dict[str, float] = {}
        self.uses: dict[str, list[str]] = {}
        self.failed: set[str] = set()
        self.remembering: list[Any] = []
        self.file = self.test = ""

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.test = item.nodeid
        if _file(self.test) != self.file:
            self.file, self.remembering = _file(self.test), list(_remembering())
        for function in self.remembering:
            function.cache_clear()
        known = getattr(item, "_fixtureinfo", None)
        found = known.name2fixturedefs.values() if known is not None else ()
        self.uses[self.test] = [_name(fixture[-1]) for fixture in found if fixture[-1].scope != "function"]
        self.shared = 0.0
        self.coverage.switch_context(self.test)
        begun = os.times()
        try:
            return (yield)
        finally:
            self.cost[self.test] = _since(begun) - self.shared
            self.coverage.switch_context("")

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Iterator[Any]:
        if fixturedef.scope == "function":
            return (yield)
        outer, before, begun = self.coverage.switch_context, self.shared, os.times()
        outer(_name(fixturedef))
        try:
            return (yield)
        finally:
            took = _since(begun) - (self.shared - before)
            self.fixtures[_name(fixturedef)] = took
            self.shared += took
            outer(self.test)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.add(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        self.coverage.stop()
        data = self.coverage.get_data()
        lines: dict[str, dict[str, dict[int, set[int]]]] = {}
        place = {file: self._places(file) for file in {_file(test) for test in self.cost}}
        for measured in data.measured_files():
            module = Path(measured).relative_to(PACKAGE).as_posix()
            for line, contexts in data.contexts_by_lineno(measured).items():
                for file, known in place.items():
                    tests = set().union(*(known.get(name, ()) for name in contexts))
                    if tests:
                        lines.setdefault(file, {}).setdefault(module, {})[line] = tests
        for file in place:
            self._write(file, lines.get(file, {}))

    def _places(self, file: str) -> dict[str, set[int]]:
        """By name of a test or of a shared fixture the numbers of the tests of a file that reach what it runs."""
        found: dict[str, set[int]] = {}
        for number, test in enumerate(test for test in self.cost if _file(test) == file):
            for name in (test, *self.uses[test]):
                found.setdefault(name, set()).add(number)
        return found

    def _write(self, file: str, lines: dict[str, dict[int, set[int]]]) -> None:
        tests = [test for test in self.cost if _file(test) == file]
        uses = {t: [name for name in self.uses[t] if name in self.fixtures] for t in tests}
        kept = {
            "modules": {module: _digest(PACKAGE / module) for module in lines},
            "failed": [test for test in tests if test in self.failed],
            "cost": {test: round(self.cost[test], 4) for test in tests},
            "uses": {test: names for test, names in uses.items() if names},
            "fixtures": {name: round(self.fixtures[name], 4) for names in uses.values() for name in names},
            "lines": {m: {line: sorted(t) for line, t in found.items()} for m, found in lines.items()},
        }
        _keep(file, kept)


@cache
def _words(path: str) -> frozenset[str]:
    """The words of a path, without the plural's s."""
    return frozenset(word.rstrip("s") for word in re.split(r"\W|_", path.removesuffix(".py")))


def _remembering() -> Iterator[Any]:
    """The functions of ours, and of the tests, that remember what they gave."""
    kind = type(cache(len))
    own = [module for name, module in list(sys.modules.items()) if name.startswith(("xinxiao", "tests"))]
    for held in (value for module in own for value in list(vars(module).values())):
        yield from (thing for thing in (held, *getattr(held, "__dict__", {}).values()) if type(thing) is kind)


def _file(test: str) -> str:
    return test.partition("::")[0]


def _name(fixture: Any) -> str:
    return f"fixture {fixture.baseid} {fixture.argname}"


def _since(begun: os.times_result) -> float:
    now = os.times()
    return now.user - begun.user + now.system - begun.system


def pytest_configure(config: pytest.Config) -> None:
    """Gather in the process that runs the tests: a worker, or the only one."""
    if TOLD in os.environ and (hasattr(config, "workerinput") or not config.getoption("numprocesses", None)):
        config.pluginmanager.register(_Gathering(), "gathering")
