"""A composite-index engine: from a tree of indicators and a panel of numbers to scores, ranks and their doubts.

The ten steps of the OECD/JRC *Handbook on Constructing Composite Indicators* (2008), each a named method with
parameters, declared in files or built in Python::

    from xinxiao import index

    folder = index.read_folder(Path("my-index"))          # framework, data, units, method, assumptions
    result = index.run(folder.framework, folder.panel, folder.method)
    result.of("INDEX")                                    # scores, (periods, units)
    result.rank_of("INDEX")                               # 1 = best
    result.findings                                       # what did not go as intended

Every step also works alone on a NumPy array of shape (..., N, K): units by indicators, any leading axes,
NaN = missing. Nothing here reads a clock or draws an undeclared random number.
"""

from __future__ import annotations

from xinxiao.analyse.index.arrays import rank_units, skewness_kurtosis
from xinxiao.analyse.index.data import Columns, Panel, panel_from_long, panel_from_wide
from xinxiao.analyse.index.denominate import denominate
from xinxiao.analyse.index.framework import Framework, Group, Indicator, framework_of
from xinxiao.analyse.index.impute import impute
from xinxiao.analyse.index.layout import json_schemas
from xinxiao.analyse.index.normalise import Normalised, normalise
from xinxiao.analyse.index.pipeline import Cache, Pipeline, Result, StageOutput, override, run
from xinxiao.analyse.index.read import IndexFolder, parse, read_folder
from xinxiao.analyse.index.screen import Screened, screen
from xinxiao.analyse.index.spec import (
    AggregateSpec,
    AggregationSpec,
    Alternative,
    Assumption,
    Assumptions,
    DenominateSpec,
    ImputeSpec,
    Method,
    NormaliseRule,
    NormaliseSpec,
    ScreenSpec,
    TreatRule,
    TreatSpec,
    WeightSpec,
)
from xinxiao.analyse.index.statistics import Availability, Flags, availability, describe
from xinxiao.analyse.index.treat import Treated, treat

__all__ = [
    "AggregateSpec", "AggregationSpec", "Alternative", "Assumption", "Assumptions", "Availability", "Cache",
    "Columns", "DenominateSpec", "Flags", "Framework", "Group", "ImputeSpec", "IndexFolder", "Indicator", "Method",
    "NormaliseRule", "NormaliseSpec", "Normalised", "Panel", "Pipeline", "Result", "ScreenSpec", "Screened",
    "StageOutput", "TreatRule", "TreatSpec", "Treated", "WeightSpec", "availability", "denominate", "describe",
    "framework_of", "impute", "json_schemas", "normalise", "override", "panel_from_long", "panel_from_wide",
    "parse", "rank_units", "read_folder", "run", "screen", "skewness_kurtosis", "treat",
]
