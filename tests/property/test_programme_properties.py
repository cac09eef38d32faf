"""Whatever stands in the files of a programme, loading it ends in findings, never in a traceback."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.nouns import TINY, files_of
from xinxiao.model.codes import CODES
from xinxiao.programme.load import load_bytes

FILES = dict(files_of(TINY))
NAMES = sorted(FILES)
CALM = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
JUNK = st.sampled_from(
    [
        b"",
        b"\x00",
        b"\xff",
        b'"',
        b"'",
        b":",
        b"- ",
        b"\n",
        b",",
        b"{",
        b"[",
        b"&a ",
        b"*a",
        b"!!",
        b"null",
        b"-1",
        b"1e999",
        b"nan",
        "中".encode(),
        b"\r",
        b"\t",
        b"9" * 30,
        b"2020-99-99",
        b"A" * 300,
    ]
)


def sound(files: dict[str, bytes]) -> None:
    for found in load_bytes(files).findings:
        assert found.code in CODES
        assert found.line_text("zh") and found.line_text("en")
        assert found.line >= 0


@CALM
@given(name=st.sampled_from(NAMES), at=st.floats(0, 1), cut=st.integers(0, 40), junk=JUNK)
def test_bytes_changed_anywhere_end_in_findings(name: str, at: float, cut: int, junk: bytes) -> None:
    content = FILES[name]
    start = int(at * len(content))
    sound({**FILES, name: content[:start] + junk + content[start + cut :]})


@CALM
@given(name=st.sampled_from(NAMES), keep=st.floats(0, 1))
def test_files_cut_off_anywhere_end_in_findings(name: str, keep: float) -> None:
    sound({**FILES, name: FILES[name][: int(keep * len(FILES[name]))]})


@CALM
@given(name=st.sampled_from(NAMES), content=st.binary(max_size=200))
def test_files_of_any_bytes_end_in_findings(name: str, content: bytes) -> None:
    sound({**FILES, name: content})


@CALM
@given(name=st.sampled_from([n for n in NAMES if n.endswith(".yaml")]), line=st.integers(0, 40), junk=JUNK)
def test_lines_of_yaml_exchanged_for_anything_end_in_findings(name: str, line: int, junk: bytes) -> None:
    lines = FILES[name].split(b"\n")
    at = line % len(lines)
    before = lines[at].partition(b":")[0]
    lines[at] = before + b": " + junk
    sound({**FILES, name: b"\n".join(lines)})


@CALM
@given(missing=st.sets(st.sampled_from(NAMES)))
def test_any_files_may_be_missing(missing: set[str]) -> None:
    sound({name: content for name, content in FILES.items() if name not in missing})
