"""The catalogue, the feed, the sitemap and the word to robots."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from rdflib import Graph

from tests.unit.portal.conftest import Get
from xinxiao.entry.portal.catalogue.described import Describer
from xinxiao.entry.portal.catalogue.files import ELSEWHERE, _items, names
from xinxiao.entry.portal.door import Door
from xinxiao.entry.portal.page_request import PageRequest
from xinxiao.entry.portal.routes import TABLE
from xinxiao.model.contact import Contact
from xinxiao.model.life import Lived
from xinxiao.model.release import Entry
from xinxiao.model.resource import Resource
from xinxiao.model.text import Text
from xinxiao.publish.catalogue.dcat import dcat
from xinxiao.publish.catalogue.entries import Agent, Held
from xinxiao.publish.catalogue.schema_org import schema_org

ATOM = "{http://www.w3.org/2005/Atom}"
SITE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
MANDATORY = {  # DCAT-AP 3.0: classes with the properties that each thing of them must have
    "dcat:Catalog": ("dcterms:title", "dcterms:description", "dcterms:publisher"),
    "dcat:Dataset": ("dcterms:title", "dcterms:description"),
    "dcat:DatasetSeries": ("dcterms:title", "dcterms:description"),
    "dcat:Distribution": ("dcat:accessURL",),
    "dcat:DataService": ("dcterms:title", "dcat:endpointURL"),
    "foaf:Agent": ("foaf:name",),
    "spdx:Checksum": ("spdx:algorithm", "spdx:checksumValue"),
    "skos:Concept": ("skos:prefLabel",),
    "skos:ConceptScheme": ("dcterms:title",),
    "vcard:Kind": ("vcard:fn",),
}
RANGES = {  # and what stands at the other end
    "dcterms:publisher": "foaf:Agent",
    "dcat:distribution": "dcat:Distribution",
    "dcat:inSeries": "dcat:DatasetSeries",
    "dcterms:spatial": "dcterms:Location",
    "dcterms:temporal": "dcterms:PeriodOfTime",
    "dcterms:license": "dcterms:LicenseDocument",
    "dcterms:conformsTo": "dcterms:Standard",
    "dcterms:provenance": "dcterms:ProvenanceStatement",
    "dcterms:rights": "dcterms:RightsStatement",
    "dcat:landingPage": "foaf:Document",
    "spdx:checksum": "spdx:Checksum",
    "dcat:theme": "skos:Concept",
}
PREFIXES = """
PREFIX dcat: <http://www.w3.org/ns/dcat#> PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX spdx: <http://spdx.org/rdf/terms#> PREFIX vcard: <http://www.w3.org/2006/vcard/ns#>
"""
HELD = Held(
    "http://portal/resources#R",
    Agent("http://portal/catalogue#BUREAU", Text(zh="局", en="Bureau")),
    Resource(
        id="R", holder="BUREAU", title=Text(zh="名", en="Name"), content=Text(zh="内容", en="Content"),
        sharing="NOT_SHARED", reason=Text(zh="可识别", en="they can be known"), basis=Text(zh="法", en="act"),
        openness="CLOSED", renewed="QUARTERLY",
    ),
    "http://portal/zh/resources",
)  # fmt: skip


@pytest.fixture(scope="module")
def graph(portal: Door) -> Graph:
    """The tutorial's catalogue with everything a catalogue can have."""
    known = Describer(portal.site.views, "http://portal", serves=True).catalogue()
    whole = replace(known, held=(HELD,), contact=Contact("a@b.org"), licence="http://l", yearly=True)
    return Graph().parse(data=dcat(whole, "ttl"), format="turtle")


def _lacking(graph: Graph, kind: str, needed: str) -> list[str]:
    asked = f"{PREFIXES} SELECT ?s WHERE {{ ?s a {kind} FILTER NOT EXISTS {{ ?s {needed} ?o }} }}"
    return [str(row[0]) for row in graph.query(asked)]  # type: ignore[index]


