"""The rows of the tables a programme has, by their columns."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from xinxiao.model.ranges import (
    Code,
    Codes,
    Date,
    Line,
    Meaning,
    Number,
    Period,
    Prose,
    Share,
    Size,
    YearText,
)
from xinxiao.model.text import Noun


class FigureRow(Noun, frozen=True, kw_only=True):
    """One row of `figures/*.csv`: one figure as it became known on one day."""

    FREQ: Annotated[Code, Meta(description="A annual, S half-year, Q quarter, M month")]
    REF_AREA: Annotated[Code, Meta(description="code of CL_AREA")]
    INDICATOR: Annotated[Code, Meta(description="id of an indicator")]
    SCOPE: Annotated[Code, Meta(description="id of a scope, or _Z where none applies")]
    TIME_PERIOD: Annotated[Period, Meta(description="2018, 2018-S1, 2018-Q3, 2018-08")]
    VINTAGE: Annotated[Date, Meta(description="the day the figure became known, YYYY-MM-DD")]
    OBS_VALUE: Annotated[
        Number, Meta(description="the figure, exactly as published; a figure not known has no row")
    ]
    UNIT_MEASURE: Annotated[Code, Meta(description="code of CL_UNIT, the unit its indicator declares")]
    OBS_STATUS: Annotated[
        Code, Meta(description="SDMX observation status: A normal, E estimated, P provisional")
    ]
    GRADE: Annotated[Code, Meta(description="A, A-, B, C or D; not better than the grade of its source")]
    SOURCE: Annotated[Code, Meta(description="id of a source")]
    WORDING: Annotated[
        Code,
        Meta(
            description="where the dataflow declares it: which wording of the scope's definition the publisher used"
        ),
    ] = ""
    OBS_ERROR: Annotated[
        Size | None, Meta(description="where the dataflow declares it: the standard error of an estimate")
    ] = None
    RESPONSE_RATE: Annotated[
        Share | None,
        Meta(description="where the dataflow declares it: share of the units asked that answered"),
    ] = None
    CONF_STATUS: Annotated[
        Code, Meta(description="where the dataflow declares it: SDMX confidentiality, F for free")
    ] = ""
    COMMENT: Annotated[Prose, Meta(description="what a reader must know of this figure")] = ""


class ReportedRow(Noun, frozen=True, kw_only=True):
    """One row of `reported/*.csv`, which `xinxiao totals` writes: a total of reports, or that it is withheld."""

    FREQ: Annotated[Code, Meta(description="A annual, S half-year, Q quarter, M month")]
    REF_AREA: Annotated[Code, Meta(description="code of CL_AREA")]
    INDUSTRY: Annotated[Code, Meta(description="code of the industry, _T for all")]
    UNIT_SIZE: Annotated[Code, Meta(description="code of the size band, _T for all")]
    UNIT_GROUP: Annotated[Code, Meta(description="code of the group of respondents, _T for all")]
    INDICATOR: Annotated[Code, Meta(description="id of an indicator")]
    SCOPE: Annotated[Code, Meta(description="id of a scope")]
    TIME_PERIOD: Annotated[Period, Meta(description="2018, 2018-S1, 2018-Q3, 2018-08")]
    VINTAGE: Annotated[Date, Meta(description="the day it was written, YYYY-MM-DD")]
    OBS_VALUE: Annotated[
        Number | None, Meta(description="the total; empty where it is withheld or undefined")
    ] = None
    UNIT_MEASURE: Annotated[Code, Meta(description="code of CL_UNIT, the unit its indicator declares")]
    OBS_STATUS: Annotated[
        Code,
        Meta(
            description="SDMX observation status: A everybody answered, E estimated, M undefined, Q suppressed"
        ),
    ]
    GRADE: Annotated[Code, Meta(description="A, A-, B, C or D")]
    SOURCE: Annotated[Code, Meta(description="id of a source, which names the snapshot")]
    OBS_ERROR: Annotated[Size | None, Meta(description="standard error, in the unit of the total")] = None
    RESPONSE_RATE: Annotated[Share | None, Meta(description="share of the units asked that answered")] = None
    CONF_STATUS: Annotated[
        Code,
        Meta(description="SDMX confidentiality: F free, C withheld for its own sake, D withheld with others"),
    ]
    RESPONSE_RATE_WEIGHTED: Annotated[
        Share | None, Meta(description="the same with each unit at its weight by design")
    ] = None
    FRAME_UNITS: Annotated[Size | None, Meta(description="units that were expected to report")] = None
    ANSWERED: Annotated[Size | None, Meta(description="of these, how many answered")] = None
    COMMENT: Annotated[Prose, Meta(description="what a reader must know of it")] = ""


class CaseCountRow(Noun, frozen=True, kw_only=True):
    """One row of `cases/*.csv`, which `xinxiao case aggregate` writes: a number of cases, or that it is withheld."""

    FREQ: Annotated[Code, Meta(description="M month")]
    REF_AREA: Annotated[Code, Meta(description="code of CL_AREA")]
    WORKFLOW: Annotated[Code, Meta(description="code of the workflow")]
    RESULT: Annotated[Code, Meta(description="code of the class of results, _T for all")]
    INDICATOR: Annotated[Code, Meta(description="id of an indicator")]
    SCOPE: Annotated[Code, Meta(description="id of a scope")]
    TIME_PERIOD: Annotated[Period, Meta(description="2026-08")]
    VINTAGE: Annotated[Date, Meta(description="the day it was counted, YYYY-MM-DD")]
    OBS_VALUE: Annotated[
        Number | None, Meta(description="the number; empty where it is withheld or undefined")
    ] = None
    UNIT_MEASURE: Annotated[Code, Meta(description="code of CL_UNIT, the unit its indicator declares")]
    OBS_STATUS: Annotated[
        Code, Meta(description="SDMX observation status: A normal, M undefined, Q suppressed")
    ]
    CONF_STATUS: Annotated[
        Code,
        Meta(description="SDMX confidentiality: F free, C withheld for its own sake, D withheld with others"),
    ]
    GRADE: Annotated[Code, Meta(description="A, A-, B, C or D")]
    SOURCE: Annotated[Code, Meta(description="id of a source, which names month and day")]
    AS_OF_EVENT: Annotated[
        Size, Meta(description="the last event of the chain of oversight that was counted")
    ]
    AS_OF_HASH: Annotated[Code, Meta(description="the hash of that event")]
    SYNTHETIC: Annotated[Code, Meta(description="Y where invented cases are among them, N where none is")]
    COMMENT: Annotated[Prose, Meta(description="what a reader must know of it")] = ""


class CellRow(Noun, frozen=True, kw_only=True):
    """One row of `io/national.csv` and `io/provincial.csv` (or `.csv.gz`): a cell of an input-output table."""

    TIME_PERIOD: Annotated[YearText, Meta(description="year of the table")]
    REF_AREA: Annotated[Code, Meta(description="code of an area")]
    LEVEL: Annotated[Code, Meta(description="how many sectors the table has")]
    ORIGIN: Annotated[Code, Meta(description="domestic, imported, or both together, as io.yaml says")]
    ROW: Annotated[Code, Meta(description="sector or primary input")]
    COL: Annotated[Code, Meta(description="sector, final use or total")]
    OBS_VALUE: Annotated[Number, Meta(description="in the unit of io.yaml; zeros are left out")]
    SOURCE: Annotated[Code, Meta(description="id of a source")]


class SectorRow(Noun, frozen=True, kw_only=True):
    """One row of `io/sectors.csv`: a sector of a table, and in further columns the groups it belongs to."""

    LEVEL: Annotated[Code, Meta(description="how many sectors the table has")]
    TIME_PERIOD: Annotated[YearText, Meta(description="year of the table")]
    CODE: Code
    NAME_ZH: Line
    NAME_EN: Line


class EmploymentRow(Noun, frozen=True, kw_only=True):
    """One row of `io/employment.csv`: persons employed in a group of sectors, which further columns tell."""

    TIME_PERIOD: Annotated[YearText, Meta(description="year of the figure")]
    SECTOR_GROUP: Code
    OBS_VALUE: Annotated[Number, Meta(description="in the unit of persons of io.yaml")]
    SOURCE: Annotated[Code, Meta(description="id of a source")]


class AreaRow(Noun, frozen=True, kw_only=True):
    """One row of `codelists/CL_AREA.csv`."""

    CODE: Annotated[Code, Meta(description="of the form its head in codelists.yaml gives")]
    NAME_ZH: Line
    NAME_EN: Annotated[Line, Meta(description="needed for the first two levels")]
    LEVEL: Annotated[Code, Meta(description="a level of programme.yaml")]
    PARENT: Code
    VALID_FROM: Date
    VALID_TO: Date
    SUCCESSORS: Annotated[Codes, Meta(description="codes it became, separated by semicolons")]
    TILE_COL: Annotated[Code, Meta(description="column on the tile map, 0 to 999")]
    TILE_ROW: Annotated[Code, Meta(description="row on the tile map, 0 to 999")]
    SHORT_ZH: Line
    SOURCE: Annotated[Code, Meta(description="id of a source")]


class UnitRow(Noun, frozen=True, kw_only=True):
    """One row of `codelists/CL_UNIT.csv`."""

    CODE: Code
    NAME_ZH: Line
    NAME_EN: Line
    PINT: Annotated[
        Meaning, Meta(description="what the unit means, e.g. 1e8 * yuan; formulas are checked by it")
    ]
    DECIMALS: Annotated[Code, Meta(description="digits shown after the point, 0 to 18")]


class CodeRow(Noun, frozen=True, kw_only=True):
    """One row of any other `codelists/CL_*.csv`."""

    CODE: Code
    NAME_ZH: Line
    NAME_EN: Line
    NOTE_ZH: Prose = ""
    NOTE_EN: Prose = ""
    PARENT: Code = ""
    VALID_FROM: Date = ""
    VALID_TO: Date = ""
    SUCCESSORS: Codes = ""
    UNIT: Annotated[Code, Meta(description="of a measure: the unit its values are in")] = ""
