"""What a catalogue says: data sets with their files, series of them, services, and resources of other bodies (DCAT 3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xinxiao.model.contact import Contact
from xinxiao.model.resource import Resource
from xinxiao.model.text import Text


@dataclass(frozen=True)
class Agent:
    """Who publishes or holds something; ``iri`` names it in the catalogue."""

    iri: str
    name: Text


@dataclass(frozen=True)
class Distribution:
    """One file of a data set: its address, form and media type; size in bytes and SHA-256 where the file itself is sealed.

    What a ``service`` gives stands at its address ``asked``, in this media type to who accepts it.
    """

    iri: str
    title: Text
    media: str
    size: int | None = None
    sha256: str = ""
    service: str = ""
    asked: str = ""


@dataclass(frozen=True)
class Theme:
    """A part of the policy that a data set speaks of."""

    iri: str
    name: Text


@dataclass(frozen=True)
class DataSet:
    """A dataflow of one release. ``issued`` is a moment (UTC, ISO 8601); ``first`` and ``last`` are the years of its cycle.

    ``structure`` is the URN of its SDMX data structure; ``before`` the same dataflow's data set in the release before.
    """

    iri: str
    series: str
    id: str
    title: Text
    description: Text
    keywords: tuple[Text, ...]
    themes: tuple[Theme, ...]
    release: str
    issued: str
    first: int
    last: int
    provenance: Text
    structure: str
    page: str
    files: tuple[Distribution, ...]
    before: str = ""


@dataclass(frozen=True)
class Series:
    """A dataflow through all releases."""

    iri: str
    title: Text
    description: Text
    page: str


@dataclass(frozen=True)
class Service:
    """A door for programs: its address, its description, and the standard it follows."""

    iri: str
    title: Text
    description: str
    standard: str


@dataclass(frozen=True)
class Held:
    """A resource of another body, with who holds it."""

    iri: str
    holder: Agent
    resource: Resource
    page: str


@dataclass(frozen=True)
class Catalogue:
    """Everything that is live, and what other bodies hold. ``place`` is the code and name of the whole that data are about.

    ``licence`` is an address; it and ``contact`` are empty where the programme states none.
    ``yearly``: whether a release comes out for every year. ``scheme`` is the URN of the themes.
    """

    iri: str
    title: Text
    description: Text
    publisher: Agent
    page: str
    modified: str
    place: tuple[str, Text]
    licence: str
    contact: Contact
    yearly: bool
    scheme: str
    series: tuple[Series, ...]
    datasets: tuple[DataSet, ...]
    services: tuple[Service, ...]
    held: tuple[Held, ...]
    sharing: Mapping[str, Text]
    """Words of the classes of sharing."""
