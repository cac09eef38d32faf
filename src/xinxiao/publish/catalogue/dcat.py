"""The catalogue as RDF after DCAT-AP 3.0 (SEMIC), with the vocabularies it names: in Turtle, or as JSON-LD.

rdflib is loaded when first needed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from xinxiao.model.text import Text
from xinxiao.publish.catalogue.entries import Agent, Catalogue, DataSet, Distribution, Held, Series, Service
from xinxiao.publish.files.package import MEDIA as ZIP

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

Form = Literal["ttl", "jsonld"]
MEDIA: Mapping[Form, str] = {"ttl": "text/turtle; charset=utf-8", "jsonld": "application/ld+json"}
WRITTEN: Mapping[Form, str] = {"ttl": "turtle", "jsonld": "json-ld"}
DCAT = "http://www.w3.org/ns/dcat#"
"""DCAT 3: rdflib's own list of its terms is of an older version."""
SPDX = "http://spdx.org/rdf/terms#"
AUTHORITY = "http://publications.europa.eu/resource/authority/"
"""The named authority lists of the EU, which DCAT-AP takes frequencies and access rights from."""
RENEWED = {
    "MONTHLY": "MONTHLY",
    "QUARTERLY": "QUARTERLY",
    "HALF_YEARLY": "ANNUAL_2",
    "YEARLY": "ANNUAL",
    "IRREGULAR": "IRREG",
}
RIGHTS = {"OPEN": "PUBLIC", "PART": "RESTRICTED", "CLOSED": "NON_PUBLIC"}
IANA = "https://www.iana.org/assignments/media-types/"


def dcat(catalogue: Catalogue, form: Form) -> bytes:
    """The catalogue written in a form; the same catalogue has the same bytes."""
    graph = triples(catalogue)
    context = {prefix: str(name) for prefix, name in graph.namespaces() if prefix in PREFIXES}
    more: dict[str, Any] = {"context": context} if form == "jsonld" else {}
    written: bytes = graph.serialize(format=WRITTEN[form], encoding="utf-8", **more)
    if form == "jsonld":  # rdflib's order is that of this process
        written = (json.dumps(_ordered(json.loads(written)), indent=1, ensure_ascii=False) + "\n").encode()
    return written


def _ordered(value: Any) -> Any:
    """JSON-LD in an order of its own: none of what is written here is a list whose order means something."""
    if isinstance(value, dict):
        return {name: _ordered(value[name]) for name in sorted(value)}
    if isinstance(value, list):
        return sorted(map(_ordered, value), key=lambda item: json.dumps(item, sort_keys=True))
    return value


PREFIXES = ("dcat", "dcterms", "foaf", "skos", "spdx", "vcard", "rdfs", "xsd")


def triples(catalogue: Catalogue) -> Graph:
    """The catalogue as a graph."""
    return _Writer(catalogue).graph


