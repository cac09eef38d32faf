"""A data set as schema.org/Dataset, which search engines read in pages."""

from __future__ import annotations

import json
from typing import Any

from xinxiao.publish.catalogue.entries import Catalogue, DataSet
from xinxiao.texts import Language


def schema_org(catalogue: Catalogue, item: DataSet, language: Language) -> str:
    """The data set as JSON-LD that may stand in a page: no ``<`` in it ends its block."""

    def say(text: Any) -> str:
        return str(text.zh if language == "zh" else text.en)

    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": item.iri,
        "name": say(item.title),
        "description": say(item.description),
        "identifier": f"{item.release}/{item.id}",
        "version": item.release,
        "url": item.page,
        "inLanguage": ["zh", "en"],
        "isAccessibleForFree": True,
        "keywords": [say(keyword) for keyword in item.keywords],
        "datePublished": item.issued[:10],
        "temporalCoverage": f"{item.first}/{item.last}",
        "spatialCoverage": {"@type": "Place", "name": say(catalogue.place[1])},
        "creator": _creator(catalogue, say(catalogue.publisher.name)),
        "includedInDataCatalog": {
            "@type": "DataCatalog",
            "name": say(catalogue.title),
            "url": catalogue.page,
        },
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": file.media.partition(";")[0], "contentUrl": file.iri}
            for file in item.files
        ],
    }
    if catalogue.licence:
        told["license"] = catalogue.licence
    return json.dumps(told, ensure_ascii=False, indent=1).replace("<", "\\u003c")


def _creator(catalogue: Catalogue, name: str) -> dict[str, Any]:
    """Who compiled it, and how to reach them where the programme says so."""
    told: dict[str, Any] = {"@type": "Organization", "name": name}
    contact = catalogue.contact
    if contact:
        field = "email" if contact.mail else "url" if contact.page else "description"
        point = {"@type": "ContactPoint", "contactType": "customer service", field: contact.line}
        told["contactPoint"] = point
    return told
