"""How things of cases are said on their pages: names of what workflows define, subjects, areas, people, days and what is left of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from xinxiao.entry.portal.desk import DeskVisit
from xinxiao.entry.portal.figure_table import ABSENT, Cell
from xinxiao.model.oversight.case import Case, ClockRun
from xinxiao.model.oversight.case_list import FLAGS, CaseRow
from xinxiao.model.oversight.desk import urgency
from xinxiao.model.oversight.workflow import Workflow
from xinxiao.oversight.given import MONEY
from xinxiao.uses.oversight.office import Office

_PERSON = re.compile(r"\bperson:([\w.@-]+)")
_MOMENT = re.compile(r"\b(\d{4}-\d\d-\d\dT\d\d:\d\d)Z")


def office(visit: DeskVisit) -> Office:
    """An office of who asks, now."""
    return Office(visit.call.ports.oversight, visit.actor, visit.call.now)


@dataclass
class Sayer:
    """Says things of cases in the reader's language."""

    visit: DeskVisit
    office: Office
    names: dict[str, str] = field(default_factory=dict)
    unconfirmed: frozenset[str] = frozenset()
    _people: dict[str, str] = field(default_factory=dict)

    def workflow(self, ident: str) -> str:
        """The name of a workflow; its id where there is none of that id any more."""
        found = self.office.ports.known.workflows.get(ident)
        return self.visit.words.say(found.name) if found else ident

    def state(self, workflow: str | Workflow, state: str) -> str:
        """The name of a state."""
        held = self._held(workflow)
        found = held.state.get(state) if held else None
        return self.visit.words.say(found.name) if found else state

    def clock(self, workflow: str | Workflow, clock: str) -> str:
        """The name of a clock."""
        held = self._held(workflow)
        found = held.clock.get(clock) if held else None
        return self.visit.words.say(found.name) if found else clock

    def act(self, workflow: str | Workflow, act: str) -> str:
        """The name of an act."""
        held = self._held(workflow)
        found = held.act.get(act) if held else None
        return self.visit.words.say(found.name) if found else act

    def area(self, code: str) -> str:
        """The name of an area; its code where nothing names it."""
        return self.visit.words.say(self.office.ports.known.area(code)) or code

    def rule(self, ident: str, article: str = "") -> str:
        """A rule with the place in it."""
        found = self.office.ports.known.rules.get(ident)
        name = self.visit.words.say(found.name) if found else ident
        if not article:
            return name
        return self.visit.words.t("oversight.article", rule=name, article=article)

    def subject(self, code: str) -> str:
        """An organisation: its name where the register has one, and its code."""
        name = self.names.get(code, "")
        return f"{name} {code}" if name else code

    def person(self, account: str) -> str:
        """Somebody by their account; nobody where there is none."""
        if not account:
            return self.visit.words.t("oversight.nobody")
        if account not in self._people:
            held = self.visit.call.ports.people.account(account)
            self._people[account] = held.name if held and held.name else account
        return self._people[account]

    def actor(self, line: str) -> str:
        """Who did something, as events hold it."""
        kind, _, name = line.partition(":")
        if line.startswith("person:"):
            return self.person(name)
        return self.visit.words.t(f"oversight.actor.{kind}", name=name)

    def named(self, text: str) -> str:
        """What an error says, with people by their names and moments as they are here."""
        text = _PERSON.sub(lambda found: self.person(found[1]), text)
        return _MOMENT.sub(lambda found: self.visit.moment(f"{found[1]}+00:00"), text)

    def left(self, due: str) -> str:
        """A day, and how far it is from today."""
        days = (date.fromisoformat(due) - self.office.today).days
        key = "overdue" if days < 0 else "today" if days == 0 else "left"
        return self.visit.words.t(f"oversight.left.{key}", day=due, days=abs(days))

    def marks(self, one: CaseRow | ClockRun | Case) -> tuple[str, ...]:
        """What is to be known of a day or a case at a glance."""
        found = [name for name in FLAGS if getattr(one, name, False)]
        if not getattr(one, "confirmed", True) or getattr(one, "case_id", "") in self.unconfirmed:
            found.insert(0, "unconfirmed")
        return tuple(self.visit.words.t(f"oversight.mark.{name}") for name in found)

    def due(self, one: CaseRow, *, named: bool = False) -> Cell:
        """The day something is due, in a table; with what, where that is not said beside it."""
        if not one.due:
            return Cell(ABSENT.text, flags=self.marks(one))
        over = urgency(one.due, self.office.today) == "overdue"
        own = (self.visit.words.t("oversight.mark.overdue"),) if over else ()
        clock = f" {self.clock(one.workflow, one.clock)}" if named else ""
        return Cell(self.left(one.due) + clock, one.due, flags=(*own, *self.marks(one)))

    def field(self, workflow: Workflow, name: str) -> str:
        """The name of a field."""
        found = workflow.field.get(name)
        return self.visit.words.say(found.name) if found else name

    def value(self, workflow: Workflow, name: str, value: str) -> str:
        """A value as people read it: codes by their names, money and numbers with separators, people and areas by theirs."""
        found = workflow.field.get(name)
        kind = found.kind if found else "text"
        if found and found.codelist and kind in ("code", "codes"):
            names = self.office.ports.known.codes(found.codelist)
            return self.visit.words.join(
                [self.visit.words.say(names.get(one)) or one for one in value.split()]
            )
        if kind in ("number", "money") and MONEY.fullmatch(value):
            return f"{Decimal(value):,f}"
        says = {"area": self.area, "officer": self.person, "subject": self.subject}
        return says[kind](value) if kind in says else value

    def has(self, path: str) -> bool:
        """Whether a page of this path is there."""
        return bool(self.visit.visit.site.table.find(f"/{self.visit.lang}/{path}"))

    def case(self, case: str) -> Cell:
        """A case that leads to its page."""
        return Cell(case, case, self.visit.url(f"desk/cases/{case}"))

    def words(self, text: str) -> Cell:
        """Words in a table; absent where there are none."""
        return Cell(text, text) if text else ABSENT

    def _held(self, workflow: str | Workflow) -> Workflow | None:
        return workflow if isinstance(workflow, Workflow) else self.office.ports.known.workflows.get(workflow)
