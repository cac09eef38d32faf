"""Charts: well-formed, named, with real text, and drawn where the values say."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from xinxiao.publish import charts
from xinxiao.publish.charts import scales, svg
from xinxiao.publish.charts.matrix import SHADES, shade
from xinxiao.publish.charts.tiles import classes, step_of

NS = "{http://www.w3.org/2000/svg}"
KINDS = ("lines", "bars", "stacks", "dots", "ranks", "tiles", "tree", "matrix", "tracks")
TREE = charts.Branch(
    "指数 <I>",
    1.0,
    "100%",
    (
        charts.Branch(
            "A", 0.75, "75%", (charts.Branch("a1 & co", 0.5, "50%"), charts.Branch("a2", 0.25, "25%"))
        ),
        charts.Branch("一个名称很长很长很长很长很长很长很长的指标", 0.25, "25%"),
    ),
)
SERIES = (
    charts.Series("甲 & 乙", (charts.Point(2016, 3.9), charts.Point(2018, 5.0, 4.9, 5.1, "5.0"))),
    charts.Series("<b>", (charts.Point(2017, 4.5),), "points", 1),
)


def drawings(width: int) -> dict[str, str]:
    """One of each chart."""
    frame = svg.Frame("one", "题目 <T>", "说明 & more", width)
    return {
        "lines": charts.lines(frame, SERIES, unit="万亿元", rule=(6.0, "target 6")),
        "bars": charts.bars(
            frame, [charts.Bar("a", 12.6, "12.6", 12, 13), charts.Bar("b", -2, "-2")], rule=(15, "15")
        ),
        "stacks": charts.stacks(
            frame, [charts.Stack("2012", (charts.Part("G", 3), charts.Part("S", 7)), "70%")]
        ),
        "dots": charts.dots(frame, [charts.Dot("x", 83.3, "83.3", 80, 86, "1")]),
        "tiles": charts.tiles(
            frame, [charts.Tile("京", 6, 2, 4, "83"), charts.Tile("藏", 0, 3, None, "–")], key=["a"] * 5
        ),
        "ranks": charts.dots(
            frame,
            [charts.Dot("x", 1, "1–3", 1, 3, mark=2), charts.Dot("y", 31, "29–31", 29, 31, mark=30)],
            unit="rank",
            direction="down",
            key=("published", "interval", "median"),
        ),
        "tree": charts.tree(frame, TREE),
        "matrix": charts.matrix(
            frame,
            [
                charts.MatrixLine("a", ()),
                charts.MatrixLine("b", (0.97,)),
                charts.MatrixLine("<c>", (-0.93, None), opens=True),
            ],
        ),
        "tracks": charts.tracks(
            frame,
            ["2021", "2022", "2023"],
            [
                charts.Track("北京", (80.0, None, 83.3), "83.3"),
                charts.Track("上海", (70.0, 75.0, 83.2), "83.2"),
            ],
            [(30.0, 31.0, 29.5)],
        ),
    }


@pytest.mark.parametrize("width", [348, 720])
@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_is_an_image_with_a_name_and_a_description(kind: str, width: int) -> None:
    root = ET.fromstring(drawings(width)[kind])
    assert (root.get("role"), root.get("width")) == ("img", str(width))
    title, description = root.find(f"{NS}title"), root.find(f"{NS}desc")
    assert title is not None and description is not None
    assert (title.text, description.text) == ("题目 <T>", "说明 & more")
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"


@pytest.mark.parametrize("width", [348, 720])
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_drawn_outside_of_a_chart(kind: str, width: int) -> None:
    root = ET.fromstring(drawings(width)[kind])
    high = float(root.get("height", "0"))
    for mark in root.iter():
        for name, limit in (
            ("x", width),
            ("cx", width),
            ("x2", width),
            ("y", high),
            ("cy", high),
            ("y2", high),
        ):
            if mark.get(name) is not None:
                assert -1 <= float(mark.get(name, "0")) <= limit + 1
        # words that begin at a place end inside too, as far as their width can be estimated
        if mark.tag == f"{NS}text" and mark.get("text-anchor") is None and mark.text:
            size = float(mark.get("font-size", svg.SIZE))
            assert float(mark.get("x", "0")) + 0.85 * svg.width_of(mark.text, size) <= width + 1


@pytest.mark.parametrize("width", [348, 720])
@pytest.mark.parametrize("kind", KINDS)
def test_words_of_a_chart_are_at_least_ten_pixels_high_and_it_runs_no_script(kind: str, width: int) -> None:
    drawn = drawings(width)[kind]
    sizes = [float(t.get("font-size", svg.SIZE)) for t in ET.fromstring(drawn).iter(f"{NS}text")]
    assert min(sizes) >= 10
    assert "<script" not in drawn
    assert "http" not in drawn.replace("http://www.w3.org/2000/svg", "")


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_has_the_same_bytes_each_time(kind: str) -> None:
    assert drawings(720)[kind] == drawings(720)[kind]


def test_a_name_with_characters_that_no_xml_may_hold_does_not_break_a_chart() -> None:
    drawn = charts.dots(svg.Frame("c", "t\x00", "d", 720), [charts.Dot("a\x08b\ufffe", 1.0, "1")])
    assert "a\ufffdb\ufffd" in [t.text for t in ET.fromstring(drawn).iter(f"{NS}text")]


def test_two_scopes_are_two_lines_and_a_gap_of_years_is_dotted() -> None:
    drawn = drawings(720)["lines"]
    assert drawn.count('stroke-dasharray="1 4"') == 1
    assert drawn.count("<circle") == 1 + 2  # in the legend, and two points
    assert "甲 &amp; 乙" in drawn


def test_a_scale_has_round_ends_and_ticks() -> None:
    scale = scales.nice([1.7, 6.8], 300.0, 0.0, base="zero")
    assert scale.ticks == (0.0, 2.0, 4.0, 6.0, 8.0)
    assert (scale(0.0), scale(8.0), scale(4.0)) == (300.0, 0.0, 150.0)


@pytest.mark.parametrize(
    ("ticks", "said"), [((0.0, 0.5, 1.0), "0.5"), ((0.0, 2500.0), "2,500"), ((0.0, 2.5), "2.5")]
)
def test_a_tick_is_written_with_the_decimals_its_step_needs(ticks: tuple[float, ...], said: str) -> None:
    assert scales.plain(ticks[1], ticks) == said


def test_five_classes_hold_a_fifth_of_the_places_each() -> None:
    bounds = classes([float(v) for v in range(1, 31)])
    counts = [sum(step_of(float(v), bounds) == step for v in range(1, 31)) for step in range(5)]
    assert counts == [6, 6, 6, 6, 6]


def test_equal_values_make_one_class_and_no_fault() -> None:
    assert step_of(2.0, classes([2.0, 2.0, 2.0])) == 0
    assert classes([]) == ()


def test_words_are_cut_to_the_room_there_is() -> None:
    assert svg.clip("信息消费规模", 100) == "信息消费规模"
    assert svg.clip("信息消费规模", 60) == "信息消费…"


def test_an_axis_of_ranks_begins_with_1_and_has_no_0() -> None:
    assert scales.ranks(31, 700.0, 100.0, count=6).ticks == (1.0, 5.0, 10.0, 15.0, 20.0, 25.0, 30.0)
    assert scales.ranks(12, 700.0, 100.0, count=6).ticks == (1.0, 2.0, 4.0, 6.0, 8.0, 10.0, 12.0)
    assert scales.ranks(1, 700.0, 100.0)(1.0) == 700.0
    drawn = drawings(720)["ranks"]
    assert ">0<" not in drawn
    assert ">1<" in drawn


def test_the_mark_of_a_median_stands_beside_the_dot() -> None:
    drawn = ET.fromstring(drawings(720)["ranks"])
    strokes = [m for m in drawn.iter(f"{NS}rect") if m.get("height") == "13"]
    assert len(strokes) == 1 + 2  # in the legend, and two rows


def test_more_than_forty_rows_stand_closer_and_still_have_their_names() -> None:
    frame = svg.Frame("many", "t", "d", 720)
    rows = [charts.Dot(f"place {i}", float(i), str(i)) for i in range(60)]
    few, many = (ET.fromstring(charts.dots(frame, rows[:n])) for n in (40, 60))
    assert float(few.get("height", "0")) == 40 + 40 * 22 + 6
    assert float(many.get("height", "0")) == 40 + 60 * 16 + 6
    assert "place 59" in [t.text for t in many.iter(f"{NS}text")]


def test_names_too_long_for_a_phone_take_two_lines() -> None:
    name = "Information consumption to gross regional product"
    narrow = charts.dots(svg.Frame("n", "t", "d", 348), [charts.Dot(name, 2.0, "2")])
    words = [t.text for t in ET.fromstring(narrow).iter(f"{NS}text")]
    assert "Information" in words
    assert any(word and word.startswith("consumption") for word in words)


def test_parts_below_zero_are_stacked_to_the_left_of_it() -> None:
    frame = svg.Frame("s", "t", "d", 720)
    rows = [charts.Stack("U1", (charts.Part("a", 3.0), charts.Part("b", -1.0)), "2.0")]
    root = ET.fromstring(charts.stacks(frame, rows))
    axis = next(float(line.get("x1", "0")) for line in root.iter(f"{NS}line"))
    up, down = [m for m in root.iter(f"{NS}rect") if m.get("stroke") == svg.PAPER]
    assert float(up.get("x", "0")) == pytest.approx(axis, abs=0.1)
    assert float(down.get("x", "0")) + float(down.get("width", "0")) == pytest.approx(axis, abs=0.1)
    assert float(up.get("width", "0")) == pytest.approx(3 * float(down.get("width", "0")), abs=0.3)


def test_the_bars_of_a_tree_are_as_long_as_the_shares_of_its_leaves() -> None:
    root = ET.fromstring(drawings(720)["tree"])
    widths = [float(m.get("width", "0")) for m in root.iter(f"{NS}rect") if m.get("height") == "12"]
    assert [round(w / widths[0], 2) for w in widths] == [1.0, 0.5, 0.5]
    words = [t.text for t in root.iter(f"{NS}text")]
    assert words[:2] == ["指数 <I>", "100%"]
    assert {"A", "75%", "a1 & co", "50%"} <= set(words)


def test_a_tree_without_groups_is_bars_alone() -> None:
    flat = charts.Branch("I", 1.0, "100%", tuple(charts.Branch(n, 0.5, "50%") for n in "ab"))
    root = ET.fromstring(charts.tree(svg.Frame("f", "t", "d", 348), flat))
    assert len([m for m in root.iter(f"{NS}rect") if m.get("height") == "12"]) == 2


@pytest.mark.parametrize(
    ("r", "place"), [(-1.0, 0), (-0.9, 0), (-0.5, 2), (-0.1, 4), (0.0, 4), (0.12, 4), (0.5, 6), (0.97, 8)]
)
def test_a_correlation_has_one_of_nine_shades(r: float, place: int) -> None:
    assert shade(r) == SHADES[place]
    assert shade(None) == svg.PAPER


def test_a_pair_stands_once_and_things_are_numbered_on_the_stairs() -> None:
    drawn = drawings(720)["matrix"]
    assert drawn.count(">0.97<") == 1
    assert drawn.count(">\u22120.93<") == 1
    assert [drawn.count(f">{i}<") for i in (2, 3)] == [1, 1]
    assert ">3  &lt;c&gt;<" in drawn


def test_names_at_the_ends_of_tracks_never_touch() -> None:
    root = ET.fromstring(drawings(348)["tracks"])
    ends = {
        t.text: float(t.get("y", "0"))
        for t in root.iter(f"{NS}text")
        if (t.text and "海" in t.text) or "京" in (t.text or "")
    }
    assert set(ends) == {"北京 83.3", "上海 83.2"}
    assert abs(ends["北京 83.3"] - ends["上海 83.2"]) == pytest.approx(16)


def test_a_gap_parts_a_track() -> None:
    paths = [p.get("d", "") for p in ET.fromstring(drawings(720)["tracks"]).iter(f"{NS}path")]
    assert [d.count("M") for d in paths if d.count("M") > 1] == [2]
