"""Lists of oversight: what may be done to whom on which basis, in versions. Their types and files, and what is sealed of them.

Which types there are, what their columns are called and which words files use for codes is data of the programme. A version, once
issued, never changes: a correction is a further version with its reasons.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Annotated, Literal, get_args

import msgspec
from msgspec import Meta

from xinxiao.errors import DataFault, told
from xinxiao.model.oversight.case_facts import EntryRef
from xinxiao.model.oversight.predicate import Predicate
from xinxiao.model.ranges import DATE, Code, Date, Few, Id, Line, Many, Ordinal, Prose, Word
from xinxiao.model.text import Noun, Text

LONGEST_REASON = 5_000
"""Characters of a reason."""
LONGEST_APPROVAL = 100
"""Characters of the number of a document."""
Governs = Literal["inspection", "measure", "incentive"]
"""What nobody may begin but on a live entry of a list."""
Column = Literal[
    "number",
    "code",
    "group",
    "matter",
    "matter_en",
    "objects",
    "objects_en",
    "subjects",
    "content",
    "content_en",
    "category",
    "body",
    "methods",
    "level",
    "basis",
    "frequency",
    "valid_from",
    "valid_to",
]
"""The columns that a file of entries may have."""
COLUMNS: tuple[Column, ...] = get_args(Column)
Coded = Literal["category", "methods", "level"]
"""Columns whose cells are codes of the programme's terms."""
CODED: tuple[Coded, ...] = get_args(Coded)
ChangeKind = Literal["add", "change", "delete"]
CHANGE_KINDS: tuple[ChangeKind, ...] = get_args(ChangeKind)
Day = Annotated[str, Meta(pattern=rf"^(?!\n)$|{DATE}", max_length=10, description="calendar date, or empty")]
Coding = Annotated[
    str, Meta(pattern=r"^[A-Za-z0-9_-]*(?!\n)$", max_length=64, description="a code of the terms, or empty")
]
Evidence = Literal["V", "V2", "R"]
"""How something is known: its text was read, a copy or report of it was read, or it is remembered and was not read."""


class Term(Noun, frozen=True, kw_only=True):
    """A code of a column, what it is called, and the words that files use for it."""

    id: Code
    name: Text
    words: Few[Word] = ()


class Terms(Noun, frozen=True, kw_only=True):
    """The codes of columns that have some."""

    category: Few[Term] = ()
    methods: Few[Term] = ()
    level: Few[Term] = ()

    def of(self, column: Coded, word: str) -> str:
        """The code that a word of a file stands for; empty for one nobody knows."""
        own: tuple[Term, ...] = getattr(self, column)
        return next((term.id for term in own if word == term.id or word in term.words), "")

    def name(self, column: Coded, code: str) -> Text | None:
        """What a code is called."""
        own: tuple[Term, ...] = getattr(self, column)
        return next((term.name for term in own if term.id == code), None)


class Basis(Noun, frozen=True, kw_only=True):
    """A rule and its article that something rests on. ``confirmed``: whether its text was read."""

    rule: Annotated[str, Meta(min_length=1, max_length=500)]
    article: Word = ""
    note: Line = ""
    confirmed: bool = True

    @property
    def words(self) -> str:
        """Rule and article, as they are cited."""
        return f"{self.rule}{self.article}"


class ListColumn(Noun, frozen=True, kw_only=True):
    """A column of a type of list: its header, further ones that files give it, and whether each entry must fill it."""

    id: Column
    header: Text
    aliases: Few[Line] = ()
    needed: bool = False


class ListType(Noun, frozen=True, kw_only=True):
    """A type of list: what rests on its entries, who may issue one, where it is published, and the columns in use."""

    id: Id
    name: Text
    governs: Annotated[
        Few[Governs], Meta(description="what cannot be begun but on a live entry of a list of this type")
    ] = ()
    issuers: Annotated[Few[Code], Meta(description="codes of CL_BODY; none: any body for itself")] = ()
    issued_by: Text
    published: Text
    columns: Annotated[Few[ListColumn], Meta(min_length=1)]
    columns_confirmed: Annotated[
        bool, Meta(description="whether these columns were seen in a published list")
    ]
    basis: Few[Basis] = ()
    sources: Few[Id] = ()
    evidence: Evidence
    confirmed: bool

    @property
    def aliases(self) -> dict[str, str]:
        """Header -> column."""
        own = ((column, (column.header.zh, column.header.en, *column.aliases)) for column in self.columns)
        return {header: column.id for column, headers in own for header in headers}

    @property
    def needed(self) -> tuple[Column, ...]:
        """The columns that each entry must fill."""
        return tuple(column.id for column in self.columns if column.needed)


class ListTypes(Noun, frozen=True, kw_only=True):
    """`oversight/list_types.yaml`: the types of lists there are, and the codes of their columns."""

    terms: Terms
    types: Annotated[Few[ListType], Meta(min_length=1)]

    def type(self, name: str) -> ListType | None:
        """The type of an id."""
        return next((own for own in self.types if own.id == name), None)


