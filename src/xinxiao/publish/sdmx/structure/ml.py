"""Messages of structures as SDMX-ML 2.1 and 3.0 (schemas of sdmx-twg/sdmx-ml)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from xinxiao.publish.sdmx.structure import bodies
from xinxiao.publish.sdmx.structure.artefact import (
    Agreement,
    Artefact,
    Body,
    Content,
    Flow,
    Place,
    Scheme,
    Structure,
    Tree,
)
from xinxiao.publish.sdmx.structure.dialects import ML_2_1, ML_3_0, Dialect
from xinxiao.publish.sdmx.structure.header import Header
from xinxiao.publish.sdmx.structure.kinds import KindName
from xinxiao.publish.xml import element, said


@dataclass(frozen=True)
class Shelf:
    """Where a message has the artefacts of some kinds: an element around them, and what each is called within it."""

    tag: str
    names: Mapping[KindName, str]


SHELVES: Mapping[str, tuple[Shelf, ...]] = {
    ML_2_1.version: (
        Shelf(
            "OrganisationSchemes",
            {"agencyscheme": "AgencyScheme", "dataproviderscheme": "DataProviderScheme"},
        ),
        Shelf("Dataflows", {"dataflow": "Dataflow"}),
        Shelf("CategorySchemes", {"categoryscheme": "CategoryScheme"}),
        Shelf("Categorisations", {"categorisation": "Categorisation"}),
        Shelf("Codelists", {"codelist": "Codelist"}),
        Shelf("HierarchicalCodelists", {"hierarchy": "HierarchicalCodelist"}),
        Shelf("Concepts", {"conceptscheme": "ConceptScheme"}),
        Shelf("DataStructures", {"datastructure": "DataStructure"}),
        Shelf("Constraints", {"dataconstraint": "ContentConstraint"}),
        Shelf("ProvisionAgreements", {"provisionagreement": "ProvisionAgreement"}),
    ),
    ML_3_0.version: (
        Shelf("AgencySchemes", {"agencyscheme": "AgencyScheme"}),
        Shelf("DataProviderSchemes", {"dataproviderscheme": "DataProviderScheme"}),
        Shelf("CategorySchemes", {"categoryscheme": "CategoryScheme"}),
        Shelf("Codelists", {"codelist": "Codelist"}),
        Shelf("ConceptSchemes", {"conceptscheme": "ConceptScheme"}),
        Shelf("Hierarchies", {"hierarchy": "Hierarchy"}),
        Shelf("DataStructures", {"datastructure": "DataStructure"}),
        Shelf("Dataflows", {"dataflow": "Dataflow"}),
        Shelf("Categorisations", {"categorisation": "Categorisation"}),
        Shelf("ProvisionAgreements", {"provisionagreement": "ProvisionAgreement"}),
        Shelf("DataConstraints", {"dataconstraint": "DataConstraint"}),
    ),
}
"""The shelves of each version, in the order the schema of 2.1 wants; in 3.0, which wants none, what is referred to stands first,
since some clients (sdmx1) read from top to bottom."""


def message(dialect: Dialect, header: Header, found: Iterable[Artefact]) -> Iterator[bytes]:
    """A whole message, in pieces: the header, then artefact by artefact."""
    spaces = "".join(f' {prefix}="{uri}"' for prefix, uri in dialect.namespaces.items())
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<mes:Structure{spaces}>{_header(header)}<mes:Structures>'.encode()
    held = list(found)
    for shelf in SHELVES[dialect.version]:
        own = [artefact for kind in shelf.names for artefact in held if artefact.ref.kind == kind]
        if own:
            yield f"<str:{shelf.tag}>".encode()
            for artefact in own:
                yield _artefact(dialect, shelf.names[artefact.ref.kind], artefact).encode()
            yield f"</str:{shelf.tag}>".encode()
    yield b"</mes:Structures></mes:Structure>\n"


def _header(header: Header) -> str:
    sender = element("mes:Sender", {"id": header.sender}, bodies.named(header.sender_name))
    return element(
        "mes:Header",
        {},
        element("mes:ID", {}, said(header.id)),
        element("mes:Test", {}, "true" if header.test else "false"),
        element("mes:Prepared", {}, said(header.prepared)),
        sender,
    )


def _artefact(dialect: Dialect, tag: str, artefact: Artefact) -> str:
    ref = artefact.ref
    own = {"id": ref.id, "agencyID": ref.agency, "urn": dialect.urn(ref)}
    if dialect.older or ref.kind not in (
        "agencyscheme",
        "dataproviderscheme",
    ):  # these have no version in 3.0
        own["version"] = ref.version
    own["isExternalReference"] = "true" if artefact.stub else "false"
    more, inner = _stub(dialect, artefact) if artefact.stub else _body(dialect, artefact, artefact.body)
    texts = bodies.named(artefact.name) + bodies.described(artefact.description)
    return element(f"str:{tag}", {**own, **more}, bodies.notes(artefact.notes), texts, inner)


def _body(dialect: Dialect, artefact: Artefact, body: Body) -> tuple[Mapping[str, str], str]:
    """Further attributes of an artefact, and what stands in it."""
    match body:
        case Scheme():
            return {"isPartial": "true" if body.partial else "false"}, bodies.scheme(
                dialect, artefact.ref, body
            )
        case Tree():
            return bodies.tree(dialect, artefact.ref, artefact.name, body)
        case Structure():
            return {}, bodies.components(dialect, body)
        case Flow(structure=structure):
            return {}, element("str:Structure", {}, dialect.refer(structure, ""))
        case Place(source=source, scheme=scheme, category=category):
            at = element("str:Target", {}, dialect.refer(scheme, category))
            return {}, element("str:Source", {}, dialect.refer(source, "")) + at
        case Agreement(flow=flow, scheme=scheme, provider=provider):
            usage = "str:StructureUsage" if dialect.older else "str:Dataflow"
            by = element("str:DataProvider", {}, dialect.refer(scheme, provider))
            return {}, element(usage, {}, dialect.refer(flow, "")) + by
        case Content():
            return _role(dialect), bodies.content(dialect, body)


def _role(dialect: Dialect) -> Mapping[str, str]:
    return {"type" if dialect.older else "role": "Actual"}


def _stub(dialect: Dialect, artefact: Artefact) -> tuple[Mapping[str, str], str]:
    """What the schema demands even of a stub: of a hierarchy of 3.0 some code, of an agreement both sides, of a
    constraint its role."""
    match artefact.body:
        case Tree() as tree if not dialect.older:
            top = tuple(replace(node, below=()) for node in tree.nodes)
            return _body(dialect, artefact, replace(tree, nodes=top))
        case Agreement() as agreement:
            return _body(dialect, artefact, agreement)
        case Content():
            return _role(dialect), ""
        case _:
            return {}, ""
