"""A figure in doubt is an error when it moves what is published; what was not weighed is told."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from tests.nouns import TUTORIAL, files_of
from xinxiao.analyse import weighing
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.programme.load import load_bytes
from xinxiao.programme.loaded import Loaded


def lent(value: str) -> Loaded:
    """The tutorial with another figure of books lent in 990001 in 2024 (716562), the nation being what its parts add up to."""
    files = files_of(TUTORIAL)
    whole = b"A,990000,LENT,PUBLIC_LIBRARIES,2024,2025-03-31,1890119,ITEMS,A,B,S_INVENTED,\n"
    text = files["figures/reading.csv"].replace(whole, b"").replace(b",716562,", f",{value},".encode())
    return load_bytes({**files, "figures/reading.csv": text})


def levels(loaded: Loaded) -> list[tuple[str, str]]:
    return [(item.code, item.level) for item in weighing.weighed(loaded)]


def test_a_figure_that_moves_a_score_by_more_than_half_a_point_is_an_error() -> None:
    assert [(item.code, item.level) for item in lent("630000").findings] == [("FIGURE_UNLIKE", "warning")]
    assert levels(lent("630000")) == [("FIGURE_UNLIKE", "error")]
    assert levels(lent("716562")) == []


def test_findings_beyond_those_weighed_stay_warnings_and_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = lent("630000")
    (doubtful,) = loaded.findings
    two = replace(loaded, findings=(doubtful, replace(doubtful, line=99)))
    monkeypatch.setattr(weighing, "MOST", 1)
    assert levels(two) == [
        ("FIGURES_UNWEIGHED", "warning"), ("FIGURE_UNLIKE", "error"), ("FIGURE_UNLIKE", "warning"),
    ]  # fmt: skip
    monkeypatch.setattr(weighing, "MOST", 2)
    assert levels(two) == [("FIGURE_UNLIKE", "error")] * 2


def apart(loaded: Loaded, formula: str) -> Loaded:
    assert loaded.programme is not None
    own = dict(loaded.programme.indicators)
    own["READER_SHARE"] = msgspec.structs.replace(own["READER_SHARE"], formula=formula)
    return replace(loaded, programme=msgspec.structs.replace(loaded.programme, indicators=own))


def test_an_index_made_from_the_account_is_not_weighed_and_that_is_told() -> None:
    loaded = apart(lent("630000"), "account(READING, _T) / POP")
    (told, doubtful) = weighing.weighed(loaded)
    assert (told.file, told.line, told.code, told.level) == (
        "index/framework.csv", 0, "INDEX_UNWEIGHED", "note",
    )  # fmt: skip
    assert dict(told.places) == {"index": "INDEX", "count": "1"}
    assert (doubtful.code, doubtful.level) == ("FIGURE_UNLIKE", "warning")
    other = replace(
        doubtful, places=(*((k, v) for k, v in doubtful.places if k != "indicator"), ("indicator", "X"))
    )
    assert levels(replace(loaded, findings=(other,))) == [("FIGURE_UNLIKE", "warning")]


def test_a_figure_of_the_nation_in_doubt_is_an_error_when_it_changes_a_verdict() -> None:
    loaded = load_bytes(files_of(TUTORIAL))
    row = {"indicator": "LENT", "scope": "PUBLIC_LIBRARIES", "area": "990000", "year": "2023"}
    doubt = fault(
        "figures/reading.csv", 5, "FIGURE_UNLIKE", **row, value="1667904", expected="1000000", ratio="1.7"
    )
    harmless = replace(loaded, findings=(doubt,))
    assert levels(harmless) == [("FIGURE_UNLIKE", "warning")]
    decides = fault(
        "figures/reading.csv",
        4,
        "FIGURE_UNLIKE",
        **row | {"year": "2021"},
        expected="1500000",
        value="1224500",
        ratio="0.8",
    )
    assert levels(replace(loaded, findings=(decides,))) == [("FIGURE_UNLIKE", "error")]


def test_where_formulas_run_in_a_circle_nothing_is_weighed() -> None:
    loaded = apart(lent("630000"), "READER_SHARE / POP")
    assert levels(loaded) == [("FIGURE_UNLIKE", "warning")]


def test_findings_without_doubt_stay_as_they_are() -> None:
    loaded = lent("716562")
    assert weighing.weighed(loaded) is loaded.findings


def doubted(value: str, sure: float, line: int = 0) -> Loaded:
    """A tutorial in which what is told of a figure is a doubt only."""
    loaded = lent(value)
    (item,) = loaded.findings
    note = replace(item, level="note", line=line or item.line, places=(*item.places, ("sure", f"{sure}")))
    return replace(loaded, findings=(note,))


def test_a_doubt_is_a_warning_where_it_would_move_a_score_and_is_left_out_elsewhere() -> None:
    assert levels(doubted("630000", 0.6)) == [("FIGURE_UNLIKE", "warning")]
    loaded = doubted("630000", 0.6)
    (note,) = loaded.findings
    close = tuple((name, "631000" if name == "expected" else value) for name, value in note.places)
    assert levels(replace(loaded, findings=(replace(note, places=close),))) == []
    assert levels(replace(loaded, index_reads={})) == []


def test_of_doubts_the_surest_are_told_one_in_two_thousand_rows_and_all_that_are_clear() -> None:
    def doubts(*sure: float) -> list[Finding]:
        (note,) = doubted("630000", 0.5).findings
        return [replace(note, line=i, places=(("sure", f"{one}"),)) for i, one in enumerate(sure)]

    seen: list[int] = []

    def tried(item: Finding) -> bool:
        seen.append(item.line)
        return item.line != 3

    def told(rows: int, *sure: float) -> list[int]:
        return [item.line for item in weighing.doubts_told(doubts(*sure), rows, tried)]

    assert told(100, 0.5, 0.7, 0.6) == [1]
    assert told(3_999, 0.5, 0.7, 0.6) == [1]
    assert told(4_000, 0.5, 0.7, 0.6) == [1, 2]
    assert told(100, 0.9, 0.7, 0.8) == [0, 2]
    assert told(100) == []
    seen.clear()
    assert told(100, 0.5, 0.4, 0.6, 0.7) == [2]  # the fourth does nothing
    assert seen == [3, 2]


def test_a_note_without_a_surety_is_no_doubt_and_a_warning_is_sure() -> None:
    (note,) = doubted("630000", 0.25).findings
    assert weighing.surety(note) == 0.25
    assert weighing.surety(replace(note, level="warning")) == 1
    assert weighing.surety(replace(note, places=())) == 1