@pytest.mark.parametrize(("kind", "needed"), [(k, n) for k, every in MANDATORY.items() for n in every])
def test_everything_in_the_catalogue_has_what_dcat_ap_demands(graph: Graph, kind: str, needed: str) -> None:
    there = f"{PREFIXES} ASK {{ ?s a {kind} }}"
    assert graph.query(there).askAnswer
    assert _lacking(graph, kind, needed) == []


@pytest.mark.parametrize(("predicate", "kind"), RANGES.items())
def test_what_is_named_in_the_catalogue_is_of_the_kind_that_dcat_ap_demands(
    graph: Graph, predicate: str, kind: str
) -> None:
    asked = f"{PREFIXES} SELECT ?o WHERE {{ ?s {predicate} ?o FILTER NOT EXISTS {{ ?o a {kind} }} }}"
    assert graph.query(f"{PREFIXES} ASK {{ ?s {predicate} ?o }}").askAnswer
    assert [str(row[0]) for row in graph.query(asked)] == []  # type: ignore[index]


def test_the_constraints_can_fail() -> None:
    bare = Graph().parse(data="@prefix dcat: <http://www.w3.org/ns/dcat#> . <http://c> a dcat:Catalog .")
    assert _lacking(bare, "dcat:Catalog", "dcterms:title") == ["http://c"]


def test_each_dataflow_has_six_files_and_the_sealed_one_its_size_and_hash(
    graph: Graph, english: PageRequest
) -> None:
    release = english.view.release
    for flow, part in release.datasets.items():
        base = f"http://portal/releases/{release.id}/data/{flow}"
        asked = f"""{PREFIXES} SELECT ?f ?size ?hash WHERE {{ <{base}> dcat:distribution ?f . ?f dcat:downloadURL ?f
            OPTIONAL {{ ?f dcat:byteSize ?size ; spdx:checksum/spdx:checksumValue ?hash }} }}"""
        found = {str(f): (size and int(size), hash_ and str(hash_)) for f, size, hash_ in graph.query(asked)}  # type: ignore[misc]
        assert found.pop(f"{base}.parquet") == (part.bytes, part.sha256)
        assert found == {
            f"{base}.{form}": (None, None) for form in ("csv", "json", "xlsx", "jsonstat", "zip")
        }


def test_the_sdmx_service_gives_the_dataflows_of_the_last_release_in_three_forms(
    graph: Graph, english: PageRequest
) -> None:
    flow = english.view.flow("index")
    asked = f"""{PREFIXES} SELECT ?access ?type WHERE {{
        <http://portal/releases/{english.view.id}/data/{flow.id}> dcat:distribution ?f .
        ?f dcat:accessService <http://portal/sdmx/v2> ; dcat:accessURL ?access ; dcat:mediaType ?type }}"""
    address = f"http://portal/sdmx/v2/data/dataflow/{flow.agency}/{flow.id}/{flow.version}/*"
    types = "https://www.iana.org/assignments/media-types/application/vnd.sdmx.data+"
    found = sorted((str(a), str(t).removeprefix(types)) for a, t in graph.query(asked))  # type: ignore[misc]
    assert found == [(address, "csv"), (address, "json"), (address, "xml")]


def test_what_another_body_does_not_share_says_why_and_is_not_public(graph: Graph) -> None:
    asked = f"""{PREFIXES} PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        SELECT ?words WHERE {{ <{HELD.iri}> dcterms:rights/rdfs:label ?words FILTER (lang(?words) = "en") }}"""
    assert sorted(str(row[0]) for row in graph.query(asked)) == ["act", "not shared", "they can be known"]  # type: ignore[index]
    authority = "http://publications.europa.eu/resource/authority/"
    said = f"""{PREFIXES} ASK {{ <{HELD.iri}> dcterms:accessRights <{authority}access-right/NON_PUBLIC> ;
        dcterms:accrualPeriodicity <{authority}frequency/QUARTERLY> }}"""
    assert graph.query(said).askAnswer


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph")  # rdflib's own reader of JSON-LD uses it
def test_turtle_and_json_ld_say_the_same(get: Get) -> None:
    turtle, linked = get("/catalogue.ttl"), get("/catalogue.jsonld")
    assert turtle.headers["content-type"] == "text/turtle; charset=utf-8"
    assert linked.headers["content-type"] == "application/ld+json"
    one = Graph().parse(data=turtle.text, format="turtle")
    other = Graph().parse(data=linked.text, format="json-ld")
    assert len(one) > 100
    assert one.isomorphic(other)


