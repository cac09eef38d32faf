"""SDMX-JSON 2.0 data (sdmx-twg/sdmx-json, data message field guide and schema of 2.0.0).

Codes are told by their place in the lists of ``structures``; numbers and free texts are told as they are, so that a message
does not grow a list with the data. A value there is none of is null.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.model.structure import Component
from xinxiao.model.text import Text
from xinxiao.publish.sdmx.cells import Changes, alone, joined, mapped, spread, texts
from xinxiao.publish.sdmx.message import DataMessage, DataSet, Level
from xinxiao.publish.sdmx.structure.artefacts import ref_of, structure_of
from xinxiao.publish.sdmx.structure.header import Header

SCHEMA = "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/develop/data-message/tools/schemas/2.0.0/sdmx-json-data-schema.json"
_ID = re.compile(r"[A-Za-z0-9_@$-]+")
Json = dict[str, Any]
Pieces = list[pa.Array | pa.Scalar]
"""Texts of each row that stand side by side."""
Places = Mapping[str, Sequence[str]]
"""The values of the columns that are told by place."""


def stream(message: DataMessage) -> Iterator[bytes]:
    """The message in pieces."""
    listed = [one.values([part.id for part in one.parts if _is_listed(part)]) for one in message.sets]
    told = [_structure(message, one, number, listed[number]) for number, one in enumerate(message.sets)]
    yield b'{"meta":' + _bytes(_meta(message.header, message)) + b',"data":{"structures":' + _bytes(told)
    yield b',"dataSets":['
    for number, one in enumerate(message.sets):
        yield b",\n" if number else b"\n"
        yield from _set(one, number, listed[number])
    yield b"]}}\n"


def _bytes(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _is_listed(part: Component) -> bool:
    """Whether a column is told by place: dimensions always are, attributes that have a code list."""
    return part.place == "dimension" or (part.place == "attribute" and part.codelist is not None)


def _meta(header: Header, message: DataMessage) -> Json:
    return {
        "schema": SCHEMA,
        "id": header.id,
        "test": header.test,
        "prepared": header.prepared,
        "contentLanguages": ["zh", "en"] if message.lang == "zh" else ["en", "zh"],
        "sender": {"id": header.sender, **_named(message, header.sender_name)},
    }


def _named(message: DataMessage, name: Text | None, word: str = "name") -> Json:
    if name is None:
        return {}
    return {word: message.say(name), f"{word}s": {"zh": name.zh, "en": name.en}}


def _links(one: DataSet) -> list[Json]:
    return [
        {"urn": ref_of(one.flow).urn, "rel": "dataflow"},
        {"urn": structure_of(one.flow).urn, "rel": "datastructure"},
    ]


def _structure(message: DataMessage, one: DataSet, number: int, listed: Places) -> Json:
    def dimensions(parts: Sequence[Component]) -> list[Json]:
        # a set without rows has no values, and a dimension must have some: it is not told
        return [_dimension(message, one, part, listed[part.id]) for part in parts if listed[part.id]]

    def attributes(level: Level) -> list[Json]:
        return [_attribute(message, part, listed.get(part.id)) for part in one.attributes(level)]

    return {
        **_named(message, one.flow.name),
        **_named(message, one.flow.description, "description"),
        "dataSets": [number],
        "links": _links(one),
        "dimensions": {
            "dataSet": [],
            "series": dimensions(one.series),
            "observation": dimensions(one.observed),
        },
        "measures": {"observation": [_component(message, part) for part in one.measures]},
        "attributes": {
            "dataSet": attributes("set"),
            "series": attributes("series"),
            "observation": attributes("observation"),
        },
    }


def _component(message: DataMessage, part: Component) -> Json:
    return {"id": part.id, **_named(message, part.name)}


def _dimension(message: DataMessage, one: DataSet, part: Component, values: Sequence[str]) -> Json:
    place = one.flow.dimensions.index(part.id)
    return {
        **_component(message, part),
        "keyPosition": place,
        "values": _told_values(message, part, values),
    }


def _attribute(message: DataMessage, part: Component, values: Sequence[str] | None) -> Json:
    if part.attachment is None:
        relation: Json = {"observation": {}}
    else:
        relation = {"dimensions": list(part.attachment)} if part.attachment else {"dataflow": {}}
    told = {"values": _told_values(message, part, values)} if values else {}
    return {
        **_component(message, part),
        "isMandatory": part.required,
        "relationship": relation,
        **told,
    }


def _told_values(message: DataMessage, part: Component, values: Sequence[str]) -> list[Json]:
    names = message.names(part.codelist) if part.codelist else {}
    return [_value(message, value, names.get(value)) for value in values]


def _value(message: DataMessage, value: str, name: Text | None) -> Json:
    if not _ID.fullmatch(value):
        return {"value": value}
    return {"id": value, **_named(message, name)} if name else {"id": value, "name": value}


def _set(one: DataSet, number: int, listed: Places) -> Iterator[bytes]:
    head: Json = {"structure": number, "action": one.action, "links": _links(one)}
    head |= {"validFrom": one.valid_from} if one.valid_from else {}
    head |= {"validTo": one.valid_to} if one.valid_to else {}
    head["annotations"] = []
    if told := one.attributes("set"):
        head["attributes"] = [_first(part, one, listed) for part in told]
    opening = b',"series":{' if one.series else b',"observations":{'
    yield _bytes(head)[:-1] + opening
    yield from _by_series(one, listed) if one.series else _flat(one, listed)
    yield b"}}"


def _first(part: Component, one: DataSet, listed: Places) -> object:
    """What a set says once: the place of its value, or the value itself."""
    if part.id in listed:
        return 0 if listed[part.id] else None
    return next(iter(one.values([part.id])[part.id]), None)


def _flat(one: DataSet, listed: Places) -> Iterator[bytes]:
    between = False
    for batch in one.batches():
        first = pa.array([',\n"' if between else '\n"'], pa.string())
        begins = pa.concat_arrays([first, pa.repeat(pa.scalar(',\n"'), batch.num_rows - 1)])
        yield alone(joined(begins, *_observation(one, batch, listed)))
        between = True


def _by_series(one: DataSet, listed: Places) -> Iterator[bytes]:
    changes, begun = Changes([part.id for part in one.series]), False
    for batch in one.batches():
        starts = changes.of(batch)
        opening = _opening(one, batch.filter(pa.array(starts)), listed)
        ends = np.full(len(opening), "}},\n" if one.has_observations else "},\n", dtype=object)
        if len(ends) and not begun:
            ends[0] = "\n"
        begun = True
        pieces: Pieces = [spread(joined(pa.array(ends, pa.string()), opening), starts)]
        if one.has_observations:
            begins = pa.array(['"', ',"']).take(pa.array((~starts).astype(np.int8)))
            pieces += [begins, *_observation(one, batch, listed)]
        yield alone(joined(*pieces))
    if begun:
        yield b"}}" if one.has_observations else b"}"


def _opening(one: DataSet, batch: pa.RecordBatch, listed: Places) -> pa.Array:
    """``"0:0":{"attributes":[..],"observations":{`` for each row."""
    pieces: Pieces = [pa.scalar('"'), *_key(batch, one.series, listed), pa.scalar("{")]
    if told := one.attributes("series"):
        pieces += [pa.scalar('"attributes":['), *_values(batch, told, listed), pa.scalar("]")]
        pieces += [pa.scalar(",")] if one.has_observations else []
    pieces += [pa.scalar('"observations":{')] if one.has_observations else []
    return joined(*pieces)


def _observation(one: DataSet, batch: pa.RecordBatch, listed: Places) -> Pieces:
    """The key behind its first quotation mark, and the values."""
    told = [*one.measures, *one.attributes("observation")]
    return [
        *_key(batch, one.observed, listed),
        pa.scalar("["),
        *_values(batch, told, listed),
        pa.scalar("]"),
    ]


def _key(batch: pa.RecordBatch, parts: Sequence[Component], listed: Places) -> Pieces:
    """The places of the dimensions, and what ends a key: each mark is part of a piece, for every piece costs time."""
    ends = [":"] * (len(parts) - 1) + ['":']
    return [_place(batch, part, listed, after=end) for part, end in zip(parts, ends, strict=True)]


def _place(
    batch: pa.RecordBatch, part: Component, listed: Places, before: str = "", after: str = ""
) -> pa.Array:
    """The places of a column's values in their list, between two texts; null where there is no value."""
    places = {value: f"{before}{place}{after}" for place, value in enumerate(listed[part.id])}
    return mapped(batch.column(part.id), places.__getitem__, f"{before}null{after}")


def _values(batch: pa.RecordBatch, parts: Sequence[Component], listed: Places) -> Pieces:
    """The values of some columns, a comma between them."""
    pieces: Pieces = []
    for number, part in enumerate(parts):
        comma = "," if number else ""
        if part.id in listed:
            pieces.append(_place(batch, part, listed, comma))
        elif part.is_number:
            pieces += [pa.scalar(comma), pc.fill_null(texts(batch, part.id), "null")]
        else:
            column = batch.column(part.id)
            pieces.append(mapped(column, partial(_written, comma), f"{comma}null"))
    return pieces


def _written(before: str, text: str) -> str:
    return before + json.dumps(text, ensure_ascii=False)
