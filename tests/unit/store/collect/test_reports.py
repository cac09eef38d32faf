"""Tables of reports: the database refuses to change what was submitted, and verifying notices what was changed all the same."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.collecting import KEY, OTHER, collecting, content, owner, programme, statistician
from tests.databases import KINDS, database
from tests.databases import roles as server_roles
from xinxiao.model.collect.facts import ReportSubmitted
from xinxiao.model.collect.report import ReportKey
from xinxiao.store.ledger import Ledger
from xinxiao.uses.call import Call
from xinxiao.uses.collect import forms, reports

TABLES = ("form_issue", "submission", "exchange", "report_act", "reminder")


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return programme(tmp_path_factory.mktemp("shops") / "programme")


def reported(made: Call, shops: Path) -> None:
    """Two submissions of one report, one of another, a thread and an acceptance."""
    forms.issue(made, "SHOP_M", "2026-08", shops)
    reports.submit(owner(made), KEY, content())
    reports.query(statistician(made), KEY, "为何只有42？")
    reports.answer(owner(made), KEY, 1, "装修停业")
    last = reports.submit(owner(made), KEY, content(ORDERS="43"))
    reports.accept(statistician(made), KEY, last.said["sha256"])
    reports.submit(owner(made, OTHER), ReportKey("SHOP_M", "2026-08", OTHER), content())


@pytest.fixture(scope="module")
def reported_home(tmp_path_factory: pytest.TempPathFactory, shops: Path) -> Path:
    """A home with them, to be copied."""
    home = tmp_path_factory.mktemp("reported") / "home"
    with collecting(home) as made:
        reported(made, shops)
    return home


@pytest.fixture(params=KINDS)
def call(request: pytest.FixtureRequest, tmp_path: Path, shops: Path, reported_home: Path) -> Iterator[Call]:
    """A home with them, to be changed."""
    if request.param == "sqlite":
        with collecting(shutil.copytree(reported_home, tmp_path / "home")) as made:
            yield made
        return
    with database(request.param, tmp_path) as url, collecting(tmp_path / "home", url) as made:
        reported(made, shops)
        yield made


@pytest.fixture(scope="module", params=KINDS)
def kept(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, shops: Path
) -> Iterator[Call]:
    """A home with them, for what changes nothing."""
    folder = tmp_path_factory.mktemp("kept")
    with database(request.param, folder) as url, collecting(folder / "home", url) as made:
        reported(made, shops)
        yield made


@pytest.fixture
def roles() -> Iterator[dict[str, str]]:
    with server_roles() as made:
        yield made


def ledger(call: Call) -> Ledger:
    found = call.ports.ledger
    assert isinstance(found, Ledger)
    return found


def execute(call: Call, statement: str) -> None:
    with ledger(call).database.writing() as connection:
        connection.exec_driver_sql(statement)


def forced(call: Call, statement: str) -> None:
    """As somebody who owns the database does it: without the triggers, which they put back."""
    with ledger(call).database.writing() as connection:
        if connection.dialect.name == "postgresql":
            for table in TABLES:
                connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        else:
            found = (
                connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")
                .scalars()
                .all()
            )
            for name in found:
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE submission SET content = content",
        "DELETE FROM submission",
        "UPDATE submission SET sha256 = 'x' WHERE number = 1",
        "UPDATE exchange SET text = 'x'",
        "DELETE FROM exchange",
        "UPDATE report_act SET unit = 'x'",
        "DELETE FROM report_act",
        "UPDATE form_issue SET bundle = 'x'",
        "DELETE FROM form_issue",
        "INSERT INTO submission SELECT event + 100, form, period, unit, number, sha256, content FROM submission",
        "INSERT INTO form_issue SELECT event + 100, form, period, version, bundle, circumstances, opens, due, reports, units, at"
        " FROM form_issue",
    ],
)
def test_the_database_refuses_to_change_replace_or_remove_what_is_evidence(
    kept: Call, statement: str
) -> None:
    with pytest.raises(Exception, match=r"append-only|UNIQUE|unique|ledger"):
        execute(kept, statement)
    assert ledger(kept).verify("event")[1] is None


def test_sqlite_does_not_replace_a_submission_by_another_of_its_number(tmp_path: Path, shops: Path) -> None:
    with collecting(tmp_path / "home") as made:
        forms.issue(made, "SHOP_M", "2026-08", shops)
        reports.submit(owner(made), KEY, content())
        with pytest.raises(Exception, match="append-only"):
            execute(
                made,
                "REPLACE INTO submission SELECT event + 1, form, period, unit, number, sha256, x'00' FROM submission",
            )
        assert ledger(made).verify("event")[1] is None


FORGED = {
    "a value changed": "UPDATE submission SET content = CAST('{}' AS {bytes}) WHERE number = 1",
    "a hash changed with it": "UPDATE submission SET sha256 = 'ab' WHERE number = 2",
    "a submission removed": "DELETE FROM submission WHERE number = 1",
    "a submission given to another unit": "UPDATE submission SET unit = 'X-1' WHERE number = 2",
    "a submission added": "INSERT INTO submission SELECT 3, form, period, 'X-9', 7, sha256, content FROM submission WHERE number = 2",
    "an answer changed": "UPDATE exchange SET text = '属实'",
    "an answer removed": "DELETE FROM exchange WHERE event = 4",
    "words added": "INSERT INTO exchange VALUES (2, 'ab', 'x')",
    "an act hidden": "DELETE FROM report_act WHERE event = 6",
    "an act added": "INSERT INTO report_act VALUES (1, 'SHOP_M', '2026-08', 'X-1')",
    "a state changed": "UPDATE report SET state = 'returned' WHERE number = 2",
    "an acceptance added": "UPDATE report SET state = 'accepted', accepted = 'nation', rank = 0 WHERE number = 1",
    "a report made timely": "UPDATE report SET timely = 'no' WHERE number = 2",
    "an untouched report moved": "UPDATE report SET extended = '2030-01-01T00:00:00.000+00:00' WHERE number = 0",
    "a due date moved": "UPDATE report SET due = '2030-01-01T00:00:00.000+00:00' WHERE number = 0",
    "an untouched report given to another area": "UPDATE report SET area = '910101' WHERE number = 0",
    "a moved report given to another industry": "UPDATE report SET industry = 'X' WHERE number = 2",
    "a report removed": "DELETE FROM report WHERE number = 0",
    "a report added": "INSERT INTO report (form, period, unit, area, industry, issue, due)"
    " VALUES ('SHOP_M', '2026-08', 'X-1', '910101', 'G52', 1, '2026-09-08T16:00:00.000+00:00')",
    "a report of no issue added": "INSERT INTO report (form, period, unit, area, industry, issue, due)"
    " VALUES ('SHOP_M', '2026-07', 'X-1', '910101', 'G52', 1, '2026-09-08T16:00:00.000+00:00')",
    "a count of an area changed": "UPDATE tally SET due = due + 1 WHERE kind = 'area'",
    "a count of an industry changed": "UPDATE tally SET late = late + 1 WHERE kind = 'industry'",
    "a count of an industry in an area changed": "UPDATE tally SET accepted = 0 - accepted - 1 WHERE kind = 'both'",
    "counts removed": "DELETE FROM tally WHERE kind = 'area'",
    "an issue changed": "UPDATE form_issue SET bundle = 'ab'",
    "an issue removed": "DELETE FROM form_issue",
}


@pytest.mark.parametrize("what", FORGED)
def test_verifying_notices_what_was_changed_around_the_triggers(call: Call, what: str) -> None:
    bytes_ = "bytea" if ledger(call).database.kind == "postgresql" else "BLOB"
    forced(call, FORGED[what].replace("{bytes}", bytes_))
    misfit = ledger(call).verify("event")[1]
    assert misfit is not None
    assert misfit.why == "projection"
    assert 1 <= misfit.sequence <= 7


def test_what_came_after_a_mark_is_verified_by_itself(call: Call) -> None:
    mark = ledger(call).events.mark()
    reports.submit(owner(call), KEY, content(ORDERS="44"))
    assert ledger(call).verify("event", mark)[1] is None
    forced(call, "UPDATE submission SET sha256 = 'ab' WHERE number = 3")
    misfit = ledger(call).verify("event", mark)[1]
    assert misfit is not None
    assert misfit.sequence == mark.sequence + 1


def test_an_event_of_a_submission_without_its_content_does_not_pass(call: Call) -> None:
    fact = ReportSubmitted(
        **KEY.__dict__,
        number=3,
        sha256="a" * 64,
        version="1.0.0",
        channel="api",
        signers={},
        held=[],
        late=False,
    )
    ledger(call).events.append("operator:x", call.at, [fact])
    misfit = ledger(call).verify("event")[1]
    assert misfit is not None
    assert misfit.sequence == 8


def test_drafts_are_saved_in_order_and_two_first_ones_make_one(call: Call) -> None:
    own = owner(call)
    one = reports.save_draft(own, KEY, content(ORDERS="1"), 0)
    other = ledger(call)
    assert call.ports.reports.save_draft(KEY, one) == "moved"
    assert other.verify("event")[1] is None


@pytest.mark.postgres
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE submission SET content = ''::bytea",
        "DELETE FROM submission",
        "TRUNCATE submission",
        "ALTER TABLE submission DISABLE TRIGGER ALL",
        "DROP TRIGGER submission_change ON submission",
        "UPDATE exchange SET text = ''",
        "UPDATE form_issue SET due = ''",
        "DELETE FROM report_act",
        "DELETE FROM reminder",
        "DROP TABLE submission",
    ],
)
def test_a_writer_of_the_server_may_not_change_what_was_submitted(
    roles: dict[str, str], tmp_path: Path, shops: Path, statement: str
) -> None:
    owned = Ledger(roles["owner"])
    owned.migrate({"writer": roles["writer name"], "reader": roles["reader name"]})
    owned.close()
    with collecting(tmp_path / "home", roles["writer"]) as made:
        forms.issue(made, "SHOP_M", "2026-08", shops)
        reports.submit(owner(made), KEY, content())
        reports.query(statistician(made), KEY, "为何只有42？")
        reports.save_draft(owner(made), KEY, content(ORDERS="1"), 0)
        assert ledger(made).verify("event")[1] is None
    engine = sa.create_engine(roles["writer"])
    with (
        pytest.raises(sa.exc.ProgrammingError, match=r"permission denied|must be owner"),
        engine.begin() as connection,
    ):
        connection.exec_driver_sql(statement)
    engine.dispose()
