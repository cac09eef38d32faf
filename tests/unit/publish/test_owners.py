"""One owner each: charts are drawn in one place, and the audit is described in one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[3] / "src" / "xinxiao"
CHARTS = SOURCE / "publish" / "charts"
DOCUMENTS = SOURCE / "publish" / "documents"
PLOTTERS = {"altair", "bokeh", "matplotlib", "plotly", "pygal", "seaborn", "vegafusion", "vl_convert"}
FINDERS_OF_THE_AUDIT = {
    "adequacy",
    "ancestors",
    "coherence",
    "importance",
    "panel_available",
    "parallel",
    "removals",
    "treated",
}
"""Fields of an audit that only its document and its own tables read."""


def modules(*, outside: Path) -> list[Path]:
    return [path for path in sorted(SOURCE.rglob("*.py")) if outside not in path.parents]


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def strings(path: Path) -> Iterator[str]:
    """Literal strings of a module, parts of f-strings too, docstrings too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_no_module_imports_a_plotting_library() -> None:
    found = {
        (path.relative_to(SOURCE).as_posix(), name)
        for path in SOURCE.rglob("*.py")
        for name in imports(path)
        if name.split(".")[0] in PLOTTERS
    }
    assert found == set()


def test_nothing_outside_of_the_charts_builds_svg() -> None:
    drawn = re.compile(r"</?(svg|path|rect|circle|line|polyline|polygon|tspan)\b")
    found = [
        path.relative_to(SOURCE).as_posix()
        for path in modules(outside=CHARTS)
        if any(drawn.search(words) for words in strings(path))
    ]
    assert found == []
    templates = [
        p for p in SOURCE.rglob("*.html") if re.search(r"<(svg|path|rect|circle)\b", p.read_text("utf-8"))
    ]
    assert templates == []


def test_only_the_charts_know_how_svg_is_written() -> None:
    parts = {"el", "label", "document", "legend"}
    found = []
    for path in modules(outside=CHARTS):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "xinxiao.publish.charts.svg":
                found += [(path.name, a.name) for a in node.names if a.name in parts]
    assert found == []


def test_the_words_of_the_audit_are_said_by_its_document_alone() -> None:
    key = re.compile(r"(index\.)?audit\.(?!(page|rise)\.|html$|pdf$)[\w.]+")
    found = [
        (path.relative_to(SOURCE).as_posix(), words)
        for path in modules(outside=DOCUMENTS)
        for words in strings(path)
        if key.fullmatch(words)
    ]
    assert found == []


@pytest.mark.parametrize("room", ["entry", "bootstrap", "release", "store"])
def test_no_door_reads_the_findings_of_an_audit_for_itself(room: str) -> None:
    found = [
        (path.relative_to(SOURCE).as_posix(), node.attr)
        for path in (SOURCE / room).rglob("*.py")
        if path.name != "index_folder.py"  # writes the tables beside the report
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in FINDERS_OF_THE_AUDIT
    ]
    assert found == []


def test_the_audit_page_of_the_portal_is_one_short_module() -> None:
    pages = sorted(p.name for p in (SOURCE / "entry" / "portal" / "audit").glob("*.py"))
    assert pages == ["__init__.py", "routes.py", "view.py"]
    assert (SOURCE / "entry/portal/audit/view.py").read_text("utf-8").count("\n") <= 150


def test_a_document_is_described_without_a_rendering_in_mind() -> None:
    for path in [*(DOCUMENTS / "audit").glob("*.py"), DOCUMENTS / "document.py", DOCUMENTS / "voice.py"]:
        names = {name.split(".")[0] for name in imports(path)}
        assert names.isdisjoint({"jinja2", "typst", "markupsafe"})
        assert not any(re.search(r"</?[a-z]+>", words) for words in strings(path))