def test_the_catalogue_has_the_address_its_reader_reached_it_at(get: Get) -> None:
    assert (
        "<http://stats.example.org/catalogue> a dcat:Catalog"
        in get("/catalogue.ttl", host="stats.example.org").text
    )
    assert "stats.example.org" not in get("/catalogue.ttl", host="portal").text


def test_every_file_that_the_catalogue_names_is_there(get: Get) -> None:
    graph = Graph().parse(data=get("/catalogue.ttl", host="portal").text, format="turtle")
    asked = (
        f"{PREFIXES} SELECT ?o WHERE {{ {{ ?s dcat:downloadURL ?o }} UNION {{ ?s dcat:landingPage ?o }} }}"
    )
    addresses = sorted({str(row[0]) for row in graph.query(asked)})  # type: ignore[index]
    assert len(addresses) > 20
    assert {get(a.removeprefix("http://portal"), "HEAD").status_code for a in addresses} == {200}


def test_the_feed_is_valid_atom_with_stable_ids(get: Get, english: PageRequest) -> None:
    answer = get("/feed-en.atom", host="portal")
    root = ElementTree.fromstring(answer.text)
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    for name in ("id", "title", "updated", "author"):
        assert len(root.findall(f"{ATOM}{name}")) == 1
    [entry] = root.findall(f"{ATOM}entry")
    for name in ("id", "title", "updated", "content"):
        assert len(entry.findall(f"{ATOM}{name}")) == 1
    assert entry.findtext(f"{ATOM}title") == f"{english.view.id} went live"
    link = entry.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == f"http://portal/en/releases/{english.view.id}"
    again = ElementTree.fromstring(get("/feed.atom").text)
    assert again.findtext(f"{ATOM}entry/{ATOM}id") == entry.findtext(f"{ATOM}id")
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", entry.findtext(f"{ATOM}id") or "")


MAIL, PAGE, WORDS = "desk@example.org", "https://example.org/ask", "call 12345"
VCARD = "<http://www.w3.org/2006/vcard/ns#{}>"


@pytest.mark.parametrize(
    ("line", "field", "end", "point"),
    [
        (MAIL, "hasEmail", f"<mailto:{MAIL}>", {"email": MAIL}),
        (PAGE, "hasURL", f"<{PAGE}>", {"url": PAGE}),
        (WORDS, "note", f'"{WORDS}"', {"description": WORDS}),
    ],
)
def test_a_contact_stands_in_dcat_and_in_schema_org_as_what_it_is(
    portal: Door, line: str, field: str, end: str, point: dict[str, str]
) -> None:
    known = replace(
        Describer(portal.site.views, "http://portal", serves=True).catalogue(), contact=Contact(line)
    )
    graph = Graph().parse(data=dcat(known, "ttl"), format="turtle")
    first = known.datasets[0]
    asked = f"{PREFIXES} ASK {{ <{first.iri}> dcat:contactPoint/{VCARD.format(field)} {end} }}"
    assert graph.query(asked).askAnswer
    told = json.loads(schema_org(known, first, "en"))["creator"]["contactPoint"]
    assert {k: v for k, v in told.items() if k in ("email", "url", "description")} == point
    bare = json.loads(schema_org(replace(known, contact=Contact("")), first, "en"))
    assert "contactPoint" not in bare["creator"]


