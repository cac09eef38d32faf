"""Answers kept whole: status, headers and body as they go over the wire, for anybody who asks the same again.

A key is what changes an answer and nothing else: the address, its parameters in canonical form, the language where
the address does not say it, and the last release there is.
"""

from __future__ import annotations

from collections.abc import Sequence

from xinxiao.entry.portal.answer import Answer, CachePolicy
from xinxiao.entry.portal.route import Visit
from xinxiao.errors import XinxiaoError
from xinxiao.model.cache import Cache

Key = tuple[str, str, str, str]
LIMIT = 48_000_000
"""Bytes of keys, headers and bodies that are kept."""
ENTRY = 1_000
"""Bytes that keeping an entry takes beside its texts."""
KEPT: Sequence[CachePolicy] = ("kept", "immutable")


class KeptAnswers:
    """The answers made last, by key, at most ``limit`` bytes of them."""

    def __init__(self, limit: int = LIMIT) -> None:
        self.cache: Cache[Key, Answer] = Cache(limit, _size)

    def key(self, visit: Visit) -> Key | None:
        """The key of a visit; None when its answer is not kept."""
        if visit.route.cache not in KEPT or visit.http.actor.kind != "anonymous":
            return None
        lang = visit.lang if visit.route.speech == "header" else ""
        try:
            return (visit.http.path, visit.query.text, lang, visit.site.views.head)
        except XinxiaoError:  # whoever cannot tell what is the last release keeps nothing
            return None

    def find(self, key: Key | None) -> Answer | None:
        """The answer kept for a key."""
        return self.cache.find(key) if key else None

    def keep(self, key: Key | None, answer: Answer) -> None:
        """Keep an answer that is not an error."""
        if key and answer.status < 400:
            self.cache.put(key, answer)


def _size(key: Key, answer: Answer) -> int:
    texts = (*key, *(text for header in answer.headers for text in header))
    return ENTRY + sum(map(len, texts)) + len(answer.body)
