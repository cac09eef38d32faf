"""What people write for an item is read exactly, or kept and told."""

from __future__ import annotations

import pytest

from tests.unit.collect.made import bundle
from xinxiao.model.collect.content import Content
from xinxiao.model.collect.entered import Entered, entered, mark_words
from xinxiao.model.collect.sums import totalled
from xinxiao.texts import LANGUAGES, text

FORM = bundle().form
CODES = bundle().codelists[0].codes


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1234.5", Entered("1234.5")),
        ("1,234.50", Entered("1234.5", changed=True)),
        ("１，２３４．５", Entered("1234.5", changed=True)),
        (" 007 ", Entered("7", changed=True)),
        ("−0.0", Entered("0", changed=True)),
        ("0", Entered("0")),
        ("", Entered()),
        ("　", Entered()),
        ("1,23", Entered("1,23", fault="number")),
        ("1e999", Entered("1e999", fault="number")),
        ("12%", Entered("12%", fault="number")),
        ("一百", Entered("一百", fault="number")),
        ("=1+1", Entered("=1+1", fault="number")),
        ("12 万", Entered("12 万", fault="number")),
        ("不适用", Entered(mark="M")),
        ("Not Collected", Entered(mark="L")),
        ("Ｎ／Ａ", Entered(mark="M")),
    ],
)
def test_a_number_is_read_exactly_or_kept_as_it_was_written(written: str, value: Entered) -> None:
    assert entered(FORM.by_id["A"], written) == value


@pytest.mark.parametrize("written", ["02", "软件", "software", "02 软件", "02 software", " 02 "])
def test_a_code_is_taken_by_itself_by_its_name_or_as_a_drop_down_shows_it(written: str) -> None:
    assert entered(FORM.by_id["K"], written, CODES) == Entered("02")


@pytest.mark.parametrize("written", ["2", "2.0", "03", "软", "02软件"])
def test_a_code_is_never_guessed(written: str) -> None:
    assert entered(FORM.by_id["K"], written, CODES) == Entered(written, fault="code")


def test_a_text_keeps_its_lines_and_an_equals_sign_at_its_beginning() -> None:
    assert entered(FORM.by_id["W"], "=a\r\nb\rc") == Entered("=a\nb\nc")


def test_the_word_a_mark_is_shown_by_is_read_as_that_mark() -> None:
    for lang in LANGUAGES:
        for mark in ("M", "L"):
            assert mark_words()[text(lang, f"filling.mark.{mark}").lower()] == mark


def test_a_total_is_known_when_all_its_parts_are() -> None:
    made = totalled(FORM, Content(cells={"A": "0.1", "B": "0.2", "T": "9", "R1_Q": "5"}))
    assert made.cells == {"A": "0.1", "B": "0.2", "T": "0.3", "R1_Q": "5"}


def test_parts_that_cannot_exist_add_nothing_to_a_total() -> None:
    marks = {"R1_Q": "M", "R1_V": "M", "R2_V": "M", "A": "L"}
    made = totalled(FORM, Content(cells={"R2_Q": "5", "B": "1"}, marks=marks))  # type: ignore[arg-type]
    assert made.cells == {"R2_Q": "5", "B": "1", "RT_Q": "5"}
    assert made.marks == {**marks, "RT_V": "M"}


def test_a_total_of_more_digits_than_a_number_may_have_stays_blank() -> None:
    nines = "9" * 38
    assert "RT_Q" not in totalled(FORM, Content(cells={"R1_Q": nines, "R2_Q": "1"})).cells
    assert totalled(FORM, Content(cells={"R1_Q": nines, "R2_Q": "0"})).cells["RT_Q"] == nines
