"""The register of subjects: what of a list is recorded, what is told and given back, whom a predicate is about; on both databases."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import sqlalchemy as sa
from pyarrow import parquet

from tests.databases import KINDS, database
from tests.subjects import FOUR, HEADER, ONE, THREE, TWO, listed, with_subjects
from xinxiao import bootstrap
from xinxiao.errors import Conflict, DataFault, NotAllowed, NotFound
from xinxiao.files import streamed
from xinxiao.model.actor import ANONYMOUS, SYSTEM, Actor
from xinxiao.model.collect.people import Grant
from xinxiao.model.event import Misfit
from xinxiao.model.oversight.predicate import holds, parse
from xinxiao.uses.call import Call
from xinxiao.uses.oversight import subjects
from xinxiao.uses.oversight.office import Office
from xinxiao.uses.oversight.subjects_import import Given, import_subjects
from xinxiao.uses.subjects_copied import copy_subjects
from xinxiao.uses.taken_in import Imported

DAY, LATER = "2026-01-01", "2026-02-01"
GOOD = (
    f"{ONE},甲书店,甲局,910100,P1,A类,存续,发行、网络发行,SHOP,440301103097413",
    f"{TWO},乙印厂,乙局,920000,P2,D,注销,网络发行,,",
)


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_subjects(tmp_path_factory.mktemp("subjects") / "programme")


@pytest.fixture(params=KINDS)
def call(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Call]:
    with database(request.param, tmp_path) as url:
        monkeypatch.setenv("XINXIAO_LEDGER", url)
        made = bootstrap.call(tmp_path / "home", Actor("operator", "me"))
        yield made
        made.ports.ledger.close()


@pytest.fixture
def office(call: Call) -> Office:
    return Office(call.ports.oversight, call.actor, call.now)


class Lines(list[list[str]]):
    """Lines of CSV as cells."""

    def take(self, content: bytes) -> None:
        self.extend(line.split(",") for line in content.decode().splitlines())


def taken(
    office: Office, programme: Path, file: Path, day: str = DAY, source: str = "REGISTRY", **more: Any
) -> tuple[Imported, Lines, Lines]:
    told, back = Lines(), Lines()
    done = import_subjects(office, file, source, day, Given(told.take, back.take), folder=programme, **more)
    return done, Lines(told[1:]), Lines(back[1:])


def summary(done: Imported) -> tuple[int, ...]:
    return (*done.values.values(),)


def codes(office: Office, programme: Path, where: str, day: str = DAY) -> list[str]:
    return [own.code for own in subjects.listed(office, where, day, 100, programme)]


def test_a_list_is_recorded_by_one_event_of_oversight_s_own_chain(
    call: Call, office: Office, programme: Path, tmp_path: Path
) -> None:
    done, told, back = taken(office, programme, listed(tmp_path, GOOD))
    assert (summary(done), told, back, done.event) == ((2, 2, 0, 0, 0), [], [], 1)
    first, second = subjects.listed(office, "", DAY, 10, programme)
    assert first.__dict__ == {
        "code": ONE,
        "valid_from": DAY,
        "name": "甲书店",
        "authority": "甲局",
        "area": "910100",
        "industry": "P1",
        "risk": "A",
        "state": "LIVE",
        "tags": "kind=SHOP;licence=SALE;licence=SALE_WEB",
        "source": "REGISTRY",
        "synthetic": "",
        "further": '{"registration":"440301103097413"}',
    }
    assert (second.code, second.risk, second.state, second.tags) == (TWO, "D", "GONE", "licence=SALE_WEB")
    (event,) = office.ports.chain.events()
    assert (event.kind, event.fact["recorded"], event.fact["first"]) == ("subjects.imported", 2, 1)
    assert "甲书店" not in event.payload
    ledger = call.ports.ledger
    assert (ledger.events.mark().sequence, ledger.verify("oversight")[1]) == (0, None)


def test_what_is_wrong_with_a_row_is_told_and_the_row_given_back_with_why(
    office: Office, programme: Path, tmp_path: Path
) -> None:
    rows = (
        GOOD[0],
        "911000001000044477,抄错,局,910100,P1,A,LIVE,,,",
        "440301103097413,旧号,局,910100,P1,A,LIVE,,,",
        ",没有代码,局,910100,P1,A,LIVE,,,",
        f"{THREE},说不清,局,910100,P1,E,LIVE,租书,,",
        f"{FOUR},,局,910100,P1,A,LIVE,,,",
        f"{TWO.lower()},外地, 局 ,999999,P1,A,LIVE,,,",
    )
    done, told, back = taken(office, programme, listed(tmp_path, rows))
    assert summary(done) == (7, 1, 0, 0, 6)
    assert [row for row in told if row[3] != "note"] == [
        ["3", "code", "911000001000044477", "error", "USCC_MOD31"],
        ["4", "code", "440301103097413", "error", "USCC_FORM"],
        ["5", "code", "", "error", "subject.no_code"],
        ["6", "risk", "E", "error", "subject.word"],
        ["6", "licence", "租书", "error", "subject.word"],
        ["8", "area", "999999", "error", "CELL_NOT_LISTED"],
        ["7", "name", "", "error", "CELL_EMPTY"],
    ]
    assert [(row[0], row[1], row[-1]) for row in back] == [
        ("3", "911000001000044477", "USCC_MOD31"),
        ("4", "440301103097413", "USCC_FORM"),
        ("5", "", "subject.no_code"),
        ("6", THREE, "subject.word"),
        ("8", TWO, "CELL_NOT_LISTED"),
        ("7", FOUR, "CELL_EMPTY"),
    ]
    assert back[3][6] == "E"  # as it was


def test_an_organisation_s_own_check_is_warned_of_and_its_row_recorded(
    office: Office, programme: Path, tmp_path: Path
) -> None:
    done, told, _ = taken(
        office, programme, listed(tmp_path, ["914403001922038203,甲,局,910100,P1,A,LIVE,,,"])
    )
    assert [(row[3], row[4]) for row in told] == [("warning", "USCC_MOD11")]
    assert done.recorded == 1


def test_the_same_list_again_records_nothing_and_a_change_is_a_version_from_its_day_on(
    office: Office, programme: Path, tmp_path: Path
) -> None:
    file = listed(tmp_path, GOOD)
    taken(office, programme, file)
    assert summary(taken(office, programme, file, LATER)[0]) == (2, 0, 2, 0, 0)
    moved = listed(tmp_path, [f"{ONE},D"], "code,risk")
    assert summary(taken(office, programme, moved, LATER)[0]) == (1, 1, 0, 0, 0)
    versions = [recorded.version for recorded in subjects.shown(office, ONE.lower())]
    assert [(own.valid_from, own.risk, own.name, own.tags) for own in versions] == [
        (DAY, "A", "甲书店", "kind=SHOP;licence=SALE;licence=SALE_WEB"),
        (LATER, "D", "甲书店", "kind=SHOP;licence=SALE;licence=SALE_WEB"),
    ]
    assert codes(office, programme, "risk=D", DAY) == [TWO]
    assert codes(office, programme, "risk=D", LATER) == [ONE, TWO]
    late = listed(tmp_path, [f"{ONE},甲书社"], "code,name")  # learnt late, true from before
    taken(office, programme, late, "2026-01-15")
    held = {
        day: next(subjects.listed(office, f"code={ONE}", day, 1, programme)).name
        for day in ("2026-01-20", LATER)
    }
    assert held == {"2026-01-20": "甲书社", LATER: "甲书店"}


def test_rows_of_one_subject_that_say_the_same_are_one_and_others_are_all_refused(
    office: Office, programme: Path, tmp_path: Path
) -> None:
    other = GOOD[1].replace("乙印厂", "丙印厂")
    done, told, back = taken(office, programme, listed(tmp_path, (GOOD[0], GOOD[0], GOOD[1], other, GOOD[0])))
    assert summary(done) == (5, 1, 0, 2, 2)
    assert [(row[0], row[4]) for row in told] == [
        ("3", "ROW_TWICE"),
        ("4", "ROW_DIFFERS"),
        ("5", "ROW_DIFFERS"),
        ("6", "ROW_TWICE"),
    ]
    assert [(row[0], row[2], row[-1]) for row in back] == [
        ("4", "乙印厂", "ROW_DIFFERS"),
        ("5", "丙印厂", "ROW_DIFFERS"),
    ]


def test_a_list_that_is_to_be_whole_records_all_or_nothing(
    office: Office, programme: Path, tmp_path: Path
) -> None:
    for bad in ("1,x,局,910100,P1,A,LIVE,,,", f"{FOUR},,局,910100,P1,A,LIVE,,,"):
        done, _, _ = taken(office, programme, listed(tmp_path, (*GOOD, bad)), whole=True)
        assert (done.stopped, done.recorded, office.ports.chain.mark().sequence) == (True, 0, 0)


PREDICATES = {
    "": [ONE, TWO],
    "area=910100": [ONE],
    "area=910000": [ONE],
    "area=91*": [ONE],
    "area=920000|910000": [ONE, TWO],
    "area!=910000": [TWO],
    "risk=A": [ONE],
    "risk!=A": [TWO],
    "industry=P*": [ONE, TWO],
    "industry=P2; risk=D": [TWO],
    "licence=SALE": [ONE],
    "licence=SALE_WEB": [ONE, TWO],
    "licence=SAL*": [ONE, TWO],
    "licence=ALE": [],
    "kind=SHOP": [ONE],
    "kind!=SHOP": [TWO],
    "state=LIVE; licence=SALE_WEB": [ONE],
    "source=MADE": [],
    f"code={TWO}": [TWO],
}


@pytest.mark.parametrize("where", PREDICATES)
def test_a_predicate_selects_in_the_database_whom_it_holds_of(
    office: Office, programme: Path, tmp_path: Path, where: str
) -> None:
    taken(office, programme, listed(tmp_path, GOOD))
    assert codes(office, programme, where) == PREDICATES[where]
    assert subjects.counted(office, where, DAY, programme) == len(PREDICATES[where])
    above = {"910100": ("910000",), "920000": ()}
    every = subjects.listed(office, "", DAY, 10, programme)
    assert [own.code for own in every if holds(parse(where), own.codes(above[own.area]))] == PREDICATES[where]


def test_a_predicate_over_what_subjects_have_not_is_refused_with_what_they_have(
    office: Office, programme: Path
) -> None:
    with pytest.raises(DataFault) as caught:
        list(subjects.listed(office, "colour=RED", DAY, 10, programme))
    assert caught.value.told is not None
    assert (caught.value.told.name, "licence" in str(caught.value.told.values["known"])) == (
        "subject_field",
        True,
    )


@pytest.mark.parametrize("form", ["gb18030", "utf-16", "gz", "parquet", "aliases"])
def test_a_list_may_come_in_any_of_the_usual_forms(
    office: Office, programme: Path, tmp_path: Path, form: str
) -> None:
    file = listed(tmp_path, GOOD, HEADER.replace("code", "统一代码").replace("name", "名称"))
    text = file.read_text("utf-8")
    if form == "gz":
        file = tmp_path / "list.csv.gz"
        file.write_bytes(gzip.compress(text.encode()))
    elif form == "parquet":
        file = tmp_path / "list.parquet"
        header, *rows = (line.split(",") for line in text.splitlines())
        parquet.write_table(
            pa.table(dict(zip(header, map(list, zip(*rows, strict=True)), strict=True))), file
        )
    elif form != "aliases":
        file.write_bytes(text.encode(form))
    assert taken(office, programme, file)[0].recorded == 2
    assert codes(office, programme, "") == [ONE, TWO]


def test_a_list_too_long_to_be_read_at_once_is_told_of_by_the_same_lines(
    office: Office, programme: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quoted = f'{ONE},"甲\n书店",局,910100,P1,A,LIVE,,,'
    file = listed(
        tmp_path, (GOOD[1], quoted, "1,x,局,910100,P1,A,LIVE,,,", f"{THREE},丙,局,910100,P1,A,LIVE,,,")
    )
    whole = taken(office, programme, file)
    monkeypatch.setattr(streamed, "WHOLE", 10)
    monkeypatch.setattr("xinxiao.files.portions.SIZE", 60)
    again = taken(office, programme, file, LATER)
    assert whole[1] == again[1]
    assert [(found.line, found.code) for found in again[0].findings] == [
        (3, "CELL_LINE_BREAK"),
        (5, "USCC_FORM"),
    ]
    assert (summary(whole[0]), summary(again[0])) == ((4, 2, 0, 0, 2), (4, 0, 2, 0, 2))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x00\x00",
        b"name\nx\n",
        HEADER.encode() + b'\n"' + ONE.encode(),
        b"PAR1" + b"\x00" * 20,
        HEADER.encode() + b"," + HEADER.encode() + b"\n",
    ],
)
def test_a_file_that_cannot_be_read_to_its_end_is_not_recorded(
    office: Office, programme: Path, tmp_path: Path, content: bytes
) -> None:
    for name in ("list.csv", "list.parquet"):
        file = tmp_path / name
        file.write_bytes(content)
        done, _, _ = taken(office, programme, file)
        assert (done.recorded, done.stopped, office.ports.chain.mark().sequence) == (0, True, 0)
        assert any(found.level == "error" for found in done.findings)


def test_what_a_spreadsheet_would_run_is_given_back_and_exported_harmless(
    office: Office, programme: Path, tmp_path: Path
) -> None:
    rows = (f"{ONE},=cmd(),局,910100,P1,A,LIVE,,,", "1,=cmd(),局,910100,P1,A,LIVE,,,")
    _, _, back = taken(office, programme, listed(tmp_path, rows))
    assert back[0][2] == "'=cmd()"
    out = b"".join(subjects.exported(office, "", DAY, programme)).decode().splitlines()
    assert out[1].split(",")[2] == "'=cmd()"
    assert next(subjects.listed(office, "", DAY, 1, programme)).name == "=cmd()"


def test_invented_subjects_say_so(office: Office, programme: Path, tmp_path: Path) -> None:
    taken(office, programme, listed(tmp_path, GOOD), source="MADE")
    assert [own.synthetic for own in subjects.listed(office, "", DAY, 9, programme)] == ["yes", "yes"]
    assert next(office.ports.chain.events()).fact["synthetic"] is True


def test_a_list_nobody_declared_and_a_programme_without_a_register_are_refused(
    office: Office, programme: Path, tmp_path: Path
) -> None:
    file = listed(tmp_path, GOOD)
    with pytest.raises(NotFound) as caught:
        taken(office, programme, file, source="OTHER")
    assert caught.value.told is not None
    assert (caught.value.told.name, caught.value.told.values["known"]) == (
        "no_subject_source",
        "REGISTRY, MADE",
    )
    with pytest.raises(NotFound) as caught:
        taken(office, programme.parents[0], file)
    with pytest.raises(NotFound):
        subjects.shown(office, ONE)
    with pytest.raises(DataFault):
        taken(office, programme, tmp_path / "none.csv")
    with pytest.raises(DataFault):
        taken(office, programme, file, "2026-02-30")


def test_each_look_at_subjects_is_recorded_as_read(office: Office, programme: Path, tmp_path: Path) -> None:
    taken(office, programme, listed(tmp_path, GOOD))
    subjects.shown(office, ONE)
    assert [own.code for own in subjects.found(office, "印", DAY)] == [TWO]
    assert [own.code for own in subjects.found(office, TWO[:7].lower(), DAY)] == [ONE, TWO]
    subjects.listed(office, "risk=A", DAY, 10, programme)
    subjects.exported(office, "", DAY, programme)
    said = [
        (event.fact["how"], event.fact["code"], event.fact["count"])
        for event in office.ports.readings.events()
    ]
    assert said == [
        ("subject", ONE, 1),
        ("search", "", 1),
        ("search", "", 2),
        ("list", "", 1),
        ("export", "", 2),
    ]


def test_who_handles_cases_looks_and_only_who_keeps_the_register_takes_in(
    office: Office, programme: Path, tmp_path: Path
) -> None:
    file = listed(tmp_path, GOOD)
    taken(office, programme, file)
    officer = Actor.signed_in("a", (Grant("case_officer", "910000"),))
    assert len(subjects.shown(replace(office, actor=officer), ONE)) == 1
    for actor in (ANONYMOUS, SYSTEM, officer, Actor.signed_in("b", (Grant("statistician", "910000"),))):
        with pytest.raises(NotAllowed):
            taken(replace(office, actor=actor), programme, file)
    for actor in (ANONYMOUS, SYSTEM, Actor.signed_in("b", (Grant("statistician", "910000"),))):
        with pytest.raises(NotAllowed):
            subjects.found(replace(office, actor=actor), "甲", DAY)


def test_who_recorded_meanwhile_is_looked_at_again(office: Office, programme: Path, tmp_path: Path) -> None:
    file, ports = listed(tmp_path, GOOD), office.ports
    before = ports.subjects.record
    tries: list[int] = []

    def record(*given: Any) -> Any:
        tries.append(1)
        if len(tries) == 1:  # another has the first of them in meanwhile
            other = Office(ports, office.actor, office.now)
            ports.subjects.record = before  # type: ignore[method-assign]
            taken(other, programme, listed(tmp_path, GOOD[:1], name="other.csv"))
            ports.subjects.record = record  # type: ignore[method-assign]
        return before(*given)

    ports.subjects.record = record  # type: ignore[method-assign]
    done, _, _ = taken(office, programme, file)
    assert (summary(done), len(tries)) == ((2, 1, 1, 0, 0), 2)


def test_who_always_comes_too_late_is_told_so_and_records_nothing(
    office: Office, programme: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(office.ports.subjects), "last", lambda own: 7)
    with pytest.raises(Conflict):
        taken(office, programme, listed(tmp_path, GOOD))
    assert office.ports.chain.mark().sequence == 0


def reached_in(call: Call, *statements: str) -> None:
    ledger: Any = call.ports.ledger
    with ledger.database.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            for name in ("subject_update", "subject_delete"):
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            connection.exec_driver_sql("ALTER TABLE subject DISABLE TRIGGER USER")
        for statement in statements:
            connection.execute(sa.text(statement))


CHANGES: Sequence[tuple[str, int | None]] = (
    ("UPDATE subject SET name = '丁' WHERE sequence = 1", 1),
    ("UPDATE subject SET risk = 'A' WHERE sequence = 3", 2),
    ("DELETE FROM subject WHERE sequence = 2", 1),
    ("DELETE FROM subject WHERE sequence = 3", 2),
    ("UPDATE subject SET event = 2 WHERE sequence = 1", 1),
    ("UPDATE subject SET name = name", None),
)


@pytest.mark.parametrize(("statement", "event"), CHANGES)
def test_a_subject_that_somebody_changed_is_told_by_the_first_event_it_does_not_fit(
    call: Call, office: Office, programme: Path, tmp_path: Path, statement: str, event: int | None
) -> None:
    taken(office, programme, listed(tmp_path, GOOD))
    taken(office, programme, listed(tmp_path, [f"{ONE},D"], "code,risk"), LATER)
    reached_in(call, statement)
    found = call.ports.ledger.verify("oversight")[1]
    assert found == (Misfit("oversight", event, "projection") if event else None)
    assert call.ports.ledger.verify("event")[1] is None


def test_the_frame_copies_subjects_and_takes_nothing_of_what_oversight_thinks_of_them(
    call: Call, office: Office, programme: Path, tmp_path: Path
) -> None:
    taken(office, programme, listed(tmp_path, GOOD))
    place = tmp_path / "units.csv"
    assert copy_subjects(call, "area=910000; state=LIVE", DAY, place, programme) == 1
    assert place.read_text("utf-8").splitlines() == ["code,name,area,industry", f"{ONE},甲书店,910100,P1"]
    with pytest.raises(Conflict) as caught:
        copy_subjects(call, "", DAY, place, programme)
    assert caught.value.told is not None
    assert caught.value.told.name == "file_there"
    with pytest.raises(NotAllowed):
        copy_subjects(replace(call, actor=SYSTEM), "", DAY, tmp_path / "other.csv", programme)
    assert not (tmp_path / "other.csv").exists()
    (event,) = office.ports.readings.events()
    assert (event.kind, event.fact["how"], event.fact["count"]) == ("subjects.read", "export", 1)
