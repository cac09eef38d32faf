"""Forms: what is asked of whom, as data of the programme. A version of a form is never changed once it was issued.

A form is laid out in sections, of single items or of rows by columns; either way what is reported are *items*, each with an
id that is unique in the form. The statutory marks are those of article 17 of the Statistics Law (2024): number of the table,
the authority that made it, the number of its approval or filing, and until when it holds; a form without them, or past its
date, may be refused by those it is sent to, and is not issued here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from xinxiao.model.collect.people import RESPONDENTS, Respondent
from xinxiao.model.collect.window import PARTS, CollectionCalendar
from xinxiao.model.ranges import Code, Date, Few, Id, Line, Number, Ordinal, Version
from xinxiao.model.scope import TOTAL
from xinxiao.model.text import Noun, Text

ItemType = Literal["number", "code", "text"]
FlowKind = Literal["point", "flow", "cumulative"]
"""What time a number speaks of: the end of the period, the period itself, or the year up to its end."""
Severity = Literal["must", "release", "explain"]
"""强制: blocks a submission; 准强制: needs the release of a superior level; 核实: needs an explanation."""
Frequency = Annotated[str, Meta(pattern=r"^[ASQM](?!\n)$", max_length=1, description="code of CL_FREQ")]
POPULATION = {"area": "CL_AREA", "industry": "CL_INDUSTRY", "size": "CL_UNIT_SIZE", "group": "CL_UNIT_GROUP"}
"""The code list of each thing that says who must fill a form, in a programme whose frame names none."""
PRODUCTS = "CL_PRODUCT"
ALL_CLASSES = TOTAL
"""In the place of a class: what belongs to all of them."""
MOST_TEXT = 2_000
"""Characters of a reported text."""
MOST_ITEMS = 5_000
"""Items of a form: as many as a content holds cells."""

Places = Annotated[int, Meta(ge=0, le=6, description="digits after the point that may be reported")]
TextLength = Annotated[int, Meta(ge=1, le=MOST_TEXT)]


class Marks(Noun, frozen=True, kw_only=True):
    """The statutory marks of a form (Statistics Law, article 17)."""

    table_number: Annotated[Line, Meta(min_length=1, description="number of the table (表号)")]
    authority: Annotated[Text, Meta(description="who made the form (制定机关)")]
    approval: Annotated[
        Literal["approved", "filed", "trial"],
        Meta(
            description="approved or filed by the statistical authority, or a trial that nobody has to answer"
        ),
    ]
    approved_by: Annotated[Text, Meta(description="who approved it or keeps the file (批准或备案机关)")]
    approval_number: Annotated[
        Line, Meta(min_length=1, description="number of the approval or filing (批准、备案文号)")
    ]
    valid_from: Date
    valid_until: Annotated[Date, Meta(description="last day on which the form may be issued (有效期至)")]


class Population(Noun, frozen=True, kw_only=True):
    """Who must fill a form: frame units that have one of the codes of every list given; an empty list asks nothing."""

    area: Annotated[Few[Code], Meta(description="areas, each with all that lie in it")] = ()
    industry: Annotated[
        Few[Code], Meta(description="industries, each with all that begin with its code")
    ] = ()
    size: Few[Code] = ()
    group: Few[Code] = ()
    sample: Annotated[
        Text | None,
        Meta(description="how the units were chosen where not all are asked (a declared sample)"),
    ] = None


class Placed(Noun, frozen=True, kw_only=True):
    """To which class of the policy and which product what stands here belongs; what lies within may say otherwise."""

    domain: Annotated[
        Code | None,
        Meta(description="class of `domains.yaml`; _T for what belongs to all of them, such as networks"),
    ] = None
    product: Annotated[Code | None, Meta(description="code of CL_PRODUCT")] = None


class ItemSpec(Placed, frozen=True, kw_only=True):
    """One item as a file gives it, or one column of a table."""

    id: Id
    name: Text
    definition: Text
    type: ItemType = "number"
    unit: Annotated[Code | None, Meta(description="unit of measure of a number, a code of CL_UNIT")] = None
    places: Places = 0
    flow: FlowKind = "flow"
    codelist: Annotated[Id | None, Meta(description="code list of an item of type code")] = None
    most: Annotated[TextLength, Meta(description="characters of an item of type text")] = 200
    least: Annotated[Number | None, Meta(description="smallest number that can be meant")] = 0
    needed: Annotated[bool, Meta(description="blank is refused, unless marked as not applicable")] = True
    sums: Annotated[Few[Id], Meta(description="items, or columns, whose sum this one is; computed")] = ()


class RowSpec(Placed, frozen=True, kw_only=True):
    """One row of a table."""

    id: Id
    name: Text
    definition: Text | None = None
    sums: Annotated[Few[Id], Meta(description="rows whose sum this one is, in every column; computed")] = ()


class Section(Placed, frozen=True, kw_only=True):
    """A part of a form: single items, or rows by columns."""

    id: Id
    name: Text
    note: Text | None = None
    items: Annotated[tuple[ItemSpec, ...], Meta(max_length=500)] = ()
    rows: Annotated[tuple[RowSpec, ...], Meta(max_length=500)] = ()
    columns: Annotated[tuple[ItemSpec, ...], Meta(max_length=50)] = ()


class RuleSpec(Noun, frozen=True, kw_only=True):
    """A rule that reports are held against: its expression, how strict it is, and what respondents are told."""

    id: Id
    rule: Annotated[
        str,
        Meta(min_length=1, max_length=2_000, description="a datapoint rule, see docs/reference/rules.md"),
    ]
    severity: Severity
    says: Annotated[Text, Meta(description="the rule in words")]
    remedy: Annotated[Text, Meta(description="what to do when it does not hold")]


class Mapped(Noun, frozen=True, kw_only=True):
    """An item of an earlier version, and the item that carries it on."""

    old: Id
    new: Id


class Follows(Noun, frozen=True, kw_only=True):
    """How a version follows an earlier one: items of one name go on unless they are mapped, dropped or broken."""

    version: Version
    mapped: Few[Mapped] = ()
    dropped: Few[Id] = ()
    broken: Annotated[Few[Id], Meta(description="items that go on but can not be compared with before")] = ()


class Form(Placed, frozen=True, kw_only=True, dict=True):
    """`forms/<ID>.yaml`: one version of a form."""

    id: Id
    version: Version
    name: Text
    purpose: Text
    marks: Marks
    frequency: Frequency
    population: Population
    calendar: CollectionCalendar
    signers: Annotated[
        Few[Respondent],
        Meta(min_length=1, description="whose names stand under a report, in the order they sign"),
    ] = RESPONDENTS
    sections: Annotated[tuple[Section, ...], Meta(min_length=1, max_length=100)]
    rules: Annotated[tuple[RuleSpec, ...], Meta(max_length=500)] = ()
    follows: Few[Follows] = ()
    articles: Annotated[Few[Code], Meta(description="parts of categories.yaml this form serves")] = ()
    tasks: Annotated[Few[Ordinal], Meta(description="numbers of tasks this form serves")] = ()
    note: Text | None = None

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """All items in the order they stand, tables row by row."""
        return tuple(item for section in self.sections for item in _items(self, section))

    @cached_property
    def by_id(self) -> Mapping[str, Item]:
        """Items by their ids."""
        return {item.id: item for item in self.items}

    def periods(self, year: int) -> tuple[str, ...]:
        """The periods of a year that are reported, those that are waived left out."""
        named = (f"{year}-{part}" for part in PARTS[self.frequency])
        own = tuple(named) if self.frequency != "A" else (str(year),)
        return tuple(period for period in own if not self.calendar.is_waived(period))

    def is_valid(self, day: str) -> bool:
        """Whether the form may be issued on a day (YYYY-MM-DD)."""
        return self.marks.valid_from <= day <= self.marks.valid_until


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """What is reported in one place of a form: a number, a code or a text.

    ``row`` and ``column`` are empty outside tables. ``sums``: the ids of the items whose sum it is; none for one that is
    filled in.
    """

    id: str
    section: str
    row: str
    column: str
    name: Text
    definition: Text
    type: ItemType
    unit: str | None
    places: int
    flow: FlowKind
    codelist: str | None
    most: int
    least: float | None
    needed: bool
    sums: tuple[str, ...]
    domain: str | None
    product: str | None


def cell(row: str, column: str) -> str:
    """The id of the item in a row and a column of a table."""
    return f"{row}_{column}"


def _items(form: Form, section: Section) -> Iterator[Item]:
    for spec in section.items:
        yield _item(section, None, spec, (spec, section, form))
    for row in section.rows:
        for column in section.columns:
            yield _item(section, row, column, (column, row, section, form))


def _item(section: Section, row: RowSpec | None, spec: ItemSpec, places: tuple[Placed, ...]) -> Item:
    """``places``: where its class and its product may be said, the nearest first."""
    if row is None:
        item_id, name, definition, sums = spec.id, spec.name, spec.definition, spec.sums
    else:
        item_id = cell(row.id, spec.id)
        name = Text(zh=f"{row.name.zh}·{spec.name.zh}", en=f"{row.name.en}: {spec.name.en}")
        definition = _defined(row, spec)
        over_rows = tuple(cell(other, spec.id) for other in row.sums)
        sums = over_rows or tuple(cell(row.id, other) for other in spec.sums)
    return Item(
        id=item_id,
        section=section.id,
        row=row.id if row else "",
        column=spec.id if row else "",
        name=name,
        definition=definition,
        type=spec.type,
        unit=spec.unit,
        places=spec.places,
        flow=spec.flow,
        codelist=spec.codelist,
        most=spec.most,
        least=spec.least,
        needed=spec.needed,
        sums=sums,
        domain=next((place.domain for place in places if place.domain), None),
        product=next((place.product for place in places if place.product), None),
    )


def _defined(row: RowSpec, column: ItemSpec) -> Text:
    """What a cell means: what its row holds, then what its column counts of it."""
    if row.definition is None:
        return column.definition
    return Text(
        zh=f"{row.definition.zh}{column.definition.zh}", en=f"{row.definition.en} {column.definition.en}"
    )
