"""Homes without units on both databases: with a programme that has a register of them; with places, and a clock that stands still
until it is moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests import collecting as shop
from tests.databases import KINDS, database
from tests.frames import with_frame
from xinxiao import bootstrap
from xinxiao.model.actor import ANONYMOUS, Actor
from xinxiao.uses.call import Call, Ports
from xinxiao.uses.collect import forms

NOW = datetime(2026, 9, 1, 2, tzinfo=UTC)
OPERATOR = Actor("operator", "me")


class Frame:
    """Ten thousand units in one county, and two areas above it."""

    def area_of(self, unit: str, day: str) -> str:
        return "990101" if unit.startswith("U") or unit == "91440300192317458F" else ""

    def areas_of(self, units: Sequence[str], day: str) -> Mapping[str, str]:
        return {unit: area for unit in units if (area := self.area_of(unit, day))}

    def above(self, area: str) -> tuple[str, ...]:
        ladder = ("990101", "990100", "990000")
        return ladder[ladder.index(area) :] if area in ladder else ()


@dataclass
class Time:
    """A call by somebody at a time that a test moves on."""

    ports: Ports
    now: datetime = NOW

    def call(self, actor: Actor = OPERATOR) -> Call:
        """A call now."""
        return Call(self.ports, actor, self.now)

    def anyone(self) -> Call:
        """A call by nobody in particular."""
        return self.call(ANONYMOUS)

    def later(self, **by: float) -> None:
        """Let time pass."""
        self.now += timedelta(**by)


@pytest.fixture(params=KINDS)
def time(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Time]:
    """Stores with an empty ledger of either kind."""
    with database(request.param, tmp_path) as url:
        monkeypatch.setenv("XINXIAO_LEDGER", url)
        ports = replace(bootstrap.ports(tmp_path / "home"), places=Frame())
        yield Time(ports)
        ports.ledger.close()


@pytest.fixture(scope="session")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a programme with a frame."""
    return with_frame(tmp_path_factory.mktemp("programme") / "tiny")


@pytest.fixture(params=KINDS)
def asker(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Call]:
    """A call by the operator on a new home."""
    with database(request.param, tmp_path) as url:
        monkeypatch.setenv("XINXIAO_LEDGER", url)
        call = replace(bootstrap.call(tmp_path / "home"), now=datetime(2026, 3, 1, 8, tzinfo=UTC))
        yield call
        call.ports.ledger.close()


@pytest.fixture(scope="session")
def shops(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the small programme. Tests only read it."""
    return shop.programme(tmp_path_factory.mktemp("shops") / "programme")


@pytest.fixture(params=KINDS)
def call(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Call]:
    """A call by the operator on a new home, on either ledger."""
    with database(request.param, tmp_path) as url, shop.collecting(tmp_path / "home", url) as made:
        yield made


@pytest.fixture
def issued(call: Call, shops: Path) -> Call:
    """The same after the form was issued."""
    forms.issue(call, "SHOP_M", "2026-08", shops)
    return call


@pytest.fixture
def small(tmp_path: Path, shops: Path) -> Iterator[Call]:
    """The same on SQLite alone, for what no database decides."""
    with shop.collecting(tmp_path / "home") as made:
        forms.issue(made, "SHOP_M", "2026-08", shops)
        yield made
