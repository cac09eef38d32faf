"""Looking at the frame: by id, by code, by area and by words; each look of a person is recorded, a check by a program is not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.frames import SOUND, sheet
from tests.unit.collect.made import form
from xinxiao.errors import NotAllowed, NotFound
from xinxiao.model.actor import ANONYMOUS
from xinxiao.model.collect.form import Population
from xinxiao.model.collect.frame import Selection
from xinxiao.store.collect.frame import Frame
from xinxiao.store.ledger import Ledger
from xinxiao.uses.call import Call
from xinxiao.uses.collect.forms import asked_now
from xinxiao.uses.collect.frame import (
    areas_below,
    counted,
    found,
    listed,
    programme_of,
    selected,
    shown,
    unit_at,
)
from xinxiao.uses.collect.frame_import import import_frame

DAY = "2026-01-01"
ONE, TWO, THREE, _ = SOUND


@pytest.fixture
def three(asker: Call, programme: Path, tmp_path: Path) -> Call:
    """A frame of three units, one of them without a code; the second has another code since March."""
    rows = [f"{ONE},{ONE},甲书店,950000,BIG", f"{TWO},{TWO},乙印厂,950100,LOW", "HH-1,,丙户,910000,LOW"]
    import_frame(asker, sheet(tmp_path, rows, "unit,code,name,area,size"), DAY, folder=programme)
    import_frame(asker, sheet(tmp_path, [f"{TWO},{THREE}"], "unit,code"), "2026-03-01", folder=programme)
    return asker


def reads(call: Call) -> list[tuple[str, str, int]]:
    facts = [event.fact for event in call.ports.ledger.readings.events()]
    return [(fact["how"], fact["unit"], fact["count"]) for fact in facts]


def test_a_unit_is_shown_by_its_id_or_the_code_it_has_however_it_is_written(three: Call) -> None:
    assert len(shown(three, TWO).versions) == 2
    assert shown(three, f" {THREE}").versions[0].version.unit == TWO
    assert shown(three, ONE.lower()).versions[0].version.name == "甲书店"
    assert shown(three, "HH-1").versions[0].version.code == ""
    assert reads(three) == [("unit", TWO, 1), ("unit", TWO, 1), ("unit", ONE, 1), ("unit", "HH-1", 1)]
    with pytest.raises(NotFound) as missing:
        shown(three, "HH-2")
    assert missing.value.told is not None
    assert missing.value.told.name == "no_frame_unit"


def test_a_form_says_how_many_units_it_would_ask_today(three: Call, programme: Path, tmp_path: Path) -> None:
    own = programme_of(three, programme)

    def asks(**of: tuple[str, ...]) -> int | None:
        return asked_now(three, own, form(population=Population(**of)))  # type: ignore[arg-type]

    counted = asks(), asks(area=("950000",)), asks(area=("950000",), size=("BIG",)), asks(size=("LOW",))
    assert counted == (3, 2, 1, 2)
    import_frame(
        three, sheet(tmp_path, ["HH-1,out,shut"], "unit,state,reason"), "2026-02-01", folder=programme
    )
    assert asks(size=("LOW",)) == 1
    nobody = replace(
        three, ports=replace(three.ports, frame=Frame(Ledger(f"sqlite:///{tmp_path / 'none.sqlite'}")))
    )
    assert asked_now(nobody, own, form()) is None


def test_an_area_is_asked_with_all_below_it(three: Call, programme: Path) -> None:
    own = programme_of(three, programme)
    assert areas_below(own, "950000") == ("950000", "950100")
    assert areas_below(own, "910000") == ("910000",)
    assert areas_below(own, "CN") == ()
    units = [unit.unit for unit in listed(three, Selection(areas=areas_below(own, "950000")), DAY, 10)]
    assert units == sorted([ONE, TWO])
    assert [unit.unit for unit in listed(three, Selection(), DAY, 1)] == [ONE]
    assert reads(three) == [("list", "", 2), ("list", "", 1)]
    with pytest.raises(NotFound) as missing:
        areas_below(own, "950001")
    assert missing.value.told is not None
    assert dict(missing.value.told.values) == {"area": "950001", "near": "950100, 950000, 940000"}


def test_units_are_found_by_words_and_counted(three: Call) -> None:
    assert [unit.unit for unit in found(three, "印厂", DAY)] == [TWO]
    assert list(counted(three, DAY, ["size"])) == [("BIG", "1"), ("LOW", "2")]
    with pytest.raises(NotFound):
        found(three, "丁", DAY)


def test_what_checks_a_unit_before_it_goes_on_leaves_no_trace(three: Call) -> None:
    assert unit_at(three, ONE, DAY) is not None
    assert unit_at(three, ONE, "2025-12-31") is None
    assert sum(batch.num_rows for batch in selected(three, Selection(), DAY)) == 3
    assert reads(three) == []


def test_a_stranger_sees_no_unit(three: Call) -> None:
    stranger = replace(three, actor=ANONYMOUS)
    for look in (
        lambda: shown(stranger, ONE),
        lambda: list(listed(stranger, Selection(), DAY, 1)),
        lambda: found(stranger, "甲", DAY),
        lambda: counted(stranger, DAY, ["area"]),
    ):
        with pytest.raises(NotAllowed):
            look()
