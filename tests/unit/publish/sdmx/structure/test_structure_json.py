"""Structures as SDMX-JSON: what the standard's schema takes, in the reader's language first."""

from __future__ import annotations

import json
from collections.abc import Callable

from xinxiao.publish.sdmx.structure.artefact import Artefact
from xinxiao.publish.sdmx.structure.header import Header
from xinxiao.publish.sdmx.structure.json import message
from xinxiao.publish.sdmx.structure.kinds import KINDS
from xinxiao.texts import LANGUAGES

Faults = Callable[[bytes], list[str]]


def test_a_whole_release_is_a_valid_message_of_every_kind(
    head: Header, every: tuple[Artefact, ...], json_faults: Faults
) -> None:
    content = message(head, every)
    assert json_faults(content) == []
    whole = json.loads(content)
    assert list(whole["data"]) == [kind.key for kind in KINDS.values()]
    assert len(whole["data"]["codelists"]) == 13


def test_the_schema_refuses_what_is_wrong(
    head: Header, every: tuple[Artefact, ...], json_faults: Faults
) -> None:
    whole = json.loads(message(head, every))
    del whole["data"]["codelists"][0]["name"]
    whole["data"]["dataStructures"][0]["dataStructureComponents"]["groups"] = []
    found = set(json_faults(json.dumps(whole).encode()))
    assert found == {"'name' is a required property", "[] should be non-empty"}


def test_names_are_in_both_languages_and_first_in_the_readers(
    head: Header, every: tuple[Artefact, ...]
) -> None:
    for lang, first in zip(LANGUAGES, ("地区", "Places"), strict=True):
        whole = json.loads(message(head, every, lang))
        area = next(one for one in whole["data"]["codelists"] if one["id"] == "CL_AREA")
        assert (area["name"], area["names"]) == (first, {"zh": "地区", "en": "Places"})
        assert whole["meta"]["contentLanguages"][0] == lang


def test_the_header_follows_from_the_release(head: Header, every: tuple[Artefact, ...]) -> None:
    meta = json.loads(message(head, every))["meta"]
    assert (meta["id"][:8], meta["prepared"], meta["test"]) == ("TR-2024-", "2025-07-01T00:00:00Z", True)
    assert message(head, every) == message(head, every)


def test_attributes_say_what_they_hang_on_and_numbers_how_exact_they_are(
    head: Header, every: tuple[Artefact, ...]
) -> None:
    whole = json.loads(message(head, every))
    parts = next(d for d in whole["data"]["dataStructures"] if d["id"] == "RD_FIGURES")[
        "dataStructureComponents"
    ]
    attributes = {a["id"]: a for a in parts["attributeList"]["attributes"]}
    assert attributes["UNIT_MEASURE"]["attributeRelationship"] == {"dimensions": ["INDICATOR"]}
    assert attributes["SOURCE"]["attributeRelationship"] == {"observation": {}}
    assert (attributes["SOURCE"]["usage"], attributes["COMMENT"]["usage"]) == ("mandatory", "optional")
    measure = parts["measureList"]["measures"][0]
    assert measure["localRepresentation"] == {"format": {"dataType": "Decimal", "decimals": 2}}
    assert [d["id"] for d in parts["dimensionList"]["dimensions"]] == [
        "FREQ",
        "REF_AREA",
        "INDICATOR",
        "SCOPE",
        "VINTAGE",
    ]
    assert parts["dimensionList"]["timeDimension"]["id"] == "TIME_PERIOD"
