"""Access tokens: what a firm's own system shows instead of signing in. Made by an account, for less than the account may itself;
only the hash is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from xinxiao.model.event import Fact

Reach = Literal["draft", "submit"]
"""What a token is for: saving drafts and having them examined; submitting as well."""


@dataclass(frozen=True)
class AccessToken:
    """A token as its owner sees it. ``id`` names it and opens nothing; ``ended_at`` is empty while it holds; times are UTC."""

    id: str
    account: str
    name: str
    reach: Reach
    made_at: str
    ends_at: str
    ended_at: str = ""

    def holds(self, now: str) -> bool:
        """Whether it opens anything at a time."""
        return not self.ended_at and now < self.ends_at


class TokenMade(Fact, frozen=True, kw_only=True):
    """An account made itself a token, which holds until a time."""

    kind: ClassVar[str] = "token.made"
    account: str
    token: str
    reach: Reach
    until: str


class TokenEnded(Fact, frozen=True, kw_only=True):
    """A token was ended by its account, or by whoever restored the ledger from a backup."""

    kind: ClassVar[str] = "token.ended"
    account: str
    token: str
