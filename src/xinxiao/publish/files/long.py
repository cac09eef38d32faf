"""The long layout: a row for each observation, the name of a code beside it, then release, source and whether it is invented.

The one owner of which columns a labelled file has and in which order: CSV, JSON, Parquet and XLSX take them from here,
JSON-stat names them in its extension.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.model.doubt import DOUBT
from xinxiao.model.extract import Extract
from xinxiao.model.structure import Component
from xinxiao.publish.files.labels import Labels

NAME = "_NAME"
"""What the column of names is called behind the one of codes: REF_AREA, REF_AREA_NAME."""
SOURCE, RELEASE, SYNTHETIC = "SOURCE", "RELEASE", "SYNTHETIC"
ADDRESSES = ("url", "archived", "accessed")
"""What is said of where a source stands, a column each: SOURCE_URL, SOURCE_ARCHIVED, SOURCE_ACCESSED."""


@dataclass(frozen=True)
class Column:
    """A column of the long layout: its ``id``, its name in the language of the file, and what fills it.

    ``part`` is the column of the dataflow; ``looked_up`` what each of its values stands for, of a column of names; ``constant``
    what every row holds, of a column that the dataflow has not.
    """

    id: str
    title: str
    part: Component | None = None
    looked_up: Mapping[str, str | None] | None = None
    constant: str | None = None

    @property
    def arrow(self) -> pa.DataType:
        """Its Arrow type."""
        return pa.string() if self.part is None or self.looked_up is not None else self.part.arrow


@dataclass(frozen=True)
class Long:
    """Rows in the long layout."""

    extract: Extract
    labels: Labels

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns in order."""
        found = [column for part in self.extract.dataflow.components for column in self._of(part)]
        return (*found, *self._said_of_all())

    @cached_property
    def schema(self) -> pa.Schema:
        """Their Arrow schema."""
        return pa.schema([pa.field(column.id, column.arrow) for column in self.columns])

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The rows in batches."""
        for batch in self.extract.batches():
            yield pa.RecordBatch.from_arrays([_filled(c, batch) for c in self.columns], schema=self.schema)

    def _of(self, part: Component) -> Iterator[Column]:
        """A column of the dataflow, and that of its names."""
        labels, title = self.labels, self.labels.column(part)
        yield Column(part.id, title, part)
        if part.id == DOUBT:
            words = {said: labels.doubts(said) for said in self.extract.codes_of(DOUBT)}
            yield Column(f"{part.id}{NAME}", labels.t("name_of", column=title), part, words)
        names = labels.names(part)
        if names:
            yield Column(f"{part.id}{NAME}", labels.t("name_of", column=title), part, names)
        if names and labels.is_source(part):
            sources = labels.programme.sources
            for field in ADDRESSES:
                told = {code: getattr(source, field) for code, source in sources.items()}
                yield Column(f"{part.id}_{field.upper()}", labels.t(f"source.{field}"), part, told)

    def _said_of_all(self) -> Iterator[Column]:
        """What every row says: the source of what is computed here, the release, and that figures are invented."""
        labels, flow = self.labels, self.extract.dataflow
        if SOURCE not in flow.columns:
            agency = labels.say(labels.programme.file.agency)
            yield Column(SOURCE, labels.t("source.source"), constant=flow.agency)
            yield Column(
                f"{SOURCE}{NAME}", labels.t("name_of", column=labels.t("source.source")), constant=agency
            )
        yield Column(RELEASE, labels.t("release"), constant=self.extract.state)
        if self.extract.release.programme.synthetic:
            yield Column(SYNTHETIC, labels.t("synthetic"), constant="true")


def _filled(column: Column, batch: pa.RecordBatch) -> pa.Array:
    if column.part is None:
        return pa.repeat(pa.scalar(column.constant, pa.string()), batch.num_rows)
    held = batch.column(column.part.id)
    if column.looked_up is None:
        return held
    return looked_up(held, column.looked_up)


def looked_up(held: pa.Array, words: Mapping[str, str | None]) -> pa.Array:
    """What each code of a column stands for; nothing for one that stands for nothing."""
    codes, said = pa.array(list(words), pa.string()), pa.array(list(words.values()), pa.string())
    return said.take(pc.index_in(held, codes))
