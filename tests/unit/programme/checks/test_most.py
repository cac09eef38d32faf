"""How many findings are told, and that what is left out is counted."""

from __future__ import annotations

from xinxiao.model.finding import Finding
from xinxiao.programme.checks.most import told


def found(line: int, indicator: str, level: str = "warning", code: str = "FIGURE_JUMP") -> Finding:
    return Finding("f.csv", line, code, level, (("indicator", indicator),))  # type: ignore[arg-type]


def test_twenty_of_a_kind_are_told_whole() -> None:
    twenty = [found(n, "POP") for n in range(1, 21)]
    assert list(told(twenty)) == twenty


def test_of_more_than_twenty_the_rest_is_counted_as_gravely_as_they_are() -> None:
    of = [found(n, "POP") for n in range(1, 24)]
    *kept, more = told(of)
    assert kept == of[:20]
    assert more == Finding(
        "f.csv", 0, "FINDINGS_MORE", "warning", (("count", "3"), ("of", "FIGURE_JUMP POP"))
    )


def test_indicators_codes_and_levels_are_counted_apart() -> None:
    of = [found(n, "POP") for n in range(20)]
    others = [found(1, "SIZE"), found(1, "POP", "note"), found(1, "POP", code="FIGURE_SUM")]
    assert list(told([*of, *others])) == [*of, *others]


def test_findings_of_no_indicator_are_all_told() -> None:
    of = [Finding("f.csv", n, "CSV_NUMBER") for n in range(30)]
    assert list(told(of)) == of
