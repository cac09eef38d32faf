"""What a check finds in `frame.yaml`: lists, reasons, what is usual, and headers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.frames import with_frame
from tests.nouns import POLICY, files_of
from xinxiao.model.finding import Finding
from xinxiao.programme.load import load, load_bytes
from xinxiao.programme.read import read_bytes


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_frame(tmp_path_factory.mktemp("frame") / "tiny")


def found(folder: Path, old: str, new: str) -> list[Finding]:
    files = {path: (folder / path).read_bytes() for path in ("frame.yaml",)}
    text = files["frame.yaml"].decode()
    assert old in text
    every = dict(files_of(folder)) | {"frame.yaml": text.replace(old, new, 1).encode()}
    return [item for item in load_bytes(every).findings if item.file == "frame.yaml"]


def test_the_frame_of_the_tests_and_that_of_the_policy_are_without_fault(folder: Path) -> None:
    assert [item for item in load(folder).findings if item.file == "frame.yaml"] == []
    own = read_bytes(files_of(POLICY)).programme
    assert own is not None
    assert own.frame is not None
    assert set(own.frame.coded) == {"area", "industry", "size", "group"}
    assert {reason.id for reason in own.frame.reasons} >= {
        "opened",
        "grown",
        "shrunk",
        "closed",
        "moved",
        "renamed",
        "sampled",
    }
    assert {"merged", "split", "found", "reclassified"} <= {reason.id for reason in own.frame.reasons}


@pytest.mark.parametrize(
    ("old", "new", "line", "code"),
    [
        ("CL_TRADE", "CL_TRADES", 3, "CODELIST_UNKNOWN"),
        ("id: grown", "id: found", 11, "ID_DUPLICATE"),
        ("enters: found", "enters: shut", 16, "FRAME_USUAL"),
        ("stays: corrected", "stays: nothing", 16, "FRAME_USUAL"),
        ("[单位详细名称]", "[单位详细名称, USCC]", 7, "FRAME_ALIAS"),
        ("reasons:", "finer: [{column: industry, least: 4, most: 4}]\nreasons:", 9, "FRAME_FINER_VOID"),
        ("when: [enters]", "when: []", 10, "FIELD_COUNT"),
        ("when: [enters]", "when: [comes]", 10, "FIELD_VALUE"),
        ("id: code,", "id: telephone,", 6, "FIELD_VALUE"),
    ],
)
def test_what_does_not_fit_is_told_with_its_line(
    folder: Path, old: str, new: str, line: int, code: str
) -> None:
    assert (line, code) in {(item.line, item.code) for item in found(folder, old, new)}


def test_a_programme_without_a_frame_has_nothing_to_be_told_of_it(folder: Path) -> None:
    files = {path: content for path, content in files_of(folder).items() if path != "frame.yaml"}
    loaded = load_bytes(files)
    assert loaded.programme is not None
    assert loaded.programme.frame is None