class Entry(Noun, frozen=True, kw_only=True):
    """One entry of a list. Words are those of the body that issued it; ``*_en`` where somebody translated them.

    ``subjects``: whom it is about, as a predicate over the register of subjects; ``objects``: the same as the list words it.
    Days are inclusive; an empty one: as long as the version.
    """

    code: Code
    number: Ordinal | None = None
    group: Line = ""
    matter: Annotated[str, Meta(min_length=1, max_length=500)]
    matter_en: Line = ""
    objects: Prose = ""
    objects_en: Prose = ""
    subjects: Predicate = ()
    content: Prose = ""
    content_en: Prose = ""
    category: Coding = ""
    body: Line = ""
    methods: Few[Code] = ()
    level: Coding = ""
    basis: Few[Basis] = ()
    frequency: Line = ""
    valid_from: Day = ""
    valid_to: Day = ""


class Change(Noun, frozen=True, kw_only=True):
    """Why entries differ from the version before: of those named, or of all others of this kind."""

    kind: ChangeKind
    entries: Annotated[
        Many[Code], Meta(description="codes; none: every entry of this kind that no record names")
    ] = ()
    reason: Annotated[str, Meta(min_length=1, max_length=5_000)]
    reason_en: Prose = ""


class ListSpec(Noun, frozen=True, kw_only=True):
    """`oversight/lists/*.yaml`: one version of a list. Its entries may stand in a CSV file beside it, of the same name.

    A file has no effect by itself: a version holds once it was proposed, reviewed, approved and issued.
    """

    id: Id
    type: Id
    version: Ordinal
    name: Text
    issuer: Annotated[Code, Meta(description="code of CL_BODY")]
    area: Annotated[
        Code, Meta(description="code of CL_AREA: where it holds, and whose officers may act on it")
    ]
    valid_from: Date
    valid_to: Day = ""
    published: Annotated[Line, Meta(description="where it is published beside here")] = ""
    example: Annotated[bool, Meta(description="written to show how it works: no body issued it")] = False
    note: Text | None = None
    sources: Few[Id] = ()
    changes: Annotated[Few[Change], Meta(min_length=1)]
    entries: Many[Entry] = ()

    @property
    def by_code(self) -> dict[str, Entry]:
        """The entries by their codes."""
        return {entry.code: entry for entry in self.entries}


class ListVersion(Noun, frozen=True, kw_only=True, dict=True):
    """A version as it is sealed: with its type and the terms it uses, so that it says the same without any programme."""

    spec: ListSpec
    type: ListType
    terms: Terms
    synthetic: bool = False

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """The entries by their codes."""
        return self.spec.by_code

    @property
    def content(self) -> bytes:
        """The bytes that are hashed: JSON in UTF-8, fields in the order of their nouns."""
        return msgspec.json.encode(self)


_KEY = re.compile(r"([A-Z0-9_]{1,64})/([A-Za-z0-9_-]{1,64})")
# made at import: two threads that meet a type for the first time at once make msgspec crash
_VERSION = msgspec.json.Decoder(ListVersion)


def version_of(content: bytes) -> ListVersion:
    """The version that was sealed as ``content``. Raises ``msgspec.ValidationError`` for anything else."""
    return _VERSION.decode(content)


def digest(content: bytes) -> str:
    """The SHA-256 of what was sealed, 64 hexadecimal digits."""
    return sha256(content).hexdigest()


@dataclass(frozen=True, order=True)
class EntryKey:
    """Which entry of which list."""

    list: str
    entry: str

    @classmethod
    def of(cls, text: str) -> EntryKey:
        """``LIST/ENTRY``. Raises :class:`DataFault` for anything else."""
        found = _KEY.fullmatch(text)
        if found is None:
            value = ascii(text[:60])[1:-1]
            raise DataFault(f"no entry {value}", told("list_entry_form", value=value))
        return cls(*found.groups())

    def __str__(self) -> str:
        return f"{self.list}/{self.entry}"


@dataclass(frozen=True)
class LiveEntry:
    """An entry that holds on a day: what it says, in which version of which list, and the SHA-256 of that version."""

    key: EntryKey
    version: int
    day: str
    entry: Entry
    type: ListType
    sha256: str
    example: bool

    @property
    def ref(self) -> EntryRef:
        """The entry as facts of cases name it."""
        return EntryRef(list=self.key.list, version=self.version, code=self.key.entry)

    def rest(self, kind: str, number: str) -> Rest:
        """That a case or draw rests on it."""
        return Rest(self.key, self.version, self.day, kind, number)


@dataclass(frozen=True)
class Rest:
    """That an act rests on an entry: of which version, since which day; ``kind`` and ``number``: which case or draw."""

    key: EntryKey
    version: int
    day: str
    kind: str
    number: str
    event: int = 0


def named(entries: Iterable[Entry]) -> tuple[str, ...]:
    """The codes of entries, in order."""
    return tuple(entry.code for entry in entries)
