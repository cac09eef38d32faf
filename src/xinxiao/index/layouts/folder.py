"""Reading an index folder: every fault of every file at once, as ``file:line: code: message``.

:func:`parse` is pure (file name -> text); :func:`read_folder` is the one function here that touches a disk.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from xinxiao.errors import NotFound, ProgrammeFault
from xinxiao.index.layouts.data import read_panel
from xinxiao.index.layouts.files import (
    ASSUMPTIONS,
    DATA,
    FILES,
    FRAMEWORK_CSV,
    FRAMEWORK_YAML,
    METHOD,
    UNITS,
)
from xinxiao.index.layouts.marked import Marked, convert, parse_yaml
from xinxiao.index.layouts.tree import tree_from_csv, tree_from_yaml
from xinxiao.index.pipeline.checks import check_method, placed
from xinxiao.index.pipeline.run import override
from xinxiao.index.spec.framework import Framework
from xinxiao.index.spec.method import Assumption, Assumptions, DenominateSpec, Method, label_of
from xinxiao.index.spec.panel import Panel
from xinxiao.model.finding import Finding, finding


@dataclass(frozen=True)
class IndexFolder:
    """What a folder says: tree, numbers, method, assumptions (None without the file), and the warnings."""

    framework: Framework
    panel: Panel
    method: Method
    assumptions: Assumptions | None
    findings: tuple[Finding, ...]


def read_folder(folder: Path) -> IndexFolder:
    """Read an index folder. Raises ProgrammeFault with all ``findings`` when any is an error, NotFound when
    the folder does not exist."""
    if not folder.is_dir():
        raise NotFound(f"no folder {folder}", hint="give the folder that holds framework and data")
    found: list[Finding] = []
    texts: dict[str, str] = {}
    for name in FILES:
        path = folder / name
        if path.is_file():
            try:
                texts[name] = path.read_bytes().decode("utf-8-sig")
            except UnicodeDecodeError as error:
                found.append(finding(name, 0, "index.encoding", reason=error.reason))
    index, more = parse(texts)
    found += more
    errors = tuple(f for f in found if f.level == "error")
    if index is None or errors:
        listed = "\n".join(f.line_text("en") for f in errors)
        raise ProgrammeFault(f"{folder} has {len(errors)} fault(s):\n{listed}", findings=tuple(sorted(found)))
    return index


def parse(texts: Mapping[str, str]) -> tuple[IndexFolder | None, tuple[Finding, ...]]:
    """An index from file texts by name, and all findings sorted by place; None when any is an error."""
    framework, lines, found = _tree(texts)
    method, document, more = _method(texts)
    found += more
    assumptions, more = _assumptions(texts, method)
    found += more
    panel: Panel | None = None
    if framework is not None:
        sizes = (
            sorted({i.denominator for i in framework.indicators} | _denominators(method)) if method else []
        )
        panel, more = read_panel(texts, framework, [s for s in sizes if s], lines)
        found += more
    if framework is not None and panel is not None and method is not None:
        line_of = (lambda i: document.line_of("stages", i)) if document else (lambda i: 0)
        found += check_method(method, framework, panel, file=METHOD, line_of=line_of)
    findings = tuple(sorted(set(found)))
    if framework is None or panel is None or method is None or any(f.level == "error" for f in findings):
        return None, findings
    return IndexFolder(framework, panel, method, assumptions, findings), findings


def _tree(texts: Mapping[str, str]) -> tuple[Framework | None, Mapping[str, tuple[str, int]], list[Finding]]:
    if FRAMEWORK_CSV in texts and FRAMEWORK_YAML in texts:
        return (
            None,
            {},
            [finding(FRAMEWORK_YAML, 0, "index.file_twice", name=FRAMEWORK_YAML, other=FRAMEWORK_CSV)],
        )
    if FRAMEWORK_CSV in texts:
        return tree_from_csv(FRAMEWORK_CSV, texts[FRAMEWORK_CSV])
    if FRAMEWORK_YAML in texts:
        return tree_from_yaml(FRAMEWORK_YAML, texts[FRAMEWORK_YAML])
    return (
        None,
        {},
        [finding(FRAMEWORK_CSV, 0, "index.file_missing", name=f"{FRAMEWORK_CSV} / {FRAMEWORK_YAML}")],
    )


def _method(texts: Mapping[str, str]) -> tuple[Method | None, Marked | None, list[Finding]]:
    if METHOD not in texts:
        return Method(), None, []
    document = parse_yaml(METHOD, texts[METHOD])
    if isinstance(document, Finding):
        return None, None, [document]
    method, found = convert(document, Method)
    return method, document, found


def _denominators(method: Method | None) -> set[str]:
    stages = method.stages if method is not None else ()
    return {name for s in stages if isinstance(s, DenominateSpec) for name in s.by.values()}


def _assumptions(texts: Mapping[str, str], method: Method | None) -> tuple[Assumptions | None, list[Finding]]:
    if ASSUMPTIONS not in texts:
        return None, []
    document = parse_yaml(ASSUMPTIONS, texts[ASSUMPTIONS])
    if isinstance(document, Finding):
        return None, [document]
    declared, found = convert(document, Assumptions)
    if declared is None or method is None:
        return declared, found
    for i, assumption in enumerate(declared.assumptions):
        line = document.line_of("assumptions", i)
        found += _assumption_faults(assumption, method, line)
    return declared, found


def _assumption_faults(assumption: Assumption, method: Method, line: int) -> list[Finding]:
    found: list[Finding] = []

    def fault(code: str, **places: object) -> None:
        found.append(placed(ASSUMPTIONS, line, (f"index.{code}", dict(places)), assumption=assumption.name))

    labels = [label_of(s) for s in method.stages]
    if assumption.stage not in (*labels, "framework", "inputs"):
        fault("assumption_stage", stage=assumption.stage, known=", ".join((*labels, "framework", "inputs")))
        return found
    if assumption.kind != "alternatives":
        return found
    if len(assumption.alternatives) < 2:
        fault("assumption_alternatives")
    given = [a.probability for a in assumption.alternatives]
    total = sum(p for p in given if p is not None)
    if any(p is not None for p in given) and (None in given or abs(total - 1.0) > 1e-9):
        fault("assumption_probabilities", total=f"{total:g}")
    for choice in assumption.alternatives if assumption.stage in labels else ():
        try:
            override(method, assumption.stage, choice.parameters)
        except ProgrammeFault as error:
            fault("assumption_refused", reason=f"{choice.name}: {error.message}")
    return found


__all__ = ["DATA", "UNITS", "IndexFolder", "parse", "read_folder"]
