"""What is read of `oversight/`: rules, workflows, templates; every fault has its file and line."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import pytest

from tests.overseen import OVERSEEN, WORKFLOW, overseen
from xinxiao.model.oversight.rule import RulesFile
from xinxiao.model.oversight.workflow import Workflow
from xinxiao.programme.load import load_bytes
from xinxiao.programme.oversight import read_oversight


@pytest.fixture
def files() -> Mapping[str, bytes]:
    return overseen()


def test_rules_workflows_and_templates_are_read_with_the_programme(files: Mapping[str, bytes]) -> None:
    loaded = load_bytes(files)
    assert [found for found in loaded.findings if found.file.startswith("oversight/")] == []
    oversight = loaded.oversight
    assert oversight.rules["R_VISITS"].number == "第1号"
    assert [act.id for act in oversight.workflows["VISIT"].acts] == ["ASK", "VISIT", "TELL", "LAPSE"]
    assert oversight.definitions["VISIT"] == hashlib.sha256(files[WORKFLOW]).hexdigest()
    assert (oversight.template("visit-record", "en") or "").startswith("# Record of a visit\n")
    assert oversight.template("visit-records", "en") is None


def test_the_folder_is_read_alone_without_the_statistics(files: Mapping[str, bytes]) -> None:
    alone = {path: content for path, content in files.items() if path.startswith("oversight/")}
    read = read_oversight(alone)
    assert read.findings == ()
    assert read.oversight == load_bytes(files).oversight
    assert read_oversight(files).oversight.files == alone


def test_a_file_is_asked_for_by_its_path_and_shape(files: Mapping[str, bytes]) -> None:
    oversight = read_oversight(files).oversight
    assert isinstance(oversight.one("oversight/rules.yaml", RulesFile), RulesFile)
    assert oversight.one("oversight/rules.yaml", Workflow) is None
    assert oversight.one("oversight/other.yaml", RulesFile) is None
    assert list(oversight.every("oversight/workflows/*.yaml", Workflow)) == [WORKFLOW]


@pytest.mark.parametrize(
    ("path", "old", "new", "line", "code"),
    [
        (WORKFLOW, "kind: subject", "kind: subjects", 12, "FIELD_VALUE"),
        (WORKFLOW, "id: VISIT\n", "id: VISIT\nfee: 3\n", 2, "FIELD_UNKNOWN"),
        (WORKFLOW, "number: 5", "number: 0", 29, "FIELD_LIMIT"),
        ("oversight/rules.yaml", "  source: S_BOOK\n", "", 2, "FIELD_MISSING"),
        ("oversight/rules.yaml", "'2020-01-01'", "'2020-13-01'", 5, "FIELD_PATTERN"),
    ],
)
def test_a_fault_is_told_with_its_line(
    files: Mapping[str, bytes], path: str, old: str, new: str, line: int, code: str
) -> None:
    text = files[path].decode()
    assert old in text
    read = read_oversight({**files, path: text.replace(old, new, 1).encode()})
    assert [(found.file, found.line, found.code) for found in read.findings] == [(path, line, code)]


def test_what_nobody_reads_is_told(files: Mapping[str, bytes]) -> None:
    more = {"oversight/workflow/A.yaml": b"id: A\n", "oversight/documents/a.fr.md": b"# A\n"}
    read = read_oversight({**files, **more})
    assert [(found.file, found.code) for found in read.findings] == [
        ("oversight/documents/a.fr.md", "FILE_UNKNOWN"),
        ("oversight/workflow/A.yaml", "FILE_UNKNOWN"),
    ]


def test_two_workflows_and_two_rules_of_one_id_are_told_once_each(files: Mapping[str, bytes]) -> None:
    rules = files["oversight/rules.yaml"].decode()
    twice = rules + rules.removeprefix("rules:\n")
    changed = {"oversight/workflows/A.yaml": files[WORKFLOW], "oversight/rules.yaml": twice.encode()}
    read = read_oversight({**files, **changed})
    assert [(found.file, found.line, dict(found.places)["first"]) for found in read.findings] == [
        ("oversight/rules.yaml", 7, "oversight/rules.yaml:2"),
        (WORKFLOW, 1, "oversight/workflows/A.yaml:1"),
    ]
    assert list(read.oversight.definitions) == ["VISIT"]


def test_hostile_files_end_in_findings(files: Mapping[str, bytes]) -> None:
    hostile = {
        "oversight/documents/x.zh.md": b"\xff\xfe\x00",
        "oversight/workflows/B.yaml": b"!!python/object:os.system {}\n",
        "oversight/workflows/C.yaml": b"[1, 2]\n",
    }
    read = read_oversight({**files, **hostile})
    assert {found.file for found in read.findings} == set(hostile)
    assert set(read.oversight.workflows) == {"VISIT"}
    assert OVERSEEN.is_dir()
