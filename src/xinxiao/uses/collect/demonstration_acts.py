"""The acts of a demonstration, each by the use that everybody's acts go through, in the name of an invented person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from xinxiao.model.collect.content import Content, content_of
from xinxiao.model.collect.finding import ReportFinding
from xinxiao.model.collect.report import Report, ReportKey
from xinxiao.model.collect.window import Window
from xinxiao.texts import text
from xinxiao.uses.call import Call
from xinxiao.uses.collect import forms, reports, review
from xinxiao.uses.collect.demonstration_people import People
from xinxiao.uses.collect.synthesise import Key

Outcome = str
Done = tuple[str, Outcome]
"""An act that was in turn, and what became of a first submission; empty for none."""
Held = Mapping[str, tuple[bytes, bytes]]
"""By unit: what it sends first, and what it sends once that was given back."""
BEGUN = 0.6
"""How much of a report is filled in that was begun and not sent."""
WORDS = 3
"""How many ways there are to ask and to answer."""


class Acts:
    """What is done to the reports of a demonstration, and what came of it."""

    def __init__(self, call: Call, people: People) -> None:
        self.counts: Counter[Outcome] = Counter()
        self.acts: Counter[str] = Counter()
        self.windows: dict[Key, Window] = {}
        self.units: dict[Key, tuple[str, ...]] = {}
        self.issued = {(held.form, held.period) for held in forms.issued(call)}
        self._call, self._people = call, people
        self._held: dict[Key, Held] = {}
        self._outcomes: dict[ReportKey, Outcome] = {}
        self._over: set[ReportKey] = set()

    def expect(self, key: Key, window: Window, held: Held) -> None:
        """Note a form and period with what each unit reports."""
        self.windows[key], self._held[key], self.units[key] = window, held, tuple(held)
        if key in self.issued:
            self._over |= {ReportKey(*key, unit) for unit in held}
            self.counts["there"] += len(held)

    def do(self, call: Call, kind: str, key: ReportKey) -> Done:
        """One act, where it is in turn; a report that could not be sent has no further ones."""
        if key in self._over:
            return "", ""
        done = self._act(call, kind, key)
        return (kind if done else "", self._outcomes[key] if kind == "submit" else "")

    def _act(self, call: Call, kind: str, key: ReportKey) -> bool:
        """Whether it was in turn."""
        sent, right = self._held[key.form, key.period][key.unit]
        own = replace(call, actor=self._people.respondents[key.unit])
        held = call.ports.reports.find(key)
        match kind:
            case "submit":
                self._submit(own, key, content_of(sent))
            case "again" if held.state == "returned":
                self._submitted(own, key, content_of(right))
            case "draft":
                self._begin(own, key, content_of(sent))
            case "ask":
                review.ask_extension(own, key, self._later(key), self._say("ask", key))
            case "answer" if held.open_threads:
                review.answer(own, key, held.open_threads[0], self._say("answer", key))
            case _:
                return self._review(call, kind, held)
        return True

    def _later(self, key: ReportKey) -> datetime:
        """Until when more time is asked for, and given."""
        return self.windows[key.form, key.period].due + timedelta(days=3)

    # ---- the respondent

    def _submit(self, call: Call, key: ReportKey, content: Content) -> None:
        outcome = self._submitted(call, key, content)
        if outcome == "draft":
            reports.save_draft(call, key, content, 0)
            self._over.add(key)
        self._outcomes[key] = outcome

    def _submitted(self, call: Call, key: ReportKey, content: Content) -> Outcome:
        """Send a report, with explanations where a rule asks for them: what became of it."""
        try:
            reports.submit(call, key, content, "file")
        except reports.Refused as refused:
            words = self._explained(refused.report_findings)
            try:
                reports.submit(
                    call,
                    key,
                    Content(cells=content.cells, marks=content.marks, explanations=words),
                    "file",
                )
            except reports.Refused:
                return "draft"
        return "held" if call.ports.reports.find(key).state == "held" else "submitted"

    def _explained(self, found: tuple[ReportFinding, ...]) -> dict[str, str]:
        asks = [each.rule for each in found if each.rule and each.why]
        return {rule: text("zh", "collect.synthetic.explanation", rule=rule) for rule in asks}

    def _begin(self, call: Call, key: ReportKey, content: Content) -> None:
        """Save the first items as a draft."""
        names = [
            item.id for item in forms.bundle(call, forms.issue_of(call, key.form, key.period)).form.items
        ]
        some = set(names[: int(len(names) * BEGUN)])
        held = Content(
            cells={name: value for name, value in content.cells.items() if name in some},
            marks={name: mark for name, mark in content.marks.items() if name in some},
        )
        reports.save_draft(call, key, held, 0)
        self._outcomes[key] = "begun"

    # ---- the statistician

    def _review(self, call: Call, kind: str, held: Report) -> bool:
        """Whether it was in turn."""
        key, own = held.key, replace(call, actor=self._people.of_region(held.unit))
        match kind:
            case "release" if held.held:
                above = replace(call, actor=self._people.statisticians[self._people.whole])
                for rule in held.held:
                    review.release_finding(above, key, rule, self._say("release", key))
            case "extend" if held.requested:
                review.extend(own, key, self._later(key), self._say("extend", key))
            case "refuse" if held.requested:
                review.extend(own, key, None, self._say("refuse", key))
            case "query" if "query" in held.may:
                review.query(own, key, self._say("query", key), self._asked_about(call, key))
            case "return" if "return" in held.may:
                review.return_(own, key, self._say("return", key))
            case "accept" if held.state == "submitted" and not held.open_threads:
                review.accept(own, key, held.sha256)
            case _:
                return False
        return True

    def _asked_about(self, call: Call, key: ReportKey) -> list[str]:
        """An item that a question is about: the first sum, else the first number."""
        items = forms.bundle(call, forms.issue_of(call, key.form, key.period)).form.items
        numbers = [item for item in items if item.type == "number"]
        found = next((item for item in numbers if item.sums), numbers[0] if numbers else None)
        return [found.id] if found is not None else []

    def _say(self, kind: str, key: ReportKey) -> str:
        """What is said, one of several ways for questions and answers."""
        which = sum(key.unit.encode()) % WORDS + 1 if kind in ("query", "answer") else 1
        return text("zh", f"collect.synthetic.{kind}_{which}")

    # ---- what is shown

    def shown(self, wanted: tuple[Key, ...]) -> dict[Outcome, str]:
        """The first unit of each outcome in the last periods, and one with many reports that stand differently."""
        found: dict[Outcome, str] = {}
        for key in sorted(self._outcomes):
            if (key.form, key.period) in wanted:
                found.setdefault(self._outcomes[key], key.unit)
        units = sorted({unit for each in self.units.values() for unit in each})
        many = [unit for unit in units if sum(unit in self._held[key] for key in wanted) > 1]
        if many and not any(key in self.issued for key in wanted):
            found["busy"] = max(many, key=self._kinds)
        return found

    def _kinds(self, unit: str) -> tuple[int, int]:
        """How many different things there are to see at a unit, and how many reports."""
        held = self._call.ports.reports.of_units([unit])
        kinds = {(r.state, r.timely, bool(r.threads), bool(r.requested or r.extended)) for r in held}
        return len(kinds) + 2 * any(r.open_threads for r in held), len(held)
