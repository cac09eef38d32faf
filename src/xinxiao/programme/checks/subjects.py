"""The register of subjects of oversight: its lists are there, a header means one column, a word one code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xinxiao.files.convert import nearest
from xinxiao.model.codes import fault
from xinxiao.model.finding import Finding
from xinxiao.model.oversight.subject_file import SubjectSpec, SubjectState, SubjectWord
from xinxiao.programme.checks.known import Known

FILE = "oversight/subjects.yaml"


def subjects(known: Known) -> Iterator[Finding]:
    """What is wrong with the programme's register of subjects."""
    spec = known.loaded.oversight.one(FILE, SubjectSpec)
    if spec is None:
        return
    for column, codelist in (("area", spec.lists.area), ("industry", spec.lists.industry)):
        if codelist and codelist not in known.versions and not known.codes(codelist):
            hint = nearest(codelist, sorted(known.versions))
            yield fault(*known.line(FILE, "lists", column), "CODELIST_UNKNOWN", value=codelist, hint=hint)
    if spec.usual_state not in {own.id for own in spec.states}:
        yield fault(*known.line(FILE, "usual_state"), "subject.usual", value=spec.usual_state)
    seen = set[str]()
    for _, aliases in spec.headers:
        for alias in aliases:
            if alias in seen:
                yield fault(*known.line(FILE, "columns"), "subject.alias", value=alias)
            seen.add(alias)
    yield from _words(known, "risk", ("risks",), spec.risks)
    yield from _words(known, "state", ("states",), spec.states)
    for i, kind in enumerate(spec.tags):
        yield from _words(known, kind.id, ("tags", i, "words"), kind.words)


def _words(
    known: Known, column: str, path: tuple[str | int, ...], words: Sequence[SubjectWord | SubjectState]
) -> Iterator[Finding]:
    seen = set[str]()
    for i, own in enumerate(words):
        for text in dict.fromkeys((own.id, *own.words)):
            if text in seen:
                yield fault(*known.line(FILE, *path, i), "subject.code_twice", value=text, column=column)
            seen.add(text)
