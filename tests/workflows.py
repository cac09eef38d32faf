"""Workflows and cases for tests: one that is made up, others made at random, and a desk in memory on which acts are done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from xinxiao.errors import XinxiaoError
from xinxiao.model.calendar import CalendarSpec, DaysOff
from xinxiao.model.event import START, Event, Fact, Mark, appended
from xinxiao.model.oversight.case import Case, Happened, happened
from xinxiao.model.oversight.case_facts import CaseActed, EntryRef, EvidenceKept
from xinxiao.model.oversight.workflow import Workflow
from xinxiao.oversight.decide import decide
from xinxiao.oversight.fold import after
from xinxiao.oversight.overdue import overdue
from xinxiao.oversight.wanted import By, Decision, Grounds, Wanted

ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = CalendarSpec(
    zone="Asia/Shanghai",
    time="10:00",
    announced="2025-11-04",
    years=(
        DaysOff(
            year=2026,
            off=(
                "2026-01-01",
                "2026-01-02",
                "2026-10-01",
                "2026-10-02",
                "2026-10-05",
                "2026-10-06",
                "2026-10-07",
            ),
            worked=("2026-10-10",),
            statutory=("2026-01-01", "2026-10-01", "2026-10-02"),
        ),
    ),
)
OFFICER, OTHER, HEAD = (
    By("person:anna", "anna", frozenset({"case_officer"})),
    By("person:bert", "bert", frozenset({"case_officer"})),
    By("person:cora", "cora", frozenset({"supervisor"})),
)
SYSTEM = By("system", "", frozenset({"system"}))
PEOPLE = (OFFICER, OTHER, HEAD)
FIRM = "91110000802100433B"
FILE = EvidenceKept(sha256="a" * 64, kept="b" * 64, size=10, kind="pdf")
ENTRY = EntryRef(list="MATTERS", version=1, code="M-1")


def named(**more: Any) -> dict[str, Any]:
    """The name that nouns have, and the rest of one."""
    return {"name": {"zh": more.get("id", "词"), "en": more.get("id", "word")}, **more}


def noun(said: Mapping[str, Any]) -> Workflow:
    """A workflow as a file would say it."""
    return msgspec.convert(said, Workflow)


def version(number: int, unit: str, **more: Any) -> dict[str, Any]:
    """A version of a clock."""
    same = {"rule": "RULE_ONE", "article": "14", "valid_from": "2026-01-01"}
    return {**same, "length": {"number": number, "unit": unit}, **more}


def permits(**changes: Any) -> dict[str, Any]:
    """A made-up workflow: a permit is asked for, examined, proposed, and granted or refused by another person."""
    return {
        **named(id="PERMIT"),
        "version": "1",
        "prefix": "PER",
        "about": "subject",
        "valid_from": "2026-01-01",
        "states": [
            named(id="ASKED"),
            named(id="EXAMINED"),
            named(id="PROPOSED"),
            named(id="LOOKED_AT_AGAIN", review=True),
            named(id="LATE"),
            named(id="DONE", ends=True),
        ],
        "fields": [
            named(id="FIRM", kind="subject"),
            named(id="RECEIVED", kind="date"),
            named(id="SITE", kind="text"),
            named(id="CONTACT", kind="name", personal=True, basis=[{"rule": "RULE_ONE"}]),
            named(id="OUTCOME", kind="code", codelist="CL_OUTCOME"),
            named(id="FEE", kind="money"),
            named(id="FIRST", kind="officer"),
            named(id="SECOND", kind="officer"),
        ],
        "acts": [
            named(
                id="ASK",
                by=["case_officer"],
                to="ASKED",
                needs=["RECEIVED"],
                takes=["CONTACT", "SITE"],
                back_dated=True,
            ),
            named(
                id="TEST",
                by=["case_officer"],
                **{"from": ["ASKED"]},
                takes=["FIRST", "SECOND"],
                distinct=["FIRST", "SECOND"],
            ),
            named(id="TESTED", by=["case_officer"], **{"from": ["ASKED"]}),
            named(id="MORE_TIME", by=["supervisor"], **{"from": ["ASKED"]}, reason=True),
            named(
                id="EXAMINE",
                by=["case_officer"],
                **{"from": ["ASKED", "LATE"]},
                to="EXAMINED",
                evidence={"least": 1, "most": 2, "kinds": ["pdf"]},
            ),
            named(
                id="PROPOSE",
                by=["case_officer"],
                **{"from": ["EXAMINED"]},
                to="PROPOSED",
                needs=["OUTCOME"],
                takes=["FEE"],
                entry="MATTERS_LIST",
            ),
            named(
                id="GRANT",
                by=["supervisor", "case_officer"],
                **{"from": ["PROPOSED"]},
                to="DONE",
                decides=True,
                unlike=["PROPOSE", "EXAMINE"],
                only_if=[{"field": "OUTCOME", "is": ["YES"]}],
            ),
            named(id="GO_LATE", by=["system"], **{"from": ["ASKED"]}, to="LATE"),
            named(
                id="RECUSE",
                by=["case_officer", "supervisor"],
                **{"from": ["ASKED", "EXAMINED"]},
                recusal="asks",
            ),
            named(id="RECUSED", by=["supervisor"], **{"from": ["ASKED", "EXAMINED"]}, recusal="grants"),
            named(id="NOT_RECUSED", by=["supervisor"], **{"from": ["ASKED", "EXAMINED"]}, recusal="refuses"),
        ],
        "clocks": [
            {
                **named(id="ANSWER"),
                "versions": [
                    version(
                        5,
                        "working_day",
                        valid_to="2026-06-30",
                        extension={"length": {"number": 5, "unit": "working_day"}, "most": 1},
                    ),
                    version(10, "day", rule="RULE_TWO", article="15", valid_from="2026-07-01"),
                ],
                "starts": ["ASK"],
                "since": "RECEIVED",
                "stops": ["EXAMINE"],
                "suspends": ["TEST"],
                "resumes": ["TESTED"],
                "extends": ["MORE_TIME"],
                "runs_out": "GO_LATE",
            }
        ],
        "recusal": {"pending": "stops"},
        **changes,
    }


PERMIT = noun(permits())


@dataclass
class Table:
    """A case and its events in memory, on which acts are done."""

    workflow: Workflow
    today: date
    case: Case | None = None
    happened: list[Happened] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    calendar: CalendarSpec = CALENDAR
    live: frozenset[str] = frozenset({"M-1"})

    @property
    def grounds(self) -> Grounds:
        """What is known beside."""
        return Grounds(
            self.today,
            self.calendar,
            "d" * 64,
            number=f"{self.workflow.prefix}-{self.today.year}-000001",
            codelists={"CL_OUTCOME": ("YES", "NO")},
            is_live=lambda _type, entry, _day: entry.code in self.live,
        )

    def decided(self, by: By, act: str, **wanted: Any) -> Decision:
        """What an act would do; it has seen all there is unless it says otherwise."""
        seen = wanted.pop("seen", self.case.number if self.case is not None else 0)
        opens = {"subject": FIRM, "area": "110000"} if self.case is None else {}
        return decide(self.workflow, self.case, Wanted(act, seen, **{**opens, **wanted}), by, self.grounds)

    def act(self, by: By, act: str, **wanted: Any) -> Case:
        """Do an act."""
        return self.say(by.actor, self.decided(by, act, **wanted).fact)

    def say(self, actor: str, fact: Fact) -> Case:
        """Append an event."""
        mark = Mark(self.events[-1].sequence, self.events[-1].hash) if self.events else START
        at = f"{self.today.isoformat()}T08:00:00.000+00:00"
        (event,) = appended(mark, actor, at, [(fact.kind, fact.payload)])
        self.events.append(event)
        self.happened.append(happened(event))
        self.case = after(self.case, self.happened[-1])
        return self.case

    def noticed(self) -> None:
        """Note the clocks that ran out, with what the workflow does then if it may."""
        if self.case is not None:
            now = datetime.combine(self.today, time(16), ZONE)
            for fact in overdue(self.workflow, self.case, self.grounds, now, ZONE):
                self.say("system", fact)


def asked(**wanted: Any) -> Table:
    """A permit that was asked for on 1 June 2026, a Monday."""
    table = Table(PERMIT, date(2026, 6, 1))
    table.act(OFFICER, "ASK", values={"RECEIVED": "2026-06-01"}, **wanted)
    return table


# ---- at random


def at_random(random: Random) -> Workflow:
    """A workflow of some states, acts and clocks that fit each other."""
    states = [f"S{number}" for number in range(random.randint(1, 5))]
    acts = [f"A{number}" for number in range(random.randint(2, 8))]
    said: dict[str, Any] = {
        **named(id="RANDOM"),
        "version": "1",
        "prefix": "RND",
        "about": "subject",
        "valid_from": "2026-01-01",
        "states": [named(id=state, ends=random.random() < 0.2) for state in states],
        "fields": [
            named(id="DAY", kind="date"),
            named(id="WORDS", kind="text"),
            named(id="SUM", kind="money"),
        ],
        "acts": [_act(random, act, acts, states) for act in acts],
        "clocks": [_clock(random, f"C{number}", acts) for number in range(random.randint(0, 4))],
    }
    if random.random() < 0.5:
        said["recusal"] = {"pending": random.choice(["stops", "goes_on"])}
    return noun(said)


def _some(random: Random, of: list[str], most: int) -> list[str]:
    return random.sample(of, min(len(of), random.randint(0, most)))


def _act(random: Random, act: str, acts: list[str], states: list[str]) -> dict[str, Any]:
    opens = act == acts[0]
    made = named(
        id=act,
        by=random.sample(["case_officer", "supervisor", "system"], random.randint(1, 3))
        if not opens
        else ["case_officer"],
        to=random.choice(states) if opens or random.random() < 0.7 else None,
        needs=_some(random, ["SUM"], 1),
        takes=_some(random, ["DAY", "WORDS"], 2),
        back_dated=random.random() < 0.4,
        decides=random.random() < 0.2,
        unlike=_some(random, acts, 2),
    )
    made["from"] = [] if opens else (_some(random, states, len(states)) or [states[0]])
    if not opens and random.random() < 0.3:
        made["recusal"] = random.choice(["asks", "grants", "refuses"])
    return made


def _clock(random: Random, clock: str, acts: list[str]) -> dict[str, Any]:
    unit = random.choice(["working_day", "day", "month"])
    first = version(random.randint(1, 12), unit, last_day=random.choice(["kept", "rolls_over_rest"]))
    if random.random() < 0.5:
        first["extension"] = {
            "length": {"number": random.randint(1, 5), "unit": unit},
            "most": random.randint(1, 2),
        }
    versions = [first]
    if random.random() < 0.4:
        versions = [
            {**first, "valid_to": "2026-03-31"},
            version(random.randint(1, 20), "day", rule="RULE_TWO", valid_from="2026-04-01"),
        ]
    made = {**named(id=clock), "versions": versions, "starts": _some(random, acts, 2) or acts[:1]}
    made["crossing"] = random.choice(["keep", "change"])
    for name in ("stops", "drops", "suspends", "resumes", "extends"):
        made[name] = _some(random, acts, 2)
    if random.random() < 0.3:
        made["runs_out"] = random.choice(acts)
    return made


def acted(random: Random, workflow: Workflow, tries: int) -> tuple[Table, list[XinxiaoError]]:
    """A case on which so many acts were tried, good and bad, as days went by; and what was refused."""
    table, refused = Table(workflow, date(2026, 1, 5)), list[XinxiaoError]()
    for _ in range(tries):
        table.today += timedelta(random.choice([0, 0, 0, 1, 2, 5, 20]))
        if random.random() < 0.8:
            table.noticed()
        act = random.choice(workflow.acts)
        if table.case is None:
            act = workflow.acts[0]
        wanted: dict[str, Any] = {"values": _values(random, list(act.needs), list(act.takes), table.today)}
        if act.decides or random.random() < 0.2:
            wanted["reason"] = random.choice(["because it is so", "理由充分", " "])
        if random.random() < 0.3:
            wanted["on"] = (table.today - timedelta(random.choice([-1, 1, 3]))).isoformat()
        if random.random() < 0.1:
            wanted["seen"] = random.randint(0, 20)
        try:
            table.act(random.choice((*PEOPLE, SYSTEM)), act.id, **wanted)
        except XinxiaoError as error:
            refused.append(error)
    return table, refused


def _values(random: Random, needs: list[str], takes: list[str], today: date) -> dict[str, str]:
    made = {"DAY": today.isoformat(), "WORDS": "words that nobody may read", "SUM": "12.50"}
    given = [name for name in needs if random.random() < 0.9] + [
        name for name in takes if random.random() < 0.5
    ]
    return {name: made[name] for name in given} | ({"OTHER": "x"} if random.random() < 0.05 else {})


def facts(table: Table) -> list[CaseActed]:
    """The acts among the events of a case."""
    return [one.fact for one in table.happened if isinstance(one.fact, CaseActed)]
