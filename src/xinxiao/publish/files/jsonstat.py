"""JSON-stat 2.0: one cube with labelled categories, units, status, source; values stand by their place in it.

Only cells that hold an observation are written (``value`` as an object; json-stat.org/full, "value"). What a column of the
dataflow says beyond dimensions, values and status stands in ``extension.observations`` by the same places, or in
``extension.attributes`` where it is the same everywhere: nothing of the long layout is lost. Readers make a whole array of a
cube, so its cells are limited, empty ones too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.errors import TooLarge, told
from xinxiao.model.extract import Extract
from xinxiao.model.structure import OBS_VALUE, Component
from xinxiao.publish.files import about
from xinxiao.publish.files.labels import Labels
from xinxiao.publish.files.long import Long
from xinxiao.publish.sdmx.cells import mapped, texts

MOST = 10_000_000
"""Cells of a cube, those without an observation among them."""
STATUS, UNIT, AREA = "OBS_STATUS", "UNIT_MEASURE", "REF_AREA"


def stream(rows: Long) -> Iterator[bytes]:
    """The cube in pieces. Raises :class:`TooLarge` for one of more than :data:`MOST` cells, before any row is read."""
    cube = Cube(rows.extract, rows.labels, tuple(column.id for column in rows.columns))
    if cube.cells > MOST:
        raise TooLarge("a cube", told("cube_full", cells=cube.cells, most=MOST))
    return cube.written()


@dataclass(frozen=True)
class Cube:
    """Rows as a cube: its dimensions are the dataflow's, its categories the codes that occur, in the order of their lists."""

    extract: Extract
    labels: Labels
    columns: tuple[str, ...]

    @cached_property
    def parts(self) -> tuple[Component, ...]:
        """The dimensions in key order."""
        return tuple(part for part in self.extract.dataflow.components if part.place == "dimension")

    @cached_property
    def categories(self) -> Mapping[str, tuple[str, ...]]:
        """The codes of each dimension that occur: in the order of the list, of a column without a list sorted."""
        found = {}
        for part in self.parts:
            listed = [item.id for item in self.labels.items(part.codelist or "")]
            held = set(self.extract.codes_of(part.id))
            found[part.id] = (*(code for code in listed if code in held), *sorted(held.difference(listed)))
        return found

    @property
    def size(self) -> tuple[int, ...]:
        """How many categories each dimension has."""
        return tuple(len(self.categories[part.id]) for part in self.parts)

    @property
    def cells(self) -> int:
        """All cells, those without an observation too."""
        return prod(self.size)

    def written(self) -> Iterator[bytes]:
        """The document in pieces."""
        head = msgspec.json.encode(self._head())
        yield head[:-1] + b',\n"value": {'
        yield from self._cells(self._part(OBS_VALUE))
        yield b"}"
        if STATUS in self.extract.dataflow.columns:
            yield b',\n"status": {'
            yield from self._cells(self._part(STATUS))
            yield b"}"
        extension = msgspec.json.encode(self._extension())
        yield b',\n"extension": ' + extension[:-1] + b',\n"observations": {'
        between = b""
        for part in self._varying:
            yield between + msgspec.json.encode(part.id) + b": {"
            yield from self._cells(part)
            yield b"}"
            between = b",\n"
        yield b"}}}\n"

    def _part(self, name: str) -> Component:
        return self.extract.dataflow.by_id[name]

    @cached_property
    def _held(self) -> Mapping[str, list[str]]:
        """The values of the attributes that hold texts."""
        attributes = [
            p for p in self.extract.dataflow.components if p.place == "attribute" and p.id != STATUS
        ]
        return {part.id: [] if part.is_number else self.extract.codes_of(part.id) for part in attributes}

    @property
    def _varying(self) -> Iterator[Component]:
        """Columns beside dimensions, value and status that do not say the same everywhere."""
        for part in self.extract.dataflow.components:
            measures = part.place == "measure" and part.id != OBS_VALUE
            if measures or (part.id in self._held and (part.is_number or not self._is_same(part.id))):
                yield part

    def _is_same(self, name: str) -> bool:
        """Whether an attribute has one value that every row has. One that some rows lack is told row by row."""
        part = self._part(name)
        return not self._held[name] or (len(self._held[name]) == 1 and part.required)

    def _cells(self, part: Component) -> Iterator[bytes]:
        """``"place": value`` of every row that has one."""
        between = ""
        for batch in self.extract.batches():
            texts = _texts(batch, part)
            places = self._places(batch)
            there = pc.is_valid(texts)
            pairs = pc.binary_join_element_wise(
                pa.scalar('"'),
                places.filter(there).cast(pa.string()),
                pa.scalar('":'),
                texts.filter(there),
                "",
            )
            if len(pairs):
                yield (between + ",".join(pairs.to_pylist())).encode()
                between = ","

    def _places(self, batch: pa.RecordBatch) -> pa.Array:
        """The place of each row in the cube, the last dimension counting fastest (row-major order)."""
        place = pa.array([0] * batch.num_rows, pa.int64())
        for part in self.parts:
            codes = pa.array(self.categories[part.id], pa.string())
            at = pc.index_in(batch.column(part.id), codes).cast(pa.int64())
            place = pc.add(pc.multiply(place, len(codes)), at)
        return place

    def _head(self) -> dict[str, Any]:
        labels, extract = self.labels, self.extract
        release = extract.release
        about_it = labels.say(extract.dataflow.description)
        notes = [*([about_it] if about_it else []), *about.unit_line(labels, extract)]
        if release.programme.synthetic:
            notes.insert(0, labels.t("synthetic_told"))
        time = [part.id for part in self.parts if part.kind == "period"]
        roles = {
            "time": time,
            "geo": [part.id for part in self.parts if part.id == AREA],
            "metric": [part.id for part in self._metric],
        }
        return {
            "version": "2.0",
            "class": "dataset",
            "label": about.title(labels, extract),
            "source": labels.say(labels.programme.file.agency),
            "updated": release.release_date,
            "note": notes,
            "id": [part.id for part in self.parts],
            "size": list(self.size),
            "role": {name: ids for name, ids in roles.items() if ids},
            "dimension": {part.id: self._dimension(part) for part in self.parts},
        }

    @property
    def _metric(self) -> tuple[Component, ...]:
        """The dimension on which alone the unit depends, as the dataflow declares it."""
        unit = self.extract.dataflow.by_id.get(UNIT)
        named = unit.attachment if unit is not None and unit.attachment else ()
        return tuple(part for part in self.parts if named == (part.id,))

    def _dimension(self, part: Component) -> dict[str, Any]:
        codes, names = self.categories[part.id], self.labels.names(part)
        category: dict[str, Any] = {"index": list(codes)}
        if names:
            category["label"] = {code: names.get(code, code) for code in codes}
        if part in self._metric:
            category["unit"] = {code: {"label": self._unit(part, code)} for code in codes}
        return {"label": self.labels.column(part), "category": category}

    def _unit(self, part: Component, code: str) -> str:
        unit = self._units(part).get(code)
        return self.labels.unit(unit) if unit else ""

    def _units(self, part: Component) -> Mapping[str, str]:
        if part.id not in self._known_units:
            found: dict[str, str] = {}
            for batch in self.extract.batches():
                pairs = (
                    pa.Table.from_batches([batch])
                    .select([part.id, UNIT])
                    .group_by([part.id, UNIT])
                    .aggregate([])
                )
                found |= dict(zip(*(pairs.column(name).to_pylist() for name in (part.id, UNIT)), strict=True))
            self._known_units[part.id] = found
        return self._known_units[part.id]

    @cached_property
    def _known_units(self) -> dict[str, Mapping[str, str]]:
        return {}

    def _extension(self) -> dict[str, Any]:
        header = self.extract.header
        same = {name: codes[0] for name, codes in self._held.items() if self._is_same(name) and codes}
        return header | {
            "columns": list(self.columns),
            "sources": about.sources(self.labels, self.extract),
            "attributes": same,
            "status": {
                item.id: self.labels.say(item.name)
                for item in self.labels.items(self.extract.dataflow.by_id[STATUS].codelist or "")
            }
            if STATUS in self.extract.dataflow.columns
            else {},
        }


def _texts(batch: pa.RecordBatch, part: Component) -> pa.Array:
    """The values of a column as JSON."""
    told_ = texts(batch, part.id)
    return told_ if part.is_number else mapped(told_, lambda word: msgspec.json.encode(word).decode())
