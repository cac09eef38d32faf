"""SDMX-ML data: structure-specific 2.1 and 3.0, generic 2.1 (schemas of sdmx-twg/sdmx-ml), element after element of a batch at once.

A value there is none of is left out: OBS_STATUS says why. The elements of structure-specific messages are those of the
structure's own schema, which ``/schema`` gives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.model.structure import Component, Dataflow
from xinxiao.publish.sdmx.cells import Changes, Flags, alone, joined, mapped, spread, texts
from xinxiao.publish.sdmx.message import DataMessage, DataSet
from xinxiao.publish.sdmx.structure.artefacts import ref_of

Dialect = Literal["2.1", "2.1 generic", "3.0"]
SCHEMAS = "http://www.sdmx.org/resources/sdmxml/schemas/"
_BREAKS = {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;", '"': "&quot;"}


def stream(message: DataMessage, dialect: Dialect) -> Iterator[bytes]:
    """The message in pieces."""
    yield _head(message, dialect).encode()
    for one in message.sets:
        yield from _set(message, one, GENERIC if dialect == "2.1 generic" else SPECIFIC, dialect)
    yield f"</m:{_root(dialect)}>\n".encode()


def _root(dialect: Dialect) -> str:
    return "GenericData" if dialect == "2.1 generic" else "StructureSpecificData"


def _version(dialect: Dialect) -> str:
    return "v3_0" if dialect == "3.0" else "v2_1"


def _head(message: DataMessage, dialect: Dialect) -> str:
    spaces = f"{SCHEMAS}{_version(dialect)}"
    data = "generic" if dialect == "2.1 generic" else "structurespecific"
    own = "".join(
        f' xmlns:n{number}="{_space(one)}"' for number, one in enumerate(message.sets) if data != "generic"
    )
    header = message.header
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<m:{_root(dialect)} xmlns:m="{spaces}/message" xmlns:c="{spaces}/common" xmlns:d="{spaces}/data/{data}"'
        f' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"{own}>\n'
        f"<m:Header><m:ID>{escape(header.id)}</m:ID><m:Test>{str(header.test).lower()}</m:Test>"
        f"<m:Prepared>{header.prepared}</m:Prepared><m:Sender id={quoteattr(header.sender)}>"
        f'<c:Name xml:lang="zh">{escape(header.sender_name.zh)}</c:Name>'
        f'<c:Name xml:lang="en">{escape(header.sender_name.en)}</c:Name></m:Sender>'
        f"{''.join(_structure(number, one, dialect) for number, one in enumerate(message.sets))}"
        f"{_sources(message)}</m:Header>\n"
    )


def _sources(message: DataMessage) -> str:
    """The release the data are of, in words of the header (Source)."""
    told = ", ".join(dict.fromkeys(one.release for one in message.sets))
    return f'<m:Source xml:lang="en">{escape(told)}</m:Source>' if told else ""


def _space(one: DataSet) -> str:
    """The namespace of the schema of a data set, as the standard makes it from URN and dimension at the observations."""
    return f"{ref_of(one.flow).urn}:ObsLevelDim:{one.at}"


def _structure(number: int, one: DataSet, dialect: Dialect) -> str:
    space = "" if dialect == "2.1 generic" else f' namespace="{_space(one)}"'
    return (
        f'<m:Structure structureID="S{number}"{space} dimensionAtObservation="{one.at}">'
        f"<c:StructureUsage>{_usage(one.flow, dialect)}</c:StructureUsage></m:Structure>"
    )


def _usage(flow: Dataflow, dialect: Dialect) -> str:
    if dialect == "3.0":
        return escape(ref_of(flow).urn)
    return f'<Ref agencyID="{flow.agency}" id="{flow.id}" version="{flow.version}" class="Dataflow"/>'


@dataclass(frozen=True)
class Elements:
    """How the parts of a data set are told: a series opens with its key and attributes; an observation is one element."""

    of_set: Callable[[Sequence[tuple[Component, str]]], str]
    opening: Callable[[DataSet, pa.RecordBatch], pa.Array]
    closing: str
    observation: Callable[[DataSet, pa.RecordBatch], pa.Array]


def _set(message: DataMessage, one: DataSet, elements: Elements, dialect: Dialect) -> Iterator[bytes]:
    number = message.sets.index(one)
    yield _open(number, one, elements, dialect).encode()
    changes, begun = Changes([c.id for c in one.series]), False
    for batch in one.batches():
        pieces: list[pa.Array | pa.Scalar] = []
        if one.series:
            starts = changes.of(batch)
            pieces += _openings(one, batch, starts, elements, begun)
            begun = True
        if one.has_observations:
            pieces.append(elements.observation(one, batch))
        yield alone(joined(*pieces)) if pieces else b""
    yield (elements.closing if begun else "").encode()
    yield b"</m:DataSet>\n"


def _openings(
    one: DataSet, batch: pa.RecordBatch, starts: Flags, elements: Elements, begun: bool
) -> list[pa.Array]:
    """Where a series begins: the end of the one before, and its beginning."""
    first = batch.filter(pa.array(starts))
    opening = elements.opening(one, first)
    ends = np.full(len(opening), elements.closing, dtype=object)
    if len(ends) and not begun:
        ends[0] = ""
    return [spread(joined(pa.array(ends, pa.string()), opening), starts)]


def _open(number: int, one: DataSet, elements: Elements, dialect: Dialect) -> str:
    set_level = one.attributes("set")
    held = one.values([part.id for part in set_level]) if set_level else {}
    told = [(part, held[part.id][0]) for part in set_level if held[part.id]]
    # SDMX-ML 2.1: validFromDate and action of generic sets are plain attributes, those of structure-specific ones qualified
    mark = "" if dialect == "2.1 generic" else "d:"
    valid = "".join(
        f' {mark}{name}="{moment}"'
        for name, moment in (("validFromDate", one.valid_from), ("validToDate", one.valid_to))
        if moment
    )
    action = f' {mark}action="{one.action}"'
    if dialect == "2.1 generic":
        return f'<m:DataSet structureRef="S{number}"{action}{valid}>{elements.of_set(told)}\n'
    scope = ' d:dataScope="DataStructure"' if dialect == "2.1" else ""
    own = f' d:structureRef="S{number}" xsi:type="n{number}:DataSetType"{scope}'
    return f"<m:DataSet{own}{action}{valid}{elements.of_set(told)}>\n"


def _attribute_text(text: str) -> str:
    return escape(text, _BREAKS)


def _written(before: str, after: str, text: str) -> str:
    return f"{before}{_attribute_text(text)}{after}"


def _told(batch: pa.RecordBatch, parts: Sequence[Component], before: str, after: str) -> list[pa.Array]:
    """Each part's value between two texts, the first with its id; nothing where there is no value."""
    found = []
    for part in parts:
        column, head = texts(batch, part.id), before.format(part.id)
        # a number needs no escapes, and numbers are seldom alike
        told = (
            _around(head, column, after) if part.is_number else mapped(column, partial(_written, head, after))
        )
        found.append(told)
    return found


