"""The audit of an index as a document: everything a reviewer asks, in the order of the handbook's steps.

This is the only description of the audit there is; the report's page, its PDF and the portal's page render it.
"""

from __future__ import annotations

from collections.abc import Mapping

from xinxiao.index import Audit
from xinxiao.publish.documents.audit.coherence import coherence, importance
from xinxiao.publish.documents.audit.doubt import removal, uncertainty
from xinxiao.publish.documents.audit.findings import findings
from xinxiao.publish.documents.audit.results import results
from xinxiao.publish.documents.audit.structure import data, framework, method
from xinxiao.publish.documents.document import Document
from xinxiao.publish.documents.voice import Names, Voice, names_of
from xinxiao.texts import Language

Grid = Mapping[str, tuple[int, int]]


def audit_document(
    made: Audit, language: Language, names: Names | None = None, grid: Grid | None = None
) -> Document:
    """The audit in one language. ``names``: what readers know things by (default: the names the index itself
    gives); ``grid``: unit -> (row, column) of a tile map, left out when None."""
    voice = Voice("audit", language, names or names_of(made, language))
    result, times = made.result, made.result.times
    lead = voice.say(
        "lead" if times else "lead_once",
        places=len(result.units),
        indicators=len(result.framework.indicators),
        **({"first": voice.period(times[0]), "last": voice.period(times[-1])} if times else {}),
    )
    sections = (
        findings(made, voice),
        framework(made, voice),
        data(made, voice),
        method(made, voice),
        coherence(made, voice),
        importance(made, voice),
        results(made, voice, grid or {}),
        uncertainty(made, voice),
        removal(made, voice),
    )
    title = voice.say("title", name=voice.node(result.framework.top))
    return Document(language, title, lead, sections, voice.say("foot", key=result.key[:16]))
