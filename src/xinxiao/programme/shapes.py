"""Which files a programme has, and the shape of each."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from xinxiao.files.sheet import Sheet
from xinxiao.model.account import AccountSpec, PullSpec, TableSpec
from xinxiao.model.asks import AsksSpec
from xinxiao.model.calendar import CalendarSpec
from xinxiao.model.category import Categories
from xinxiao.model.codelist import Codelist, CodelistHead
from xinxiao.model.collect.form import Form
from xinxiao.model.collect.frame_file import FrameSpec
from xinxiao.model.collect.invented import InventedSpec
from xinxiao.model.collect.scrutiny import ScrutinySpec
from xinxiao.model.collect.total import SampleDesign, TotalSpec
from xinxiao.model.domain import DomainSpec
from xinxiao.model.exemption import Exemption
from xinxiao.model.explanation import ExplanationSpec
from xinxiao.model.oversight.aggregate import AggregatesSpec
from xinxiao.model.oversight.demonstration import DemonstrationSpec
from xinxiao.model.oversight.lists import ListSpec, ListTypes
from xinxiao.model.oversight.masking import MaskingSpec
from xinxiao.model.oversight.plan import DrawSpec, PlanColumns
from xinxiao.model.oversight.rule import RulesFile
from xinxiao.model.oversight.subject_file import SubjectSpec
from xinxiao.model.oversight.workflow import Workflow
from xinxiao.model.programme import IndexHead, Indicator, ProgrammeFile, Scope, Source, Structures
from xinxiao.model.quality import QualitySpec
from xinxiao.model.ranges import (
    Few,
    Id,
    Many,
)
from xinxiao.model.resource import Resource
from xinxiao.model.structure import OBS_VALUE, Dataflow
from xinxiao.model.target import Light, Target, Task
from xinxiao.model.text import Noun, Text
from xinxiao.programme.sheet_rows import (
    AreaRow,
    CaseCountRow,
    CellRow,
    CodeRow,
    EmploymentRow,
    FigureRow,
    ReportedRow,
    SectorRow,
    UnitRow,
)


class SourcesFile(Noun, frozen=True, kw_only=True):
    """`sources.yaml`, and any other file whose name begins with `sources`: where figures were published."""

    sources: Many[Source]


class ScopesFile(Noun, frozen=True, kw_only=True):
    """`scopes.yaml`: the register of rival definitions."""

    scopes: Many[Scope]


class IndicatorsFile(Noun, frozen=True, kw_only=True):
    """`indicators.yaml`, and any other file whose name begins with `indicators`."""

    indicators: Many[Indicator]


class TargetsFile(Noun, frozen=True, kw_only=True):
    """`targets.yaml`: the targets of the policy."""

    targets: Many[Target]


class TasksFile(Noun, frozen=True, kw_only=True):
    """`tasks.yaml`: the tasks of the policy and the lights they are shown with."""

    lights: Many[Light] = ()
    tasks: Many[Task]


class ResourcesFile(Noun, frozen=True, kw_only=True):
    """`resources.yaml`: data resources of other bodies, and on what terms they are shared and open."""

    resources: Many[Resource]


class IndicesFile(Noun, frozen=True, kw_only=True):
    """`indices.yaml`: the indices of a programme, the headline first. Without it, `index/` holds the only one."""

    indices: Annotated[Few[IndexHead], Meta(min_length=1)]


class ExemptionsFile(Noun, frozen=True, kw_only=True):
    """`exemptions.yaml`: rows that a check tells and that stay as they are."""

    exemptions: Many[Exemption]


class CodelistsFile(Noun, frozen=True, kw_only=True):
    """`codelists.yaml`: version and name of the code lists in CSV files, and those made of the programme's nouns."""

    codelists: Many[CodelistHead]


class TotalsFile(Noun, frozen=True, kw_only=True):
    """`totals.yaml`: which items of forms become figures, over which areas, how they are weighed, and who is asked."""

    totals: Many[TotalSpec]
    designs: Many[SampleDesign] = ()


class Provenance(msgspec.Struct, frozen=True, kw_only=True):
    """A provenance file beside a table: what it holds and which sources it was made from. More fields may follow."""

    title: Text
    sources: Few[Id] = ()
    description: Text | None = None


