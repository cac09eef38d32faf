"""Whatever value stands in whatever field of a file: a clean result, findings, or an error of ours. Never anything else.

Every field of every YAML file and every cell of every CSV file of a programme with all parts, and of an index folder, is
exchanged for numbers, texts and lists of every size. What passes is run; how much a run may ask for is bounded here by
sizes, as it is in the program, and not by the clock.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.nouns import ROOT, TINY, files_of, homeless, with_account
from tests.property.shown import Text
from xinxiao import index
from xinxiao.errors import XinxiaoError
from xinxiao.files.yaml import read_yaml
from xinxiao.index.doubt import uncertainty
from xinxiao.model.finding import Finding
from xinxiao.programme.load import load_bytes
from xinxiao.uses import check

PROGRAMME = with_account(files_of(TINY))
FOLDER = {
    path.name: path.read_bytes()
    for path in (ROOT / "tests" / "data" / "index-small").iterdir()
    if path.suffix in (".csv", ".yaml")
}
LONGEST_LINE = 2_000
"""Letters of a finding: what a file holds is cut where it is told."""

_NUMBERS = "0 -0 1 -1 2 7 12 50 51 99 100 1000 1000000 1000000000 9223372036854775807 9223372036854775808 0.0 0.5 1.5 -0.1 1e15"
_NUMBERS += " 1e18 1.1e18 1e300 1e308 1e400 -1e400 1e-15 1e-300 1e-320 1e-400 1e99999 .nan .inf -.inf 1999 1899 2101 0000 9999 07"
_TEXTS = [
    "",
    " ",
    "~",
    "a",
    "甲",
    "POP",
    "_Z",
    "CN",
    "0000",
    "2018",
    "2018-13",
    "2018-00",
    "9999-Q4",
    "2018-Q5",
    "0000-S1",
    "2018\n",
]
_TEXTS += [
    "0000-00-00",
    "2018-02-30",
    "9999-12-31",
    "2024-2021",
    "nan",
    "inf",
    "NaN",
    "1_0",
    "１２",
    "²",
    "٣",
    "{value}",
    "%s",
    "../x",
]
_TEXTS += [
    f"a{mark}b" for mark in "\x00\x07\x1b\x7f\x85\xa0\u00ad\u200b\u200e\u2028\u202e\u2066\ufeff\ud83d"
] + ["a" * 101, "A" * 5_001]
_TEXTS += [
    "(a+)+$",
    "[",
    "(?P<x>",
    "a{1000}{1000}",
    "POP / (POP - POP)",
    "growth(" * 60 + "POP" + ")" * 60,
    "POP + " * 60 + "POP",
]
_TEXTS += [
    "(" * 190 + "POP" + ")" * 190,
    "9" * 390 + " * POP",
    "0." + "0" * 380 + "1 * POP",
    "lag(" * 90 + "POP" + ")" * 90,
]
_SHAPES = [
    "null",
    "true",
    "[]",
    "{}",
    "[[]]",
    "[1, a]",
    "{a: 1}",
    "[" * 70 + "]" * 70,
    "{a: " * 70 + "1" + "}" * 70,
]
_SHAPES += [
    f"[{', '.join(['1'] * 5_001)}]",
    f"[{', '.join(['A'] * 201)}]",
    f"{{{', '.join(f'k{i}: 1' for i in range(5_001))}}}",
]
_SHAPES += [
    "&a [*a]",
    "[&a [x, x], *a, *a]",
    "!!python/object:os.system x",
    "2018-01-01",
    "9" * 5_000,
    "-" + "9" * 30,
    "1e" + "9" * 400,
]
VALUES = st.one_of(
    st.sampled_from(_NUMBERS.split()),
    st.sampled_from([Text(json.dumps(text)) for text in _TEXTS]),
    st.sampled_from([Text(shape) for shape in _SHAPES]),
    st.integers().map(str),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.text(max_size=20).map(json.dumps),
)
CELLS = st.one_of(
    st.sampled_from(_NUMBERS.split()),
    st.sampled_from([Text(text) for text in (*_TEXTS, "9" * 5_000, "1" * 200_000)]),
    st.sampled_from(['"', "a,b", "a\nb", "=1+1"]),
    st.integers().map(str),
    st.floats().map(repr),
    st.text(max_size=20),
)
CALM = settings(
    max_examples=70,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.function_scoped_fixture,
    ],
)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value of a document, lists and mappings among them."""
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, below in items:
        yield from places(below, (*path, key))


