"""Packages: a dataflow, or all of a release, in one zip with what is needed to read, cite and check it (Frictionless Data Package).

The bytes depend on the rows and the language only. Everything is written while it is read; ``datapackage.json`` comes last,
because it holds the size and SHA-256 of each file of data (specs.frictionlessdata.io/data-package, v1).
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import msgspec

from xinxiao.files.workbook import PIECE, Pipe
from xinxiao.model.extract import Extract
from xinxiao.model.release import hashing
from xinxiao.publish.files import csv
from xinxiao.publish.files.labels import Labels
from xinxiao.publish.files.long import Long
from xinxiao.publish.files.package import descriptor, snippets, words
from xinxiao.publish.files.package.descriptor import Written

DAY = (2000, 1, 1, 0, 0, 0)
"""The date of every file inside, so that the same rows give the same bytes."""
MEDIA = "application/zip"


@dataclass(frozen=True)
class Packed:
    """A dataflow to be packed: its rows, and the pieces of its sealed file."""

    extract: Extract
    sealed: Callable[[], Iterator[bytes]]


def package(flows: Sequence[Packed], labels: Labels, manifest: bytes = b"") -> Iterator[bytes]:
    """These dataflows of one release as a zip in pieces; with the ``manifest`` of the whole release where it is all of it."""
    pipe, written = Pipe(), list[Written]()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as file:
        for path, pieces in _parts(flows, labels, manifest):
            size, digest = 0, hashing()
            with file.open(_entry(path), "w", force_zip64=True) as part:
                for piece in pieces:
                    part.write(piece)
                    size += len(piece)
                    digest.update(piece)
                    if pipe.held > PIECE:
                        yield pipe.taken()
            written.append(Written(path, size, digest.hexdigest()))
        said = descriptor.descriptor([packed.extract for packed in flows], labels, written)
        content = msgspec.json.format(msgspec.json.encode(said), indent=1)
        file.writestr(_entry("datapackage.json"), content)
    yield pipe.taken()


def _parts(flows: Sequence[Packed], labels: Labels, manifest: bytes) -> Iterator[tuple[str, Iterable[bytes]]]:
    extracts = [packed.extract for packed in flows]
    yield "README.md", (words.readme(extracts, labels, whole=bool(manifest)).encode(),)
    for packed in flows:
        extract, name = packed.extract, packed.extract.dataflow.id
        yield f"data/{name}.csv", csv.long(Long(extract, labels))
        yield f"data/{name}.parquet", packed.sealed()
        yield f"metadata/{name}.md", (words.metadata(extract, labels).encode(),)
        yield f"metadata/{name}-codes.csv", words.codes(extract, labels)
    yield "metadata/sources.csv", words.sources(extracts, labels)
    for path, text in snippets.snippets(extracts[0].dataflow):
        yield path, (text.encode(),)
    if manifest:
        yield "manifest.json", (manifest,)


def _entry(path: str) -> zipfile.ZipInfo:
    """The entry of a file; what is packed already is stored as it is."""
    entry = zipfile.ZipInfo(path, DAY)
    entry.compress_type = zipfile.ZIP_STORED if path.endswith(".parquet") else zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry
