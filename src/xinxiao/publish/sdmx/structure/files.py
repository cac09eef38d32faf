"""Files of a whole message of structures, by the ending of their address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from xinxiao.publish.sdmx.structure import json, ml
from xinxiao.publish.sdmx.structure.artefact import Artefact
from xinxiao.publish.sdmx.structure.dialects import ML_2_1, ML_3_0
from xinxiao.publish.sdmx.structure.header import Header
from xinxiao.texts import Language

WriteStructure = Callable[[Header, Iterable[Artefact], Language], Iterator[bytes]]


def _json(header: Header, found: Iterable[Artefact], lang: Language) -> Iterator[bytes]:
    yield json.message(header, found, lang)


def _ml_3_0(header: Header, found: Iterable[Artefact], lang: Language) -> Iterator[bytes]:
    return ml.message(ML_3_0, header, found)


def _ml_2_1(header: Header, found: Iterable[Artefact], lang: Language) -> Iterator[bytes]:
    return ml.message(ML_2_1, header, found)


@dataclass(frozen=True)
class StructureFile:
    """One format: what it is called, the ending of its files, its media type, and how it is written. ``spoken``: whether
    it puts one language first."""

    name: str
    ending: str
    media: str
    write: WriteStructure
    spoken: bool = False


FORMATS: Mapping[str, StructureFile] = {
    file.ending: file
    for file in (
        StructureFile(
            "SDMX-JSON 2.0",
            "sdmx.json",
            "application/vnd.sdmx.structure+json;version=2.0.0",
            _json,
            spoken=True,
        ),
        StructureFile(
            "SDMX-ML 3.0", "sdmx30.xml", "application/vnd.sdmx.structure+xml;version=3.0.0", _ml_3_0
        ),
        StructureFile("SDMX-ML 2.1", "sdmx21.xml", "application/vnd.sdmx.structure+xml;version=2.1", _ml_2_1),
    )
}
"""The formats by the ending of their files, the default first."""
