"""Where things stand: the line of every value of a YAML file, and the file of every noun."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

Path = tuple[str | int, ...]
Marks = Mapping[Path, int]


class Places(msgspec.Struct, frozen=True):
    """Lines (1-based) by file and path inside the file; and for each noun its file and path.

    A noun is named by its kind (the list it stands in, ``"indicators"``) and its id.
    """

    marks: Mapping[str, Marks] = msgspec.field(default_factory=dict)
    nouns: Mapping[tuple[str, str], tuple[str, Path]] = msgspec.field(default_factory=dict)

    def line(self, file: str, path: Path = ()) -> int:
        """The line of the value at ``path``, or of the nearest thing around it; 0 for an unknown file."""
        marks = self.marks.get(file, {})
        while path and path not in marks:
            path = path[:-1]
        return marks.get(path, 1 if file in self.marks else 0)

    def of(self, kind: str, noun: str, *path: str | int) -> tuple[str, int]:
        """File and line of a field of a noun; a noun nobody placed is at line 0 of its kind's own file."""
        file, base = self.nouns.get((kind, noun), (f"{kind}.yaml", ()))
        return file, self.line(file, (*base, *path))
