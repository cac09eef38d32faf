"""Cases that rest on entries of lists: what becomes of them when an entry lapses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xinxiao.model.event import Fact
from xinxiao.model.oversight.case_facts import CaseReviewed, EntryRef
from xinxiao.model.oversight.lists import Rest
from xinxiao.oversight.lists import Lapse
from xinxiao.uses.oversight.case_ports import Cases, Known

CASE = "case"
"""The kind of what rests on entries that cases are."""


@dataclass(frozen=True)
class CasesResting:
    """The open cases among what rests on an entry."""

    cases: Cases
    known: Known

    def to_review(self, rests: Sequence[Rest], lapse: Lapse, at: str) -> Sequence[Fact]:
        """Facts by ``system`` that put those of these cases to review that are still open and not there yet."""
        found = list[Fact]()
        for number, rest in {rest.number: rest for rest in rests}.items():
            case = self.cases.find(number)
            if case.ends or case.in_review:
                continue
            workflow = self.known.pinned(case.definition, case.workflow)
            states = workflow.states if workflow is not None else ()
            review = next((state.id for state in states if state.review), case.state)
            entry = EntryRef(list=rest.key.list, version=rest.version, code=rest.key.entry)
            found.append(
                CaseReviewed(case=number, number=case.number + 1, state=review, entry=entry, why=lapse.why)
            )
        return found
