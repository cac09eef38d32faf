"""What uses of oversight need of the register of subjects."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

import pyarrow as pa

from xinxiao.model.event import Event
from xinxiao.model.oversight.predicate import Condition
from xinxiao.model.oversight.subject import Recorded, Subject
from xinxiao.model.vouched import VouchingFact


class Intake(Protocol):
    """Rows of one file, gathered and compared on the disk."""

    unchanged: int
    repeated: int
    recorded: int

    def add(self, rows: pa.Table) -> None:
        """Gather rows."""

    def compare(
        self, day: str, usual: dict[str, str], stamped: dict[str, str], needed: Iterable[str]
    ) -> None:
        """Compare what was gathered with what is held at a day."""

    def told(self) -> Iterator[pa.Table]:
        """What is wrong with rows."""

    def refused(self) -> Iterator[tuple[pa.Table, pa.Array]]:
        """The rows that are not recorded because of an error, each with the codes of why."""

    def versions(self) -> Iterator[pa.RecordBatch]:
        """The versions that are none yet, by code."""


class Subjects(Protocol):
    """The register of subjects: versions of organisations that lists of administrations name."""

    def last(self) -> int:
        """The number of the last version that was recorded."""

    def intake(self) -> AbstractContextManager[Intake]:
        """Where rows of a file are gathered; gone at the end."""

    def record(
        self, actor: str, at: str, fact: VouchingFact, batches: Callable[[], Iterable[pa.RecordBatch]]
    ) -> Event:
        """Append an event and the rows it vouches for. Raises Conflict when others were recorded meanwhile."""

    def at(self, code: str, day: str) -> Subject | None:
        """The version of a subject at a day."""

    def among(self, codes: Collection[str], day: str) -> Mapping[str, Subject]:
        """Of some codes the versions at a day, by code; nothing for one that has none."""

    def selected(
        self,
        predicate: Sequence[Condition],
        day: str,
        below: Mapping[str, Sequence[str]] = ...,
        most: int | None = None,
        columns: Sequence[str] = ...,
    ) -> Iterator[pa.RecordBatch]:
        """The subjects a predicate is about at a day, by code, as batches of the columns of a subject, or some of them; ``below``: the
        codes of areas it names and of all in them."""

    def count(
        self, predicate: Sequence[Condition], day: str, below: Mapping[str, Sequence[str]] = ...
    ) -> int:
        """How many there are."""

    def found(self, words: str, day: str, most: int) -> tuple[Subject, ...]:
        """Subjects by the beginning of a code, or a part of a name."""

    def history(self, code: str) -> tuple[Recorded, ...]:
        """Everything recorded of a subject."""
