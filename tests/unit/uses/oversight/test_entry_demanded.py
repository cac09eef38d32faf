"""No inspection without a live entry: asked of the use, the command line's form of it and the database; and what lapses is held."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.listed import end
from tests.nouns import POLICY
from xinxiao import bootstrap
from xinxiao.errors import Conflict, DataFault, NotAllowed, XinxiaoError
from xinxiao.model.actor import SYSTEM, Actor
from xinxiao.model.collect.people import Grant
from xinxiao.model.oversight.case_facts import CaseActed, EntryRef
from xinxiao.model.oversight.lists import EntryKey
from xinxiao.oversight.wanted import Wanted
from xinxiao.uses.call import Ports
from xinxiao.uses.oversight import cases, lapses, list_files, lists
from xinxiao.uses.oversight.office import Office

LIST = "TELECOM_INSPECTION"
FIRM = "91110000802100433B"
DAY = datetime(2026, 12, 2, 4, tzinfo=UTC)
ANNA = Actor.signed_in("anna", (Grant("case_officer", "CN"),))
BO = Actor.signed_in("bo", (Grant("case_officer", "CN"),))
CHEN = Actor.signed_in("chen", (Grant("supervisor", "CN"),))
TI_01 = EntryRef(list=LIST, version=1, code="TI-01")


@pytest.fixture
def ports(tmp_path: Path) -> Iterator[Ports]:
    made = bootstrap.ports(tmp_path / "home")
    yield made
    made.ledger.close()


def office(ports: Ports, actor: Actor, now: datetime = DAY) -> Office:
    return Office(ports.oversight, actor, now)


def issue(ports: Ports, now: datetime = DAY) -> None:
    known = list_files.known(office(ports, ANNA))
    read = list_files.from_file(POLICY / "oversight" / "lists" / f"{LIST}.yaml", known.types)
    done = list_files.checked(office(ports, ANNA), read, known)
    own = lists.propose(office(ports, ANNA, now), known, list_files.sealed(done, known))
    lists.review(office(ports, BO, now), known, LIST, own.sha256)
    lists.approve(office(ports, CHEN, now), known, LIST, own.sha256, "1")
    lists.issue(office(ports, CHEN, now), known, LIST)


def values(ports: Ports) -> dict[str, str]:
    """What the act that opens an inspection needs, of the codes there are."""
    known = ports.oversight.known
    return {
        "KIND": sorted(known.codes("CL_INSPECTION_KIND"))[0],
        "METHOD": sorted(known.codes("CL_INSPECTION_METHOD"))[0],
        "INSPECTOR_1": "p-1",
        "INSPECTOR_2": "p-2",
    }


def assign(ports: Ports, entry: EntryRef | None, now: datetime = DAY) -> cases.Done:
    wanted = Wanted("ASSIGN", values=values(ports), entry=entry, area="110000", subject=FIRM)
    return cases.open_(office(ports, ANNA, now), "INSPECTION", wanted, synthetic=True)


@pytest.mark.parametrize(
    "entry",
    [
        None,
        EntryRef(list=LIST, version=2, code="TI-01"),
        EntryRef(list=LIST, version=1, code="TI-99"),
        EntryRef(list="OTHER", version=1, code="TI-01"),
    ],
    ids=str,
)
def test_no_inspection_is_opened_on_an_entry_there_is_not(ports: Ports, entry: EntryRef | None) -> None:
    issue(ports)
    before = ports.oversight.chain.mark()
    with pytest.raises((Conflict, DataFault, NotAllowed)):
        assign(ports, entry)
    assert ports.oversight.chain.mark() == before


def test_no_inspection_is_opened_on_a_list_that_is_a_file_alone_or_not_yet_in_force(ports: Ports) -> None:
    with pytest.raises(XinxiaoError) as refused:
        assign(ports, TI_01)
    assert refused.value.told is not None
    assert refused.value.told.name == "case_entry_lapsed"
    issue(ports, datetime(2026, 11, 29, 4, tzinfo=UTC))
    with pytest.raises(XinxiaoError):
        assign(ports, TI_01, datetime(2026, 11, 30, 4, tzinfo=UTC))
    assert assign(ports, TI_01).case.state == "ASSIGNED"


def test_the_ledger_refuses_the_event_itself_where_no_use_was_asked(ports: Ports) -> None:
    issue(ports)
    fact = CaseActed(
        case="JC-2026-000009",
        number=1,
        workflow="INSPECTION",
        definition="d" * 64,
        act="ASSIGN",
        state="ASSIGNED",
        ends=False,
        on="2029-01-01",
        role="case_officer",
        entry=TI_01,
    )
    before = ports.oversight.chain.mark()
    with pytest.raises(Conflict) as refused:
        ports.oversight.chain.append("person:anna", "2026-12-02T04:00:00.000+00:00", [fact])
    assert refused.value.told is not None
    assert refused.value.told.name == "entry_not_live"
    assert ports.oversight.chain.mark() == before


def test_an_inspection_whose_entry_lapses_is_held_until_it_rests_on_another(ports: Ports) -> None:
    issue(ports)
    opened = assign(ports, TI_01).case
    end(ports.oversight, EntryKey(LIST, "TI-01"), date(2026, 12, 5), "废止", "2", DAY)
    later = datetime(2026, 12, 9, 4, tzinfo=UTC)
    (lapse,) = lapses.notice(office(ports, SYSTEM, later))
    assert (lapse.entry, lapse.day) == ("TI-01", "2026-12-05")
    held = ports.oversight.cases.find(opened.id)
    assert (held.state, held.in_review) == ("HELD", True)
    with pytest.raises(XinxiaoError):
        assign(ports, TI_01, later)
    another = Wanted(
        "REST_ON_ANOTHER",
        seen=held.number,
        reason="改依在效事项办理，事由不变。",
        entry=EntryRef(list=LIST, version=1, code="TI-02"),
    )
    done = cases.act(office(ports, CHEN, later), opened.id, another)
    assert (done.case.state, done.case.in_review) == (opened.state, False) == ("ASSIGNED", False)
    assert [one.code for one in done.case.entries] == ["TI-01", "TI-02"]
    assert [rest.number for rest in ports.oversight.lists.resting(EntryKey(LIST, "TI-02"))] == [opened.id]
    assert ports.ledger.verify("oversight")[1] is None


def test_what_rests_on_entries_is_held_against_the_events_of_cases(ports: Ports) -> None:
    issue(ports)
    assign(ports, TI_01)
    assert ports.ledger.verify("oversight")[1] is None
    engine = sa.create_engine(f"sqlite:///{ports.home / 'ledger.sqlite'}")
    with engine.begin() as connection:
        number = connection.exec_driver_sql("SELECT event FROM list_rest").scalar_one()
        for name in (
            connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            .scalars()
            .all()
        ):
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql("UPDATE list_rest SET entry = 'TI-02'")
    misfit = ports.ledger.verify("oversight")[1]
    assert misfit is not None
    assert (misfit.sequence, misfit.why) == (number, "projection")
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM list_rest")
    misfit = ports.ledger.verify("oversight")[1]
    assert misfit is not None
    assert (misfit.sequence, misfit.why) == (number, "projection")
    engine.dispose()
