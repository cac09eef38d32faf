"""Messages of structures as SDMX-JSON 2.0 (sdmx-twg/sdmx-json, structure-message, schema of 2.0.0).

``name`` is in the reader's language, ``names`` in both; what an item has none of is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from xinxiao.model.structure import Component
from xinxiao.model.text import Text
from xinxiao.publish.sdmx.structure.artefact import (
    Agreement,
    Artefact,
    Body,
    Content,
    Flow,
    Item,
    Node,
    Note,
    Place,
    Ref,
    Scheme,
    Structure,
    Tree,
)
from xinxiao.publish.sdmx.structure.forms import Form, form_of
from xinxiao.publish.sdmx.structure.header import Header
from xinxiao.publish.sdmx.structure.kinds import KINDS
from xinxiao.texts import Language

SCHEMA = "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/develop/structure-message/tools/schemas/2.0.0/sdmx-json-structure-schema.json"
Json = dict[str, Any]


def message(header: Header, found: Iterable[Artefact], lang: Language = "zh") -> bytes:
    """A whole message, names first in ``lang``."""
    data: dict[str, list[Json]] = {}
    for artefact in found:
        data.setdefault(artefact.ref.of.key, []).append(_artefact(artefact, lang))
    ordered = {kind.key: data[kind.key] for kind in KINDS.values() if kind.key in data}
    return msgspec.json.encode({"meta": _meta(header, lang), "data": ordered})


def _meta(header: Header, lang: Language) -> Json:
    return {
        "schema": SCHEMA,
        "id": header.id,
        "test": header.test,
        "prepared": header.prepared,
        "contentLanguages": ["zh", "en"] if lang == "zh" else ["en", "zh"],
        "sender": {"id": header.sender, **_text("name", header.sender_name, lang)},
    }


def _text(word: str, text: Text | None, lang: Language) -> Json:
    if text is None:
        return {}
    return {word: text.zh if lang == "zh" else text.en, f"{word}s": {"zh": text.zh, "en": text.en}}


def _named(name: Text, description: Text | None, lang: Language) -> Json:
    return _text("name", name, lang) | _text("description", description, lang)


def _self(urn: str) -> list[Json]:
    return [{"rel": "self", "urn": urn}]


def _artefact(artefact: Artefact, lang: Language) -> Json:
    ref = artefact.ref
    whole: Json = {
        "id": ref.id,
        "agencyID": ref.agency,
        "version": ref.version,
        **_named(artefact.name, artefact.description, lang),
        "links": _self(ref.urn),
        "isExternalReference": artefact.stub,
    }
    if artefact.notes:
        whole["annotations"] = [_note(note) for note in artefact.notes]
    return whole if artefact.stub else whole | _body(ref, artefact.body, lang)


def _body(ref: Ref, body: Body, lang: Language) -> Json:
    match body:
        case Scheme():
            return _scheme(ref, body, lang)
        case Tree():
            return _tree(body, lang)
        case Structure():
            return {"dataStructureComponents": _components(body)}
        case Flow(structure=structure):
            return {"structure": structure.urn}
        case Place(source=source, scheme=scheme, category=category):
            return {"source": source.urn, "target": scheme.item(category)}
        case Agreement(flow=flow, scheme=scheme, provider=provider):
            return {"dataflow": flow.urn, "dataProvider": scheme.item(provider)}
        case Content():
            return _content(body)


_ITEMS: Mapping[str, str] = {
    "agencyscheme": "agencies",
    "dataproviderscheme": "dataProviders",
    "categoryscheme": "categories",
    "conceptscheme": "concepts",
    "codelist": "codes",
}


def _scheme(ref: Ref, scheme: Scheme, lang: Language) -> Json:
    below: dict[str, list[Item]] = {}
    for item in scheme.items:
        below.setdefault(item.above, []).append(item)

    def items(at: str) -> Json:
        found = [_item(ref, scheme, item, lang) | items(item.path) for item in below.pop(at, ())]
        return {_ITEMS[ref.kind]: found} if found else {}

    return {"isPartial": scheme.partial, **items("")}


def _item(ref: Ref, scheme: Scheme, item: Item, lang: Language) -> Json:
    found: Json = {
        "id": item.id,
        **_named(item.name, item.description, lang),
        "links": _self(ref.item(item.path)),
    }
    if item.parent and not item.nested:
        found["parent"] = item.parent
    if item.notes:
        found["annotations"] = [_note(note) for note in item.notes]
    if item.form is not None:
        found["coreRepresentation"] = _form(form_of(item.form, scheme.lists or {}))
    return found


def _note(note: Note) -> Json:
    own = {"id": note.id} if note.id else {}
    return own | {"type": note.type, "title": note.title}


def _form(form: Form) -> Json:
    if form.codelist is not None:
        return {"enumeration": form.codelist.urn}
    places = {"decimals": form.decimals} if form.decimals else {}
    return {"format": {"dataType": form.type, **places}}


def _tree(tree: Tree, lang: Language) -> Json:
    found: Json = {"hasFormalLevels": bool(tree.levels)}
    level: Json = {}
    for item in reversed(tree.levels):
        level = {"id": item.id, **_named(item.name, None, lang)} | ({"level": level} if level else {})
    if level:
        found["level"] = level
    return found | {"hierarchicalCodes": _nodes(tree.codelist, tree.nodes)}


def _nodes(codelist: Ref, nodes: Sequence[Node]) -> list[Json]:
    found = []
    for node in nodes:
        one: Json = {"id": node.code, "code": codelist.item(node.code)}
        for word, day in (("validFrom", node.valid_from), ("validTo", node.valid_to)):
            if day:
                one[word] = f"{day}T00:00:00Z"
        if node.level:
            one["level"] = node.level
        if node.below:
            one["hierarchicalCodes"] = _nodes(codelist, node.below)
        found.append(one)
    return found


def _components(body: Structure) -> Json:
    keys = [_component(body, c) | {"position": i} for i, c in enumerate(body.keys)]
    dimensions: Json = {"id": "DimensionDescriptor", "dimensions": keys}
    if body.time is not None:
        dimensions["timeDimension"] = _component(body, body.time)
    measures = [_component(body, c) | {"usage": "optional"} for c in body.measures]
    found: Json = {
        "dimensionList": dimensions,
        "measureList": {"id": "MeasureDescriptor", "measures": measures},
    }
    if body.attributes:
        attributes = [_attribute(body, c) for c in body.attributes]
        found["attributeList"] = {"id": "AttributeDescriptor", "attributes": attributes}
    return found


def _component(body: Structure, part: Component) -> Json:
    return {
        "id": part.id,
        "conceptIdentity": body.scheme.item(part.id),
        "localRepresentation": _form(form_of(part, body.lists)),
    }


def _attribute(body: Structure, part: Component) -> Json:
    if part.attachment is None:
        relation: Json = {"observation": {}}
    else:
        relation = {"dimensions": list(part.attachment)} if part.attachment else {"dataflow": {}}
    usage = "mandatory" if part.required else "optional"
    return _component(body, part) | {"usage": usage, "attributeRelationship": relation}


def _content(content: Content) -> Json:
    keys: list[Json] = [
        {"id": name, "values": [{"value": code} for code in codes]} for name, codes in content.keys.items()
    ]
    if content.span is not None:
        first, last = ({"period": day, "isInclusive": True} for day in content.span)
        keys.append({"id": "TIME_PERIOD", "timeRange": {"startPeriod": first, "endPeriod": last}})
    others = [
        {"id": name, "values": [{"value": code} for code in codes]} for name, codes in content.others.items()
    ]
    region: Json = {"include": True}
    if keys:
        region["keyValues"] = keys
    if others:
        region["components"] = others
    return {
        "role": "Actual",
        "constraintAttachment": {"dataflows": [content.flow.urn]},
        "cubeRegions": [region],
    }
