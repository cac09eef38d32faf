"""What an entry is about: a subject outside its predicate is not inspected on it, whichever way it is tried; and nothing begins without a
live entry, act by act of the workflows that ship."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from tests.listed import issue
from tests.nouns import POLICY
from tests.people import Browser, account
from tests.workflows import CALENDAR
from xinxiao import bootstrap
from xinxiao.entry.portal.app import create
from xinxiao.errors import Conflict, DataFault, XinxiaoError
from xinxiao.model.actor import SYSTEM, Actor
from xinxiao.model.collect.people import Grant
from xinxiao.model.oversight.case import Case
from xinxiao.model.oversight.case_facts import EntryRef
from xinxiao.model.oversight.subject import Subject
from xinxiao.model.oversight.workflow import ActSpec, Workflow
from xinxiao.oversight.decide import decide
from xinxiao.oversight.wanted import By, Grounds, Wanted
from xinxiao.programme.oversight import read_oversight
from xinxiao.store.oversight.subjects import Subjects
from xinxiao.uses.call import Call, Ports
from xinxiao.uses.collect import sessions
from xinxiao.uses.oversight import cases, opening
from xinxiao.uses.oversight.office import Office

LIST = "TELECOM_INSPECTION"
HOLDER, BOOKSHOP, UNKNOWN = "91110000802100433B", "911100007109310188", "91440300708461136T"
"""Who holds a telecom licence, who holds none, and whom the register has not."""
DAY = datetime(2026, 12, 2, 4, tzinfo=UTC)
ANNA = Actor.signed_in("anna", (Grant("case_officer", "CN"),))
TI_01 = EntryRef(list=LIST, version=1, code="TI-01")
"""Its predicate is ``licence=TELECOM_BASIC|TELECOM_VALUE_ADDED``."""


def subject(code: str, tags: str) -> Subject:
    said = dict.fromkeys(Subject.__dataclass_fields__, "")
    return Subject(**said | {"code": code, "name": code, "area": "110000", "tags": tags})


HELD = {
    HOLDER: subject(HOLDER, "licence=TELECOM_VALUE_ADDED"),
    BOOKSHOP: subject(BOOKSHOP, "licence=PUBLISHING"),
}


@pytest.fixture
def ports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ports]:
    """A home whose list is issued, and whose register has two subjects."""
    monkeypatch.setattr(Subjects, "at", lambda self, code, day: HELD.get(code))
    monkeypatch.setattr(Subjects, "among", lambda self, codes, day: {c: HELD[c] for c in codes if c in HELD})
    monkeypatch.setattr(Subjects, "last", lambda self: len(HELD))
    made = bootstrap.ports(tmp_path / "home")
    issue(made.oversight, LIST)
    yield made
    made.ledger.close()


def office(ports: Ports) -> Office:
    return Office(ports.oversight, ANNA, DAY)


def wanted(ports: Ports, code: str, entry: EntryRef | None = TI_01) -> Wanted:
    known = ports.oversight.known
    values = {
        "KIND": sorted(known.codes("CL_INSPECTION_KIND"))[0],
        "METHOD": sorted(known.codes("CL_INSPECTION_METHOD"))[0],
        "INSPECTOR_1": "p-1",
        "INSPECTOR_2": "p-2",
    }
    return Wanted("ASSIGN", values=values, entry=entry, area="110000", subject=code)


def told(error: pytest.ExceptionInfo[XinxiaoError]) -> str:
    assert error.value.told is not None
    return error.value.told.name


def test_a_subject_the_entry_is_about_is_inspected_on_it_and_another_is_not(ports: Ports) -> None:
    before = ports.oversight.chain.mark()
    for code, said in ((BOOKSHOP, "case_entry_subject"), (UNKNOWN, "case_entry_subject")):
        with pytest.raises(Conflict) as caught:
            cases.open_(office(ports), "INSPECTION", wanted(ports, code), synthetic=True)
        assert told(caught) == said
    assert ports.oversight.chain.mark() == before
    done = cases.open_(office(ports), "INSPECTION", wanted(ports, HOLDER), synthetic=True)
    assert (done.case.subject, done.case.state) == (HOLDER, "ASSIGNED")


def test_of_many_that_are_opened_at_once_none_is_where_one_is_not_meant(ports: Ports) -> None:
    both = [wanted(ports, HOLDER), wanted(ports, BOOKSHOP)]
    with pytest.raises(Conflict) as caught:
        opening.opening(office(ports), "INSPECTION", both, synthetic=True)
    assert told(caught) == "case_entry_subject"
    made = opening.opening(office(ports), "INSPECTION", both[:1], synthetic=True)
    assert [fact.subject for fact in made.facts] == [HOLDER]


def test_an_empty_register_says_nothing_of_anybody_and_any_is_taken(
    ports: Ports, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Subjects, "at", lambda self, code, day: None)
    monkeypatch.setattr(Subjects, "last", lambda self: 0)
    done = cases.open_(office(ports), "INSPECTION", wanted(ports, UNKNOWN), synthetic=True)
    assert done.case.subject == UNKNOWN


def test_the_desk_says_that_the_entry_is_not_about_the_subject_and_keeps_what_was_filled_in(
    ports: Ports,
) -> None:
    door = create(ports)
    who = account(ports, Grant("case_officer", "CN"))
    views = door.site.views
    views.call = lambda actor=None: Call(ports, actor or SYSTEM, DAY)  # type: ignore[method-assign, assignment]
    browser = Browser.of(door, sessions.begin(Call(ports, SYSTEM, DAY), who.id, "whole"))
    own = wanted(ports, BOOKSHOP)
    fields = {"seen": "0", "subject": BOOKSHOP, "area": "110000", "entry": f"{LIST}/1/TI-01"}
    fields |= {f"value.{name}": value for name, value in own.values.items()}
    for lang, words in (("zh", "适用对象条件不包括"), ("en", "is not about")):
        refused = browser.post(f"/{lang}/desk/cases/open/INSPECTION/ASSIGN", fields)
        assert refused.status_code == 409 and words in refused.text and BOOKSHOP in refused.text
    taken = browser.post("/zh/desk/cases/open/INSPECTION/ASSIGN", {**fields, "subject": HOLDER})
    assert taken.status_code == 303


def test_the_command_line_refuses_it_as_well(
    ports: Ports, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from xinxiao.entry.cli.main import run
    from xinxiao.uses import call

    monkeypatch.setenv("XINXIAO_LANG", "en")
    monkeypatch.setattr(call, "clock", lambda: DAY)
    monkeypatch.setattr(bootstrap, "clock", lambda: DAY)
    before = ports.oversight.chain.mark()
    own = wanted(ports, BOOKSHOP)
    values = [part for name, value in own.values.items() for part in ("--value", f"{name}={value}")]
    asked = ["case", "open", "INSPECTION", "ASSIGN", "--area", "110000", *values, "--home", str(ports.home)]
    for entry, code, words in (
        (f"{LIST}:1:TI-01", BOOKSHOP, "is not about"),
        (f"{LIST}:1:TI-99", HOLDER, "does not hold"),
        (f"{LIST}:2:TI-01", HOLDER, "does not hold"),
        ("", HOLDER, "has to rest on a live entry"),
    ):
        given = [*asked, "--subject", code, *(["--entry", entry] if entry else [])]
        assert run(given) == 1
        assert words in capsys.readouterr().err, entry
    assert ports.oversight.chain.mark() == before
    assert run([*asked, "--subject", HOLDER, "--entry", f"{LIST}:1:TI-01"]) == 0


# ---- every act that demands an entry


def demanding() -> list[tuple[Workflow, ActSpec]]:
    folder = POLICY / "oversight"
    files = {
        f"oversight/{path.relative_to(folder).as_posix()}": path.read_bytes()
        for path in folder.rglob("*.yaml")
    }
    flows = read_oversight(files).oversight.workflows.values()
    return [(flow, act) for flow in flows for act in flow.acts if act.entry is not None]


DEMANDING = demanding()


def test_the_workflows_that_ship_begin_inspections_and_draws_on_entries() -> None:
    assert {(flow.id, act.id) for flow, act in DEMANDING} >= {
        ("INSPECTION", "ASSIGN"),
        ("INSPECTION", "REST_ON_ANOTHER"),
        ("DRAW_APPROVAL", "PROPOSE"),
        ("DRAW_APPROVAL", "REST_ON_ANOTHER"),
    }


@pytest.mark.parametrize(("flow", "act"), DEMANDING, ids=[f"{flow.id}-{act.id}" for flow, act in DEMANDING])
@pytest.mark.parametrize(("entry", "said"), [(None, "case_entry"), (TI_01, "case_entry_lapsed")])
def test_no_act_that_demands_an_entry_is_decided_without_a_live_one(
    flow: Workflow, act: ActSpec, entry: EntryRef | None, said: str
) -> None:
    role = act.by[0]
    who = By("person:p", "p", frozenset({role}))
    held = None
    if act.from_:
        held = Case(
            id="C-1", workflow=flow.id, definition="d" * 64, state=act.from_[0], ends=False, number=1,
            opened="2026-12-01", subject=HOLDER, area="110000",
        )  # fmt: skip
    grounds = Grounds(DAY.date(), CALENDAR, "d" * 64, is_live=lambda kind, own, day: False)
    asked = Wanted(act.id, 1 if held else 0, reason="符合条件", entry=entry, subject="" if held else HOLDER)
    with pytest.raises((Conflict, DataFault)) as caught:
        decide(flow, held, asked, who, grounds)
    assert told(caught) == said


@pytest.mark.parametrize(
    ("entry", "version", "day"),
    [
        ("TI-99", 1, "2026-12-02"),  # there is none
        ("TI-01", 2, "2026-12-02"),  # not in that version
        ("TI-01", 1, "2026-11-30"),  # the day before its first
        ("TI-01", 1, "2029-01-01"),  # the day after its last
    ],
)
def test_the_database_refuses_what_rests_on_no_live_entry_written_past_every_program(
    ports: Ports, entry: str, version: int, day: str
) -> None:
    cases.open_(office(ports), "INSPECTION", wanted(ports, HOLDER), synthetic=True)
    row = (
        "INSERT INTO list_rest (event, list, entry, version, day, kind, number)"
        f" VALUES (9999, '{LIST}', '{entry}', {version}, '{day}', 'case', 'INS-1')"
    )
    engine = sa.create_engine(f"sqlite:///{ports.home / 'ledger.sqlite'}")
    with pytest.raises(IntegrityError) as caught, engine.begin() as connection:
        connection.exec_driver_sql(row)
    assert "does not hold" in str(caught.value)
    with (
        engine.begin() as connection
    ):  # the same of one that lives is written, and found out by whoever verifies
        connection.exec_driver_sql(
            row.replace(entry, "TI-01").replace(f", {version},", ", 1,").replace(day, "2026-12-02")
        )
    engine.dispose()
    assert ports.ledger.verify("oversight")[1] is not None


def test_an_act_written_into_the_chain_past_every_program_is_found(ports: Ports) -> None:
    done = cases.open_(office(ports), "INSPECTION", wanted(ports, HOLDER), synthetic=True)
    assert ports.ledger.verify("oversight")[1] is None
    event = done.event
    forged = event.fact | {"case": "JC-2026-000099", "number": 1}
    forged.pop("entry")
    engine = sa.create_engine(f"sqlite:///{ports.home / 'ledger.sqlite'}")
    with engine.begin() as connection:
        connection.execute(
            sa.text(
                "INSERT INTO oversight (sequence, prev_hash, hash, actor, at, kind, payload)"
                " VALUES (:sequence, :prev, :hash, :actor, :at, :kind, :payload)"
            ),
            {
                "sequence": event.sequence + 1,
                "prev": event.hash,
                "hash": "f" * 64,
                "actor": event.actor,
                "at": event.at,
                "kind": event.kind,
                "payload": msgspec.json.encode(forged).decode(),
            },
        )
    engine.dispose()
    misfit = ports.ledger.verify("oversight")[1]
    assert misfit is not None and misfit.sequence == event.sequence + 1


# ---- the edges of the days


@pytest.mark.parametrize(
    ("moment", "lives"),
    [
        (datetime(2026, 11, 30, 15, 59, 59, tzinfo=UTC), False),  # a second before 1 December in Shanghai
        (datetime(2026, 11, 30, 16, 0, 0, tzinfo=UTC), True),  # 1 December, 0:00
        (datetime(2028, 12, 31, 15, 59, 59, tzinfo=UTC), True),  # 31 December, 23:59:59
        (datetime(2028, 12, 31, 16, 0, 0, tzinfo=UTC), False),  # 1 January, 0:00
    ],
)
def test_an_entry_lives_from_the_first_moment_of_its_first_day_to_the_last_of_its_last_where_this_is(
    ports: Ports, moment: datetime, lives: bool
) -> None:
    own = replace(office(ports), now=moment)
    if lives:
        assert cases.open_(own, "INSPECTION", wanted(ports, HOLDER), synthetic=True).case.state == "ASSIGNED"
        return
    with pytest.raises(Conflict) as caught:
        cases.open_(own, "INSPECTION", wanted(ports, HOLDER), synthetic=True)
    assert told(caught) == "case_entry_lapsed"
