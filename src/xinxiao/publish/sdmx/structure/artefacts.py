"""A programme's structures as artefacts: what it declares, what its release holds, and where each stands in the policy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from xinxiao.model.category import Categories
from xinxiao.model.content import Contents
from xinxiao.model.programme import Programme
from xinxiao.model.structure import Component, Dataflow
from xinxiao.model.text import Text
from xinxiao.publish.sdmx.structure.artefact import (
    AGENCIES,
    Agreement,
    Artefact,
    Content,
    Flow,
    Item,
    Place,
    Ref,
    Scheme,
    Structure,
)
from xinxiao.publish.sdmx.structure.codes import Indices, codes_of
from xinxiao.publish.sdmx.structure.trees import trees

AGENCY_NAME = Text(zh="顶层机构", en="Top-level agencies")
PROVIDERS_NAME = Text(zh="数据提供者", en="Data providers")


def artefacts(programme: Programme, indices: Indices, contents: Contents) -> tuple[Artefact, ...]:
    """Everything a release's programme has in SDMX, in the order of kinds; of dataflows those the release holds.

    ``contents`` say what codes and periods each dataflow of the release holds.
    """
    lists = list_refs(programme)
    flows = [flow for flow in programme.flows.values() if flow.id in contents]
    return (
        *_organisations(programme),
        *_categories(programme, flows),
        _concepts(programme, lists),
        *_codelists(programme, indices, lists),
        *trees(programme, lists),
        *(_structure(programme, flow, lists) for flow in flows),
        *(Artefact(ref_of(flow), _name(flow), Flow(structure_of(flow)), flow.description) for flow in flows),
        *_categorisations(programme, flows),
        *(_agreement(programme, flow) for flow in flows),
        *(_content(flow, contents, lists) for flow in flows),
    )


def ref_of(flow: Dataflow) -> Ref:
    """A dataflow as an artefact."""
    return Ref("dataflow", flow.agency, flow.id, flow.version)


def structure_of(flow: Dataflow) -> Ref:
    """The data structure of a dataflow: of its own id and version, since each dataflow has one of its own."""
    return Ref("datastructure", flow.agency, flow.id, flow.version)


def concepts_of(programme: Programme) -> Ref:
    """The concept scheme."""
    own = programme.structures
    return Ref("conceptscheme", own.agency, own.concept_scheme.id, own.concept_scheme.version)


def providers_of(agency: str) -> Ref:
    """The scheme of data providers an agency maintains."""
    return Ref("dataproviderscheme", agency, "DATA_PROVIDERS", "1.0")


def agreement_of(flow: Dataflow) -> Ref:
    """The agreement under which a dataflow is provided: of its version, as all that follows from it."""
    return Ref("provisionagreement", flow.agency, f"PA_{flow.id}", flow.version)


def list_refs(programme: Programme) -> Mapping[str, Ref]:
    """Every code list by id."""
    own = programme.structures.agency
    heads = {name: head.version for name, head in programme.heads.items()}
    held = heads | {name: listed.version for name, listed in programme.codelists.items()}
    return {name: Ref("codelist", own, name, version) for name, version in sorted(held.items())}


def represented(components: Iterable[Component], lists: Mapping[str, Ref]) -> Mapping[str, Ref]:
    """The code list of each column that has one."""
    return {c.id: lists[c.codelist] for c in components if c.codelist is not None and c.codelist in lists}


def _name(flow: Dataflow) -> Text:
    return flow.name or Text(zh=flow.id, en=flow.id)


def _organisations(programme: Programme) -> Iterator[Artefact]:
    own = programme.structures.agency
    agency = Item(own, programme.file.agency)
    yield Artefact(AGENCIES, AGENCY_NAME, Scheme((agency,), partial=True))
    yield Artefact(providers_of(own), PROVIDERS_NAME, Scheme((agency,)))


def _concepts(programme: Programme, lists: Mapping[str, Ref]) -> Artefact:
    scheme = programme.structures.concept_scheme
    items = []
    for concept in scheme.concepts:
        listed = (concept.codelist or "").partition("(")[0]
        form = Component(id=concept.id, kind=concept.kind, codelist=listed or None)
        items.append(Item(concept.id, concept.name, concept.description, form=form))
    forms = [item.form for item in items if item.form is not None]
    return Artefact(
        concepts_of(programme), scheme.name, Scheme(tuple(items), lists=represented(forms, lists))
    )


def _codelists(programme: Programme, indices: Indices, lists: Mapping[str, Ref]) -> Iterator[Artefact]:
    for name, ref in lists.items():
        head = programme.codelists.get(name) or programme.heads[name]
        yield Artefact(ref, head.name, Scheme(codes_of(programme, indices, name)))


def _structure(programme: Programme, flow: Dataflow, lists: Mapping[str, Ref]) -> Artefact:
    body = Structure(flow.components, concepts_of(programme), represented(flow.components, lists))
    return Artefact(structure_of(flow), _name(flow), body, flow.description)


def _categories(programme: Programme, flows: Iterable[Dataflow]) -> Iterator[Artefact]:
    declared = programme.categories
    if declared is None:
        return
    paths = paths_of(declared)
    items = tuple(
        Item(c.id, c.name, c.description, paths.get(c.parent or ""), nested=True) for c in declared.categories
    )
    yield Artefact(_scheme_of(programme, declared), declared.name, Scheme(items), declared.description)


def _scheme_of(programme: Programme, declared: Categories) -> Ref:
    return Ref("categoryscheme", programme.structures.agency, declared.id, declared.version)


def paths_of(declared: Categories) -> Mapping[str, str]:
    """The path of each category from the top: ``PART_1.ARTICLE_3``."""
    paths: dict[str, str] = {}
    for category in declared.categories:  # a category stands after the one above it
        above = paths.get(category.parent or "")
        paths[category.id] = f"{above}.{category.id}" if above else category.id
    return paths


def _categorisations(programme: Programme, flows: Iterable[Dataflow]) -> Iterator[Artefact]:
    declared = programme.categories
    if declared is None:
        return
    held, paths, scheme = (
        {flow.id: flow for flow in flows},
        paths_of(declared),
        _scheme_of(programme, declared),
    )
    for category in declared.categories:
        for flow in (held[name] for name in category.dataflows if name in held):
            name = _name(flow)
            both = Text(zh=f"{category.name.zh}：{name.zh}", en=f"{category.name.en}: {name.en}")
            ref = Ref("categorisation", scheme.agency, f"{category.id}_{flow.id}", flow.version)
            yield Artefact(ref, both, Place(ref_of(flow), scheme, paths[category.id]))


def _agreement(programme: Programme, flow: Dataflow) -> Artefact:
    own, name = programme.structures.agency, _name(flow)
    by = programme.file.agency
    both = Text(zh=f"{name.zh}：由{by.zh}提供", en=f"{name.en}: provided by {by.en}")
    return Artefact(agreement_of(flow), both, Agreement(ref_of(flow), providers_of(own), own))


def _content(flow: Dataflow, contents: Contents, lists: Mapping[str, Ref]) -> Artefact:
    held, name = contents[flow.id], _name(flow)
    dimensions = set(flow.dimensions)
    both = Text(zh=f"{name.zh}：实际内容", en=f"{name.en}: actual content")
    body = Content(
        ref_of(flow),
        {column: codes for column, codes in held.codes.items() if column in dimensions},
        {column: codes for column, codes in held.codes.items() if column not in dimensions},
        represented(flow.components, lists),
        held.span,
    )
    return Artefact(Ref("dataconstraint", flow.agency, f"CR_{flow.id}", flow.version), both, body)
