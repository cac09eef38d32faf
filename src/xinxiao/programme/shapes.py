"""Which files a programme has, and the shape of each."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from xinxiao.files.sheet import Sheet
from xinxiao.model.account import AccountSpec, PullSpec, TableSpec
from xinxiao.model.codelist import Codelist, CodelistHead
from xinxiao.model.programme import Indicator, ProgrammeFile, Scope, Source, Structures
from xinxiao.model.structure import OBS_VALUE, Dataflow
from xinxiao.model.target import Light, Target, Task
from xinxiao.model.text import Noun, Text


class SourcesFile(Noun, frozen=True, kw_only=True):
    """`sources.yaml`, and any other file whose name begins with `sources`: where figures were published."""

    sources: tuple[Source, ...]


class ScopesFile(Noun, frozen=True, kw_only=True):
    """`scopes.yaml`: the register of rival definitions."""

    scopes: tuple[Scope, ...]


class IndicatorsFile(Noun, frozen=True, kw_only=True):
    """`indicators.yaml`, and any other file whose name begins with `indicators`."""

    indicators: tuple[Indicator, ...]


class TargetsFile(Noun, frozen=True, kw_only=True):
    """`targets.yaml`: the targets of the policy."""

    targets: tuple[Target, ...]


class TasksFile(Noun, frozen=True, kw_only=True):
    """`tasks.yaml`: the tasks of the policy and the lights they are shown with."""

    lights: tuple[Light, ...] = ()
    tasks: tuple[Task, ...]


class CodelistsFile(Noun, frozen=True, kw_only=True):
    """`codelists.yaml`: version and name of the code lists in CSV files, and those made of the programme's nouns."""

    codelists: tuple[CodelistHead, ...]


class Provenance(msgspec.Struct, frozen=True, kw_only=True):
    """A provenance file beside a table: what it holds and which sources it was made from. More fields may follow."""

    title: Text
    sources: tuple[str, ...] = ()
    description: Text | None = None


class FigureRow(Noun, frozen=True, kw_only=True):
    """One row of `figures/*.csv`: one figure as it became known on one day."""

    FREQ: Annotated[str, Meta(description="A annual, S half-year, Q quarter, M month")]
    REF_AREA: Annotated[str, Meta(description="code of CL_AREA")]
    INDICATOR: Annotated[str, Meta(description="id of an indicator")]
    SCOPE: Annotated[str, Meta(description="id of a scope, or _Z where none applies")]
    TIME_PERIOD: Annotated[str, Meta(description="2018, 2018-S1, 2018-Q3, 2018-08")]
    VINTAGE: Annotated[str, Meta(description="the day the figure became known, YYYY-MM-DD")]
    OBS_VALUE: Annotated[
        float, Meta(description="the figure, exactly as published; a figure not known has no row")
    ]
    UNIT_MEASURE: Annotated[str, Meta(description="code of CL_UNIT, the unit its indicator declares")]
    OBS_STATUS: Annotated[
        str, Meta(description="SDMX observation status: A normal, E estimated, P provisional")
    ]
    GRADE: Annotated[str, Meta(description="A, A-, B, C or D; not better than the grade of its source")]
    SOURCE: Annotated[str, Meta(description="id of a source")]
    COMMENT: Annotated[str, Meta(description="what a reader must know of this figure")] = ""


class CellRow(Noun, frozen=True, kw_only=True):
    """One row of `io/national.csv` and `io/provincial.csv` (or `.csv.gz`): a cell of an input-output table."""

    TIME_PERIOD: Annotated[str, Meta(description="year of the table")]
    REF_AREA: Annotated[str, Meta(description="code of an area")]
    LEVEL: Annotated[str, Meta(description="how many sectors the table has")]
    ORIGIN: Annotated[str, Meta(description="domestic, imported, or both together, as io.yaml says")]
    ROW: Annotated[str, Meta(description="sector or primary input")]
    COL: Annotated[str, Meta(description="sector, final use or total")]
    OBS_VALUE: Annotated[float, Meta(description="in the unit of io.yaml; zeros are left out")]
    SOURCE: Annotated[str, Meta(description="id of a source")]


class AreaRow(Noun, frozen=True, kw_only=True):
    """One row of `codelists/CL_AREA.csv`."""

    CODE: Annotated[str, Meta(description="of the form its head in codelists.yaml gives")]
    NAME_ZH: str
    NAME_EN: Annotated[str, Meta(description="needed for the first two levels")]
    LEVEL: Annotated[str, Meta(description="a level of programme.yaml")]
    PARENT: str
    VALID_FROM: str
    VALID_TO: str
    SUCCESSORS: Annotated[str, Meta(description="codes it became, separated by semicolons")]
    TILE_COL: Annotated[str, Meta(description="column on the tile map")]
    TILE_ROW: Annotated[str, Meta(description="row on the tile map")]
    SHORT_ZH: str
    SOURCE: Annotated[str, Meta(description="id of a source")]