LISTS: dict[str, type[Noun]] = {
    "sources": SourcesFile,
    "scopes": ScopesFile,
    "indicators": IndicatorsFile,
    "targets": TargetsFile,
    "tasks": TasksFile,
    "exemptions": ExemptionsFile,
    "resources": ResourcesFile,
    "codelists": CodelistsFile,
    "indices": IndicesFile,
    "totals": TotalsFile,
}
"""Files that hold a list of nouns, by the word their names begin with."""

SINGLES: dict[str, type[Noun]] = {
    "programme.yaml": ProgrammeFile,
    "dataflows.yaml": Structures,
    "io.yaml": TableSpec,
    "account.yaml": AccountSpec,
    "pull.yaml": PullSpec,
    "asks.yaml": AsksSpec,
    "calendar.yaml": CalendarSpec,
    "quality.yaml": QualitySpec,
    "scrutiny.yaml": ScrutinySpec,
    "categories.yaml": Categories,
    "domains.yaml": DomainSpec,
    "frame.yaml": FrameSpec,
    "explanations.yaml": ExplanationSpec,
    "synthetic.yaml": InventedSpec,
    "oversight/rules.yaml": RulesFile,
    "oversight/list_types.yaml": ListTypes,
    "oversight/subjects.yaml": SubjectSpec,
    "oversight/masking.yaml": MaskingSpec,
    "oversight/plan_columns.yaml": PlanColumns,
    "oversight/draws.yaml": DrawSpec,
    "oversight/reasons.yaml": ExplanationSpec,
    "oversight/aggregates.yaml": AggregatesSpec,
    "oversight/demonstration.yaml": DemonstrationSpec,
}

FORMS = "forms/*.yaml"
"""Files that hold one form each."""
WORKFLOWS = "oversight/workflows/*.yaml"
"""Files that hold one workflow each."""
OVERSIGHT_LISTS = "oversight/lists/*.yaml"
"""Files that hold one version of a list each."""

NEEDED = (
    "programme.yaml",
    "dataflows.yaml",
    "codelists.yaml",
    "codelists/CL_AREA.csv",
    "codelists/CL_UNIT.csv",
    "indicators.yaml",
    "sources.yaml",
)
"""A programme without one of these cannot be built."""


def lengths_of(row: type[Noun]) -> dict[str, int]:
    """How long the text of each column of a sheet may be, by the shape of its rows."""
    columns = msgspec.json.schema(row)["$defs"][row.__name__]["properties"]
    return {name: shape["maxLength"] for name, shape in columns.items() if "maxLength" in shape}


def sheet_of(
    flow: Dataflow, row: type[Noun], optional: tuple[str, ...] = (), absent: tuple[str, ...] = ()
) -> Sheet:
    """The sheet that the rows of a dataflow of published numbers stand in: exact with the places it declares, or binary.

    ``absent`` are fields of the row that it may not have as columns.
    """
    needed = tuple(name for name in row.__struct_fields__ if name not in (*optional, *absent))
    measure = flow.by_id[OBS_VALUE]
    exact = {OBS_VALUE: measure.places or 0} if measure.kind == "decimal" else {}
    return Sheet(
        needed,
        optional=optional,
        lengths=lengths_of(row),
        decimals=exact,
        numbers=() if exact else (OBS_VALUE,),
        filled=tuple(name for name in needed if name != OBS_VALUE),
    )


DECLARED = ("WORDING", "OBS_ERROR", "RESPONSE_RATE", "CONF_STATUS")
"""Columns of figures that only some dataflows have; of these ``NUMBERS`` are numbers."""
NUMBERS = ("OBS_ERROR", "RESPONSE_RATE")


def figures_sheet(flow: Dataflow) -> Sheet:
    """The sheet of ``figures/*.csv``: some columns only where the dataflow declares them."""
    own = tuple(name for name in DECLARED if name in flow.by_id)
    sheet = sheet_of(flow, FigureRow, (*own, "COMMENT"), tuple(name for name in DECLARED if name not in own))
    return msgspec.structs.replace(
        sheet, numbers=(*sheet.numbers, *(name for name in NUMBERS if name in own))
    )


