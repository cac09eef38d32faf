"""What erasing a part of a case destroys, and what stays of it: counted from the case, its workflow and what is sealed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from xinxiao.model.oversight.case import Case
from xinxiao.model.oversight.content import OWN, Row

What = Literal["fields", "documents", "evidence", "reasons", "publications", "handed_out", "events"]
"""Values of fields; documents that were made; files of evidence; reasons that were stated for what was seen, held, asked or refused;
what was made public; what was handed out to the person; events of the chain."""


@dataclass(frozen=True)
class Counted:
    """So many of something."""

    what: What
    count: int


@dataclass(frozen=True)
class Outcome:
    """What an erasure destroys: of which acts which fields, and how much of what; and how much of what ``stays``."""

    fields: tuple[tuple[int, str], ...]
    destroyed: tuple[Counted, ...]
    stays: tuple[Counted, ...]


def outcome(
    part: str,
    case: Case,
    rows: Sequence[Row],
    document_part: Callable[[str], str],
    said: Collection[str],
) -> Outcome:
    """What erasing a part (empty: all) destroys. ``document_part``: in which part a document is sealed, by its kind; ``said``: the kinds of
    what happened to what is kept of people in the case, of which all but what was put down about keeping have a reason that is sealed."""

    def is_gone(own: str) -> bool:
        return part in ("", own)

    gone = tuple((row.act, name) for row in rows if is_gone(row.part) for name in row.fields)
    held = sum(len(row.fields) for row in rows if not is_gone(row.part))
    made = [is_gone(document_part(one.document)) for one in case.documents]
    files = len(case.evidence)
    reasons = sum(kind not in ("case.kept", "case.key_destroyed") for kind in said)
    own = is_gone(OWN)
    destroyed: list[tuple[What, int]] = [
        ("fields", len(gone)),
        ("documents", sum(made)),
        ("evidence", files * own),
        ("reasons", reasons * own),
    ]
    stays: list[tuple[What, int]] = [
        ("fields", held),
        ("documents", len(made) - sum(made)),
        ("evidence", files * (not own)),
        ("reasons", reasons * (not own)),
        ("publications", sum(one.move == "begun" for one in case.publications)),
        ("handed_out", sum(kind == "case.handed_out" for kind in said)),
        ("events", case.number + len(said)),
    ]
    return Outcome(gone, _some(destroyed), _some(stays))


def _some(counted: Sequence[tuple[What, int]]) -> tuple[Counted, ...]:
    return tuple(Counted(what, count) for what, count in counted if count)
