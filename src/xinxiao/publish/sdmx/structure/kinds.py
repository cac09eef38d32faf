"""Kinds of artefacts we hold, and what each standard calls them (SDMX 3.0 information model; REST 2.2 and 1.5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

KindName = Literal[
    "agencyscheme",
    "dataproviderscheme",
    "categoryscheme",
    "conceptscheme",
    "codelist",
    "hierarchy",
    "datastructure",
    "dataflow",
    "categorisation",
    "provisionagreement",
    "dataconstraint",
]
"""Names of the kinds we hold, as REST 2.2 writes them."""
HELD: tuple[KindName, ...] = get_args(KindName)
OTHER = frozenset(
    [
        "metadatastructure",
        "hierarchyassociation",
        "valuelist",
        "metadataproviderscheme",
        "dataconsumerscheme",
        "organisationunitscheme",
        "metadataflow",
        "reportingtaxonomy",
        "metadataprovisionagreement",
        "structuremap",
        "representationmap",
        "conceptschememap",
        "categoryschememap",
        "organisationschememap",
        "reportingtaxonomymap",
        "process",
        "metadataconstraint",
        "transformationscheme",
        "rulesetscheme",
        "userdefinedoperatorscheme",
        "customtypescheme",
        "namepersonalisationscheme",
        "vtlmappingscheme",
    ]
)
"""Kinds of REST 2.2 of which we hold none."""


@dataclass(frozen=True)
class Kind:
    """A kind of artefact: its key in SDMX-JSON, its package and class in URNs, the class of its items where it has any,
    and ``older``, its class in SDMX 2.1 where that is another."""

    name: KindName
    key: str
    home: tuple[str, str]
    item: str = ""
    older: str = ""

    @property
    def older_home(self) -> tuple[str, str]:
        """Its package and class in SDMX 2.1."""
        return self.home[0], self.older or self.home[1]

    @property
    def item_home(self) -> tuple[str, str]:
        """The package and class of its items."""
        return self.home[0], self.item

    @property
    def older_name(self) -> str:
        """Its name in addresses of REST 1.5."""
        return self.older_home[1].lower()

    @property
    def items(self) -> bool:
        """Whether it is a scheme of items."""
        return bool(self.item)


KINDS: Mapping[KindName, Kind] = {
    kind.name: kind
    for kind in (
        Kind("agencyscheme", "agencySchemes", ("base", "AgencyScheme"), "Agency"),
        Kind("dataproviderscheme", "dataProviderSchemes", ("base", "DataProviderScheme"), "DataProvider"),
        Kind("categoryscheme", "categorySchemes", ("categoryscheme", "CategoryScheme"), "Category"),
        Kind("conceptscheme", "conceptSchemes", ("conceptscheme", "ConceptScheme"), "Concept"),
        Kind("codelist", "codelists", ("codelist", "Codelist"), "Code"),
        Kind("hierarchy", "hierarchies", ("codelist", "Hierarchy"), older="HierarchicalCodelist"),
        Kind("datastructure", "dataStructures", ("datastructure", "DataStructure")),
        Kind("dataflow", "dataflows", ("datastructure", "Dataflow")),
        Kind("categorisation", "categorisations", ("categoryscheme", "Categorisation")),
        Kind("provisionagreement", "provisionAgreements", ("registry", "ProvisionAgreement")),
        Kind("dataconstraint", "dataConstraints", ("registry", "DataConstraint"), older="ContentConstraint"),
    )
}
"""The kinds by name, in the order messages have them."""