class UnitRow(Noun, frozen=True, kw_only=True):
    """One row of `codelists/CL_UNIT.csv`."""

    CODE: str
    NAME_ZH: str
    NAME_EN: str
    PINT: Annotated[str, Meta(description="what the unit means, e.g. 1e8 * yuan; formulas are checked by it")]
    DECIMALS: Annotated[str, Meta(description="digits shown after the point")]


class CodeRow(Noun, frozen=True, kw_only=True):
    """One row of any other `codelists/CL_*.csv`."""

    CODE: str
    NAME_ZH: str
    NAME_EN: str
    NOTE_ZH: str = ""
    NOTE_EN: str = ""
    PARENT: str = ""
    VALID_FROM: str = ""
    VALID_TO: str = ""
    SUCCESSORS: str = ""
    UNIT: Annotated[str, Meta(description="of a measure: the unit its values are in")] = ""


LISTS: dict[str, type[Noun]] = {
    "sources": SourcesFile,
    "scopes": ScopesFile,
    "indicators": IndicatorsFile,
    "targets": TargetsFile,
    "tasks": TasksFile,
    "codelists": CodelistsFile,
}
"""Files that hold a list of nouns, by the word their names begin with."""

SINGLES: dict[str, type[Noun]] = {
    "programme.yaml": ProgrammeFile,
    "dataflows.yaml": Structures,
    "io.yaml": TableSpec,
    "account.yaml": AccountSpec,
    "pull.yaml": PullSpec,
}

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


def sheet_of(flow: Dataflow, row: type[Noun], optional: tuple[str, ...] = ()) -> Sheet:
    """The sheet that the rows of a dataflow of published numbers stand in: exact with the places it declares, or binary."""
    needed = tuple(name for name in row.__struct_fields__ if name not in optional)
    measure = flow.by_id[OBS_VALUE]
    exact = {OBS_VALUE: measure.places or 0} if measure.kind == "decimal" else {}
    return Sheet(
        needed,
        optional=optional,
        decimals=exact,
        numbers=() if exact else (OBS_VALUE,),
        filled=tuple(name for name in needed if name != OBS_VALUE),
    )


def figures_sheet(flow: Dataflow) -> Sheet:
    """The sheet of ``figures/*.csv``."""
    return sheet_of(flow, FigureRow, ("COMMENT",))


def cells_sheet(flow: Dataflow) -> Sheet:
    """The sheet of ``io/national.csv`` and ``io/provincial.csv``."""
    return sheet_of(flow, CellRow)


AREAS = Sheet(AreaRow.__struct_fields__, filled=("CODE", "NAME_ZH", "LEVEL"))
UNITS = Sheet(UnitRow.__struct_fields__, filled=UnitRow.__struct_fields__)
CODES_SHEET = Sheet(
    ("CODE", "NAME_ZH", "NAME_EN"),
    optional=CodeRow.__struct_fields__[3:],
    filled=("CODE", "NAME_ZH", "NAME_EN"),
    open=True,
)
SECTORS = Sheet(
    ("LEVEL", "TIME_PERIOD", "CODE", "NAME_ZH", "NAME_EN"), filled=("LEVEL", "TIME_PERIOD", "CODE"), open=True
)
EMPLOYMENT = Sheet(
    ("TIME_PERIOD", "SECTOR_GROUP", "OBS_VALUE", "SOURCE"),
    numbers=("OBS_VALUE",),
    filled=("TIME_PERIOD", "SECTOR_GROUP", "SOURCE"),
    open=True,
)


def shape_of(file: str) -> type[Any] | None:
    """The struct a YAML file of this path must fit, or None for a file without a shape of its own."""
    if file in SINGLES:
        return SINGLES[file]
    if fnmatchcase(file, "codelists/CL_*.yaml") and not file.endswith(".provenance.yaml"):
        return Codelist
    if "/" not in file and file.endswith((".yaml", ".yml")):
        return next((shape for word, shape in LISTS.items() if file.startswith(word)), None)
    if (
        file.endswith(".provenance.yaml")
        or fnmatchcase(file, "figures/*.yaml")
        or file == "io/provenance.yaml"
    ):
        return Provenance
    return None


def schemas() -> dict[str, dict[str, Any]]:
    """The JSON Schema of every kind of programme file, by file name; of a CSV file, that of one row."""
    shapes: dict[str, type[Any]] = {
        **SINGLES,
        **{f"{word}.yaml": shape for word, shape in LISTS.items()},
        "codelists/CL_AREA.csv": AreaRow,
        "codelists/CL_UNIT.csv": UnitRow,
        "codelists/CL_*.csv": CodeRow,
        "codelists/CL_*.yaml": Codelist,
        "figures/*.csv": FigureRow,
        "figures/*.yaml": Provenance,
        "io/national.csv": CellRow,
        "io/provincial.csv": CellRow,
    }
    return {name: msgspec.json.schema(shape) for name, shape in sorted(shapes.items())}
