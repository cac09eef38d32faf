"""One owner each: charts are drawn in one place, and the audit is described in one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.nouns import SOURCE
from tests.source import nodes, of_kind

CHARTS = "publish/charts/"
DOCUMENTS = "publish/documents/"
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


def imports() -> Iterator[tuple[str, str]]:
    """File and name of whatever is imported anywhere."""
    for file, node in nodes():
        if isinstance(node, ast.Import):
            yield from ((file, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield file, node.module or ""


def strings() -> Iterator[tuple[str, str]]:
    """File and literal string of every module, parts of f-strings too, docstrings too."""
    for file, node in of_kind(ast.Constant):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield file, node.value


def test_no_module_imports_a_plotting_library() -> None:
    assert len(set(imports())) > 1000
    assert {(file, name) for file, name in imports() if name.split(".")[0] in PLOTTERS} == set()


def test_nothing_outside_of_the_charts_builds_svg() -> None:
    drawn = re.compile(r"</?(svg|path|rect|circle|line|polyline|polygon|tspan)\b")
    drawing = {file for file, words in strings() if drawn.search(words)}
    assert {file for file in drawing if not file.startswith(CHARTS)} == set() != drawing
    templates = [
        p for p in SOURCE.rglob("*.html") if re.search(r"<(svg|path|rect|circle)\b", p.read_text("utf-8"))
    ]
    assert templates == []


def test_only_the_charts_know_how_svg_is_written() -> None:
    parts = {"el", "label", "document", "legend"}
    found = []
    for file, node in of_kind(ast.ImportFrom):
        if isinstance(node, ast.ImportFrom) and node.module == "xinxiao.publish.charts.svg":
            found += [(file, a.name) for a in node.names if a.name in parts]
    assert [(file, name) for file, name in found if not file.startswith(CHARTS)] == [] != found


def test_the_words_of_the_audit_are_said_by_its_document_alone() -> None:
    key = re.compile(r"(index\.)?audit\.(?!(page|rise)\.|html$|pdf$)[\w.]+")
    found = [(file, words) for file, words in strings() if key.fullmatch(words)]
    assert [(file, words) for file, words in found if not file.startswith(DOCUMENTS)] == []


@pytest.mark.parametrize("room", ["entry", "bootstrap", "release", "store"])
def test_no_door_reads_the_findings_of_an_audit_for_itself(room: str) -> None:
    found = [
        (file, node.attr)
        for file, node in of_kind(ast.Attribute)
        if file.startswith(room)
        and not file.endswith("/index_folder.py")  # writes the tables beside the report
        and isinstance(node, ast.Attribute)
        and node.attr in FINDERS_OF_THE_AUDIT
    ]
    assert found == []


def test_the_audit_page_of_the_portal_is_one_short_module() -> None:
    pages = sorted(p.name for p in (SOURCE / "entry" / "portal" / "audit").glob("*.py"))
    assert pages == ["__init__.py", "routes.py", "view.py"]
    assert (SOURCE / "entry/portal/audit/view.py").read_text("utf-8").count("\n") <= 150


def test_a_document_is_described_without_a_rendering_in_mind() -> None:
    described = (f"{DOCUMENTS}audit/", f"{DOCUMENTS}document.py", f"{DOCUMENTS}voice.py")
    names = {name.split(".")[0] for file, name in imports() if file.startswith(described)}
    assert names.isdisjoint({"jinja2", "typst", "markupsafe"})
    said = [words for file, words in strings() if file.startswith(described)]
    assert len(said) > 100
    assert not any(re.search(r"</?[a-z]+>", words) for words in said)