MEASURED = ("OBS_ERROR", "RESPONSE_RATE", "RESPONSE_RATE_WEIGHTED", "FRAME_UNITS", "ANSWERED")
"""Columns of totals of reports that hold numbers, empty where nothing is said."""


def reported_sheet(flow: Dataflow) -> Sheet:
    """The sheet of ``reported/*.csv``: a total that is withheld has a row and no value."""
    sheet = sheet_of(flow, ReportedRow, (OBS_VALUE, *MEASURED, "COMMENT"))
    return msgspec.structs.replace(sheet, numbers=(*sheet.numbers, *MEASURED))


def cases_sheet(flow: Dataflow) -> Sheet:
    """The sheet of ``cases/*.csv``: a number that is withheld has a row and no value."""
    sheet = sheet_of(flow, CaseCountRow, (OBS_VALUE, "COMMENT"))
    return msgspec.structs.replace(sheet, numbers=(*sheet.numbers, "AS_OF_EVENT"))


def cells_sheet(flow: Dataflow) -> Sheet:
    """The sheet of ``io/national.csv`` and ``io/provincial.csv``."""
    return sheet_of(flow, CellRow)


AREAS = Sheet(AreaRow.__struct_fields__, filled=("CODE", "NAME_ZH", "LEVEL"), lengths=lengths_of(AreaRow))
UNITS = Sheet(UnitRow.__struct_fields__, filled=UnitRow.__struct_fields__, lengths=lengths_of(UnitRow))
CODES_SHEET = Sheet(
    ("CODE", "NAME_ZH", "NAME_EN"),
    optional=CodeRow.__struct_fields__[3:],
    filled=("CODE", "NAME_ZH", "NAME_EN"),
    lengths=lengths_of(CodeRow),
    open=True,
)
SECTORS = Sheet(
    SectorRow.__struct_fields__,
    filled=("LEVEL", "TIME_PERIOD", "CODE"),
    lengths=lengths_of(SectorRow),
    open=True,
)
EMPLOYMENT = Sheet(
    EmploymentRow.__struct_fields__,
    numbers=("OBS_VALUE",),
    filled=("TIME_PERIOD", "SECTOR_GROUP", "SOURCE"),
    lengths=lengths_of(EmploymentRow),
    open=True,
)


def shape_of(file: str) -> type[Any] | None:
    """The struct a YAML file of this path must fit, or None for a file without a shape of its own."""
    if file in SINGLES:
        return SINGLES[file]
    if fnmatchcase(file, "codelists/CL_*.yaml") and not file.endswith(".provenance.yaml"):
        return Codelist
    if fnmatchcase(file, FORMS):
        return Form
    if fnmatchcase(file, WORKFLOWS):
        return Workflow
    if fnmatchcase(file, OVERSIGHT_LISTS):
        return ListSpec
    if "/" not in file and file.endswith((".yaml", ".yml")):
        return next((shape for word, shape in LISTS.items() if file.startswith(word)), None)
    if (
        file.endswith(".provenance.yaml")
        or fnmatchcase(file, "figures/*.yaml")
        or file == "io/provenance.yaml"
    ):
        return Provenance
    return None


SHAPES: dict[str, type[Any]] = {
    **SINGLES,
    **{f"{word}.yaml": shape for word, shape in LISTS.items()},
    "codelists/CL_AREA.csv": AreaRow,
    "codelists/CL_UNIT.csv": UnitRow,
    "codelists/CL_*.csv": CodeRow,
    "codelists/CL_*.yaml": Codelist,
    "figures/*.csv": FigureRow,
    "figures/*.yaml": Provenance,
    "reported/*.csv": ReportedRow,
    "cases/*.csv": CaseCountRow,
    FORMS: Form,
    WORKFLOWS: Workflow,
    OVERSIGHT_LISTS: ListSpec,
    "io/national.csv": CellRow,
    "io/provincial.csv": CellRow,
    "io/sectors.csv": SectorRow,
    "io/employment.csv": EmploymentRow,
}
"""The shape of every kind of programme file, by file name; of a CSV file, that of one row."""


def schemas() -> dict[str, dict[str, Any]]:
    """The JSON Schema of every kind of programme file."""
    return {name: msgspec.json.schema(shape) for name, shape in sorted(SHAPES.items())}
