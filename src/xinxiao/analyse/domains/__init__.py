"""The domains of a policy as numbers: indicators by class, how much of them is observed, and consumption as an interval.

``docs/explanation/domains.md`` tells what each row means and what it does not.
"""

from __future__ import annotations

import pyarrow as pa

from xinxiao.analyse.domains.interval import intervals
from xinxiao.analyse.domains.observed import members, shares
from xinxiao.model.dataset import Dataset
from xinxiao.model.io_table import IoTables
from xinxiao.model.observations import Observations
from xinxiao.model.programme import CycleSpec, Programme
from xinxiao.model.scope import NOT_APPLICABLE, TOTAL

__all__ = ["compile"]


def compile(
    programme: Programme, indicators: Dataset, tables: IoTables, sectors: pa.Table, cycle: CycleSpec
) -> Dataset:
    """Compile the domains and their classes: DOMAIN a code, INDICATOR an id, or ``_T`` for the class as a whole.

    MEASURE is ``LEVEL`` (the value of an indicator of the class, its own unit, scope and frequency), ``COVERAGE`` (per
    cent of the indicators of the class and of those below it with a value in the year), ``SHARE_OBSERVED`` (per cent of
    these values that are neither estimated, imputed nor forecast) or ``FINAL_USE`` (LOWER and UPPER in the unit its
    code gives, never a value; status M and no bounds where the programme says that tables cannot tell it).
    The programme has `domains.yaml`.
    """
    assert programme.domains is not None
    made = Observations(programme.flow("domains"), FREQ="A", SCOPE=NOT_APPLICABLE, INDICATOR=TOTAL)
    held = members(made, programme, indicators)
    shares(made, programme, held)
    intervals(made, programme, tables, sectors, cycle)
    return made.dataset().with_step("domains.compile", cycle=cycle.id)
