"""How draws are said: strata, ratios, bodies, reasons, moments, and what stands beside a number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import msgspec

from xinxiao.entry.portal.oversight.open import OpenVisit
from xinxiao.entry.portal.words import Words
from xinxiao.model.oversight.draw import EntryOfList, Pair, Stratum, Terms
from xinxiao.model.oversight.draw_facts import DrawStanding
from xinxiao.model.oversight.plan import DrawSpec
from xinxiao.uses.oversight.draw_pages import Instead, known_of
from xinxiao.uses.oversight.list_files import Known

SHORT = 12
"""Digits of a ticket of an inspector that are shown; the file has all."""


@dataclass(frozen=True)
class Said:
    """Words for the draws of one page."""

    visit: OpenVisit

    @property
    def w(self) -> Words:
        """Words in the reader's language."""
        return self.visit.words

    @cached_property
    def known(self) -> Known | None:
        """What the programme says; None for one that says nothing of oversight."""
        return known_of(self.visit.office)

    @property
    def spec(self) -> DrawSpec | None:
        """What it says of draws."""
        return self.known.draws if self.known is not None else None

    def t(self, key: str, /, **places: object) -> str:
        """A text of these pages."""
        return self.w.t(f"draw_pages.{key}", **places)

    @cached_property
    def _reasons(self) -> Mapping[str, str]:
        """What each field of the codes of exclusions is, by its code."""
        spec = self.spec
        return (
            {}
            if spec is None
            else {code: name for name, code in msgspec.structs.asdict(spec.exclusions).items()}
        )

    def reason(self, code: str) -> str:
        """Why somebody was left out; the code where no words are known."""
        return self.t(f"left_out.{self._reasons[code]}") if code in self._reasons else code

    def stratum(self, name: str) -> str:
        """A stratum: all, or a class of risk with what it is called."""
        if self.spec is not None and name == self.spec.whole:
            return self.t("whole")
        risks = (
            self.known.subjects.risks if self.known is not None and self.known.subjects is not None else ()
        )
        own = next((one.name for one in risks if one.id == name), None)
        return self.t("coded", name=self.w.say(own), code=name) if own is not None else name

    def ratio(self, own: Stratum) -> str:
        """How many of a stratum are drawn, as it was fixed."""
        least = self.t("least", count=own.least) if own.least else ""
        if own.ratio is None:
            return least or "0"
        over, rest = divmod(own.ratio.numerator * 100, own.ratio.denominator)
        share = f"{over}%" if not rest else f"{own.ratio.numerator}/{own.ratio.denominator}"
        return self.w.join([self.t(f"rounding.{own.rounding}", share=share), least])

    def body(self, code: str) -> str:
        """What a body is called, with its code."""
        name = self.known.bodies.get(code) if self.known is not None else None
        return self.t("coded", name=self.w.say(name), code=code) if name is not None else code

    def entry(self, own: EntryOfList) -> tuple[str, str]:
        """An entry of a list in its version, and where it is shown."""
        words = self.t("entry", list=own.list, entry=own.entry, version=own.version)
        return words, self.visit.url(f"lists/{own.list}/entries/{own.entry}")

    def people(self, pairs: Sequence[Pair]) -> str:
        """Who inspects a subject for each body, with the beginning of each ticket."""
        return self.w.t("list.semicolon").join(
            self.t(
                "pair",
                body=pair.body,
                people=self.w.join([f"{one.person} ({one.ticket[:SHORT]}…)" for one in pair.people]),
            )
            for pair in pairs
        )

    def passed(self, pairs: Sequence[Pair]) -> str:
        """Who had an earlier ticket and does not, and why."""
        return self.w.t("list.semicolon").join(
            self.t("passed", person=one.person, why=self.t(f"why.{one.why}"))
            for pair in pairs
            for one in pair.passed
        )

    def moment(self, at: str) -> str:
        """A moment to the minute, here and in UTC, as the file has it."""
        return self.t("moment", here=self.visit.moment(at), utc=at) if at else ""

    def state(self, standing: DrawStanding, terms: Terms | None, instead: Instead | None) -> str:
        """How a draw stands, in a sentence."""
        said, state = standing.committed, standing.state
        places: dict[str, object] = {}
        if state == "committed":
            places = {"at": self.visit.moment(max((one.at for one in said.sources), default=said.published))}
        elif state == "voiding":
            places = {"of": said.of, **self._why(terms.of.reason if terms and terms.of else "", terms)}
        elif state == "void" and instead is not None:
            of = instead.reference
            places = {
                "by": instead.number,
                "reason": of.reason if of else self.t("unknown"),
                "approver": of.approver if of else self.t("unknown"),
            }
        elif standing.drawn is not None:
            places = {"selected": standing.drawn.selected}
            if standing.assigned is not None:
                places["cases"] = standing.assigned.cases
        return self.t(f"state_says.{state}", **places)

    def _why(self, reason: str, terms: Terms | None) -> dict[str, object]:
        approver = terms.of.approver if terms is not None and terms.of is not None else ""
        return {"reason": reason or self.t("unknown"), "approver": approver or self.t("unknown")}
