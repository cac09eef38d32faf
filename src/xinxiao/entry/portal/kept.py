"""Answers kept whole: status, headers and body as they go over the wire, for anybody who asks the same again.

A key is what changes an answer and nothing else: the address, its parameters in canonical form, the language where
the address does not say it, and the last release there is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

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

    def get(self, key: Key | None, make: Callable[[], Answer]) -> Answer:
        """The answer kept for a key, or made now and kept unless it is an error.

        Of those who ask the same at once, one makes the answer and the others wait for it.
        """
        if key is None:
            return make()

        def kept() -> Answer:
            answer = make()
            if not _is_lasting(answer):
                raise _Passing(answer)
            return answer

        try:
            return self.cache.get(key, kept)
        except _Passing as passing:
            return passing.answer

    def keep(self, key: Key | None, answer: Answer) -> None:
        """Keep an answer that was made elsewhere, unless it is an error or not all at hand."""
        if key is not None and _is_lasting(answer):
            self.cache.put(key, answer)


def _is_lasting(answer: Answer) -> bool:
    return answer.status < 400 and answer.is_whole


class _Passing(Exception):
    """An answer on its way out that is not kept."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def _size(key: Key, answer: Answer) -> int:
    texts = (*key, *(text for header in answer.headers for text in header))
    return ENTRY + sum(map(len, texts)) + len(answer.body)
