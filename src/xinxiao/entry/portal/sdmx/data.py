"""Answers to questions for data, as messages in whatever form of SDMX the reader takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.parameters import visible
from xinxiao.entry.portal.route import Visit
from xinxiao.entry.portal.sdmx import questions
from xinxiao.entry.portal.sdmx.answers import holds, nothing, streamed, tag_of
from xinxiao.entry.portal.sdmx.forms import DATA, DATA_1, taken
from xinxiao.errors import NotAcceptable, told
from xinxiao.model.selection import ALL_DIMENSIONS, DataQuery
from xinxiao.publish.sdmx.forms import DataForm
from xinxiao.publish.sdmx.message import DataMessage, Keys, Labels
from xinxiao.uses.data_query import data_query
from xinxiao.uses.holdings import order
from xinxiao.uses.structures import code_names, header

LABELS: Mapping[str, Labels] = {"id": "id", "name": "name", "both": "both"}
KEYS: Mapping[str, Keys] = {"none": "none", "series": "series", "obs": "obs", "both": "both"}
CSV = "+csv;version=2"


def data(visit: Visit) -> Answer:
    """Data: the observations, or the series, that a key and conditions choose, as they are, were or changed.

    Raises ``WrongRequest`` for what SDMX does not know, ``NotFound`` for an artefact there is not.
    """
    return _answered(visit, questions.data(visit.args, visit.query), DATA)


def data_1(visit: Visit) -> Answer:
    """Data for clients of SDMX 2.1. Raises ``WrongRequest``, ``NotFound``."""
    return _answered(visit, questions.data_1(visit.args, visit.query), DATA_1)


def _answered(visit: Visit, query: DataQuery, forms: Mapping[str, DataForm]) -> Answer:
    media, asked = taken(visit.http, forms)
    labels, keys = _styled(asked) if CSV in media else ("id", "none")
    media = _told(media, asked) if CSV in media else media
    tag = tag_of(visit, media)
    if holds(visit, tag):
        return streamed(visit, media, tag, "", None)
    form = next(form for name, form in forms.items() if media.startswith(name))
    call = visit.call
    found = data_query(call, _flat(query, form, keys), questions.start_day(visit.query))
    if not found:
        return nothing(visit)
    held = sorted((one for one, _ in found), key=order)
    releases = list({one.release.sha256: one.release for one in held}.values())
    message = DataMessage(
        header(call, releases[-1]),
        tuple(one for _, one in found),
        code_names(call, releases),
        visit.lang,
        labels,
        keys,
    )
    return streamed(visit, media, tag, max(one.since for one in held), partial(_written, form, message))


def _written(form: DataForm, message: DataMessage) -> Iterator[bytes]:
    return form.write(message)


def _flat(query: DataQuery, form: DataForm, keys: Keys) -> DataQuery:
    """SDMX-CSV has a row for each observation: unless it is asked for, rows need not be put in the order of series."""
    series_only = query.shape.measures == ("none",)
    if form.extension != "csv" or query.shape.at or keys in ("series", "both") or series_only:
        return query
    return replace(query, shape=replace(query.shape, at=ALL_DIMENSIONS))


def _styled(asked: Mapping[str, str]) -> tuple[Labels, Keys]:
    """The optional parameters of SDMX-CSV. Raises :class:`NotAcceptable` for values they do not have."""
    labels, keys = LABELS.get(asked.get("labels", "id")), KEYS.get(asked.get("keys", "none"))
    if labels is None or keys is None or asked.get("timeformat", "original") != "original":
        value = visible("; ".join(f"{name}={word}" for name, word in asked.items()))
        known = "labels=id|name|both, keys=none|series|obs|both, timeFormat=original"
        raise NotAcceptable(value, told("sdmx_media", value=value, known=known))
    return labels, keys


def _told(media: str, asked: Mapping[str, str]) -> str:
    """The media type with the optional parameters it was asked for with."""
    given = [f";{name}={asked[name]}" for name in ("labels", "keys") if name in asked]
    return media + "".join(given)
