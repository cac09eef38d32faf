"""Reading an index folder: every fault of every file at once, as ``file:line: code: message``.

:func:`read_spec` and :func:`parse` are pure (file name -> bytes); :func:`read_folder` is the one that touches a disk.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

import msgspec

from xinxiao.errors import NotFound, ProgrammeFault
from xinxiao.files.convert import convert
from xinxiao.files.folder import survey
from xinxiao.files.places import Places
from xinxiao.files.yaml import read_yaml
from xinxiao.index.doubt.checks import check_alternatives, check_assumptions
from xinxiao.index.layouts.data import read_panel
from xinxiao.index.layouts.files import (
    ASSUMPTIONS,
    FILES,
    FRAMEWORK_CSV,
    FRAMEWORK_YAML,
    METHOD,
)
from xinxiao.index.layouts.parameters import alternative_faults, parameter_faults
from xinxiao.index.layouts.tree import Tree, tree_from_csv, tree_from_yaml
from xinxiao.index.pipeline.checks import check_method
from xinxiao.index.spec.index import IndexSpec
from xinxiao.index.spec.method import Assumptions, CustomSpec, DenominateSpec, Method
from xinxiao.index.spec.panel import Panel
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding

T = TypeVar("T")


class IndexFolder(msgspec.Struct, frozen=True):
    """What a folder says: the index, its numbers, and the warnings."""

    spec: IndexSpec
    panel: Panel
    findings: tuple[Finding, ...] = ()


class Lines(msgspec.Struct, frozen=True):
    """Where the stages of ``method.yaml`` and the assumptions of ``assumptions.yaml`` stand; 0 without the file."""

    method: Places = msgspec.field(default_factory=Places)
    assumptions: Places = msgspec.field(default_factory=Places)

    def of_stage(self, stage: int) -> int:
        """The line of a stage, by its number from 0."""
        return self.method.line(METHOD, ("stages", stage))

    def of_assumption(self, assumption: int) -> int:
        """The line of an assumption, by its number from 0."""
        return self.assumptions.line(ASSUMPTIONS, ("assumptions", assumption))


class SpecRead(msgspec.Struct, frozen=True):
    """An index as read from files. ``spec`` is None when one of them has a fault; ``tree`` keeps every node that
    could be read."""

    spec: IndexSpec | None
    tree: Tree
    lines: Lines
    findings: tuple[Finding, ...]


def read_folder(folder: Path) -> IndexFolder:
    """Read an index folder. Raises ProgrammeFault with all ``findings`` when any is an error, NotFound when
    the folder does not exist."""
    if not folder.is_dir():
        raise NotFound(f"no folder {folder}", hint="give the folder that holds framework and data")
    held = survey(folder, FILES)
    index, found = parse(held.files)
    lost = {item.file for item in held.findings}
    told = (item for item in found if item.code != "FILE_MISSING" or item.file not in lost)
    found = tuple(sorted({*told, *held.findings}))
    errors = tuple(f for f in found if f.level == "error")
    if index is None or errors:
        listed = "\n".join(f.line_text("en") for f in errors)
        raise ProgrammeFault(f"{folder} has {len(errors)} fault(s):\n{listed}", findings=found)
    return index


def parse(files: Mapping[str, bytes]) -> tuple[IndexFolder | None, tuple[Finding, ...]]:
    """An index from file contents by name, and all findings sorted by place; None when any is an error."""
    read = read_spec(files)
    found = list(read.findings)
    panel: Panel | None = None
    if read.tree.framework is not None:
        method = read.spec.method if read.spec is not None else None
        sizes = {i.denominator for i in read.tree.framework.indicators} | _denominators(method)
        panel, more = read_panel(files, read.tree.framework, sorted(sizes - {""}), read.tree.places)
        found += more
    if read.spec is not None and panel is not None:
        found += check_spec(read, read.spec, panel)
    findings = tuple(sorted(set(found)))
    if read.spec is None or panel is None or any(f.level == "error" for f in findings):
        return None, findings
    return IndexFolder(read.spec, panel, findings), findings


def read_spec(files: Mapping[str, bytes]) -> SpecRead:
    """The index that ``framework``, ``method.yaml`` and ``assumptions.yaml`` define. Without a method the defaults
    hold; numbers are not looked at."""
    tree = _tree(files)
    found = list(tree.findings)
    places: dict[str, Places] = {}
    method = _declared(files, METHOD, Method, Method(), places, found)
    assumptions = _declared(files, ASSUMPTIONS, Assumptions, None, places, found)
    lines = Lines(places.get(METHOD, Places()), places.get(ASSUMPTIONS, Places()))
    if method is not None:
        found += [
            fault(METHOD, lines.of_stage(i), "index.custom_in_file", function=stage.function)
            for i, stage in enumerate(method.stages)
            if isinstance(stage, CustomSpec)
        ]
        found += [*parameter_faults(method, lines.method), *_base(method, lines.method)]
    spec = None
    if tree.framework is not None and method is not None:
        if assumptions is not None:
            given = assumptions.assumptions
            faults = alternative_faults(method, assumptions, lines.assumptions)
            more = check_assumptions(given, method, tree.framework, line_of=lines.of_assumption)
            told = {"index.assumption_refused"} if faults else set()
            found += [*faults, *(item for item in more if item.code not in told)]
        if not any(f.level == "error" for f in found):
            spec = IndexSpec(framework=tree.framework, method=method, assumptions=assumptions)
    return SpecRead(spec, tree, lines, tuple(found))


def check_spec(read: SpecRead, spec: IndexSpec, panel: Panel) -> tuple[Finding, ...]:
    """What of the method, and of the methods its alternatives make, does not fit the units, periods, groups and
    indicators of a panel; values do not count."""
    lines = read.lines
    found = check_method(spec.method, spec.framework, panel, file=METHOD, line_of=lines.of_stage)
    return (*found, *check_alternatives(spec, panel, line_of=lines.of_assumption))


def _base(method: Method, places: Places) -> list[Finding]:
    """A period the goalposts were set on that ends before it begins."""
    first, _, last = method.base.partition("-")
    backwards = len(first) == len(last) == 4 and first.isdecimal() and last.isdecimal() and first > last
    line = places.line(METHOD, ("base",))
    return [fault(METHOD, line, "DATES_ORDER", first=first, last=last)] if backwards else []


def _tree(files: Mapping[str, bytes]) -> Tree:
    if FRAMEWORK_CSV in files and FRAMEWORK_YAML in files:
        twice = fault(FRAMEWORK_YAML, 0, "FILE_TWICE", name=FRAMEWORK_YAML, other=FRAMEWORK_CSV)
        return Tree(None, (), {}, (twice,))
    if FRAMEWORK_CSV in files:
        return tree_from_csv(FRAMEWORK_CSV, files[FRAMEWORK_CSV])
    if FRAMEWORK_YAML in files:
        return tree_from_yaml(FRAMEWORK_YAML, files[FRAMEWORK_YAML])
    return Tree(None, (), {}, (fault(FRAMEWORK_CSV, 0, "FILE_MISSING"),))


def _declared(
    files: Mapping[str, bytes],
    file: str,
    shape: type[T],
    otherwise: T | None,
    places: dict[str, Places],
    found: list[Finding],
) -> T | None:
    """A YAML file as its struct; ``otherwise`` without the file, None when it has a fault."""
    if file not in files:
        return otherwise
    document = read_yaml(file, files[file])
    found += document.findings
    if document.value is None:
        return None
    places[file] = Places({file: document.marks})
    value, faults = convert(file, document.value, shape, places[file])
    found += faults
    return value if isinstance(value, shape) else None


def _denominators(method: Method | None) -> set[str]:
    stages = method.stages if method is not None else ()
    return {name for s in stages if isinstance(s, DenominateSpec) for name in s.by.values()}
