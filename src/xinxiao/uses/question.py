"""Questions, checked: columns, codes and dates, with what is near when there is no such thing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xinxiao.errors import DataFault, NotFound, told
from xinxiao.model.structure import Dataflow
from xinxiao.uses.releases import near

MOST_CODES = 1_000
"""Codes of one column that may be asked for at once."""
LONGEST_CODE = 200


def columns_of(flow: Dataflow, where: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """``where`` with the columns' exact ids.

    Raises :class:`NotFound` naming near columns for an unknown one, :class:`DataFault` for codes that cannot be any.
    """
    found: dict[str, tuple[str, ...]] = {}
    known = [c.id for c in flow.components if not c.is_number and c.kind != "text"]
    known += [c.id for c in flow.components if c.kind == "text" and c.id not in ("FORMULA", "COMMENT")]
    for name, codes in where.items():
        if name.upper() not in known:
            raise NotFound(
                f"{flow.id} has no column {name}",
                told(
                    "unknown_dimension",
                    dataflow=flow.id,
                    dimension=name,
                    known=", ".join(near(name.upper(), known)),
                ),
            )
        wrong = [code for code in codes if not code or len(code) > LONGEST_CODE or not code.isprintable()]
        if wrong or len(codes) > MOST_CODES:
            value = f"{name}={','.join(codes)}"[:80]
            raise DataFault(f"not codes: {value!a}", told("bad_where", value=ascii(value)[1:-1]))
        found[name.upper()] = tuple(codes)
    return found