def exchanged(content: bytes, at: int, value: str) -> bytes:
    """A YAML file with its value number ``at`` exchanged for a piece of YAML."""
    document = read_yaml("x.yaml", content).value
    paths = list(places(document))
    path = paths[at % len(paths)]
    box: dict[Any, Any] = {"": document}
    holder: Any = box
    for key in ("", *path)[:-1]:
        holder = holder[key]
    holder[("", *path)[-1]] = "@HERE@"
    return json.dumps(box[""], ensure_ascii=False).replace('"@HERE@"', value).encode("utf-8", "surrogatepass")


def rewritten(content: bytes, row: int, column: int, cell: str) -> bytes:
    """A CSV file with one cell exchanged, the header's among them."""
    rows = list(csv.reader(io.StringIO(content.decode())))
    own = rows[row % min(len(rows), 12)]
    own[column % len(own)] = cell
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode("utf-8", "surrogatepass")


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenth of a million scores is a run; what asks for more is refused, as a hundred million are outside of tests."""
    monkeypatch.setattr(uncertainty, "MOST_SCORES", 100_000)


def readable(findings: tuple[Finding, ...]) -> None:
    for found in findings:
        for language in ("zh", "en"):
            line = found.line_text(language)
            assert len(line.splitlines()) == 1
            assert len(line) < LONGEST_LINE, (found.code, len(line))


def programme_ends_cleanly(files: dict[str, bytes]) -> None:
    loaded = load_bytes(files)
    readable(loaded.findings)
    if loaded.programme is None or loaded.errors:
        return
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(check, "load", lambda folder: loaded)
        readable(check.check(homeless()))


def folder_ends_cleanly(files: dict[str, bytes]) -> None:
    read, findings = index.parse(files)
    readable(findings)
    if read is None:
        return
    try:
        result = index.build(read.spec, read.panel)
        index.analyse(read.spec, read.panel)
        index.write_results(result)
    except XinxiaoError:
        pass


YAML = sorted(name for name in PROGRAMME if name.endswith(".yaml"))
CSV = sorted(name for name in PROGRAMME if name.endswith(".csv"))


@CALM
@given(name=st.sampled_from(YAML), at=st.integers(0, 10_000), value=VALUES)
def test_any_value_in_any_field_of_a_programme_ends_cleanly(name: str, at: int, value: str) -> None:
    programme_ends_cleanly({**PROGRAMME, name: exchanged(PROGRAMME[name], at, value)})


@CALM
@given(name=st.sampled_from(CSV), row=st.integers(0, 99), column=st.integers(0, 99), cell=CELLS)
def test_any_text_in_any_cell_of_a_programme_ends_cleanly(
    name: str, row: int, column: int, cell: str
) -> None:
    programme_ends_cleanly({**PROGRAMME, name: rewritten(PROGRAMME[name], row, column, cell)})


@CALM
@given(name=st.sampled_from(["method.yaml", "assumptions.yaml"]), at=st.integers(0, 10_000), value=VALUES)
def test_any_value_in_any_field_of_an_index_ends_cleanly(name: str, at: int, value: str) -> None:
    folder_ends_cleanly({**FOLDER, name: exchanged(FOLDER[name], at, value)})


@CALM
@given(
    name=st.sampled_from(["framework.csv", "data.csv", "units.csv"]),
    row=st.integers(0, 99),
    column=st.integers(0, 99),
    cell=CELLS,
)
def test_any_text_in_any_cell_of_an_index_ends_cleanly(name: str, row: int, column: int, cell: str) -> None:
    folder_ends_cleanly({**FOLDER, name: rewritten(FOLDER[name], row, column, cell)})
