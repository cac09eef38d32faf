"""Lists as people keep them: three different people make one hold, nothing begins without a live entry, what lapses goes to review."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa

from tests.databases import KINDS, database
from tests.listed import end
from tests.nouns import POLICY
from xinxiao import bootstrap
from xinxiao.errors import Conflict, DataFault, NotAllowed, NotFound, XinxiaoError
from xinxiao.model.actor import ANONYMOUS, SYSTEM, Actor
from xinxiao.model.collect.people import Grant
from xinxiao.model.event import Fact
from xinxiao.model.oversight.case_facts import CaseActed, CaseReviewed, EntryRef
from xinxiao.model.oversight.lists import EntryKey, ListVersion, Rest
from xinxiao.oversight.lists import Lapse
from xinxiao.store.ledger import Ledger
from xinxiao.uses.oversight import lapses, list_files, lists
from xinxiao.uses.oversight.list_files import Known
from xinxiao.uses.oversight.office import Office

LIST = "TELECOM_INSPECTION"
ENTRY = EntryKey(LIST, "TI-01")
NOW = datetime(2026, 11, 30, 4, tzinfo=UTC)
ANNA = Actor.signed_in("anna", (Grant("case_officer", "CN"),))
BO = Actor.signed_in("bo", (Grant("case_officer", "CN"),))
CHEN = Actor.signed_in("chen", (Grant("supervisor", "CN"),))
DAN = Actor.signed_in("dan", (Grant("supervisor", "CN"),))
GUANGDONG = Actor.signed_in("gu", (Grant("supervisor", "440000"),))
READER = Actor.signed_in("reader", ())
OPERATOR = Actor("operator", "op")


class Cases:
    """Who holds cases, as small as can be: all are open."""

    def __init__(self) -> None:
        self.closed: set[str] = set()

    def to_review(self, rests: Sequence[Rest], lapse: Lapse, at: str) -> Sequence[Fact]:
        return [
            CaseReviewed(
                case=rest.number,
                number=2,
                state="REVIEW",
                entry=EntryRef(list=rest.key.list, version=rest.version, code=rest.key.entry),
                why=lapse.why,
            )
            for rest in rests
            if rest.number not in self.closed
        ]


class World:
    def __init__(self, url: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("XINXIAO_LEDGER", url)
        stores, self.cases = bootstrap.ports(folder / "home"), Cases()
        self.ledger, self.url = stores.ledger, url
        self.ports = replace(stores.oversight, resting={"case": self.cases})
        self.known: Known = list_files.known(self.of(OPERATOR))

    def of(self, actor: Actor, now: datetime = NOW) -> Office:
        return Office(self.ports, actor, now)

    def version(self, number: int = 1, **changes: object) -> ListVersion:
        """The version that ships, or one made of it."""
        read = self.known.lists[LIST]
        assert read.spec is not None
        spec = msgspec.structs.replace(read.spec, version=number, **changes)
        done = list_files.checked(self.of(OPERATOR), replace(read, spec=spec), self.known)
        return list_files.sealed(done, self.known)

    def issue(self, version: ListVersion, now: datetime = NOW) -> None:
        own = lists.propose(self.of(ANNA, now), self.known, version)
        lists.review(self.of(BO, now), self.known, LIST, own.sha256)
        lists.approve(self.of(CHEN, now), self.known, LIST, own.sha256, "信管〔2026〕1号")
        lists.issue(self.of(CHEN, now), self.known, LIST)

    def begin(self, number: str, day: date) -> None:
        """Begin a case on an entry, as an engine does."""
        found = lists.live(self.of(ANNA), ENTRY, day, "inspection")
        fact = CaseActed(
            case=number,
            number=1,
            workflow="VISIT",
            definition="d" * 64,
            act="ASK",
            state="ASKED",
            ends=False,
            on=day.isoformat(),
            role="case_officer",
            entry=EntryRef(list=LIST, version=found.version, code=ENTRY.entry),
        )
        self.ports.cases.append("person:anna", "2026-11-30T04:00:00.000+00:00", [fact], None)


@pytest.fixture(params=KINDS)
def world(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with database(request.param, tmp_path) as url:
        own = World(url, tmp_path, monkeypatch)
        yield own
        own.ledger.close()


def said(error: pytest.ExceptionInfo[XinxiaoError]) -> str:
    assert error.value.told is not None
    return error.value.told.name


def test_a_list_that_stands_in_a_file_alone_has_no_effect_and_neither_has_one_on_its_way(
    world: World,
) -> None:
    day = date(2026, 12, 1)

    def nothing_holds() -> None:
        with pytest.raises(Conflict) as refused:
            lists.live(world.of(ANNA), ENTRY, day)
        assert said(refused) == "entry_not_live"

    nothing_holds()
    own = lists.propose(world.of(ANNA), world.known, world.version())
    nothing_holds()
    lists.review(world.of(BO), world.known, LIST, own.sha256)
    nothing_holds()
    lists.approve(world.of(CHEN), world.known, LIST, own.sha256, "1")
    nothing_holds()
    lists.issue(world.of(CHEN), world.known, LIST)
    found = lists.live(world.of(ANNA), ENTRY, day, "inspection")
    assert found.entry.matter == "电信业务经营许可证持有者年报报送情况"
    assert (found.version, found.example, found.ref.code) == (1, True, "TI-01")
    assert world.ledger.verify("oversight")[1] is None


def test_the_remedy_of_an_entry_that_does_not_hold_is_said_in_both_languages(world: World) -> None:
    from xinxiao.entry.errors import shown

    world.issue(world.version())
    with pytest.raises(Conflict) as refused:
        lists.live(world.of(ANNA), ENTRY, date(2029, 1, 1))
    zh, en = shown(refused.value, "zh"), shown(refused.value, "en")
    assert zh.message == "清单条目 TELECOM_INSPECTION/TI-01 在 2029-01-01 不在有效期内，据此不得开展"
    assert "xinxiao list show TELECOM_INSPECTION" in zh.hint
    assert "does not hold on 2029-01-01" in en.message
    assert "proposed, reviewed, approved and issued" in en.hint


def test_an_entry_is_the_ground_of_what_its_type_governs_and_of_nothing_else(world: World) -> None:
    world.issue(world.version())
    day = date(2026, 12, 1)
    for act in ("measure", "incentive"):
        with pytest.raises(Conflict) as refused:
            lists.live(world.of(ANNA), ENTRY, day, act)  # type: ignore[arg-type]
        assert said(refused) == "list_governs"
    with pytest.raises(Conflict):
        lists.live(world.of(ANNA), ENTRY, day, type="DISHONESTY_MEASURES")
    assert lists.live(world.of(ANNA), ENTRY, day, type="RANDOM_INSPECTION").version == 1


def test_who_proposes_reviews_and_approves_are_three_people(world: World) -> None:
    own = lists.propose(world.of(ANNA), world.known, world.version())
    both = Actor.signed_in("anna", (Grant("supervisor", "CN"),))
    for actor in (ANNA, both):
        with pytest.raises(NotAllowed) as refused:
            lists.review(world.of(actor), world.known, LIST, own.sha256)
        assert said(refused) == "list_person"
    lists.review(world.of(CHEN), world.known, LIST, own.sha256)
    for actor in (both, CHEN):
        with pytest.raises(NotAllowed) as refused:
            lists.approve(world.of(actor), world.known, LIST, own.sha256, "1")
        assert said(refused) == "list_person"
    dan = Actor.signed_in("dan", (Grant("supervisor", "CN"),))
    assert lists.approve(world.of(dan), world.known, LIST, own.sha256, "1").state == "approved"


@pytest.mark.parametrize("actor", [ANONYMOUS, READER, GUANGDONG, SYSTEM])
def test_nobody_without_a_role_over_the_area_of_a_list_acts_on_it(world: World, actor: Actor) -> None:
    office = world.of(actor)
    with pytest.raises(NotAllowed):
        lists.propose(office, world.known, world.version())
    own = lists.propose(world.of(ANNA), world.known, world.version())
    with pytest.raises(NotAllowed):
        lists.review(office, world.known, LIST, own.sha256)
    with pytest.raises(NotAllowed):
        lists.give_back(office, world.known, LIST, own.sha256, "no")
    lists.review(world.of(BO), world.known, LIST, own.sha256)
    with pytest.raises(NotAllowed):
        lists.approve(office, world.known, LIST, own.sha256, "1")
    lists.approve(world.of(CHEN), world.known, LIST, own.sha256, "1")
    with pytest.raises(NotAllowed):
        lists.issue(office, world.known, LIST)
    lists.issue(world.of(CHEN), world.known, LIST)
    with pytest.raises(NotAllowed):
        lists.propose_end(office, world.known, ENTRY, date(2026, 12, 2), "why")
    proposed = lists.propose_end(world.of(ANNA), world.known, ENTRY, date(2026, 12, 2), "why")
    for act in (
        lambda: lists.end(office, world.known, LIST, proposed, "2"),
        lambda: lists.refuse_end(office, world.known, LIST, proposed, "no"),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_case_officer_neither_approves_nor_issues_nor_ends_and_the_operator_does_not_review(
    world: World,
) -> None:
    own = lists.propose(world.of(OPERATOR), world.known, world.version())
    with pytest.raises(NotAllowed):
        lists.review(world.of(OPERATOR), world.known, LIST, own.sha256)
    lists.review(world.of(ANNA), world.known, LIST, own.sha256)
    with pytest.raises(NotAllowed):
        lists.approve(world.of(BO), world.known, LIST, own.sha256, "1")
    lists.approve(world.of(CHEN), world.known, LIST, own.sha256, "1")
    with pytest.raises(NotAllowed):
        lists.issue(world.of(BO), world.known, LIST)
    lists.issue(world.of(OPERATOR), world.known, LIST)


def test_each_step_follows_the_one_before_and_speaks_of_the_content_that_was_read(world: World) -> None:
    with pytest.raises(NotFound):
        lists.review(world.of(BO), world.known, LIST, "")
    own = lists.propose(world.of(ANNA), world.known, world.version())
    with pytest.raises(Conflict) as refused:
        lists.approve(world.of(CHEN), world.known, LIST, own.sha256, "1")
    assert said(refused) == "list_state"
    with pytest.raises(Conflict) as refused:
        lists.review(world.of(BO), world.known, LIST, "0" * 64)
    assert said(refused) == "list_moved"
    with pytest.raises(Conflict) as refused:
        lists.propose(world.of(ANNA), world.known, world.version())
    assert said(refused) == "list_open"
    lists.review(world.of(BO), world.known, LIST, own.sha256)
    with pytest.raises(DataFault):
        lists.approve(world.of(CHEN), world.known, LIST, own.sha256, "  ")
    lists.give_back(world.of(CHEN), world.known, LIST, own.sha256, "条款有误")
    again = lists.propose(world.of(ANNA), world.known, world.version())
    assert (again.number, again.attempt) == (1, 2)
    assert world.ports.lists.reason(own.moves[0].event + 2) == "条款有误"


def test_a_version_holds_from_the_day_it_asks_for_or_from_the_day_of_issue_where_that_has_passed(
    world: World,
) -> None:
    world.issue(world.version(), datetime(2027, 1, 4, 17, tzinfo=UTC))  # it is the 5th in Shanghai
    assert lists.register(world.of(ANNA), LIST).issued[0].starts == "2027-01-05"
    with pytest.raises(Conflict):
        lists.live(world.of(ANNA), ENTRY, date(2027, 1, 4))


def test_an_entry_that_lapses_sends_what_is_open_to_review_in_order_after_an_outage_too(world: World) -> None:
    world.issue(world.version())
    world.begin("C-1", date(2026, 12, 1))
    world.begin("C-2", date(2026, 12, 5))
    world.begin("C-3", date(2026, 12, 6))
    world.cases.closed.add("C-2")
    end(world.ports, ENTRY, date(2026, 12, 10), "依据废止", "信管〔2026〕2号")
    end(world.ports, EntryKey(LIST, "TI-02"), date(2026, 12, 7), "合并", "信管〔2026〕2号")
    before = datetime(2026, 12, 6, 4, tzinfo=UTC)
    assert lapses.notice(world.of(SYSTEM, before)) == ()
    after = datetime(2026, 12, 20, 4, tzinfo=UTC)
    assert [str(own.entry) for own in lapses.lapsed(world.of(SYSTEM, after), date(2026, 12, 9))] == ["TI-02"]
    assert [(own.day, own.entry, own.why) for own in lapses.notice(world.of(SYSTEM, after))] == [
        ("2026-12-07", "TI-02", "ended"),
        ("2026-12-10", "TI-01", "ended"),
    ]
    events = [event for event in world.ledger.oversight.events(11) if event.kind != "list.entry_ended"]
    assert [(e.kind, e.actor) for e in events] == [
        ("list.entry_lapsed", "system"),
        ("list.entry_lapsed", "system"),
        ("case.to_review", "system"),
        ("case.to_review", "system"),
    ]
    assert [e.fact["case"] for e in events[2:]] == ["C-1", "C-3"]
    assert (events[1].fact["due"], events[1].fact["resting"]) == ("2026-12-10", 2)
    assert events[1].fact["noticed"] == "2026-12-20T04:00:00.000+00:00"
    assert lapses.notice(world.of(SYSTEM, after)) == ()
    assert world.ledger.verify("oversight")[1] is None


def test_an_end_of_a_day_that_has_passed_also_sends_what_began_since_to_review(world: World) -> None:
    world.issue(world.version())
    world.begin("C-1", date(2026, 12, 1))
    world.begin("C-2", date(2026, 12, 9))
    later = datetime(2026, 12, 20, 4, tzinfo=UTC)
    end(world.ports, ENTRY, date(2026, 12, 5), "自始无效", "3", later)
    lapses.notice(world.of(SYSTEM, later))
    kinds = [(e.kind, e.fact.get("case")) for e in world.ledger.oversight.events(8)]
    assert kinds == [("list.entry_lapsed", None), ("case.to_review", "C-1"), ("case.to_review", "C-2")]


def test_an_entry_is_not_ended_on_a_day_on_which_it_does_not_hold(world: World) -> None:
    world.issue(world.version())
    office = world.of(ANNA)
    for day in (date(2026, 11, 30), date(2029, 1, 1)):
        with pytest.raises(Conflict) as refused:
            lists.propose_end(office, world.known, ENTRY, day, "why")
        assert said(refused) == "list_end"
    with pytest.raises(DataFault):
        lists.propose_end(office, world.known, ENTRY, date(2026, 12, 2), " ")
    with pytest.raises(NotFound):
        lists.propose_end(office, world.known, EntryKey("NONE", "X"), date(2026, 12, 2), "why")


def test_ending_an_entry_takes_one_who_proposes_and_another_who_approves(world: World) -> None:
    world.issue(world.version())
    day = date(2026, 12, 10)
    proposed = lists.propose_end(world.of(CHEN), world.known, ENTRY, day, "依据废止")
    assert lists.live(world.of(ANNA), ENTRY, date(2026, 12, 11)).version == 1  # nothing is ended yet
    with pytest.raises(Conflict) as refused:
        lists.propose_end(world.of(ANNA), world.known, ENTRY, day, "依据废止")
    assert said(refused) == "list_end_proposed"
    with pytest.raises(NotAllowed) as alone:
        lists.end(world.of(CHEN), world.known, LIST, proposed, "2")
    assert said(alone) == "list_end_person"
    with pytest.raises(NotAllowed):
        lists.end(world.of(BO), world.known, LIST, proposed, "2")  # no supervisor
    with pytest.raises(NotAllowed):
        lists.end(world.of(OPERATOR), world.known, LIST, proposed, "2")
    with pytest.raises(DataFault):
        lists.end(world.of(DAN), world.known, LIST, proposed, " ")
    lists.end(world.of(DAN), world.known, LIST, proposed, "信管〔2026〕2号")
    register = lists.register(world.of(ANNA), LIST)
    (over,) = register.ends
    assert (over.entry, over.day, over.actor, over.approval) == (
        "TI-01",
        "2026-12-10",
        "person:dan",
        "信管〔2026〕2号",
    )
    assert world.ports.lists.reason(over.event) == "依据废止" and register.proposed == ()
    with pytest.raises(Conflict):
        lists.live(world.of(ANNA), ENTRY, date(2026, 12, 10))
    with pytest.raises(Conflict) as twice:
        lists.end(world.of(DAN), world.known, LIST, proposed, "2")
    assert said(twice) == "list_end_decided"
    assert world.ledger.verify("oversight")[1] is None


def test_an_end_that_is_refused_leaves_the_entry_and_may_be_proposed_again(world: World) -> None:
    world.issue(world.version())
    day = date(2026, 12, 10)
    proposed = lists.propose_end(world.of(ANNA), world.known, ENTRY, day, "依据废止")
    with pytest.raises(DataFault):
        lists.refuse_end(world.of(BO), world.known, LIST, proposed, "")
    lists.refuse_end(world.of(BO), world.known, LIST, proposed, "依据仍然有效")
    with pytest.raises(Conflict):
        lists.end(world.of(CHEN), world.known, LIST, proposed, "2")
    assert lists.live(world.of(ANNA), ENTRY, day).version == 1
    assert lists.propose_end(world.of(ANNA), world.known, ENTRY, day, "依据确已废止") > proposed
    (event,) = world.ledger.oversight.events(kind="list.entry_end_refused")
    assert world.ports.lists.reason(event.sequence) == "依据仍然有效"
    assert world.ledger.verify("oversight")[1] is None


def test_reasons_of_ends_that_are_changed_past_every_program_are_found(world: World) -> None:
    world.issue(world.version())
    proposed = lists.propose_end(world.of(ANNA), world.known, ENTRY, date(2026, 12, 10), "依据废止")
    engine = sa.create_engine(world.url)
    with engine.begin() as connection, pytest.raises(sa.exc.DBAPIError):
        connection.execute(
            sa.text("UPDATE list_text SET content = :c WHERE event = :e"), {"c": b"x", "e": proposed}
        )
    engine.dispose()


def test_a_correction_is_a_further_version_with_its_reasons_and_the_first_stays_as_it_was(
    world: World,
) -> None:
    world.issue(world.version())
    first = lists.register(world.of(ANNA), LIST).issued[0]
    sealed = world.ports.lists.sealed(first)
    own = world.ports.lists.content(first)
    rows = POLICY / "oversight" / "lists" / f"{LIST}.csv"
    content = rows.read_bytes().replace("时限".encode(), "时限和质量".encode())
    read = list_files.from_table("new.csv", content, own, world.known.types, 2, "2027-06-01", "", "条款修改")
    done = list_files.checked(world.of(ANNA), read, world.known)
    assert done.errors == ()
    world.issue(list_files.sealed(done, world.known))
    assert world.ports.lists.sealed(first) == sealed
    key = EntryKey(LIST, "TI-04")
    assert [lists.live(world.of(ANNA), key, date(2027, m, 1)).entry.matter for m in (5, 6)] == [
        "电信服务障碍修复时限",
        "电信服务障碍修复时限和质量",
    ]


def test_a_file_with_errors_is_told_and_never_proposed(world: World) -> None:
    world.issue(world.version())
    own = world.ports.lists.content(lists.register(world.of(ANNA), LIST).issued[0])
    read = list_files.from_table("new.csv", b"a,b\n1,2\n", own, world.known.types, 2, "2027-06-01", "", "x")
    done = list_files.checked(world.of(ANNA), read, world.known)
    assert {"CSV_HEADER", "CSV_HEADER_UNKNOWN"} <= {found.code for found in done.errors}
    with pytest.raises(DataFault) as refused:
        list_files.sealed(done, world.known)
    assert said(refused) == "list_findings"
    wrong = list_files.from_table("new.csv", b"", own, world.known.types, 2, "1/6/2027", "", "x")
    assert wrong.spec is None
    assert "FIELD_PATTERN" in [found.code for found in wrong.findings]


def test_another_number_type_or_area_than_before_is_told(world: World) -> None:
    world.issue(world.version())
    read = world.known.lists[LIST]
    assert read.spec is not None
    spec = msgspec.structs.replace(read.spec, version=5, area="440000")
    done = list_files.checked(world.of(ANNA), replace(read, spec=spec), world.known)
    assert [found.code for found in done.errors] == ["list.other", "list.version"]


def test_files_are_read_as_yaml_with_a_table_beside_and_nothing_else(world: World, tmp_path: Path) -> None:
    place = POLICY / "oversight" / "lists" / f"{LIST}.csv"
    read = list_files.from_file(place, world.known.types)
    assert read.spec is not None
    assert len(read.spec.entries) == 8
    lone = tmp_path / "a.csv"
    lone.write_bytes(place.read_bytes())
    for path in (lone, tmp_path / "b.txt", tmp_path / "none.yaml"):
        with pytest.raises(DataFault) as refused:
            list_files.from_file(path, world.known.types)
        assert said(refused) == "list_file"
    with pytest.raises(NotFound):
        list_files.known(world.of(OPERATOR), tmp_path)


def test_the_database_refuses_a_case_that_rests_on_no_live_entry_whoever_writes_it(world: World) -> None:
    world.issue(world.version())
    row = "INSERT INTO list_rest VALUES (9, 'TELECOM_INSPECTION', 'TI-01', 1, '2026-11-30', 'case', 'C')"
    refused = pytest.raises((Conflict, sa.exc.SQLAlchemyError), match="does not hold")
    opened = Ledger(world.url)
    with refused, opened.office.writing() as connection:
        connection.exec_driver_sql(row)
    opened.close()
