"""Pictures: what stands around a chart, folded to its width."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from xinxiao.publish.charts import svg
from xinxiao.publish.charts.picture import Caption, picture
from xinxiao.publish.charts.svg import Frame, fold

FRAME = Frame("f", "Title", "Says", 260)
CHART = svg.document(FRAME, 100, svg.label(0, 50, "inside"))


def test_all_words_of_a_caption_stand_in_the_picture_in_order() -> None:
    drawn = picture(CHART, FRAME, Caption("Title & more", "Says", ("one", "two")))
    texts = [e.text for e in ElementTree.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text")]
    assert texts == ["Title & more", "Says", "inside", "one", "two"]


def test_long_lines_are_folded_and_none_is_cut() -> None:
    words = "字" * 100
    drawn = picture(CHART, FRAME, Caption("T", "", (words,)))
    texts = [e.text or "" for e in ElementTree.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text")]
    assert "".join(texts[2:]) == words
    assert len(texts[2:]) == 5  # 23 characters of 11 px in 260 px
    assert "…" not in drawn


def test_a_picture_grows_by_its_caption_and_has_an_edge_all_round() -> None:
    root = ElementTree.fromstring(picture(CHART, FRAME, Caption("T", "S", ("a",))))
    assert root.get("width") == "300"
    more = ElementTree.fromstring(picture(CHART, FRAME, Caption("T", "S", ("a", "b", "c"))))
    grown = float(more.get("height") or 0) - float(root.get("height") or 0)
    assert abs(grown - 33) <= 1  # two lines of 16.5 px, rounded


def test_what_is_no_chart_is_refused() -> None:
    with pytest.raises(ValueError, match="height"):
        picture("<p>", FRAME, Caption("T", "S", ()))


def test_no_line_begins_with_a_sign_that_closes() -> None:
    assert fold("一二三四，五", 4 * 13.0) == ["一二三", "四，五"]
    assert fold("一二三四五", 4 * 13.0) == ["一二三四", "五"]
    assert fold("，，，，", 13.0, lines=9) == ["，", "，", "，", "，"]
