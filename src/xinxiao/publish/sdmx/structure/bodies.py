"""What stands in artefacts, as SDMX-ML of either version: items, hierarchies, components, content."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from xinxiao.model.structure import Component
from xinxiao.model.text import Text
from xinxiao.publish.sdmx.structure.artefact import Content, Item, Node, Note, Ref, Scheme, Structure, Tree
from xinxiao.publish.sdmx.structure.dialects import Dialect, several
from xinxiao.publish.sdmx.structure.forms import form_of
from xinxiao.publish.xml import element, said

TAGS: Mapping[str, str] = {
    "agencyscheme": "str:Agency",
    "dataproviderscheme": "str:DataProvider",
    "categoryscheme": "str:Category",
    "conceptscheme": "str:Concept",
    "codelist": "str:Code",
}

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_\-]*")
"""What the schema of SDMX-ML 3.0 takes as the parent of a code (SingleNCNameIDType), though codes may begin with a digit."""
PARENT = "PARENT"
"""The type of annotation that says the parent of a code where that schema does not take it."""


def named(text: Text, tag: str = "com:Name") -> str:
    """A text in both languages, Chinese first."""
    return "".join(
        element(tag, {"xml:lang": lang}, said(words)) for lang, words in (("zh", text.zh), ("en", text.en))
    )


def described(text: Text | None) -> str:
    """A description in both languages, where there is one."""
    return named(text, "com:Description") if text is not None else ""


def scheme(dialect: Dialect, ref: Ref, of: Scheme) -> str:
    """The items of a scheme, nested ones within those above them."""
    below: dict[str, list[Item]] = {}
    for item in of.items:
        below.setdefault(item.above, []).append(item)

    def items(at: str) -> str:
        found = below.pop(at, ())
        return "".join(
            _item(dialect, ref, of, item, items(item.path) if item.nested else "") for item in found
        )

    return items("")


def _item(dialect: Dialect, ref: Ref, of: Scheme, item: Item, inner: str) -> str:
    above = "" if item.nested else item.parent or ""
    written = dialect.older or NAME.fullmatch(above) is not None
    said_apart = () if written or not above else (Note(PARENT, above),)
    notes = several("com:Annotations", [_note(note) for note in (*item.notes, *said_apart)])
    parent = _parent(dialect, above) if above and written else ""
    form = "" if item.form is None else _form(dialect, item.form, of.lists or {}, "str:CoreRepresentation")
    texts = named(item.name) + described(item.description)
    own = {"id": item.id, "urn": ref.item(item.path)}
    return element(TAGS[ref.kind], own, notes, texts, parent, form, inner)


def _parent(dialect: Dialect, above: str) -> str:
    return element("str:Parent", {}, element("Ref", {"id": above}) if dialect.older else said(above))


def notes(of: Sequence[Note]) -> str:
    """Annotations; nothing where there are none."""
    return element("com:Annotations", {}, *map(_note, of)) if of else ""


def _note(note: Note) -> str:
    title = element("com:AnnotationTitle", {}, said(note.title))
    own = {"id": note.id} if note.id else {}
    return element("com:Annotation", own, title, element("com:AnnotationType", {}, said(note.type)))


def _form(dialect: Dialect, part: Component, lists: Mapping[str, Ref], tag: str) -> str:
    form = form_of(part, lists)
    if form.codelist is not None:
        return element(tag, {}, element("str:Enumeration", {}, dialect.refer(form.codelist, "")))
    places = {"decimals": str(form.decimals)} if form.decimals else {}
    return element(tag, {}, element("str:TextFormat", {"textType": form.type} | places))


def tree(dialect: Dialect, ref: Ref, name: Text, of: Tree) -> tuple[Mapping[str, str], str]:
    """A hierarchy: in 3.0 an artefact of its own, in 2.1 the one hierarchy of a hierarchical code list."""
    levels, leveled = _levels(of.levels), "true" if of.levels else "false"
    if not dialect.older:
        return {"hasFormalLevels": leveled}, levels + _nodes(dialect, of.codelist, of.nodes)
    codes = _nodes(dialect, of.codelist, of.nodes)
    own = element("str:Hierarchy", {"id": ref.id, "leveled": leveled}, named(name), codes, levels)
    return {}, element(
        "str:IncludedCodelist", {"alias": of.codelist.id}, dialect.refer(of.codelist, "")
    ) + own


def _levels(levels: Sequence[Item]) -> str:
    found = ""
    for level in reversed(levels):
        found = element("str:Level", {"id": level.id}, named(level.name), found)
    return found


def _nodes(dialect: Dialect, codelist: Ref, nodes: Sequence[Node]) -> str:
    return "".join(_node(dialect, codelist, node) for node in nodes)


def _node(dialect: Dialect, codelist: Ref, node: Node) -> str:
    days = (("validFrom", node.valid_from), ("validTo", node.valid_to))
    own = {"id": node.code} | {word: f"{day}T00:00:00Z" for word, day in days if day}
    level = ""
    if node.level:
        inner = element("Ref", {"id": node.level}) if dialect.older else said(node.level)
        level = element("str:Level", {}, inner)
    code = element("str:Code", {}, dialect.refer(codelist, node.code))
    return element("str:HierarchicalCode", own, code, _nodes(dialect, codelist, node.below), level)


def components(dialect: Dialect, of: Structure) -> str:
    """Dimensions, attributes and measures. SDMX 2.1 knows one measure: the first."""
    dimensions = [
        _component(dialect, of, part, "str:Dimension", {"position": str(place)})
        for place, part in enumerate(of.keys, 1)
    ]
    if of.time is not None:
        dimensions.append(_component(dialect, of, of.time, "str:TimeDimension", {}))
    attributes = [_attribute(dialect, of, part) for part in of.attributes]
    if dialect.older:
        measures = _component(dialect, of, of.measures[0], "str:PrimaryMeasure", {})
    else:
        usage = {"usage": "optional"}
        measures = "".join(_component(dialect, of, part, "str:Measure", usage) for part in of.measures)
    lists = (
        element("str:DimensionList", {"id": "DimensionDescriptor"}, *dimensions),
        element("str:AttributeList", {"id": "AttributeDescriptor"}, *attributes) if attributes else "",
        element("str:MeasureList", {"id": "MeasureDescriptor"}, measures),
    )
    return element("str:DataStructureComponents", {}, *lists)


def _component(
    dialect: Dialect, of: Structure, part: Component, tag: str, more: Mapping[str, str], *inner: str
) -> str:
    concept = element("str:ConceptIdentity", {}, dialect.refer(of.scheme, part.id))
    form = _form(dialect, part, of.lists, "str:LocalRepresentation")
    return element(tag, {"id": part.id, **more}, concept, form, *inner)


def _attribute(dialect: Dialect, of: Structure, part: Component) -> str:
    relation = element("str:AttributeRelationship", {}, dialect.relation(part, of.measures[0].id))
    if dialect.older:
        own = {"assignmentStatus": "Mandatory" if part.required else "Conditional"}
    else:
        own = {"usage": "mandatory" if part.required else "optional"}
    return _component(dialect, of, part, "str:Attribute", own, relation)


def content(dialect: Dialect, of: Content) -> str:
    """What a dataflow holds, as one region of the cube."""
    at = element("str:ConstraintAttachment", {}, element("str:Dataflow", {}, dialect.refer(of.flow, "")))
    shared = "com" if dialect.older else "str"
    keys = [_values(shared, "KeyValue", name, codes) for name, codes in of.keys.items()]
    if of.span is not None:
        ends = zip((f"{shared}:StartPeriod", f"{shared}:EndPeriod"), of.span, strict=True)
        span = "".join(element(tag, {"isInclusive": "true"}, said(day)) for tag, day in ends)
        keys.append(
            element(f"{shared}:KeyValue", {"id": "TIME_PERIOD"}, element(f"{shared}:TimeRange", {}, span))
        )
    other = "Attribute" if dialect.older else "Component"
    others = [_values(shared, other, name, codes) for name, codes in of.others.items()]
    return at + element("str:CubeRegion", {"include": "true"}, *keys, *others)


def _values(shared: str, tag: str, name: str, codes: Sequence[str]) -> str:
    values = (element(f"{shared}:Value", {}, said(code)) for code in codes)
    return element(f"{shared}:{tag}", {"id": name}, *values)
