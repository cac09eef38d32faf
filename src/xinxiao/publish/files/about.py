"""What a file says of its rows in words: title, release, unit, sources, columns, the codes that occur."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from xinxiao.model.extract import Extract
from xinxiao.model.programme import Source
from xinxiao.model.structure import Component
from xinxiao.publish.files.labels import Labels
from xinxiao.publish.files.long import ADDRESSES
from xinxiao.texts import catalogue

UNIT = "UNIT_MEASURE"
Line = tuple[str, str]


def title(labels: Labels, extract: Extract) -> str:
    """The name of the dataflow."""
    return labels.say(extract.dataflow.name) or extract.dataflow.id


def unit(labels: Labels, extract: Extract) -> str:
    """The unit of all rows; words that send to the column where there are several; nothing where none is said."""
    codes = extract.codes_of(UNIT) if UNIT in extract.dataflow.columns else []
    return labels.unit(codes[0]) if len(codes) == 1 else labels.t("units") if codes else ""


def unit_line(labels: Labels, extract: Extract) -> tuple[str, ...]:
    """The same as a line of its own, if there is something to say."""
    said = unit(labels, extract)
    return (labels.t("unit", unit=said),) if said else ()


def lines(labels: Labels, extract: Extract) -> tuple[Line, ...]:
    """The metadata as pairs of what and words."""
    programme, release, flow = labels.programme, extract.release, extract.dataflow
    chosen = "; ".join(f"{name} = {', '.join(codes)}" for name, codes in extract.where.items())
    pairs = (
        ("title", title(labels, extract)),
        ("description", labels.say(flow.description)),
        ("dataflow", flow.urn),
        ("programme", f"{labels.say(programme.file.name)} ({programme.id} {programme.file.version})"),
        ("compiler", labels.say(programme.file.agency)),
        ("contact", programme.file.contact),
        ("basis", labels.say(programme.file.legal_basis)),
        ("release", extract.state),
        ("date", release.release_date),
        ("known", extract.as_of),
        ("hash", release.sha256),
        ("rows", f"{extract.rows}"),
        ("chosen", chosen or labels.t("all_rows")),
        ("unit_head", unit(labels, extract)),
        ("missing_head", labels.t("missing")),
        ("synthetic_head", labels.t("synthetic_told") if release.programme.synthetic else ""),
    )
    return tuple((labels.t(f"about.{key}"), words) for key, words in pairs if words)


def columns(labels: Labels, extract: Extract) -> tuple[tuple[str, str, str, str, str], ...]:
    """Id, name, role, code list and description of each column of the dataflow."""

    def line(part: Component) -> tuple[str, str, str, str, str]:
        concept = labels.concepts.get(part.id)
        listed = f"{part.codelist}({part.list_version})" if part.codelist else ""
        role = labels.t(f"role.{part.place}")
        return (
            part.id,
            labels.column(part),
            role,
            listed,
            labels.say(concept.description if concept else None),
        )

    return tuple(line(part) for part in extract.dataflow.components)


def codes(labels: Labels, extract: Extract) -> Iterator[tuple[str, str, str]]:
    """Column, code and name of each code that occurs among the rows; of methods and doubts what they mean."""
    texts = catalogue(labels.lang)
    for part in extract.dataflow.components:
        names = labels.names(part)
        meant = names or {
            code: texts[f"method.{code}"]
            for code in _held(extract, part, "METHOD")
            if f"method.{code}" in texts
        }
        if part.id == "DOUBT":
            meant = {code: labels.doubts(code) for said in extract.codes_of(part.id) for code in said.split()}
            yield from ((part.id, code, words) for code, words in sorted(meant.items()))
        elif meant:
            held = extract.codes_of(part.id)
            yield from ((part.id, code, meant[code]) for code in held if code in meant)


def _held(extract: Extract, part: Component, column: str) -> list[str]:
    return extract.codes_of(column) if part.id == column else []


def used(labels: Labels, extract: Extract) -> tuple[Source, ...]:
    """The sources that rows name, by id; of what is computed here all that the programme names."""
    known = labels.programme.sources
    part = next((part for part in extract.dataflow.components if labels.is_source(part)), None)
    named = known if part is None else extract.codes_of(part.id)
    return tuple(known[code] for code in sorted(named) if code in known)


def sources(labels: Labels, extract: Extract) -> list[dict[str, Any]]:
    """These sources as data: who published what when, under what licence, where it stands and when it was read."""
    return [source(labels, one) for one in used(labels, extract)]


def addresses(labels: Labels, extract: Extract) -> dict[str, dict[str, str | None]]:
    """Where the sources that rows name stand, by id, in no language; none of what is computed here."""
    named = extract.header["sources"]
    known = {one.id: one for one in used(labels, extract) if one.id in named}
    return {code: {name: getattr(one, name) for name in ADDRESSES} for code, one in known.items()}


def source(labels: Labels, one: Source) -> dict[str, Any]:
    """One of them; what nobody kept is None."""
    return {
        "id": one.id,
        "publisher": labels.say(one.publisher),
        "title": labels.say(one.title),
        "published": one.published,
        "grade": one.grade,
        "licence": one.licence,
        "url": one.url,
        "archived": one.archived,
        "accessed": one.accessed,
    }


def fields(labels: Labels) -> Mapping[str, str]:
    """What the fields of a source are called."""
    names = ("id", "publisher", "title", "published", "grade", "licence", "url", "archived", "accessed")
    return {name: labels.t(f"source.{name}") for name in names}
