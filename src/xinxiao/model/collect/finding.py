"""What is found in a report that somebody fills in or submits: where, with what values, how grave, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from xinxiao.model.collect.form import Severity
from xinxiao.model.explanation import WhyNot
from xinxiao.model.text import Text
from xinxiao.texts import Language, text

ReportFault = Literal[
    "unknown",
    "both",
    "type",
    "digits",
    "places",
    "least",
    "needed",
    "code",
    "length",
    "invisible",
    "sum",
    "rule",
]
"""No such item; a value and a mark at once; not readable as its type; more digits than are held; more places than may be
reported; below the least that can be meant; blank; not of the code list; too long; with characters that nobody sees or
that turn text around; not the sum of its parts; against a rule."""
RuleVerdict = Literal["", "fails", "overflow", "undefined"]


@dataclass(frozen=True)
class ReportFinding:
    """One thing found. ``items``: where, the first is the place itself; ``values``: what stands there, blank items left out;
    ``wanted``: what would fit (a sum, the least, the places, the code list), empty where nothing can be named.

    ``rule``: the id of the rule, with ``says`` and ``remedy`` in words; ``why``: of one that asks for an explanation, why there is
    none. A rule whose verdict is ``undefined`` could not be computed, because something was divided by zero: it is told and
    blocks nothing.
    """

    fault: ReportFault
    severity: Severity
    items: tuple[str, ...]
    values: Mapping[str, str] = field(default_factory=dict)
    wanted: str = ""
    rule: str = ""
    verdict: RuleVerdict = ""
    why: WhyNot = ""
    says: Text | None = None
    remedy: Text | None = None

    @property
    def blocks(self) -> bool:
        """Whether the report cannot be submitted with it."""
        if self.verdict == "undefined":
            return False
        return self.severity == "must" or self.verdict == "overflow" or bool(self.why)

    @property
    def holds_back(self) -> bool:
        """Whether the report, once submitted, waits for the release of a superior level."""
        return self.severity == "release" and self.verdict == "fails"

    def message(self, language: Language) -> str:
        """What is wrong, in words."""
        if self.says is not None:
            own = self.says.zh if language == "zh" else self.says.en
            judged = self.verdict in ("", "fails")
            return own if judged else own + text(language, f"collect.verdict.{self.verdict}")
        return text(
            language,
            f"collect.fault.{self.fault}.says",
            item=self.items[0] if self.items else "",
            value=self.values.get(self.items[0], "") if self.items else "",
            wanted=self.wanted,
        )

    def hint(self, language: Language) -> str:
        """What to do, in words."""
        if self.why:
            return text(language, f"collect.why.{self.why}")
        if self.remedy is not None:
            return self.remedy.zh if language == "zh" else self.remedy.en
        return text(language, f"collect.fault.{self.fault}.remedy", wanted=self.wanted)
