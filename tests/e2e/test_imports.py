"""What a process has in memory for what it does, and what it can do without."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

from tests.nouns import ROOT, SOURCE, TUTORIAL
from xinxiao.store.source import sources

SMALL = ROOT / "tests" / "data" / "index-small"


def test_opening_the_portal_loads_no_engine_no_framework_and_no_cycle() -> None:
    program = (
        "import sys; import xinxiao.bootstrap; from xinxiao.entry.portal.app import create; "
        "print([m for m in ('scipy','ibis','duckdb','altair','fastapi','pint','lark','xlsxwriter','markdown_it','rdflib','typst',"
        "'xinxiao.cycle') if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True)
    assert said.stdout.strip() == "[]"


def test_importing_the_documents_loads_neither_template_engine_nor_typesetter() -> None:
    code = "import sys, xinxiao.publish.documents; print(sorted({'jinja2', 'typst'} & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "[]\n"


def test_a_command_whose_library_is_not_installed_says_which(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['pyarrow'] = None; from xinxiao.entry.cli.main import run; "
        "sys.exit(run(['releases', '--home', sys.argv[1]]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        env=os.environ | {"XINXIAO_LANG": "en"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == "pyarrow is not installed\nWhat to do: pip install 'xinxiao[portal]'\n"


def test_the_command_imports_neither_arrow_nor_pandas_nor_the_parser_of_all_commands(tmp_path: Path) -> None:
    code = (
        "import sys; from xinxiao.entry.cli.main import run; code = run(sys.argv[1:]); "
        "print(code, sorted({'pyarrow', 'pandas', 'scipy.stats', 'typer', 'jinja2', 'sqlalchemy'} & set(sys.modules)))"
    )
    arguments = ["index", "build", str(SMALL), "--out", str(tmp_path)]
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "0 []"


ALONE = """
import sys

class Refused:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in REFUSED:
            raise ImportError(f"{name} is refused here", name=name)
        return None

REFUSED = {"pyarrow", "pandas", "polars", "sqlalchemy", "duckdb", "ibis", "fastapi", "jinja2", "altair", "typst", "xlsxwriter"}
sys.meta_path.insert(0, Refused())
from pathlib import Path
from xinxiao import index
late = {"scipy", "highspy", "python_calamine", "jsonschema"} & set(sys.modules)
folder = index.read_folder(Path(sys.argv[1]))
result = index.build(folder.spec, folder.panel)
choices = index.Assumptions(assumptions=folder.spec.varied[:2])  # few: enumerated, without SciPy's slow statistics
made = index.audit(result, index.analyse(folder.spec.with_assumptions(choices), folder.panel))
workbook = index.write_results(result)
print(late or "late", len(index.ranking_table(result)), len(made.findings) > 0, len(workbook) > 0)
"""


def test_the_engine_builds_and_audits_without_arrow_pandas_databases_and_the_web() -> None:
    done = subprocess.run(
        [sys.executable, "-c", ALONE, str(SMALL)], capture_output=True, text=True, check=False
    )
    assert (done.stdout.split(), done.stderr) == (["late", "12", "True", "True"], "")


RUN = """
import sys
from pathlib import Path
from xinxiao import cycle
from xinxiao.files.folder import read_folder
from xinxiao.model.release import Code
from xinxiao.programme.read import read_bytes

loaded = read_bytes(read_folder(Path(sys.argv[1])))
cycle.run(loaded, None, None, Code(version="", sha256="0" * 64))
print(*(m.__file__ for n, m in sorted(sys.modules.items()) if n.split(".")[0] == "xinxiao"), sep="\\n")
"""


def imported() -> list[str]:
    """The modules of this package that are in memory when a cycle has been run in a process of its own."""
    command = [sys.executable, "-c", RUN, str(TUTORIAL)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    return [Path(line).relative_to(SOURCE).as_posix() for line in done.stdout.splitlines()]


def bare(file: Path) -> bool:
    """Whether a module holds nothing but its docstring, so that no number can depend on it."""
    body = ast.parse(file.read_bytes()).body
    return all(isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) for node in body)


EXPLAINED = {"__init__.py": "the version, which the manifest names beside the hash"}
"""Modules that are imported and not covered, with the reason why no number depends on them."""


def test_every_module_a_cycle_imports_is_covered_or_says_nothing() -> None:
    loose = sorted(
        set(imported()) - {file.relative_to(SOURCE).as_posix() for file in sources(SOURCE)} - set(EXPLAINED)
    )
    assert [name for name in loose if not bare(SOURCE / name)] == []


def test_a_command_that_reads_no_table_loads_no_arrow_and_one_that_reads_no_programme_no_index(
    tmp_path: Path,
) -> None:
    code = (
        "import sys; from xinxiao.entry.cli.main import run; code = run(sys.argv[1:]); "
        "print(code, sorted({'numpy', 'pyarrow', 'sqlalchemy', 'scipy.special', 'pint', 'xinxiao.programme.read',"
        " 'xinxiao.index.pipeline', 'xinxiao.publish.files'} & set(sys.modules)))"
    )

    def loaded(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments], capture_output=True, encoding="utf-8", check=True
        )
        return done.stdout.splitlines()[-1]

    assert loaded("frame", "--help") == "0 []"
    assert loaded("ledger", "verify", "--home", str(tmp_path)) == "0 ['numpy', 'pyarrow', 'sqlalchemy']"
    assert "scipy.special" not in loaded("check", str(TUTORIAL))
