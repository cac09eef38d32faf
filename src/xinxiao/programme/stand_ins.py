"""Stand-ins: what checks go on with when a file that everything hangs on is faulty, so that its fault hides no other.

Nothing is computed or sealed from a stand-in: a programme with one is not readable, and only its other files are checked.
"""

from __future__ import annotations

from typing import Any

import msgspec

from xinxiao.model.programme import CycleSpec, ProgrammeFile, Structures
from xinxiao.model.structure import (
    KINDS,
    OBS_VALUE,
    STEPS,
    AttributeSpec,
    Concept,
    ConceptScheme,
    DataflowSpec,
    MeasureSpec,
)
from xinxiao.model.text import Text

_WORD = Text(zh="-", en="-")
_FILE = ProgrammeFile(
    id="unreadable",
    version="0.0.0",
    release_prefix="X",
    name=_WORD,
    short=_WORD,
    legal_basis=_WORD,
    agency=_WORD,
    summary=_WORD,
    nation="",
    levels=("nation", "province"),
    headline="",
    headline_scope="",
    count_unit="",
    cycles=(
        CycleSpec(id="X", name=_WORD, as_of="2000-01-01", release_date="2000-01-01", first=2000, last=2000),
    ),
)
PLACES = 9


def file_of(value: Any) -> ProgrammeFile:
    """`programme.yaml` with every field that fits, and a stand-in for each that does not."""
    found = _FILE
    if not isinstance(value, dict):
        return found
    for field in msgspec.structs.fields(ProgrammeFile):
        if field.name in value:
            try:
                own = msgspec.convert(value[field.name], field.type)
            except msgspec.ValidationError:
                continue
            found = msgspec.structs.replace(found, **{field.name: own})
    return found


def structures() -> Structures:
    """Dataflows with just what each step fills, over no code list."""
    names = sorted({name for filled in STEPS.values() for name in (*filled.dimensions, *filled.attributes)})
    concepts = tuple(
        Concept(id=name, name=_WORD, kind=KINDS.get(name, "text")) for name in (*names, OBS_VALUE)
    )
    flows = tuple(
        DataflowSpec(
            id=step.upper(),
            version="0.0.0",
            name=_WORD,
            description=_WORD,
            role=filled.role,
            step=step,
            dimensions=filled.dimensions,
            measures=(
                MeasureSpec(
                    id=OBS_VALUE, kind=filled.kind, places=PLACES if filled.kind == "decimal" else None
                ),
            ),
            attributes=tuple(AttributeSpec(id=name) for name in filled.attributes),
        )
        for step, filled in STEPS.items()
    )
    scheme = ConceptScheme(id="X", version="0.0.0", name=_WORD, concepts=concepts)
    return Structures(agency="X", concept_scheme=scheme, dataflows=flows)
