"""The trial of a mutant: a process, forked from one that has the libraries loaded, runs the tests that reach its line.

The module is changed as it is loaded; no file is. The nearest and fastest tests run first, and the first that fails ends the trial.
A test that takes far more of the processor than it took without a mutant, or waits for ever, ends it by a signal.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import os
import resource
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from pathlib import Path
from typing import Any, Literal

import pytest

from tests.mutants.kinds import Mutant
from tests.mutants.reach import KEPT, PACKAGE, ROOT, Reach

Outcome = Literal["dead", "timeout", "survived"]
LOADED = (
    "numpy", "scipy.optimize", "scipy.stats", "pyarrow.compute", "pyarrow.parquet", "sqlalchemy", "duckdb", "lark", "pint",
    "jinja2", "jsonschema", "openpyxl", "msgspec", "yaml", "typer", "rich.console", "alembic.command", "highspy", "xlsxwriter",
)  # fmt: skip
"""Libraries that tests need and no mutant changes."""
PROCESSOR, WAIT = 10.0, 30.0
"""Seconds of processor that a test may take beside ten times its own, and seconds it may wait."""
MEMORY = 6 * 2**30
MOST = 100.0
"""Seconds of processor after which no further test is tried on one mutant; all that were not are on the safe side."""


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant, and by which test; ``tried`` is how many tests were to judge it."""

    mutant: Mutant
    outcome: Outcome
    by: str
    tried: int


def chosen(mutant: Mutant, reach: Reach, users: Iterable[tuple[str, int]]) -> list[str]:
    """The tests that may notice a mutant, the nearest and fastest first: those that run its lines.

    What runs at import is run by none: there it is those that name what was made or run a line of ``users``, which names
    it, and where nothing is named those that run any function of the module.
    """
    tests = reach.of(mutant.module, *mutant.lines)
    if mutant.names:
        tests = tests | reach.naming(mutant.names)
    if mutant.names or not tests:
        tests = tests.union(*(reach.of(module, line, line) for module, line in users))
    if not tests:
        tests = reach.of_module(mutant.module)
    tests = tests - reach.failed
    bare = {test for test in tests if "[spark" not in test}  # no trial has the memory that a JVM wants
    return reach.within(MOST, bare or tests, mutant.module)


def tried(work: Sequence[tuple[Mutant | None, list[str]]], reach: Reach, processes: int) -> Iterator[Verdict]:
    """The verdict on each mutant as it falls. None in place of a mutant runs the tests on the code as it is."""
    sys.pycache_prefix, sys.dont_write_bytecode = str(KEPT / "bytecode"), False
    for name in LOADED:
        if importlib.util.find_spec(name.partition(".")[0]) is not None:
            importlib.import_module(name)
    waiting = list(reversed(work))
    running: dict[int, tuple[Mutant | None, list[str], Path]] = {}
    while waiting or running:
        while waiting and len(running) < processes:
            mutant, tests = waiting.pop()
            place = Path(tempfile.mkdtemp(prefix="mutant-"))
            child = os.fork()
            if not child:
                _trial(mutant, tests, reach, place)
            running[child] = (mutant, tests, place)
        child, status = os.wait()
        mutant, tests, place = running.pop(child)
        _end(child)
        yield _verdict(mutant, tests, place, status)
        shutil.rmtree(place, ignore_errors=True)


def _end(child: int) -> None:
    """End what a test of the trial left running; the trial leads a group of its own."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)


def _verdict(mutant: Mutant | None, tests: list[str], place: Path, status: int) -> Verdict:
    who = mutant or Mutant("", 0, "", "", "", "", 0, 0, "", (0, 0))
    failed = place / "failed"
    by = failed.read_text("utf-8") if failed.exists() else ""
    if os.WIFSIGNALED(status):
        late = os.WTERMSIG(status) in (signal.SIGPROF, signal.SIGALRM)
        return Verdict(who, "timeout" if late else "dead", (place / "running").read_text("utf-8"), len(tests))
    lives = os.WEXITSTATUS(status) == pytest.ExitCode.OK and (mutant is None or (place / "planted").exists())
    if lives or not tests:
        return Verdict(who, "survived", "", len(tests))
    if os.WEXITSTATUS(status) in (pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED) or by:
        return Verdict(who, "dead", by or "collection", len(tests))
    if os.WEXITSTATUS(status) == pytest.ExitCode.USAGE_ERROR:  # a conftest cannot be imported
        return Verdict(who, "dead", "collection", len(tests))
    raise RuntimeError(f"no test ran on {who}:\n{(place / 'said').read_text('utf-8')[-2000:]}")


def _trial(mutant: Mutant | None, tests: list[str], reach: Reach, place: Path) -> None:
    """In the forked process: run the tests, never return."""
    status = 70
    try:
        os.setsid()
        os.chdir(ROOT)
        out = os.open(place / "said", os.O_WRONLY | os.O_CREAT)
        os.dup2(out, 1)
        os.dup2(out, 2)
        os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = str(place / "examples")
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
        if mutant is not None:
            _plant(mutant, place)
        status = int(_run(tests, reach, place)) if tests else 0
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(status)


def _run(tests: list[str], reach: Reach, place: Path) -> int:
    files = sorted({test.partition("::")[0] for test in tests})
    few = [
        "-x",
        "-n0",
        "-q",
        "--no-header",
        "--tb=short",
        "--hypothesis-seed=0",
        f"--basetemp={place / 'tmp'}",
    ]
    return int(pytest.main([*few, *files], plugins=[_Chosen(tests, reach, place)]))


class _Chosen:
    """The plugin of a trial: only the chosen tests, in their order, each with its limits."""

    def __init__(self, tests: list[str], reach: Reach, place: Path) -> None:
        self.order = {test: number for number, test in enumerate(tests)}
        self.reach, self.place = reach, place

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted(
            (item for item in items if item.nodeid in self.order), key=lambda item: self.order[item.nodeid]
        )

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[Any]:
        (self.place / "running").write_text(item.nodeid, "utf-8")
        cost = self.reach.cost[item.nodeid]
        signal.setitimer(signal.ITIMER_PROF, PROCESSOR + 10 * cost)
        signal.setitimer(signal.ITIMER_REAL, WAIT + 30 * cost)
        try:
            return (yield)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.setitimer(signal.ITIMER_REAL, 0)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            (self.place / "failed").write_text(report.nodeid, "utf-8")


def _plant(mutant: Mutant, place: Path) -> None:
    """Give the changed text of its module to whoever loads it: an import, or a program that runs the file itself."""
    file = PACKAGE / mutant.module
    source = mutant.applied(file.read_bytes())
    known = SourceFileLoader.get_code

    def get_code(self: SourceFileLoader, fullname: str) -> Any:
        if Path(self.path).resolve() != file:
            return known(self, fullname)
        (place / "planted").touch()
        return compile(source, self.path, "exec", dont_inherit=True)

    SourceFileLoader.get_code = get_code  # type: ignore[method-assign]
