"""Whether a document is what it says: anybody asks with its number or the hash of its file, and learns nothing of the case but that."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from xinxiao.errors import DataFault, told
from xinxiao.model.event import Event
from xinxiao.model.oversight.case import happened
from xinxiao.model.oversight.case_facts import CaseActed, DocumentMade
from xinxiao.model.oversight.workflow import DocumentSpec, Workflow
from xinxiao.model.release import sha256 as digest
from xinxiao.model.text import Text
from xinxiao.uses.oversight.office import Office

Standing = Literal["holds", "withdrawn", "replaced", "differs", "unknown"]
"""It was made here and holds; what it was made for was withdrawn since; another of the case takes its place; the number was given, to a
document of other bytes; nothing of the kind was made here."""
NUMBER = re.compile(r"[A-Z]{1,16}-[0-9]{4}-[0-9]{6,12}")
_HASH = re.compile(r"[0-9a-f]{64}")


class DocumentBook(Protocol):
    """Where documents that acts produced are found."""

    def of_document(self, number: str) -> tuple[str, str] | None:
        """The case a document belongs to and the hash of its bytes, by its number; None where there is none."""

    def document_of(self, sha256: str) -> str | None:
        """The number of the document with these bytes; None where there is none."""

    def events(self, case: str) -> tuple[Event, ...]:
        """All events of a case, in order."""


@dataclass(frozen=True)
class Checked:
    """How a document stands: ``made`` is the day it was made, ``instead`` the number of the one in its place; ``words`` the hash of what
    it says, which stands on it, ``sha256`` that of its file."""

    standing: Standing
    number: str = ""
    name: Text | None = None
    made: str = ""
    sha256: str = ""
    words: str = ""
    instead: str = ""
    synthetic: bool = False


WorkflowOf = Callable[[str, str], Workflow | None]
"""A workflow by the hash of its file and its id, as an act pinned it."""


def check(book: DocumentBook, workflow_of: WorkflowOf, number: str = "", sha256: str = "") -> Checked:
    """How a document stands, by its number, the hash of its file or of its words, or both.

    Raises :class:`DataFault` for what is neither a number nor a hash, and for nothing.
    """
    number, sha256 = number.strip().upper(), sha256.strip().lower()
    if not (number or sha256) or (number and not NUMBER.fullmatch(number)):
        raise DataFault(
            f"no number: {number[:64]!r}", told("document_number", value=ascii(number[:64])[1:-1])
        )
    if sha256 and not _HASH.fullmatch(sha256):
        raise DataFault(f"no hash: {sha256[:64]!r}", told("document_hash", value=ascii(sha256[:64])[1:-1]))
    known = number or book.document_of(sha256) or ""
    found = book.of_document(known) if known else None
    if found is None:
        return Checked("unknown", number)
    return _checked(tuple(_acts(book.events(found[0]))), workflow_of, known, sha256)


def asked(office: Office, number: str = "", sha256: str = "") -> Checked:
    """The same of the documents of this installation, for anybody."""
    return check(office.ports.cases, office.ports.known.pinned, number, sha256)


def of_file(office: Office, content: bytes, number: str = "") -> Checked:
    """How a document stands by its file: the PDF, or its words as text, for which its number is needed. Raises as :func:`check`."""
    return asked(office, number, digest(content))


def _acts(events: tuple[Event, ...]) -> list[tuple[Event, CaseActed]]:
    read = ((event, happened(event).fact) for event in events)
    return [(event, fact) for event, fact in read if isinstance(fact, CaseActed)]


def _checked(
    acts: tuple[tuple[Event, CaseActed], ...], workflow_of: WorkflowOf, number: str, sha256: str
) -> Checked:
    at, made = next(
        (i, one) for i, (_, fact) in enumerate(acts) for one in fact.documents if one.number == number
    )
    event, fact = acts[at]
    workflow = workflow_of(fact.definition, fact.workflow)
    spec = next((own for own in workflow.documents if own.id == made.document), None) if workflow else None
    later = [(own, one) for _, own in acts[at:] for one in own.documents if one.document == made.document]
    instead = later[-1][1].number if spec is not None and spec.replaces else number
    return Checked(
        _standing(acts[at + 1 :], workflow, spec, made, sha256, instead),
        number,
        spec.name if spec is not None else None,
        event.at[:10],
        made.sha256,
        made.words,
        instead if instead != number else "",
        any(own.synthetic for _, own in acts),
    )


def _standing(
    since: tuple[tuple[Event, CaseActed], ...],
    workflow: Workflow | None,
    spec: DocumentSpec | None,
    made: DocumentMade,
    sha256: str,
    instead: str,
) -> Standing:
    if sha256 and sha256 not in (made.sha256, made.words):
        return "differs"
    if instead != made.number:
        return "replaced"
    shown = {own.id for own in workflow.publications if made.document in own.documents} if workflow else set()
    ended = {move.publication for _, fact in since for move in fact.publications if move.move == "ended"}
    return "withdrawn" if spec is not None and shown & ended else "holds"
