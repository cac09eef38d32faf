"""Addresses as questions for structures: REST 2.2 (doc/structures.md) and REST 1.5, both read to one noun."""

from __future__ import annotations

import re
from collections.abc import Mapping

from xinxiao.entry.portal.parameters import visible, wrong
from xinxiao.entry.portal.query import Query
from xinxiao.entry.portal.sdmx import grammar
from xinxiao.entry.portal.sdmx.grammar import given
from xinxiao.model.selection import CONTEXTS, EVERY
from xinxiao.model.version_query import VersionQuery
from xinxiao.publish.sdmx.structure.asked import LATEST, StructureQuery
from xinxiao.publish.sdmx.structure.detail import DETAILS, Detail
from xinxiao.publish.sdmx.structure.holdings import REFERENCES, References
from xinxiao.publish.sdmx.structure.kinds import HELD, KINDS, OTHER, KindName

ALL = "all"
ITEM = re.compile(r"[A-Za-z0-9_@$-]+(\.[A-Za-z0-9_@$-]+)*")
OTHER_CONTEXTS = ("metadatastructure", "metadataflow", "metadataprovisionagreement")
"""Contexts of schema queries of which we hold none."""
OLDER: Mapping[str, tuple[KindName, ...]] = {
    **{kind.older_name: (kind.name,) for kind in KINDS.values()},
    "structure": HELD,
    "organisationscheme": ("agencyscheme", "dataproviderscheme"),
    "actualconstraint": ("dataconstraint",),
}
"""Kinds by their names in REST 1.5."""
OLDER_OTHER = (
    *(
        "metadatastructure",
        "dataconsumerscheme",
        "organisationunitscheme",
        "metadataflow",
        "reportingtaxonomy",
    ),
    *("structureset", "process", "allowedconstraint", "attachmentconstraint", "transformationscheme"),
    *("rulesetscheme", "userdefinedoperatorscheme", "customtypescheme", "namepersonalisationscheme"),
    "vtlmappingscheme",
)
"""Names of kinds in REST 1.5 of which we hold none."""


def structures(args: Mapping[str, str], query: Query) -> StructureQuery:
    """A structure query of REST 2.2. Raises :class:`WrongRequest` for what it does not know."""
    kind = args.get("kind") or EVERY
    if kind not in (EVERY, ALL, *HELD, *OTHER):
        raise grammar.part_wrong("artefactType", kind, ", ".join([*HELD, EVERY]))
    kinds = () if kind in (EVERY, ALL) else (kind,)
    items = grammar.ids("itemID", args.get("item") or "", ITEM)
    _demand_items(kinds, items)
    return StructureQuery(
        kinds,
        grammar.ids("agencyID", args.get("agency") or "", grammar.AGENCY),
        grammar.ids("resourceID", args.get("resource") or ""),
        grammar.versions(args["version"]) if args.get("version") else LATEST,
        items,
        given(_references, query.get("references"), "none"),
        given(_detail, query.get("detail"), "full"),
    )


def structures_1(kind: str, args: Mapping[str, str], query: Query) -> StructureQuery:
    """A structure query of REST 1.5 (4.3): lists joined by ``+``, ``all`` and ``latest``. Raises :class:`WrongRequest`.

    There no artefact refers to the scheme of its agency.
    """
    kinds: tuple[str, ...] = OLDER.get(kind, (kind,))
    items = _several("itemID", args.get("item") or "", ITEM)
    if kind != "structure":
        _demand_items(kinds, items)
    return StructureQuery(
        kinds,
        _several("agencyID", args.get("agency") or "", grammar.AGENCY),
        _several("resourceID", args.get("resource") or ""),
        _versions(args.get("version") or "latest"),
        items,
        given(_references_1, query.get("references"), "none"),
        given(_detail, query.get("detail"), "full"),
        leaves=frozenset({"agencyscheme"}),
    )


def context(args: Mapping[str, str]) -> StructureQuery:
    """The one artefact that a schema query is about. Raises :class:`WrongRequest` for another kind, or for several."""
    kind = args["context"]
    if kind not in (*CONTEXTS, *OTHER_CONTEXTS):
        raise grammar.part_wrong("context", kind, ", ".join(CONTEXTS))
    agencies = grammar.ids("agencyID", args["agency"], grammar.AGENCY)
    names = grammar.ids("resourceID", args["resource"])
    for part, found in (("agencyID", agencies), ("resourceID", names)):
        if len(found) != 1:
            raise grammar.part_wrong(part, args["agency"] if part == "agencyID" else args["resource"])
    versions = grammar.versions(args["version"]) if args.get("version") else LATEST
    if len(versions) != 1 or versions[0].wildcard == EVERY:
        raise grammar.part_wrong("version", args["version"], "1.0.0, 1.2+.0, +, ~")
    return StructureQuery((kind,), agencies, names, versions)


def _demand_items(kinds: tuple[str, ...], items: tuple[str, ...]) -> None:
    schemes = [kind.name for kind in KINDS.values() if kind.items]
    if items and any(kind in KINDS and kind not in schemes for kind in kinds):
        raise grammar.part_wrong("itemID", ",".join(items), ", ".join(schemes))


def _several(part: str, text: str, form: re.Pattern[str] = grammar.ID) -> tuple[str, ...]:
    return () if text in ("", ALL) else grammar.ids(part, ",".join(text.split("+")), form)


def _versions(text: str) -> tuple[VersionQuery, ...]:
    if text == "latest":
        return LATEST
    return () if text in (ALL, EVERY) else grammar.versions(",".join(text.split("+")))


def _references(text: str) -> References | frozenset[KindName]:
    """One way to go, or kinds of artefacts, several joined by commas."""
    mode = next((known for known in REFERENCES if known == text), None)
    if mode is not None:
        return mode
    named = text.split(",")
    for word in named:
        if word not in (*HELD, *OTHER):
            raise wrong("sdmx_word", "references", visible(word), known=", ".join([*REFERENCES, *HELD]))
    return frozenset(kind for kind in HELD if kind in named)


def _references_1(text: str) -> References | frozenset[KindName]:
    mode = next((known for known in REFERENCES if known == text and text != "ancestors"), None)
    if mode is not None:
        return mode
    if text not in (*OLDER, *OLDER_OTHER):
        raise wrong("sdmx_word", "references", visible(text), known=", ".join([*REFERENCES, *OLDER]))
    return frozenset(OLDER.get(text, ()))


def _detail(text: str) -> Detail:
    found = next((known for known in DETAILS if known == text), None)
    if found is None:
        raise wrong("sdmx_word", "detail", visible(text), known=", ".join(DETAILS))
    return found
