"""The descriptor of a package: what each file of data is, and the columns of those that are tables (Data Package and Table Schema, v1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from xinxiao.model.contact import Contact
from xinxiao.model.extract import Extract
from xinxiao.publish.files import about
from xinxiao.publish.files.labels import Labels
from xinxiao.publish.files.long import Column, Long
from xinxiao.publish.files.package import words


@dataclass(frozen=True)
class Written:
    """A file that was written into a package: where, how many bytes, and its SHA-256."""

    path: str
    size: int
    sha256: str


def descriptor(extracts: Sequence[Extract], labels: Labels, written: Sequence[Written]) -> dict[str, Any]:
    """``datapackage.json`` as data."""
    first, file = extracts[0], labels.programme.file
    alone = len(extracts) == 1
    name = first.dataflow.id if alone else labels.programme.id
    licence = file.licence
    held = {one.path: one for one in written}
    said: dict[str, Any] = {
        "name": f"{name}-{first.release.id}".lower(),
        "id": f"{first.release.id}/{name}",
        "title": about.title(labels, first) if alone else labels.say(file.name),
        "description": labels.say(first.dataflow.description if alone else file.summary),
        "version": first.release.id,
        "created": f"{first.release.release_date}T00:00:00Z",
        "sources": [_source(labels, source) for source in words.used(extracts, labels)],
        "contributors": [_publisher(labels)],
        "resources": [one for extract in extracts for one in _resources(extract, labels, held)]
        + [
            _table(
                "sources",
                "metadata/sources.csv",
                labels.t("sheet.sources"),
                _texts(words.SOURCE_FIELDS),
                held,
            )
        ],
        "release": first.header,
    }
    if (
        licence is not None and licence.url
    ):  # the specification wants a name of a list of its own, or an address
        said["licenses"] = [{"path": licence.url, "title": labels.say(licence.name)}]
    return said


def _publisher(labels: Labels) -> dict[str, str]:
    """Who publishes it. Data Package v1 has places for an e-mail and a web address; words stand in README and table of facts."""
    contact = Contact(labels.programme.file.contact)
    told = {"title": labels.say(labels.programme.file.agency), "role": "publisher"}
    return told | {k: v for k, v in (("email", contact.mail), ("path", contact.page)) if v}


def _source(labels: Labels, source: Any) -> dict[str, Any]:
    told = about.source(labels, source)
    address = source.url or source.archived
    return {"title": labels.source(source), **({"path": address} if address else {}), **told}


def _resources(extract: Extract, labels: Labels, held: dict[str, Written]) -> Iterator[dict[str, Any]]:
    name = extract.dataflow.id
    fields = [_field(column) for column in Long(extract, labels).columns]
    title = about.title(labels, extract)
    table = _table(name.lower(), f"data/{name}.csv", title, fields, held)
    table["schema"]["primaryKey"] = list(extract.dataflow.dimensions)
    yield table | {"description": labels.say(extract.dataflow.description)}
    yield {
        "name": f"{name.lower()}-parquet",
        "type": "file",
        "path": f"data/{name}.parquet",
        "title": labels.t("package.sealed", title=title),
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        **_size(held[f"data/{name}.parquet"]),
    }
    said = labels.t("package.codes_of", title=title)
    yield _table(f"{name.lower()}-codes", f"metadata/{name}-codes.csv", said, _texts(words.CODE_FIELDS), held)


def _table(
    name: str, path: str, title: str, fields: Sequence[dict[str, Any]], held: dict[str, Written]
) -> dict[str, Any]:
    return {
        "name": name,
        "type": "table",
        "path": path,
        "title": title,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        **_size(held[path]),
        "schema": {"fields": list(fields), "missingValues": [""]},
    }


def _size(written: Written) -> dict[str, Any]:
    return {"bytes": written.size, "hash": f"sha256:{written.sha256}"}


def _texts(names: Sequence[str]) -> list[dict[str, Any]]:
    return [{"name": name, "type": "string"} for name in names]


def _field(column: Column) -> dict[str, Any]:
    """A column as Table Schema has it; codes are texts, whatever they look like."""
    own = column.part if column.looked_up is None else None
    kind = {"integer": "integer", "decimal": "number", "double": "number"}.get(
        own.kind if own else "", "string"
    )
    return {"name": column.id, "type": kind, "title": column.title}
