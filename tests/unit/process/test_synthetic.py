"""An invented population says that it is, passes the checks of real codes, and its errors are those of the key."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace
from decimal import Decimal

import msgspec
import numpy as np
import pyarrow as pa
import pytest

from tests.reported import form
from xinxiao.model.collect.code import faults, faults_of
from xinxiao.model.collect.content import Content, content_of, is_number
from xinxiao.model.collect.form import Population as Asked
from xinxiao.model.collect.form import RuleSpec
from xinxiao.model.collect.invented import InventedItem, InventedKind, InventedSpec
from xinxiao.model.collect.synthetic import is_synthetic, synthetic_of
from xinxiao.model.text import Text
from xinxiao.process.synthetic.assembly import Population
from xinxiao.process.synthetic.contents import contents, texts_of
from xinxiao.process.synthetic.errors import ERRORS, Neighbours, chosen, spoil
from xinxiao.process.synthetic.population import Named, Places, asked_of, codes_of, pieces
from xinxiao.process.synthetic.values import Drawn, Values, reports

WORD = Text(zh="词", en="word")
PLACES = Places(("110101", "110102", "310101"), lambda area: area[:2])
FIRMS = InventedKind(group="G", weight=3, industries={"I": 1, "C": 1}, sizes=("L", "M", "S", "W"), spread=1.4)
HOMES = InventedKind(group="H", weight=1, sample=True, sizes=("_Z",))
KINDS = (Named(FIRMS, "企业"), Named(HOMES, "住户"))
LISTS = {"CL_GRADE": ("A", "B")}


def made(count: int, seed: int = 1, kinds: tuple[Named, ...] = KINDS[:1]) -> pa.Table:
    return pa.concat_tables(pieces(count, kinds, PLACES, seed))


def reported(units: pa.Table, period: str = "2026-03", **items: InventedItem) -> Values:
    spec = InventedSpec(units=(FIRMS,), year=2026, forms={form().id: dict(items)})
    return reports(form(), units, period, Drawn(1, LISTS, spec))


def test_codes_are_of_the_range_of_nobody_and_pass_both_checks() -> None:
    codes = codes_of(np.arange(2_000))
    assert not faults_of(codes).any()
    assert faults(codes[1].as_py()) == ()
    assert len(set(codes.to_pylist())) == synthetic_of(codes) == 2_000
    assert codes[0].as_py().startswith("91000000")
    assert not is_synthetic("914403001922038216")
    (office,) = codes_of(np.array([7]), np.array(["11"])).to_pylist()
    assert faults(office) == ()
    assert is_synthetic(office)


def test_a_population_is_the_same_for_a_seed_and_every_name_says_it_is_invented() -> None:
    assert made(300).equals(made(300))
    assert not made(300).equals(made(300, seed=2))
    assert all("模拟" in name for name in made(300).column("name").to_pylist())
    sizes = Counter(made(10_000).column("size").to_pylist())
    assert sizes["L"] == pytest.approx(200, abs=45)  # a fiftieth, three standard deviations
    assert sizes["L"] + sizes["M"] == pytest.approx(1_000, abs=90)
    level = np.sort(np.asarray(made(10_000).column("level")))[::-1]
    assert level.mean() == pytest.approx(1, abs=0.1)
    assert level[:1_000].sum() / level.sum() > 0.35  # a tenth of the firms makes up much of the whole


def test_kinds_are_as_many_as_their_weights_say_and_a_sample_has_ids_instead_of_codes() -> None:
    units = made(400, kinds=KINDS)
    assert Counter(units.column("group").to_pylist()) == {"G": 300, "H": 100}
    homes = [row for row in units.to_pylist() if row["group"] == "H"]
    assert all(row["unit"].startswith("SYN-") and not row["code"] for row in homes)
    assert all(row["size"] == "_Z" and not row["industry"] for row in homes)
    assert synthetic_of(units.column("unit")) == 400


def test_the_first_units_do_not_depend_on_how_many_pieces_follow() -> None:
    few = pa.concat_tables(pieces(40, KINDS, PLACES, 1, size=20))
    many = pa.concat_tables(pieces(60, KINDS, PLACES, 1, size=20))
    assert few.equals(many.slice(0, 40))
    assert len(set(many.column("unit").to_pylist())) == 60


def test_a_form_is_filled_by_those_its_population_names() -> None:
    units = made(400, kinds=KINDS)
    firms = asked_of(Asked(group=("G",), industry=("I",)), units, ())
    rows = units.to_pylist()
    assert firms.tolist() == [row["group"] == "G" and row["industry"] == "I" for row in rows]
    there = asked_of(Asked(area=("110000",), size=("L", "M")), units, {"110101", "110102"})
    assert there.tolist() == [row["area"] != "310101" and row["size"] in "LM" for row in rows]


def test_reports_are_canonical_contents_whose_year_only_grows() -> None:
    units = made(50)
    now, before = (
        reports(form(), units, period, Drawn(1, LISTS)).written for period in ("2026-03", "2026-02")
    )
    assert all(map(is_number, now["SALES"].to_pylist()))
    assert all(
        float(later) > float(earlier)
        for later, earlier in zip(now["SALES"].to_pylist(), before["SALES"].to_pylist(), strict=True)
    )
    for content in contents(now).to_pylist():
        assert msgspec.json.decode(content, type=Content).canonical == content


def test_a_mean_is_that_of_all_units_and_a_share_is_kept_by_each() -> None:
    units = made(20_000)
    held = reported(units, "2026-01", SALES=InventedItem(mean=500, spread=0.3, size=0.5))
    assert held.number("SALES").mean() == pytest.approx(500, rel=0.03)
    both = [
        reported(units, period, SALES=InventedItem(mean=500), STAFF=InventedItem(mean=0.02, of="SALES"))
        for period in ("2026-01", "2026-02")
    ]
    # ten in 500, of the mean of a month, whatever the month
    for each in both:
        assert each.number("STAFF").mean() == pytest.approx(10, rel=0.05)


def test_who_has_none_is_marked_where_blank_may_be_and_is_zero_elsewhere() -> None:
    units = made(1_000)
    held = reported(units, SALES=InventedItem(mean=500, none=0.4), STAFF=InventedItem(mean=500, none=0.4))
    for item in ("SALES", "STAFF"):
        none = held.absent.get(item, held.scaled[item] == 0)
        assert none.sum() == pytest.approx(400, abs=50)
        assert (item in held.absent) is not form().by_id[item].needed
    for content in contents(held.written, held.absent).to_pylist()[:50]:
        decoded = msgspec.json.decode(content, type=Content)
        assert decoded.canonical == content
        assert not decoded.cells.keys() & decoded.marks.keys()


def test_what_another_form_says_is_carried_over() -> None:
    units = made(3)
    spec = InventedSpec(
        units=(FIRMS,), forms={form().id: {"STAFF": InventedItem(mean=7, carried={"OTHER#STAFF": 2.0})}}
    )
    others = {"OTHER#STAFF": np.array([100.0, np.nan, 30.0])}
    held = reports(form(), units, "2026-03", Drawn(1, LISTS, spec), others)
    assert held.scaled["STAFF"][[0, 2]].tolist() == [200, 60]
    assert held.scaled["STAFF"][1] != 200


def test_a_form_that_is_not_reported_then_is_passed_over_and_others_are_carried_over() -> None:
    own, monthly = form(), msgspec.structs.replace(form(), id="TRADE_N")
    quarterly = msgspec.structs.replace(form(), id="TRADE_A", frequency="Q")
    carried = {"TRADE_A#STAFF": 3.0, "TRADE_N#STAFF": 2.0}
    spec = InventedSpec(
        units=(FIRMS,),
        forms={
            own.id: {"STAFF": InventedItem(mean=7, carried=carried)},
            "TRADE_N": {"STAFF": InventedItem(mean=500)},
        },
    )
    forms = {each.id: each for each in (own, monthly, quarterly)}
    held = Population(20, KINDS[:1], PLACES, forms, {}, Drawn(1, LISTS, spec))
    (piece,) = held.pieces()
    for period, other, times in (("2026-02", "TRADE_N", 2), ("2026-03", "TRADE_A", 3)):
        then = period if other == "TRADE_N" else "2026-Q1"
        said = piece.values(other, then).scaled["STAFF"]
        assert piece.values(own.id, period).scaled["STAFF"].tolist() == (said * times).tolist()


def test_numbers_are_written_to_the_last_place_and_below_zero() -> None:
    assert texts_of(np.array([120, -5, 0, 100]), 2).to_pylist() == ["1.2", "-0.05", "0", "1"]
    assert texts_of(np.array([-7, 12]), 0).to_pylist() == ["-7", "12"]


def test_errors_are_as_many_as_asked_each_kind_as_often_as_the_others() -> None:
    nobody = np.zeros(0, dtype=np.int64)
    planted = chosen([60, 30], [nobody, nobody], 45, 1)
    assert Counter(kind for each in planted for kind in each.values()) == dict.fromkeys(ERRORS[:-1], 5)
    assert max(planted[0]) < 60
    assert max(planted[1]) < 30
    both = np.array([3, 4, 5])
    crossed = chosen([60, 30], [both, nobody], 30, 1)
    assert Counter(kind for each in crossed for kind in each.values()) == dict.fromkeys(ERRORS, 3)
    assert {at for at, kind in crossed[0].items() if kind == "cross"} == {3, 4, 5}
    with pytest.raises(ValueError, match="91 errors"):
        chosen([60, 30], [nobody, nobody], 91, 1)


def test_each_error_stands_in_the_content_as_the_key_says() -> None:
    units = made(30)
    now, before = (
        contents(reports(form(), units, period, Drawn(1, LISTS)).written).to_pylist()
        for period in ("2026-03", "2026-02")
    )
    chance = np.random.default_rng(1)
    for at, error in enumerate(ERRORS[:-1]):
        beside = Neighbours(before[at], now[at + 1], {})
        done = spoil(form(), now[at], error, beside, chance)
        if error in ("copied", "duplicate"):
            assert done.content == (before[at] if error == "copied" else now[at + 1])
            continue
        cells = content_of(done.content).cells
        assert cells.get(done.item, "") == done.wrong
        assert content_of(now[at]).cells[done.item] == done.right
        assert done.wrong != done.right or error == "heaped"


def test_a_number_is_changed_until_another_form_contradicts_it() -> None:
    rule = RuleSpec(id="OTHER", rule="SALES <= OTHER_M#SALES", severity="explain", says=WORD, remedy=WORD)
    own = msgspec.structs.replace(form(), rules=(rule,))
    content = Content(cells={"SALES": "100", "STAFF": "5", "KIND": "A"}).canonical
    beside = Neighbours(content, content, {"OTHER_M#SALES": "250"})
    done = spoil(own, content, "cross", beside, np.random.default_rng(1))
    assert (done.item, done.right, done.rule) == ("SALES", "100", "OTHER")
    assert Decimal(done.wrong) == 300  # three times: 1.4 times would still fit
    without = spoil(own, content, "cross", replace(beside, others={}), np.random.default_rng(1))
    assert without.rule == ""  # no other form, so it is a slip
    assert Decimal(without.wrong) == 10 * Decimal(without.right)


def test_a_hundred_thousand_take_seconds() -> None:
    began = time.process_time()
    for number, piece in enumerate(pieces(100_000, KINDS[:1], PLACES, 1)):
        contents(reports(form(), piece, "2026-03", Drawn(1, {}, piece=number)).written)
    assert time.process_time() - began < 20
