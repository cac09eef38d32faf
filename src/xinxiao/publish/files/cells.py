"""Columns as Python values, exact numbers with the places they were published with."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pyarrow as pa

from xinxiao.model.number import exact_texts
from xinxiao.model.structure import DECIMALS


def values(batch: pa.RecordBatch, name: str) -> list[Any]:
    """The values of a column; None where there is none."""
    column = batch.column(name)
    if not pa.types.is_decimal(column.type):
        return list(column.to_pylist())
    places = batch.column(DECIMALS) if DECIMALS in batch.schema.names else None
    return [None if text is None else Decimal(text) for text in exact_texts(column, places).to_pylist()]
