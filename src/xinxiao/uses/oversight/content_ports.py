"""What uses of oversight need to keep the content of acts encrypted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from xinxiao.model.oversight.content import Opened, Place, Row


class Content(Protocol):
    """Seals what no event may hold, with a key of its own for each part of each case; opens it while the key is there."""

    def sealed(
        self, case: str, act: int, values: Mapping[str, Any], parts: Mapping[str, str] = ...
    ) -> tuple[Row, ...]:
        """Values of an act by field (JSON), sealed: one row for each part, none of no values. ``parts``: in which part of the case a
        field is, where it is not the case's own. The fact of the act holds ``content_hash(rows)`` as ``content``.

        Raises DataFault, and Conflict for a part that was erased.
        """

    def opened(self, case: str, rows: Iterable[Row]) -> dict[int, Opened]:
        """What can be read, by the number of the act. Raises Tampered for a row that is another's or was changed."""

    def sealed_file(self, place: Place, number: int, content: bytes) -> bytes:
        """A file of an act, sealed as bytes to keep as a blob. Raises as :meth:`sealed`."""

    def opened_file(self, place: Place, number: int, sealed: bytes) -> bytes:
        """The file. Raises NotFound when it was erased, Tampered when it is another's or was changed."""

    def destroy(self, case: str, parts: Sequence[str] | None = None) -> int:
        """Destroy the keys of parts of a case, or of all there are and ever will be; how many were there. Nothing of them opens any
        more, and nothing more is sealed in them."""
