"""A failure prints what was changed, and not the thirty thousand bytes around it."""

from __future__ import annotations

from tests.property.shown import Changed, Text


def test_a_text_of_two_hundred_thousand_characters_is_shown_by_its_first_forty() -> None:
    assert repr(Text("1" * 200_000)) == f"<200,000 characters: '{'1' * 40}'…>"
    assert Text("1" * 200_000) == "1" * 200_000
    assert repr(Text("a\nb")) == "'a\\nb'"


def test_of_a_file_of_a_thousand_lines_the_one_that_changed_is_shown() -> None:
    lines = [f"line {number}" for number in range(1_000)]
    files = Changed({"a.csv": "\n".join(lines).encode()})
    files["a.csv"] = "\n".join([*lines[:7], "other", *lines[8:]]).encode()
    assert repr(files) == "a.csv: ['@@ -8 +8 @@', '-line 7', '+other']"
