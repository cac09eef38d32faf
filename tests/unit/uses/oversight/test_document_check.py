"""Whether a document holds: by its number, by the hash of its file or of its words; what replaced or withdrew it; and what is no document."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from tests.nouns import POLICY, files_of
from tests.workflows import ENTRY, FILE, HEAD, OFFICER, SYSTEM, Table
from xinxiao.errors import DataFault
from xinxiao.model.event import Event
from xinxiao.model.oversight.case_facts import DocumentMade
from xinxiao.oversight.wanted import By, Grounds
from xinxiao.programme.oversight import read_oversight
from xinxiao.uses.oversight.document_check import Checked, check

CODES = {
    "CL_INSPECTION_KIND": ("GENERAL_CHECK",),
    "CL_INSPECTION_METHOD": ("SITE",),
    "CL_YES_NO": ("Y",),
    "CL_INSPECTION_RESULT_B": ("NO_FAULT",),
}
INSPECTION = read_oversight(files_of(POLICY)).oversight.workflows["INSPECTION"]


@dataclass
class Desk(Table):
    """An inspection whose acts make documents with hashes that follow their numbers, and a book of them."""

    made: dict[str, DocumentMade] = field(default_factory=dict)

    @property
    def grounds(self) -> Grounds:
        own = super().grounds
        return Grounds(
            own.today, own.calendar, own.definition, own.number, CODES, is_live=own.is_live, synthetic=True
        )

    def do(self, day: str, by: By, act: str, **wanted: Any) -> None:
        self.today = date.fromisoformat(day)
        decision = self.decided(by, act, **wanted)
        documents = tuple(self._one(due.spec.id, due.spec.prefix) for due in decision.documents)
        self.say(by.actor, replace(decision.fact, documents=documents))

    def _one(self, kind: str, prefix: str) -> DocumentMade:
        number = f"{prefix}-2026-{1 + len(self.made):06d}"
        one = DocumentMade(
            document=kind, number=number, sha256=f"{len(self.made):064x}", template="t", rule="R", words=f"{len(self.made):063x}f"
        )  # fmt: skip
        self.made[number] = one
        return one

    def of_document(self, number: str) -> tuple[str, str] | None:
        return ("IN-2026-000001", self.made[number].sha256) if number in self.made else None

    def document_of(self, sha256: str) -> str | None:
        return next((one.number for one in self.made.values() if one.sha256 == sha256), None)

    def ask(self, number: str = "", sha256: str = "") -> Checked:
        return check(self.book, lambda _hash, _id: INSPECTION, number, sha256)

    @property
    def book(self) -> Book:
        return Book(self)


@dataclass(frozen=True)
class Book:
    """What the store does, over a desk in memory."""

    desk: Desk

    def of_document(self, number: str) -> tuple[str, str] | None:
        return self.desk.of_document(number)

    def document_of(self, sha256: str) -> str | None:
        return self.desk.document_of(sha256)

    def events(self, case: str) -> tuple[Event, ...]:
        assert case == "IN-2026-000001"
        return tuple(self.desk.events)


@pytest.fixture
def desk() -> Desk:
    """An inspection up to the publication of its result: SP 1, TZ 2, JL 3, JG 4, GS 5."""
    own = Desk(INSPECTION, date(2026, 9, 1))
    given = {"KIND": "GENERAL_CHECK", "METHOD": "SITE", "INSPECTOR_1": "anna", "INSPECTOR_2": "bert"}
    own.do("2026-09-01", SYSTEM, "ASSIGN", values=given, entry=ENTRY)
    own.do("2026-09-02", HEAD, "APPROVE")
    own.do("2026-09-03", OFFICER, "TELL", values={"VISIT_DAY": "2026-09-24", "SCOPE": "年报"})
    seen = {"CARDS_SHOWN": "Y", "SIGNED": "Y", "SEEN": "已核对", "END_DAY": "2026-09-24"}
    own.do("2026-09-24", OFFICER, "INSPECT_ON_SITE", values=seen, evidence=(FILE,))
    own.do("2026-09-25", OFFICER, "GIVE_RESULT_B", values={"RESULT_B": "NO_FAULT", "END_DAY": "2026-09-24"})
    own.do("2026-09-28", HEAD, "REVIEW", reason="事实清楚")
    own.do("2026-09-29", OFFICER, "PUBLISH_CLEAR")
    return own


def test_a_document_holds_by_its_number_its_file_and_its_words(desk: Desk) -> None:
    assert list(desk.made) == [
        "SP-2026-000001",
        "TZ-2026-000002",
        "JL-2026-000003",
        "JG-2026-000004",
        "GS-2026-000005",
    ]
    found = desk.ask("tz-2026-000002 ")
    assert (found.standing, found.number, found.made, found.synthetic) == (
        "holds",
        "TZ-2026-000002",
        "2026-09-03",
        True,
    )
    assert found.name is not None
    assert (found.name.zh, found.name.en) == ("检查通知书", "Notice of inspection")
    assert desk.ask(sha256=found.sha256).number == "TZ-2026-000002"
    assert desk.ask("TZ-2026-000002", found.words.upper()).standing == "holds"


def test_a_number_with_other_bytes_differs_and_what_was_never_made_is_unknown(desk: Desk) -> None:
    assert desk.ask("TZ-2026-000002", "b" * 64).standing == "differs"
    assert desk.ask("TZ-2026-000009") == Checked("unknown", "TZ-2026-000009")
    assert desk.ask(sha256="c" * 64) == Checked("unknown")


def test_what_was_retracted_is_withdrawn_and_replaced_when_made_anew(desk: Desk) -> None:
    chief = By("person:dora", "dora", frozenset({"supervisor"}))
    desk.do("2026-09-30", chief, "RETRACT", reason="结果有误")
    assert desk.ask("GS-2026-000005").standing == "withdrawn"
    assert desk.ask("TZ-2026-000002").standing == "holds"
    desk.do("2026-09-30", OFFICER, "GIVE_RESULT_B", values={"RESULT_B": "NO_FAULT", "END_DAY": "2026-09-24"})
    desk.do("2026-09-30", chief, "REVIEW", reason="重新核定")
    again = desk.ask("JG-2026-000004")
    assert (again.standing, again.instead) == ("replaced", "JG-2026-000006")
    assert desk.ask("JG-2026-000006").standing == "holds"


@pytest.mark.parametrize(
    ("number", "sha256", "name"),
    [
        ("", "", "document_number"),
        ("TZ-26-1", "", "document_number"),
        ("../../etc", "", "document_number"),
        ("TZ-2026-000002", "xyz", "document_hash"),
        ("", "a" * 63, "document_hash"),
    ],
)
def test_what_is_neither_number_nor_hash_is_refused(desk: Desk, number: str, sha256: str, name: str) -> None:
    with pytest.raises(DataFault) as refused:
        desk.ask(number, sha256)
    assert refused.value.told is not None
    assert refused.value.told.name == name
