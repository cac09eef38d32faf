"""Reports for tests: a small form, and a ledger in which some were submitted."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import sqlalchemy as sa

from xinxiao.files.convert import convert
from xinxiao.files.places import Places
from xinxiao.model.collect.content import Content
from xinxiao.model.collect.form import Form
from xinxiao.model.collect.frame import FrameChanged, FrameUnit, table_of
from xinxiao.model.vouched import digest
from xinxiao.store.collect.frame import Frame
from xinxiao.store.ledger import Ledger
from xinxiao.store.ledger.schema import ISSUE, REPORT, SUBMISSION

FORM, PERIOD = "TRADE_M", "2026-03"
_SAID = {"zh": "词", "en": "word"}
_MARKS = {
    "table_number": "1",
    "authority": _SAID,
    "approval": "trial",
    "approved_by": _SAID,
    "approval_number": "T-1",
    "valid_from": "2026-01-01",
    "valid_until": "2028-12-31",
}


def form(version: str = "1.0.0") -> Form:
    """A monthly form with a value that counts from January, a number of persons, a code and a text."""
    items = [
        {"id": "SALES", "places": 2, "flow": "cumulative", "unit": "ITEMS"},
        {"id": "STAFF", "flow": "point", "unit": "PERSONS"},
        {"id": "KIND", "type": "code", "codelist": "CL_GRADE"},
        {"id": "REMARK", "type": "text"},
    ]
    given = {
        "id": FORM,
        "version": version,
        "name": _SAID,
        "purpose": _SAID,
        "marks": _MARKS,
        "frequency": "M",
        "population": {},
        "calendar": {"open": {"day": 1}, "due": {"day": 9}, "waived": ["01"]},
        "sections": [
            {
                "id": "S",
                "name": _SAID,
                "items": [{"name": _SAID, "definition": _SAID} | item for item in items],
            }
        ],
    }
    made, findings = convert("forms/TRADE_M.yaml", given, Form, Places())
    assert made is not None, findings
    return made


def content(marks: dict[str, str] | None = None, **cells: str) -> bytes:
    """A content as bytes."""
    return Content(cells=cells, marks=marks or {}).canonical  # type: ignore[arg-type]


_ISSUED = ("form", "period", "version", "bundle", "circumstances", "opens", "due", "units", "at")


def issue(ledger: Ledger, period: str, version: str = "1.0.0") -> None:
    """Say that the form was issued."""
    with ledger.database.writing() as connection:
        number = connection.execute(sa.select(sa.func.count()).select_from(ISSUE)).scalar_one()
        row = dict.fromkeys(_ISSUED, "") | {"event": number + 1_000_000, "reports": 0}
        connection.execute(
            sa.insert(ISSUE).values(row | {"form": FORM, "period": period, "version": version})
        )


def report(
    ledger: Ledger, unit: str, period: str = PERIOD, state: str = "submitted", *contents: bytes
) -> None:
    """Expect a report, and submit some versions of it."""
    same = {"form": FORM, "period": period, "unit": unit}
    last = contents[-1] if contents else b""
    with ledger.database.writing() as connection:
        row = same | {
            "area": "",
            "industry": "",
            "due": "",
            "state": state,
            "issue": 1,
            "number": len(contents),
        }
        row |= {"sha256": sha256(last).hexdigest() if last else "", "version": "1.0.0" if last else ""}
        connection.execute(sa.insert(REPORT).values(row))
        held = connection.execute(sa.select(sa.func.count()).select_from(SUBMISSION)).scalar_one()
        for number, bytes_ in enumerate(contents, 1):
            event = 2_000_000 + held + number
            own = {"event": event, "number": number, "sha256": sha256(bytes_).hexdigest(), "content": bytes_}
            connection.execute(sa.insert(SUBMISSION).values(same | own))


def units(ledger: Ledger, rows: Sequence[FrameUnit]) -> None:
    """Put units into the frame, one after the other."""
    frame = Frame(ledger)
    for one in rows:
        first = frame.last() + 1
        same = {"unit": one.unit, "day": one.valid_from, "state": one.state, "reason": one.reason}
        table = table_of([one])
        fact = FrameChanged(first=first, recorded=1, sha256=digest(table.to_batches()), **same)  # type: ignore[arg-type]
        frame.record("operator", "2026-01-01T00:00:00.000+00:00", fact, table)


def unit(name: str, area: str = "110000", size: str = "L", **more: str) -> FrameUnit:
    """A frame unit."""
    row = {
        "industry": "I",
        "group": "G",
        "code": "",
        "state": "in",
        "reason": "NEW",
        "valid_from": "2026-01-01",
    }
    return FrameUnit(**({"unit": name, "name": name, "area": area, "size": size} | row | more))  # type: ignore[arg-type]


REPORTED_COLUMNS = {
    "INDUSTRY": "text",
    "UNIT_SIZE": "text",
    "UNIT_GROUP": "text",
    "OBS_ERROR": "double",
    "RESPONSE_RATE": "double",
    "RESPONSE_RATE_WEIGHTED": "double",
    "FRAME_UNITS": "integer",
    "ANSWERED": "integer",
    "CONF_STATUS": "text",
}
"""Concepts that totals of reports need beside those of figures, and their kinds."""


def with_reported(structures: dict[str, Any]) -> dict[str, Any]:
    """The structures of a programme with a dataflow of totals of reports, and figures that say error, response and
    confidentiality."""
    for name, kind in REPORTED_COLUMNS.items():
        structures["concept_scheme"]["concepts"].append({"id": name, "name": _SAID, "kind": kind})
    (figures,) = [flow for flow in structures["dataflows"] if flow["step"] == "figures"]
    figures["attributes"] += [{"id": name} for name in ("OBS_ERROR", "RESPONSE_RATE", "CONF_STATUS")]
    dimensions = ["FREQ", "REF_AREA", "INDUSTRY", "UNIT_SIZE", "UNIT_GROUP"]
    further = ["OBS_ERROR", "RESPONSE_RATE", "RESPONSE_RATE_WEIGHTED", "FRAME_UNITS", "ANSWERED", "COMMENT"]
    needed = ["UNIT_MEASURE", "OBS_STATUS", "CONF_STATUS", "SOURCE"]
    structures["dataflows"].append(
        {
            "id": "RD_REPORTED",
            "version": "1.0.0",
            "name": _SAID,
            "description": _SAID,
            "role": "figures",
            "step": "reported",
            "dimensions": [*dimensions, "INDICATOR", "SCOPE", "TIME_PERIOD", "VINTAGE"],
            "measures": [{"id": "OBS_VALUE", "kind": "decimal", "places": 2}],
            "attributes": [
                *({"id": name, "required": True} for name in needed),
                {"id": "DECIMALS"},
                {"id": "GRADE"},
                *({"id": name} for name in further),
            ],
        }
    )
    return structures
