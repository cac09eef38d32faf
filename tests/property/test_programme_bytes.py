"""Spans of bytes deleted, put in or exchanged in several files at once: loading ends in findings that can be read."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.nouns import TINY, files_of
from xinxiao.model.codes import CODES
from xinxiao.programme.load import load_bytes
from xinxiao.texts import LANGUAGES, text

FILES = dict(files_of(TINY))
PIECES = st.one_of(
    st.binary(max_size=12),
    st.sampled_from(
        [
            *(b"\r", b"\n", b"\t", b"\x0b", b"\x85", "\u2028".encode(), "\u0085".encode(), b"\xef\xbb\xbf"),
            *(
                b'"',
                b"'",
                b",",
                b": ",
                b"- ",
                b"{",
                b"}",
                b"[",
                b"]",
                b"#",
                b"%",
                b"|",
                b">",
                b"?",
                b"=",
                b"@",
            ),
            *(
                b"&a ",
                b"*a",
                b"<<: *a",
                b"!!str ",
                b"---\n",
                b"...\n",
                b"null",
                b"~",
                b"true",
                b"nan",
                b".inf",
            ),
            *(
                b"1e400",
                b"-1",
                b"0",
                b"9" * 25,
                b"1e300",
                b"1e-300",
                b"2020-13",
                b"0000",
                b"CN",
                b"_Z",
                b"POP",
            ),
            *(b"lag(", b"account(X, Y)", b"{value}", b"{}", b"{0}", b"%s", b'"\\ud800"', b'"\\e[31m"'),
        ]
    ),
)
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(sorted(FILES)), st.floats(0, 1), st.sampled_from([0, 0, 1, 2, 5, 20, 200]), PIECES
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(changes=CHANGES)
def test_sixty_programmes_changed_in_up_to_four_spans_end_in_sorted_findings_of_one_line_each(
    changes: list[tuple[str, float, int, bytes]],
) -> None:
    files = dict(FILES)
    for name, at, cut, piece in changes:
        start = int(at * len(files[name]))
        files[name] = files[name][:start] + piece + files[name][start + cut :]
    loaded = load_bytes(files)
    assert list(loaded.findings) == sorted(set(loaded.findings))
    assert loaded.figures.table.schema == loaded.figures.dataflow.schema
    assert loaded.files == files
    assert len(loaded.sha256) == 64
    for found in loaded.findings:
        assert CODES[found.code] == found.level
        assert (
            0
            <= found.line
            <= files.get(found.file, b"").count(b"\n") + files.get(found.file, b"").count(b"\r") + 2
        )
        for language in LANGUAGES:
            line, level = found.line_text(language), text(language, f"level.{found.level}")
            assert line.startswith(f"{found.file}:{found.line}: {level}: {found.code}: ")
            assert len(line.splitlines()) == 1
            assert line.encode()