def _attributes(batch: pa.RecordBatch, parts: Sequence[Component]) -> list[pa.Array]:
    return _told(batch, parts, ' {}="', '"')


def _values(batch: pa.RecordBatch, parts: Sequence[Component]) -> list[pa.Array]:
    return _told(batch, parts, '<d:Value id="{}" value="', '"/>')


def _around(before: str, column: pa.Array, after: str) -> pa.Array:
    """Texts between two others; missing ones stay missing."""
    return pc.binary_join_element_wise(pa.scalar(before), column, pa.scalar(after), "")


def _specific_opening(one: DataSet, batch: pa.RecordBatch) -> pa.Array:
    parts = [*one.series, *one.attributes("series")]
    return joined(pa.scalar("<Series"), *_attributes(batch, parts), pa.scalar(">"))


def _specific_observation(one: DataSet, batch: pa.RecordBatch) -> pa.Array:
    parts = [*one.observed, *one.measures, *one.attributes("observation")]
    return joined(pa.scalar("<Obs"), *_attributes(batch, parts), pa.scalar("/>\n"))


def _specific_set(told: Sequence[tuple[Component, str]]) -> str:
    return "".join(f' {part.id}="{_attribute_text(text)}"' for part, text in told)


def _generic_attributes(batch: pa.RecordBatch, parts: Sequence[Component]) -> list[pa.Array | pa.Scalar]:
    """The attributes in their element, which is left out where there is none."""
    if not parts:
        return []
    inner = joined(*_values(batch, parts), pa.repeat(pa.scalar(""), batch.num_rows))
    some = pc.not_equal(pc.binary_length(inner), 0)
    return [pc.if_else(some, _around("<d:Attributes>", inner, "</d:Attributes>"), "")]


def _generic_opening(one: DataSet, batch: pa.RecordBatch) -> pa.Array:
    key = [pa.scalar("<d:Series><d:SeriesKey>"), *_values(batch, one.series), pa.scalar("</d:SeriesKey>")]
    return joined(*key, *_generic_attributes(batch, one.attributes("series")))


def _generic_observation(one: DataSet, batch: pa.RecordBatch) -> pa.Array:
    pieces: list[pa.Array | pa.Scalar] = [pa.scalar("<d:Obs>")]
    if one.series:
        pieces += _dimension(batch, one.at)
    else:
        pieces += [pa.scalar("<d:ObsKey>"), *_values(batch, one.dimensions), pa.scalar("</d:ObsKey>")]
    first, *more = one.measures or (None,)
    if first is not None:
        pieces.append(_around('<d:ObsValue value="', texts(batch, first.id), '"/>'))
    rest = [part for part in more if part is not None]
    pieces += _generic_attributes(batch, [*rest, *one.attributes("observation")])
    return joined(*pieces, pa.scalar("</d:Obs>\n"))


def _dimension(batch: pa.RecordBatch, at: str) -> list[pa.Array]:
    return [mapped(texts(batch, at), partial(_written, f'<d:ObsDimension id="{at}" value="', '"/>'))]


def _generic_set(told: Sequence[tuple[Component, str]]) -> str:
    if not told:
        return ""
    values = "".join(f'<d:Value id="{part.id}" value="{_attribute_text(text)}"/>' for part, text in told)
    return f"<d:Attributes>{values}</d:Attributes>"


SPECIFIC = Elements(_specific_set, _specific_opening, "</Series>\n", _specific_observation)
GENERIC = Elements(_generic_set, _generic_opening, "</d:Series>\n", _generic_observation)
