"""The forms a message of data can be written in, with the media types the standard gives them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from xinxiao.publish.sdmx import csv, json, ml
from xinxiao.publish.sdmx.message import DataMessage


@dataclass(frozen=True)
class DataForm:
    """A form: its media type, and what writes it. ``extension`` is how names of files in it end."""

    media: str
    extension: str
    write: Callable[[DataMessage], Iterator[bytes]]


FORMS: Mapping[str, DataForm] = {
    "csv-1.0": DataForm("application/vnd.sdmx.data+csv;version=1.0.0", "csv", lambda m: csv.stream(m, "1.0")),
    "csv-2.0": DataForm("application/vnd.sdmx.data+csv;version=2.0.0", "csv", lambda m: csv.stream(m, "2.0")),
    "json-2.0": DataForm("application/vnd.sdmx.data+json;version=2.0.0", "json", json.stream),
    "ml-3.0": DataForm("application/vnd.sdmx.data+xml;version=3.0.0", "xml", lambda m: ml.stream(m, "3.0")),
    "ml-2.1": DataForm(
        "application/vnd.sdmx.structurespecificdata+xml;version=2.1", "xml", lambda m: ml.stream(m, "2.1")
    ),
    "ml-2.1-generic": DataForm(
        "application/vnd.sdmx.genericdata+xml;version=2.1", "xml", lambda m: ml.stream(m, "2.1 generic")
    ),
}
"""By name: SDMX-CSV, SDMX-JSON and SDMX-ML, with their versions."""