def test_the_feed_carries_the_contact_of_the_programme(get: Get) -> None:
    author = ElementTree.fromstring(get("/feed.atom").text).find(f"{ATOM}author")
    assert author is not None
    assert author.findtext(f"{ATOM}email") == "reading@example.org"
    assert author.find(f"{ATOM}uri") is None


def _entry(name: str) -> Entry:
    return Entry(1, name, name * 8, "p", "C", "2025-12-31", "2026-01-01T00:00:00Z")


def test_a_correction_and_a_withdrawal_are_items_of_their_own() -> None:
    notice = Text(zh="有误", en="a <wrong> figure")
    first = Lived(_entry("A"), "2026-01-01T00:00:00Z", "2026-03-01T00:00:00Z", notice, "withdrawn", by="B")
    second = Lived(_entry("B"), "2026-02-01T00:00:00Z", state="live")
    told = [(i.title, i.updated, i.content) for i in _items(first, (first, second), "en", "http://p")]
    assert told == [
        ("A went live", "2026-01-01T00:00:00Z", "As known on 2025-12-31."),
        ("A was corrected", "2026-02-01T00:00:00Z", "Corrected by B."),
        ("A was withdrawn", "2026-03-01T00:00:00Z", "a <wrong> figure"),
    ]
    ids = {i.id for life in (first, second) for i in _items(life, (first, second), "en", "http://p")}
    assert len(ids) == 4
    assert ids == {i.id for life in (first, second) for i in _items(life, (first, second), "zh", "")}


def test_the_sitemap_names_every_page_with_its_other_language(get: Get, english: PageRequest) -> None:
    root = ElementTree.fromstring(get("/sitemap.xml", host="portal").text)
    pages = [url.findtext(f"{SITE}loc") or "" for url in root]
    assert len(pages) == len(set(pages)) > 40
    assert "http://portal/en/" in pages
    assert f"http://portal/zh/data/{english.view.flows[0]}" in pages
    assert not [page for page in pages if page.endswith(("n/account", "h/account")) or "search" in page]
    assert {get(page.removeprefix("http://portal")).status_code for page in pages[::7]} == {200}
    others = [link.get("hreflang") for link in root[0] if link.tag.endswith("link")]
    assert others == ["zh", "en"]


def test_every_page_with_a_name_is_in_the_sitemap_or_said_to_be_elsewhere(english: PageRequest) -> None:
    named = {
        route.pattern.removeprefix("/{lang}/")
        for route in TABLE.routes
        if route.pattern.startswith("/{lang}/") and route.session == "none"
    }
    pages = {path for path in named if "{" in path and "." not in path}
    assert pages == set(names(english.view)) | ELSEWHERE


def test_robots_find_the_sitemap_and_leave_alone_what_has_no_end(get: Get) -> None:
    told = get("/robots.txt", host="portal").text.splitlines()
    assert told[0] == "User-agent: *"
    assert "Disallow: /zh/explain/" in told
    assert told[-1] == "Sitemap: http://portal/sitemap.xml"


def test_a_data_page_describes_its_data_set_for_search_engines(get: Get, english: PageRequest) -> None:
    flow = english.view.flows[0]
    page = get(f"/en/data/{flow}").text
    [block] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    told = json.loads(block)
    assert (told["@type"], told["version"]) == ("Dataset", english.view.id)
    assert told["identifier"] == f"{english.view.id}/{flow}"
    assert [d["contentUrl"].rpartition(".")[2] for d in told["distribution"]] == [
        "csv", "json", "parquet", "xlsx", "jsonstat", "zip",
    ]  # fmt: skip
    assert "<" not in block
    assert 'type="application/ld+json"' not in get("/en/").text


def test_the_page_of_the_catalogue_leads_to_its_forms(get: Get) -> None:
    page = get("/zh/catalogue").text
    for path in ("/catalogue.ttl", "/catalogue.jsonld", "/feed.atom", "/sitemap.xml"):
        assert f'href="{path}"' in page
    assert 'href="/feed-en.atom"' in get("/en/catalogue").text
