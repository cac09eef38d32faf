"""How lists and their entries are said: names, codes in words, days, what is not confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from xinxiao.entry.portal.figure_table import Cell, Grid, columns
from xinxiao.entry.portal.words import Words
from xinxiao.errors import NotFound
from xinxiao.model.oversight.lists import Coded, Entry, ListType, ListVersion
from xinxiao.model.oversight.predicate import written
from xinxiao.model.text import Text
from xinxiao.oversight.lists import Difference, Register, Version
from xinxiao.uses.oversight.list_files import Known, known
from xinxiao.uses.oversight.office import Office


@dataclass(frozen=True)
class Said:
    """Words for one version of a list, or for none."""

    w: Words
    known: Known | None
    version: ListVersion | None = None

    def area(self, code: str) -> str:
        """What an area is called."""
        return self._named(self.known.areas.get(code) if self.known else None, code)

    def body(self, code: str) -> str:
        """What a body is called."""
        return self._named(self.known.bodies.get(code) if self.known else None, code)

    def _named(self, name: Text | None, code: str) -> str:
        return self.w.say(name) if name is not None else code

    def type(self, code: str) -> str:
        """What a type of list is called."""
        own = self.version.type if self.version else None
        if own is None or own.id != code:
            own = self.known.types.type(code) if self.known else None
        return self.w.say(own.name) if own is not None else code

    def coded(self, column: Coded, code: str) -> str:
        """What a code of a column is called."""
        name = self.version.terms.name(column, code) if self.version else None
        return self.w.say(name) if name is not None else code

    def flags(self) -> tuple[str, ...]:
        """What a reader must know of the list: that it is an example, synthetic, of a type not confirmed."""
        if self.version is None:
            return ()
        found = []
        if self.version.spec.example:
            found.append(self.w.t("lists.flag.example"))
        if self.version.synthetic:
            found.append(self.w.t("lists.flag.synthetic"))
        if not self.version.type.confirmed:
            found.append(self.w.t("lists.flag.unconfirmed"))
        return tuple(found)

    def matter(self, entry: Entry) -> str:
        """The matter, in English where somebody translated it."""
        return entry.matter_en if self.w.lang == "en" and entry.matter_en else entry.matter

    def objects(self, entry: Entry) -> str:
        """Whom it is about, in words."""
        return entry.objects_en if self.w.lang == "en" and entry.objects_en else entry.objects

    def content(self, entry: Entry) -> str:
        """What is done, in words."""
        return entry.content_en if self.w.lang == "en" and entry.content_en else entry.content

    def basis(self, entry: Entry) -> str:
        """The citations, those not confirmed marked."""
        mark = self.w.t("lists.unread")
        return self.w.t("list.semicolon").join(
            f"{own.words}{'' if own.confirmed else mark}" for own in entry.basis
        )

    def subjects(self, entry: Entry) -> str:
        """The predicate, or that it is about all."""
        return written(entry.subjects) or self.w.t("lists.every")

    def days(self, first: str, last: str) -> str:
        """From which day to which."""
        return (
            self.w.t("lists.until", first=first, last=last) if last else self.w.t("lists.since", first=first)
        )


def known_of(office: Office) -> Known | None:
    """What the programme says of lists; None for one that says nothing."""
    try:
        return known(office)
    except NotFound:
        return None


def entries(said: Said, version: ListVersion, href: str = "") -> Grid:
    """The entries of a version; ``href``: the beginning of the address of each."""
    w = said.w
    heads = columns(
        ("ENTRY", w.t("lists.column.code")),
        ("MATTER", w.t("lists.column.matter")),
        ("OBJECTS", w.t("lists.column.objects")),
        ("CATEGORY", w.t("lists.column.category")),
        ("BODY", w.t("lists.column.body")),
        ("METHODS", w.t("lists.column.methods")),
        ("LEVEL", w.t("lists.column.level")),
        ("BASIS", w.t("lists.column.basis")),
    )
    lines = tuple(
        (
            Cell(entry.code, entry.code, href=f"{href}{entry.code}" if href else ""),
            Cell(said.matter(entry)),
            Cell(said.objects(entry)),
            Cell(said.coded("category", entry.category), entry.category),
            Cell(entry.body),
            Cell(w.join([said.coded("methods", code) for code in entry.methods]), ";".join(entry.methods)),
            Cell(said.coded("level", entry.level), entry.level),
            Cell(said.basis(entry)),
        )
        for entry in version.spec.entries
    )
    used = [i for i in range(len(heads)) if i < 2 or any(line[i].text for line in lines)]
    cells = tuple(tuple(line[i] for i in used) for line in lines)
    return Grid("entries", w.t("lists.entries"), tuple(heads[i] for i in used), cells)


def changed(said: Said, found: tuple[Difference, ...], told: dict[str, str]) -> Grid:
    """What differs between two versions; ``told``: the reasons by the codes of entries."""
    w = said.w
    heads = columns(
        ("CHANGE", w.t("lists.change.head")),
        ("ENTRY", w.t("lists.column.code")),
        ("MATTER", w.t("lists.column.matter")),
        ("FIELDS", w.t("lists.change.fields")),
        ("REASON", w.t("lists.reason")),
    )
    lines = []
    for own in found:
        entry = own.after or own.before
        lines.append(
            (
                Cell(w.t(f"lists.change.{own.kind}"), own.kind),
                Cell(own.code),
                Cell(said.matter(entry) if entry else ""),
                Cell(w.join([w.t(f"lists.column.{name}") for name in own.fields]), ";".join(own.fields)),
                Cell(told.get(own.code, "")),
            )
        )
    return Grid("differences", w.t("lists.changes"), heads, tuple(lines))


def in_force(office: Office, register: Register) -> Version | None:
    """The version in force today, else the last that was issued."""
    own = register.in_force(office.today.isoformat())
    return own or (register.issued[-1] if register.issued else None)


def standing(
    office: Office, register: Register, version: Version
) -> Literal["holds", "to_come", "over", "replaced"]:
    """How an issued version stands today: in force, still to come, over, or replaced by a later one."""
    today = office.today.isoformat()
    if version.starts > today:
        return "to_come"
    if register.in_force(today) != version:
        return "replaced"
    return "over" if version.ends and version.ends < today else "holds"


def type_flags(w: Words, own: ListType) -> str:
    """What is not confirmed of a type of list."""
    found = [] if own.confirmed else [w.t("lists.flag.unconfirmed")]
    found += [] if own.columns_confirmed else [w.t("lists.flag.columns")]
    return w.join(found)
