"""An office: what oversight has at hand, when it is there, and who may do what over which area."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from xinxiao import bootstrap
from xinxiao.errors import NotAllowed
from xinxiao.model.actor import ANONYMOUS, SYSTEM, Actor
from xinxiao.model.collect.people import Grant
from xinxiao.model.event import LedgerRead
from xinxiao.uses.oversight.office import Office
from xinxiao.uses.oversight.ports import OversightPorts

LATE = datetime(2026, 3, 10, 16, 30, tzinfo=UTC)
"""Half past midnight in Shanghai."""


@pytest.fixture
def ports(tmp_path: Path) -> OversightPorts:
    return bootstrap.ports(tmp_path / "home").oversight


def office(ports: OversightPorts, *grants: Grant) -> Office:
    return Office(ports, Actor.signed_in("a" * 16, grants), LATE)


def test_its_day_is_that_of_the_installation_and_its_time_that_of_events(ports: OversightPorts) -> None:
    assert office(ports).today == date(2026, 3, 11)
    assert office(ports).at == "2026-03-10T16:30:00.000+00:00"


def test_what_it_does_stands_in_the_chain_of_oversight_and_in_no_other(tmp_path: Path) -> None:
    every = bootstrap.ports(tmp_path / "home")
    own = Office(every.oversight, SYSTEM, LATE)
    (event,) = own.ports.chain.append(own.actor.line, own.at, [LedgerRead(how="x", first=1, last=1)])
    ledger = every.ledger
    assert (event.sequence, event.actor) == (1, "system")
    assert [c.mark().sequence for c in (ledger.events, ledger.readings, ledger.oversight)] == [0, 0, 1]


def test_nothing_of_statistics_is_at_hand() -> None:
    names = {field.name for field in fields(OversightPorts)}
    assert not names & {"frame", "reports", "submitted", "desk", "reminders", "head", "tables", "ledger"}


@pytest.mark.parametrize("role", ["case_officer", "supervisor"])
def test_who_handles_cases_does_so_in_an_area_and_below(ports: OversightPorts, role: str) -> None:
    who = office(ports, Grant("case_officer" if role == "case_officer" else "supervisor", "990100"))
    who.demand("handle")
    who.demand_over("handle", ("990101", "990100", "990000", "CN"))
    who.demand_over("handle", ("990100", "990000", "CN"))
    for areas in (("990201", "990200", "990000", "CN"), ("990000", "CN"), ()):
        with pytest.raises(NotAllowed):
            who.demand_over("handle", areas)


def test_no_other_role_handles_cases(ports: OversightPorts) -> None:
    for actor in (
        ANONYMOUS,
        SYSTEM,
        Actor("operator", "me"),
        Actor.signed_in("a", (Grant("statistician", "CN"),)),
    ):
        with pytest.raises(NotAllowed):
            Office(ports, actor, LATE).demand("handle")
        with pytest.raises(NotAllowed):
            Office(ports, actor, LATE).demand_over("handle", ("CN",))
