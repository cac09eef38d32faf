"""The XML schema of messages of data of one structure (SDMX-ML 3.0, structure-specific schema; REST 2.2, doc/schema.md).

It builds on the standard's own files, which stand beside it: ``SDMXCommon.xsd`` and ``SDMXDataStructureSpecific.xsd``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from xinxiao.model.selection import ALL_DIMENSIONS
from xinxiao.model.structure import Component, Kind
from xinxiao.publish.sdmx.structure.artefact import Ref, Scheme, Structure
from xinxiao.publish.sdmx.structure.dialects import BASE
from xinxiao.publish.xml import element

NEEDED, ALLOWED = 'use="required"', 'use="optional"'
_TYPES: Mapping[Kind, str] = {
    "code": "xs:string",
    "text": "xs:string",
    "period": "common:ObservationalTimePeriodType",
    "date": "xs:date",
    "decimal": "xs:decimal",
    "double": "xs:double",
    "integer": "xs:integer",
}


def schema(
    context: Ref, structure: Structure, lists: Mapping[Ref, Scheme], at: str, *, deletion: bool = False
) -> Iterator[bytes]:
    """The schema of data sets of a structure, known by ``context``, with the dimension ``at`` at the observations.

    ``lists`` are the code lists with the codes that are allowed. Of ``deletion`` messages nothing is needed: what is not told is
    deleted whatever it is.
    """
    space = f"{context.urn}:ObsLevelDim:{at}"
    data = f"{BASE}/v3_0/data/structurespecific"
    common = f"{BASE}/v3_0/common"
    spaces = {"xs": "http://www.w3.org/2001/XMLSchema", "dsd": data, "common": common}
    named = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in spaces.items())
    yield (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<xs:schema{named} xmlns="{space}" targetNamespace="{space}"'
        ' elementFormDefault="qualified" attributeFormDefault="unqualified">'
    ).encode()
    for uri, file in ((data, "SDMXDataStructureSpecific.xsd"), (common, "SDMXCommon.xsd")):
        yield element("xs:import", {"namespace": uri, "schemaLocation": file}).encode()
    for ref in dict.fromkeys(structure.lists.values()):
        yield _codes(ref, lists[ref]).encode()
    types = "".join(_types(structure, at))
    yield (types.replace(NEEDED, ALLOWED) if deletion else types).encode()
    yield b"</xs:schema>\n"


def _codes(ref: Ref, scheme: Scheme) -> str:
    codes = (element("xs:enumeration", {"value": item.id}) for item in scheme.items)
    allowed = element("xs:restriction", {"base": "xs:string"}, *codes)
    return element("xs:simpleType", {"name": ref.id}, allowed)


def _types(structure: Structure, at: str) -> Iterator[str]:
    """The types of a data set, a series and an observation."""
    time = [structure.time] if structure.time else []
    dimensions = [*structure.keys, *time]
    series = [] if at == ALL_DIMENSIONS else [part for part in dimensions if part.id != at]
    told = {part.id for part in series}
    levels: dict[str, list[Component]] = {"set": [], "series": [], "observation": []}
    for part in structure.attributes:
        levels[_level(part, told)].append(part)
    observed = [part for part in dimensions if part.id not in told]
    yield _restricted("SeriesType", structure, [*series, *levels["series"]], _obs()) if series else ""
    yield _restricted("ObsType", structure, [*observed, *structure.measures, *levels["observation"]])
    inner = _within("Series", "SeriesType") if series else _obs()
    yield _restricted("DataSetType", structure, levels["set"], element("xs:choice", {}, inner))


def _level(part: Component, told: set[str]) -> str:
    """Where an attribute is told: with the set, with a series whose key has all it hangs on, or with each observation."""
    if part.attachment == ():
        return "set"
    return "series" if part.attachment is not None and set(part.attachment) <= told else "observation"


def _obs() -> str:
    return _within("Obs", "ObsType")


def _within(name: str, kind: str) -> str:
    some = {"minOccurs": "0", "maxOccurs": "unbounded"}
    return element("xs:element", {"name": name, "type": kind, "form": "unqualified", **some})


def _restricted(name: str, structure: Structure, parts: Iterable[Component], *inner: str) -> str:
    """A type of the standard with these columns as attributes."""
    notes = element("xs:element", {"ref": "common:Annotations", "minOccurs": "0"})
    own = element("xs:sequence", {}, notes, *inner)
    typed = [_attribute(structure, part) for part in parts]
    group = element("xs:attributeGroup", {"ref": "dsd:SetAttributeGroup"}) if name == "DataSetType" else ""
    base = element("xs:restriction", {"base": f"dsd:{name}"}, own, *typed, group)
    return element("xs:complexType", {"name": name}, element("xs:complexContent", {}, base))


def _attribute(structure: Structure, part: Component) -> str:
    listed = structure.lists.get(part.id)
    needed = part.place == "dimension" or (part.place == "attribute" and part.required)
    use = "required" if needed else "optional"
    return element(
        "xs:attribute", {"name": part.id, "type": listed.id if listed else _TYPES[part.kind], "use": use}
    )
