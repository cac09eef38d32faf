"""What is asked of the engine: an act on a case, who does it, and what is known beside."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from xinxiao.model.calendar import CalendarSpec
from xinxiao.model.oversight.case import Case
from xinxiao.model.oversight.case_facts import CaseActed, EntryRef, EvidenceKept
from xinxiao.model.oversight.workflow import ActSpec, DocumentSpec, DocumentVersion, Doer, Workflow
from xinxiao.oversight.in_force import VersionKey


@dataclass(frozen=True)
class Wanted:
    """An act that somebody wants done. ``seen``: how many events of the case they saw, 0 for a new one; ``values`` by field, an empty
    one is none; ``on``: the day it was done, empty for today; ``further``: entries it rests on beside ``entry``; ``suggestion``: the number of the machine's suggestion before them.

    ``subject``, ``area``, ``handler``, ``links`` are of the act that opens a case; ``concerns``: the account a recusal is about.
    """

    act: str
    seen: int = 0
    values: Mapping[str, str] = field(default_factory=dict)
    reason: str = field(default="", repr=False)
    evidence: tuple[EvidenceKept, ...] = ()
    on: str = ""
    entry: EntryRef | None = None
    further: tuple[EntryRef, ...] = ()
    suggestion: int = 0
    subject: str = ""
    area: str = ""
    handler: str = ""
    links: tuple[str, ...] = ()
    concerns: str = ""


@dataclass(frozen=True)
class By:
    """Who does an act: the actor as events hold it, the account (empty for who has none), and as what they may act."""

    actor: str
    account: str
    roles: frozenset[Doer]


def _any(_kind: str, _value: str) -> bool:
    return True


def _no_workflows(_case: str) -> Collection[str]:
    return ()


def _none(_list: str, _entry: EntryRef, _day: str) -> bool:
    return False


def _all(_entry: EntryRef, _subject: str, _day: str) -> bool:
    return True


@dataclass(frozen=True)
class Grounds:
    """What an act is decided by beside the workflow and the case: the day, the calendar, code lists by id.

    ``definition``: the hash of the workflow's file; ``number``: the number a new case gets. ``is_known``: whether something of a kind
    of field (``subject``, ``area``, ``officer``, ``case``) is there; ``is_live``: whether an entry of a list of a type holds on a day;
    ``is_about``: whether it is about a subject, as that is on a day;
    ``files``: the hashes of the files that say versions of clocks which the workflow's own file does not; ``opens``: the workflows of which
    a case may follow from a case, by what was done in it.
    """

    today: date
    calendar: CalendarSpec
    definition: str
    number: str = ""
    codelists: Mapping[str, Collection[str]] = field(default_factory=dict)
    is_known: Callable[[str, str], bool] = _any
    is_live: Callable[[str, EntryRef, str], bool] = _none
    is_about: Callable[[EntryRef, str, str], bool] = _all
    synthetic: bool = False
    files: Mapping[VersionKey, str] = field(default_factory=dict)
    opens: Callable[[str], Collection[str]] = _no_workflows


@dataclass(frozen=True)
class Question:
    """All of it together, once the act is known: what is wanted, of which act of which workflow and case, by whom, on which day."""

    workflow: Workflow
    act: ActSpec
    case: Case | None
    wanted: Wanted
    by: By
    grounds: Grounds
    on: date

    @property
    def name(self) -> Mapping[str, str]:
        """What the act is called, by language."""
        return {"zh": self.act.name.zh, "en": self.act.name.en}

    @property
    def values(self) -> dict[str, str]:
        """What was given, without what is empty."""
        return {name: value for name, value in self.wanted.values.items() if value != ""}

    def value(self, field: str) -> str:
        """A field as this act gives it, or an earlier one did; empty where none did."""
        held = self.case.values if self.case is not None else {}
        return self.values.get(field, held.get(field, ""))


@dataclass(frozen=True)
class DocumentDue:
    """A document an act is to make, by the version of its template that holds on the day."""

    spec: DocumentSpec
    version: DocumentVersion


@dataclass(frozen=True)
class Decision:
    """What follows from an act: the fact, which still lacks the hashes of what is sealed and of documents; the values to seal, by
    field, and the part of the case each is in; the documents to make."""

    fact: CaseActed
    sealed: Mapping[str, str] = field(repr=False)
    parts: Mapping[str, str]
    documents: tuple[DocumentDue, ...]
