"""The parts of a demonstration of oversight: days of work, what happens in order, words with places, invented subjects, evidence."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from tests.nouns import POLICY
from xinxiao import bootstrap
from xinxiao.errors import DataFault, NotFound
from xinxiao.model.collect.code import faults
from xinxiao.model.oversight.demonstration import InventedSubjects
from xinxiao.model.workdays import Workdays
from xinxiao.oversight.evidence import examined
from xinxiao.uses.oversight.demonstration import spec_of
from xinxiao.uses.oversight.demonstration_days import Days, Places, Timeline
from xinxiao.uses.oversight.demonstration_evidence import Evidence
from xinxiao.uses.oversight.demonstration_subjects import codes, write

FRIDAY = date(2026, 11, 27)
NONE: frozenset[date] = frozenset()
DAYS = Days(Workdays(NONE, NONE, NONE, frozenset({2026, 2027})), FRIDAY, ZoneInfo("Asia/Shanghai"))
SUBJECTS = InventedSubjects(
    source="SYNTHETIC",
    day=-1,
    begins="91000000",
    name="模拟{number}号",
    areas={"110000": 1, "310000": 3},
    industries={"6429": 1},
    risks={"A": 1, "D": 1},
    states={"ACTIVE": 1},
    tags={"licence": {"TELECOM_BASIC": 1, "-": 1}},
)


def places(**known: str) -> Places:
    return Places(DAYS, codes(SUBJECTS, 3), np.random.default_rng(1), dict(known))


def test_days_are_counted_in_working_days_from_a_day() -> None:
    assert DAYS.day(0) == FRIDAY
    assert DAYS.day(1) == date(2026, 11, 30)  # Monday
    assert DAYS.day(-5) == date(2026, 11, 20)
    assert DAYS.day(1, date(2026, 11, 28)) == date(2026, 11, 30)  # a Saturday
    assert DAYS.moment(FRIDAY, 30) == datetime(2026, 11, 27, 1, 30, tzinfo=UTC)


def test_what_happens_is_done_in_order_and_what_is_to_come_is_left_out() -> None:
    now, told, done = datetime(2026, 11, 27, 4, tzinfo=UTC), list[tuple[int, int]](), list[str]()
    line = Timeline(now)

    def first(at: datetime) -> None:
        done.append("first")
        line.at(at, lambda _: done.append("follows"))
        line.at(now + timedelta(seconds=1), lambda _: done.append("never"))

    line.at(now, lambda _: done.append("last"))
    line.at(now - timedelta(hours=1), first)
    line.run(lambda count, of: told.append((count, of)))
    assert done == ["first", "follows", "last"]
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_places_in_words_are_filled_and_others_stay() -> None:
    filled = places(plan="PL-2026-000001").filled
    assert filled("{day} {day+1} {day-1}", FRIDAY) == "2026-11-27 2026-11-30 2026-11-26"
    assert filled("{year} {next year} {plan} {other}", FRIDAY) == "2026 2027 PL-2026-000001 {other}"
    assert filled("{subject 1}", FRIDAY) == filled("{subject 4}", FRIDAY) == codes(SUBJECTS, 1)[0]
    digits = filled("{digits 12}", FRIDAY)
    assert len(digits) == 12
    assert digits.isdecimal()
    assert digits == places().filled("{digits 12}", FRIDAY)  # the same seed


def test_invented_subjects_have_sound_codes_of_no_register_and_the_same_bytes_by_seed(tmp_path: Path) -> None:
    one, two, other = (tmp_path / name for name in ("one.csv", "two.csv", "other.csv"))
    write(SUBJECTS, 400, 7, one)
    write(SUBJECTS, 400, 7, two)
    write(SUBJECTS, 400, 8, other)
    assert one.read_bytes() == two.read_bytes() != other.read_bytes()
    rows = list(csv.DictReader(one.read_text("utf-8").splitlines()))
    assert len({row["code"] for row in rows}) == 400
    assert not any(faults(row["code"]) for row in rows)
    assert all(row["code"][2:8] == "000000" and row["name"].startswith("模拟") for row in rows)
    assert 250 < sum(row["area"] == "310000" for row in rows) < 350  # three in four
    assert {row["licence"] for row in rows} == {"TELECOM_BASIC", ""}


@pytest.mark.skipif(find_spec("typst") is None, reason="needs the typesetter")
def test_evidence_is_what_it_is_called_and_is_made_once(tmp_path: Path) -> None:
    made = Evidence(tmp_path, "模拟证据材料", "2026-11-27", "计划编号\nT1\n".encode())
    assert [examined(path, name).kind for name, path in map(made.file, ("pdf", "png", "csv"))] == [
        "pdf", "png", "csv",
    ]  # fmt: skip
    assert made.file("png") == made.file("png")
    with pytest.raises(DataFault):
        made.file("mp4")


def test_what_is_invented_is_said_by_the_programme_and_one_without_is_told(tmp_path: Path) -> None:
    ports = bootstrap.ports(tmp_path / "home").oversight
    spec = spec_of(ports, POLICY)
    assert {one.role for one in spec.people} == {"case_officer", "supervisor", "audit_admin"}
    assert all("模拟" in one.name for one in spec.people)
    known = {one.id for one in spec.people}
    assert {spec.gives, *spec.handlers.values()} <= known
    assert {story for draw in spec.draws for story in draw.stories} <= set(spec.story)
    with pytest.raises(NotFound) as caught:
        spec_of(replace(ports, programme_folder=lambda _: tmp_path), tmp_path)
    assert caught.value.told is not None
    assert caught.value.told.name == "no_demonstration"
