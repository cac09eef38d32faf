"""A content filled in under an earlier version of a form, under the version that holds now: carried over as the form says how
it follows the earlier one, told, or refused. Nothing is guessed from names that look alike."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from xinxiao.collect.links import follows_of, is_alike, target
from xinxiao.model.codes import fault
from xinxiao.model.collect.content import Content, Mark
from xinxiao.model.collect.form import Follows, Form, Item
from xinxiao.model.collect.sums import totalled
from xinxiao.model.finding import Finding


@dataclass
class _Carrying:
    old: Form
    new: Form
    follows: Follows
    place: str
    found: list[Finding] = field(default_factory=list)
    taken: dict[str, str] = field(default_factory=dict)

    def target(self, name: str, value: str) -> str | None:
        """The item that carries an earlier one on; None, with a finding, where there is none."""
        if name in self.follows.dropped:
            self.found.append(fault(self.place, 0, "CARRIED_DROPPED", item=name, value=value))
            return None
        new = target(self.follows, name)
        why = self._misfit(self.old.by_id[name], self.new.by_id.get(new), new)
        if why:
            self.found.append(fault(self.place, 0, why, item=name, value=value, to=new))
            return None
        if new != name:
            self.found.append(fault(self.place, 0, "CARRIED_MAPPED", item=name, to=new))
        if {name, new} & set(self.follows.broken):
            self.found.append(fault(self.place, 0, "CARRIED_BROKEN", item=new))
        self.taken[new] = name
        return new

    def _misfit(self, old: Item, new: Item | None, name: str) -> str:
        if new is None:
            return "CARRIED_NOWHERE"
        if name in self.taken:
            return "CARRIED_TWICE"
        return "" if is_alike(old, new) else "CARRIED_OTHERWISE"


def carried(old: Form, new: Form, content: Content, place: str) -> tuple[Content | None, list[Finding]]:
    """The content under the new version, and what there is to say; None where any value has nowhere to go.

    ``place``: what was handed in. An item whose type, unit of measure, kind of time or code list changed is carried nowhere: its
    values would mean something else.
    """
    follows = follows_of(new, old.version)
    if follows is None:
        return None, [fault(place, 0, "CARRIED_VERSION", version=old.version, holds=new.version)]
    carrying = _Carrying(old, new, follows, place)
    carrying.found.append(fault(place, 0, "CARRIED_TOLD", version=old.version, holds=new.version))
    cells: dict[str, str] = {}
    marks: dict[str, Mark] = {}
    for item in old.items:
        value, mark = content.cells.get(item.id, ""), content.marks.get(item.id)
        if item.sums or not (value or mark):
            continue
        name = carrying.target(item.id, value or str(mark))
        if name and mark:
            marks[name] = mark
        elif name:
            cells[name] = value
    kept = {rule.id for rule in new.rules}
    explanations = {name: words for name, words in content.explanations.items() if name in kept}
    made = msgspec.structs.replace(content, cells=cells, marks=marks, explanations=explanations)
    refused = any(finding.level == "error" for finding in carrying.found)
    return (None if refused else totalled(new, made)), carrying.found
