"""The register of units: its lists are there, its reasons do what is said of them, and a header means one column."""

from __future__ import annotations

from collections.abc import Iterator

from xinxiao.files.convert import nearest
from xinxiao.model.codes import fault
from xinxiao.model.collect.frame_file import Change
from xinxiao.model.finding import Finding
from xinxiao.programme.checks.known import Known

FILE = "frame.yaml"


def frame(known: Known) -> Iterator[Finding]:
    """What is wrong with the programme's frame."""
    spec = known.programme.frame
    if spec is None:
        return
    for column, codelist in spec.coded.items():
        if codelist not in known.versions and not known.codes(codelist):
            place = known.line(FILE, "lists", column)
            yield fault(
                *place, "CODELIST_UNKNOWN", value=codelist, hint=nearest(codelist, sorted(known.versions))
            )
    first: dict[str, int] = {}
    for i, reason in enumerate(spec.reasons):
        line = known.line(FILE, "reasons", i, "id")[1]
        if reason.id in first:
            yield fault(FILE, line, "ID_DUPLICATE", id=reason.id, first=f"{FILE}:{first[reason.id]}")
        first.setdefault(reason.id, line)
    usual: tuple[tuple[Change, str], ...] = (("enters", spec.usual.enters), ("stays", spec.usual.stays))
    for change, own in usual:
        if change not in spec.when(own):
            yield fault(*known.line(FILE, "usual", change), "FRAME_USUAL", value=own, change=change)
    for i, finer in enumerate(spec.finer):
        if finer.column not in spec.coded or finer.least >= finer.most:
            yield fault(*known.line(FILE, "finer", i), "FRAME_FINER_VOID", column=finer.column)
    yield from _aliases(known)


def _aliases(known: Known) -> Iterator[Finding]:
    spec, seen = known.programme.frame, set[str]()
    for i, column in enumerate(spec.columns if spec else ()):
        for j, alias in enumerate(column.aliases):
            if alias in seen:
                yield fault(*known.line(FILE, "columns", i, "aliases", j), "FRAME_ALIAS", value=alias)
            seen.add(alias)
