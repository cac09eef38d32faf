"""What was handed in, cell by cell: gathered into a content, with what there is to say about each place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from xinxiao.files.decode import is_garbled
from xinxiao.model.codelist import Code
from xinxiao.model.codes import fault
from xinxiao.model.collect.bundle import Bundle
from xinxiao.model.collect.content import Content, Mark
from xinxiao.model.collect.entered import Entered, entered
from xinxiao.model.collect.form import Item
from xinxiao.model.collect.sums import totalled
from xinxiao.model.finding import Finding, by_weight

LONGEST = 2_000
"""Characters of one cell that are kept."""
_FAULTS = {"number": "ENTRY_NUMBER", "code": "ENTRY_CODE"}


@dataclass(frozen=True)
class Received:
    """What something handed in became: a content to look at, or none where it is refused; and the findings, gravest first."""

    content: Content | None
    findings: tuple[Finding, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether nothing of it can be taken."""
        return self.content is None


@dataclass
class Gathering:
    """Cells as they come. ``place``: what is handed in (a sheet, a file); ``line``: where in it."""

    bundle: Bundle
    found: list[Finding] = field(default_factory=list)
    _cells: dict[str, str] = field(default_factory=dict)
    _marks: dict[str, Mark] = field(default_factory=dict)
    _totals: dict[str, tuple[str, str, int, str]] = field(default_factory=dict)

    def codes(self, item: Item) -> Sequence[Code]:
        """The codes an item may have."""
        return next((listed.codes for listed in self.bundle.codelists if listed.id == item.codelist), ())

    def take(self, name: str, written: str, place: str, line: int, cell: str) -> None:
        """One cell: an item and what is written for it; ``cell`` is where, for people."""
        item = self.bundle.form.by_id.get(name)
        if item is None:
            self.tell(place, line, "ENTRY_ITEM", cell=cell, item=name, value=written)
            return
        if len(written) > LONGEST:
            self.tell(place, line, "ENTRY_LONG", cell=cell, item=name, size=len(written), most=LONGEST)
            return
        made = entered(item, written, self.codes(item))
        if item.sums:
            if made.value:
                self._totals[name] = (made.value, place, line, cell)
            return
        if name in self._cells or name in self._marks:
            if (self._cells.get(name, ""), self._marks.get(name, "")) != (made.value, made.mark):
                self.tell(place, line, "ENTRY_TWICE", cell=cell, item=name, value=written)
            return
        self._said(made, written, place, line, cell, name)
        if made.mark:
            self._marks[name] = made.mark
        elif made.value:
            self._cells[name] = made.value

    def mark(self, name: str, mark: Mark, place: str, line: int) -> None:
        """A mark that was given by itself."""
        if name not in self.bundle.form.by_id:
            self.tell(place, line, "ENTRY_ITEM", cell=name, item=name, value=mark)
        elif self._cells.get(name) or self._marks.get(name, mark) != mark:
            self.tell(place, line, "ENTRY_TWICE", cell=name, item=name, value=mark)
        else:
            self._marks[name] = mark

    def _said(self, made: Entered, written: str, place: str, line: int, cell: str, name: str) -> None:
        if made.value and is_garbled(made.value):
            self.tell(place, line, "ENTRY_GARBLED", cell=cell, item=name, value=made.value)
        elif made.fault:
            self.tell(place, line, _FAULTS[made.fault], cell=cell, item=name, value=made.value)
        elif made.changed:
            self.tell(place, line, "ENTRY_READ", cell=cell, item=name, value=written, read=made.value)

    def tell(self, place: str, line: int, code: str, /, **places: object) -> None:
        """Note a finding."""
        self.found.append(fault(place, line, code, **places))

    def content(self, explanations: Mapping[str, str] | None = None) -> Content:
        """All that was taken, with its totals; a total that was written otherwise is told."""
        made = totalled(
            self.bundle.form,
            Content(cells=self._cells, marks=self._marks, explanations=dict(explanations or {})),
        )
        for name, (value, place, line, cell) in self._totals.items():
            if made.cells.get(name) != value:
                computed = made.cells.get(name, "-")
                self.tell(place, line, "ENTRY_TOTAL", cell=cell, item=name, value=value, computed=computed)
        return made

    def received(self, explanations: Mapping[str, str] | None = None) -> Received:
        """The content with its findings."""
        return Received(self.content(explanations), tuple(by_weight(self.found)))

    def refused(self) -> Received:
        """The findings alone."""
        return Received(None, tuple(by_weight(self.found)))
