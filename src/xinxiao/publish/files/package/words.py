"""What a package says in words: a README, metadata of each dataflow, and its codes and sources as tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pyarrow as pa

from xinxiao.model.extract import Extract
from xinxiao.model.programme import Source
from xinxiao.publish.files import about, csv
from xinxiao.publish.files.labels import Labels
from xinxiao.publish.files.package import snippets

CODE_FIELDS = ("COLUMN", "CODE", "NAME")
SOURCE_FIELDS = ("ID", "PUBLISHER", "TITLE", "PUBLISHED", "GRADE", "LICENCE", "URL", "ARCHIVED", "ACCESSED")


def readme(extracts: Sequence[Extract], labels: Labels, *, whole: bool) -> str:
    """What the package is, what is in it, how to read, check and cite it, and under what licence each source stands."""
    first, file = extracts[0], labels.programme.file
    alone = not whole and len(extracts) == 1
    title = about.title(labels, first) if alone else labels.say(file.name)
    lines = [f"# {title}", ""]
    if first.release.programme.synthetic:
        lines += [f"**{labels.t('synthetic_told')}**", ""]
    lines += [labels.say(first.dataflow.description if alone else file.summary), ""]
    told = [pair for pair in about.lines(labels, first) if pair[0] in _general(labels)]
    lines += [f"- {head}: {said}" for head, said in told]
    lines += ["", f"## {labels.t('package.files')}", "", *_files(extracts, labels, whole)]
    lines += ["", f"## {labels.t('package.read')}", "", labels.t("package.read_told"), ""]
    lines += [f"- `{path}`" for path, _ in snippets.snippets(first.dataflow)]
    lines += ["", f"## {labels.t('package.check')}", "", labels.t("package.check_told"), ""]
    parts = first.release.datasets
    lines += [f"- `{x.dataflow.id}.parquet` {parts[x.dataflow.id].sha256}" for x in extracts]
    lines += ["", f"## {labels.t('package.cite')}", "", _citation(first, labels, title)]
    lines += ["", f"## {labels.t('package.licence')}", "", _licence(labels), ""]
    lines += [
        f"- {labels.source(source)}: {source.licence}{_address(source, labels)}"
        for source in used(extracts, labels)
    ]
    return "\n".join(lines) + "\n"


def _general(labels: Labels) -> tuple[str, ...]:
    """The heads of what is the same for all dataflows of a release."""
    return tuple(
        labels.t(f"about.{key}")
        for key in ("programme", "compiler", "basis", "release", "date", "known", "hash")
    )


def _files(extracts: Sequence[Extract], labels: Labels, whole: bool) -> Iterator[str]:
    for extract in extracts:
        name, title = extract.dataflow.id, about.title(labels, extract)
        yield labels.t("package.data", name=name, title=title, rows=f"{extract.rows:,}")
    yield labels.t("package.metadata")
    yield labels.t("package.descriptor")
    if whole:
        yield labels.t("package.manifest")


def _citation(extract: Extract, labels: Labels, title: str) -> str:
    release, agency = extract.release, labels.say(labels.programme.file.agency)
    return labels.t(
        "package.citation", agency=agency, title=title, release=release.id, date=release.release_date
    )


def _licence(labels: Labels) -> str:
    licence = labels.programme.file.licence
    if licence is None:
        return labels.t("package.no_licence")
    return labels.t("package.own_licence", name=labels.say(licence.name), url=licence.url or "")


def _address(source: Source, labels: Labels) -> str:
    """Where a source stands, where a copy of it stands, and when it was read; nothing of what nobody kept."""
    told = f" <{source.url}>" if source.url else ""
    told += f"; {labels.t('source.archived')}: <{source.archived}>" if source.archived else ""
    return told + (f"; {labels.t('source.accessed')}: {source.accessed}" if source.accessed else "")


def metadata(extract: Extract, labels: Labels) -> str:
    """A dataflow in words: title, release, unit, what was chosen, and each of its columns."""
    lines = [f"# {about.title(labels, extract)}", ""]
    lines += [f"- {head}: {said}" for head, said in about.lines(labels, extract)]
    heads = [labels.t(f"head.{key}") for key in ("column", "name", "role", "codelist", "description")]
    lines += ["", f"## {labels.t('sheet.columns')}", "", f"| {' | '.join(heads)} |", "|---|---|---|---|---|"]
    lines += [
        f"| {' | '.join(cell.replace('|', '/') for cell in line)} |"
        for line in about.columns(labels, extract)
    ]
    return "\n".join(lines) + "\n"


def codes(extract: Extract, labels: Labels) -> Iterator[bytes]:
    """The codes that occur in a dataflow with their names, as CSV."""
    return _table(CODE_FIELDS, about.codes(labels, extract))


def used(extracts: Sequence[Extract], labels: Labels) -> tuple[Source, ...]:
    """The sources of all of these, each once, by id."""
    found = {source.id: source for extract in extracts for source in about.used(labels, extract)}
    return tuple(found[code] for code in sorted(found))


def sources(extracts: Sequence[Extract], labels: Labels) -> Iterator[bytes]:
    """These sources as CSV."""
    rows = (tuple(about.source(labels, source).values()) for source in used(extracts, labels))
    return _table(SOURCE_FIELDS, rows)


def _table(names: Sequence[str], rows: Iterable[Sequence[str | None]]) -> Iterator[bytes]:
    yield (",".join(names) + "\n").encode()
    columns = [pa.array(cells, pa.string()) for cells in zip(*rows, strict=True)]
    if columns:
        yield csv.lines([csv.quoted(csv.safe(column)) for column in columns])