class _Writer:
    """Puts a catalogue into a graph, thing by thing."""

    def __init__(self, catalogue: Catalogue) -> None:
        from rdflib import DCTERMS, FOAF, RDF, RDFS, SKOS, XSD, Graph, Namespace, URIRef

        self.catalogue, self.graph, self.uri = catalogue, Graph(), URIRef
        self.dcat, self.dct, self.foaf = Namespace(DCAT), DCTERMS, FOAF
        self.type, self.label, self.skos, self.xsd = RDF.type, RDFS.label, SKOS, XSD
        self.spdx, self.vcard = Namespace(SPDX), Namespace("http://www.w3.org/2006/vcard/ns#")
        for prefix, name in (("dcat", self.dcat), ("spdx", self.spdx), ("vcard", self.vcard)):
            self.graph.bind(prefix, name)
        self._agents: set[str] = set()
        self._blanks = 0
        self._catalogue()
        for series in catalogue.series:
            self._series(series)
        for dataset in catalogue.datasets:
            self._dataset(dataset)
        for service in catalogue.services:
            self._service(service)
        for held in catalogue.held:
            self._held(held)

    def _add(self, about: Node, predicate: Any, *values: Node) -> None:
        for value in values:
            self.graph.add((about, predicate, value))

    def _said(self, about: Node, predicate: Any, text: Text) -> None:
        from rdflib import Literal as Words

        self._add(about, predicate, Words(text.zh, lang="zh"), Words(text.en, lang="en"))

    def _value(self, about: Node, predicate: Any, value: object, kind: Any = None) -> None:
        from rdflib import Literal as Words

        self._add(about, predicate, Words(value, datatype=kind))

    def _blank(self, about: Node, predicate: Any, kind: Any) -> Node:
        from rdflib import BNode

        self._blanks += 1
        node = BNode(f"b{self._blanks}")  # the same in every writing
        self._add(about, predicate, node)
        self._add(node, self.type, kind)
        return node

    def _agent(self, agent: Agent) -> Node:
        node = self.uri(agent.iri)
        if agent.iri not in self._agents:
            self._agents.add(agent.iri)
            self._add(node, self.type, self.foaf.Agent)
            self._said(node, self.foaf.name, agent.name)
        return node

    def _catalogue(self) -> None:
        known = self.catalogue
        node = self.uri(known.iri)
        self._add(node, self.type, self.dcat.Catalog)
        self._said(node, self.dct.title, known.title)
        self._said(node, self.dct.description, known.description)
        self._add(node, self.dct.publisher, self._agent(known.publisher))
        self._page(node, self.foaf.homepage, known.page)
        for language in ("ZHO", "ENG"):
            self._add(node, self.dct.language, self.uri(f"{AUTHORITY}language/{language}"))
        if known.modified:
            self._value(node, self.dct.modified, known.modified, self.xsd.dateTime)
        self._licence(node)
        self._place(node)
        if known.scheme:
            self._add(node, self.dcat.themeTaxonomy, self.uri(known.scheme))
            self._add(self.uri(known.scheme), self.type, self.skos.ConceptScheme)
            self._said(self.uri(known.scheme), self.dct.title, known.title)
        things = [thing.iri for kind in (known.series, known.datasets, known.held) for thing in kind]
        self._add(node, self.dcat.dataset, *map(self.uri, things))
        for service in known.services:
            self._add(node, self.dcat.service, self.uri(service.iri))

    def _page(self, node: Node, predicate: Any, address: str) -> None:
        self._add(node, predicate, self.uri(address))
        self._add(self.uri(address), self.type, self.foaf.Document)

    def _licence(self, node: Node) -> None:
        if self.catalogue.licence:
            self._add(node, self.dct.license, self.uri(self.catalogue.licence))
            self._add(self.uri(self.catalogue.licence), self.type, self.dct.LicenseDocument)

    def _place(self, node: Node) -> None:
        code, name = self.catalogue.place
        place = self._blank(node, self.dct.spatial, self.dct.Location)
        self._value(place, self.dct.identifier, code)
        self._said(place, self.skos.prefLabel, name)

    def _shared(self, node: Node, title: Text, description: Text, page: str) -> None:
        """What a data set and a series have in common."""
        known = self.catalogue
        self._said(node, self.dct.title, title)
        self._said(node, self.dct.description, description)
        self._add(node, self.dct.publisher, self._agent(known.publisher))
        self._page(node, self.dcat.landingPage, page)
        self._place(node)
        if known.yearly:
            self._add(node, self.dct.accrualPeriodicity, self.uri(f"{AUTHORITY}frequency/ANNUAL"))
        if known.contact:
            contact = self._blank(node, self.dcat.contactPoint, self.vcard.Kind)
            self._said(contact, self.vcard.fn, known.publisher.name)
            if known.contact.mail:
                self._add(contact, self.vcard.hasEmail, self.uri(known.contact.href))
            elif known.contact.page:
                self._add(contact, self.vcard.hasURL, self.uri(known.contact.href))
            else:
                self._value(contact, self.vcard.note, known.contact.line)

    def _series(self, series: Series) -> None:
        node = self.uri(series.iri)
        self._add(node, self.type, self.dcat.DatasetSeries)
        self._shared(node, series.title, series.description, series.page)

    def _dataset(self, item: DataSet) -> None:
        node = self.uri(item.iri)
        self._add(node, self.type, self.dcat.Dataset)
        self._shared(node, item.title, item.description, item.page)
        self._value(node, self.dct.identifier, f"{item.release}/{item.id}")
        self._value(node, self.dcat.version, item.release)
        self._add(node, self.dcat.inSeries, self.uri(item.series))
        if item.before:
            self._add(node, self.dcat.prev, self.uri(item.before))
        for predicate in (self.dct.issued, self.dct.modified):
            self._value(node, predicate, item.issued, self.xsd.dateTime)
        for keyword in item.keywords:
            self._said(node, self.dcat.keyword, keyword)
        for theme in item.themes:
            concept = self.uri(theme.iri)
            self._add(node, self.dcat.theme, concept)
            self._add(concept, self.type, self.skos.Concept)
            self._add(concept, self.skos.inScheme, self.uri(self.catalogue.scheme))
            self._said(concept, self.skos.prefLabel, theme.name)
        self._about(node, item)
        for file in item.files:
            self._add(node, self.dcat.distribution, self.uri(file.iri))
            self._distribution(file)

    def _about(self, node: Node, item: DataSet) -> None:
        time = self._blank(node, self.dct.temporal, self.dct.PeriodOfTime)
        self._value(time, self.dcat.startDate, f"{item.first}-01-01", self.xsd.date)
        self._value(time, self.dcat.endDate, f"{item.last}-12-31", self.xsd.date)
        origin = self._blank(node, self.dct.provenance, self.dct.ProvenanceStatement)
        self._said(origin, self.label, item.provenance)
        self._add(node, self.dct.conformsTo, self.uri(item.structure))
        self._add(self.uri(item.structure), self.type, self.dct.Standard)
        self._add(node, self.dct.accessRights, self.uri(f"{AUTHORITY}access-right/PUBLIC"))

    def _distribution(self, file: Distribution) -> None:
        node = self.uri(file.iri)
        self._add(node, self.type, self.dcat.Distribution)
        self._said(node, self.dct.title, file.title)
        if file.service:
            self._add(node, self.dcat.accessURL, self.uri(file.asked))
            self._add(node, self.dcat.accessService, self.uri(file.service))
        else:
            self._add(node, self.dcat.accessURL, node)
            self._add(node, self.dcat.downloadURL, node)
        self._add(node, self.dcat.mediaType, self.uri(IANA + file.media.partition(";")[0]))
        if file.media == ZIP:
            self._add(node, self.dcat.packageFormat, self.uri(IANA + ZIP))
        self._licence(node)
        if file.size is not None:
            self._value(node, self.dcat.byteSize, file.size, self.xsd.nonNegativeInteger)
        if file.sha256:
            digest = self._blank(node, self.spdx.checksum, self.spdx.Checksum)
            self._add(digest, self.spdx.algorithm, self.spdx.checksumAlgorithm_sha256)
            self._value(digest, self.spdx.checksumValue, file.sha256, self.xsd.hexBinary)

    def _service(self, service: Service) -> None:
        node = self.uri(service.iri)
        self._add(node, self.type, self.dcat.DataService)
        self._said(node, self.dct.title, service.title)
        self._add(node, self.dcat.endpointURL, node)
        self._add(node, self.dcat.endpointDescription, self.uri(service.description))
        self._add(node, self.dct.conformsTo, self.uri(service.standard))
        self._add(self.uri(service.standard), self.type, self.dct.Standard)
        for item in self.catalogue.datasets:
            self._add(node, self.dcat.servesDataset, self.uri(item.iri))

    def _held(self, held: Held) -> None:
        item, node = held.resource, self.uri(held.iri)
        self._add(node, self.type, self.dcat.Dataset)
        self._said(node, self.dct.title, item.title)
        self._said(node, self.dct.description, item.content)
        self._value(node, self.dct.identifier, item.id)
        self._add(node, self.dct.publisher, self._agent(held.holder))
        self._page(node, self.dcat.landingPage, item.url or held.page)
        if item.openness in RIGHTS:
            right = self.uri(f"{AUTHORITY}access-right/{RIGHTS[item.openness]}")
            self._add(node, self.dct.accessRights, right)
        if item.renewed in RENEWED:
            every = self.uri(f"{AUTHORITY}frequency/{RENEWED[item.renewed]}")
            self._add(node, self.dct.accrualPeriodicity, every)
        rights = self._blank(node, self.dct.rights, self.dct.RightsStatement)
        self._said(rights, self.label, self.catalogue.sharing[item.sharing])
        for said in (item.condition, item.reason, item.basis):
            if said is not None:
                self._said(rights, self.label, said)
