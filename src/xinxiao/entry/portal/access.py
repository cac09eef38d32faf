"""Access: who may ask for an address. Checked in one place for every route."""

from __future__ import annotations

from dataclasses import dataclass

from xinxiao.model.actor import ANONYMOUS, Actor, Right


@dataclass(frozen=True)
class Access:
    """A rule: whoever may do this passes."""

    name: str
    right: Right

    def allows(self, actor: Actor) -> bool:
        """Whether this actor may pass."""
        return actor.may(self.right)

    @property
    def is_public(self) -> bool:
        """Whether anybody passes."""
        return self.allows(ANONYMOUS)


PUBLIC = Access("public", "read")
"""Anybody."""
OPERATOR = Access("operator", "release")
"""Who runs this house."""
SIGNED_IN = Access("signed-in", "attend")
"""Whoever has an account."""
FILLS = Access("respondent", "fill")
"""Who reports for a unit."""
INSPECTS = Access("respondent-or-statistician", "inspect")
"""Who sees what a unit reported: its respondents, and statisticians of its area or above."""
REVIEWS = Access("statistician", "review")
"""Statisticians."""
ADMITS = Access("security-administrator", "admit")
"""Who lets people in."""
HANDLES = Access("case-officer-or-supervisor", "handle")
"""Who handles cases."""
AUDITS = Access("audit-administrator", "audit")
"""Who reads the record of what was done."""
