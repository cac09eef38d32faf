"""Lists for anybody: those in force, one with its entries and history, an entry, what differs between versions."""

from __future__ import annotations

from xinxiao.entry.portal import parameters
from xinxiao.entry.portal.figure_table import Cell, Grid, columns
from xinxiao.entry.portal.oversight.lists.said import (
    Said,
    changed,
    entries,
    in_force,
    known_of,
    standing,
    type_flags,
)
from xinxiao.entry.portal.oversight.open import OpenVisit
from xinxiao.entry.portal.page import Page
from xinxiao.errors import NotFound, told
from xinxiao.model.oversight.lists import EntryKey, ListVersion
from xinxiao.oversight.lists import Difference, Register, Version, differences, lives, reasons
from xinxiao.uses.oversight import lists

VERSION = parameters.count("version", 9_999)
BEFORE, AFTER = parameters.count("before", 9_999), parameters.count("after", 9_999)


def overview(visit: OpenVisit) -> Page:
    """All lists that were issued, and the types of lists there are."""
    said = Said(visit.words, known_of(visit.office))
    grids = (_lists(visit, said), _types(said))
    w = visit.words
    context = {"feed": f"{visit.visit.site.root}/lists.atom"}
    return Page("lists.html", w.t("lists.title"), "lists", w.t("lists.lead"), context, grids)


def one(visit: OpenVisit) -> Page:
    """One list: the version in force or another, its entries, who may see what changed and when. Raises ``NotFound``."""
    office = visit.office
    register = _public(visit)
    number = visit.query.get("version")
    version = lists.issued(office, register.id, int(number)) if number else in_force(office, register)
    if version is None:
        raise NotFound(f"no list {register.id}", told("no_list", list=register.id))
    content = office.ports.lists.content(version)
    said = Said(visit.words, known_of(office), content)
    context = {
        "list": register.id,
        "version": version,
        "said": said,
        "spec": content.spec,
        "type": content.type,
        "note": visit.words.say(content.spec.note) if content.spec.note else "",
        "standing": standing(office, register, version),
        "days": said.days(version.starts, version.ends),
        "issued": visit.moment(version.moves[-1].at),
        "synthetic": content.synthetic,
        "files": f"{visit.visit.site.root}/lists/{register.id}/{version.number}",
        "steps": [(moved.state, visit.moment(moved.at)) for moved in version.moves],
        "ends": _ends(visit, register),
        "versions": [own.number for own in register.issued],
    }
    grids = (
        entries(said, content, f"{visit.url(f'lists/{register.id}/entries')}/"),
        changes(visit, said, register, version.number - 1, version),
        _history(visit, register),
    )
    title = visit.words.say(content.spec.name)
    return Page("list.html", title, "lists", visit.words.t("lists.lead"), context, grids)


def entry(visit: OpenVisit) -> Page:
    """One entry as the version in force, or the last that had it, says it. Raises ``NotFound``."""
    office, register = visit.office, _public(visit)
    code = visit.args["entry"]
    found = [own for own in office.ports.lists.entries(register.id) if own.entry == code]
    if not found:
        raise NotFound(
            f"no entry {code}", told("no_list_entry", list=register.id, entry=ascii(code[:64])[1:-1])
        )
    today = office.today.isoformat()
    live = lives(register, found, code, today)
    held = live or found[-1]
    content = office.ports.lists.content(lists.issued(office, register.id, held.version))
    said = Said(visit.words, known_of(office), content)
    own = content.entries[code]
    context = {
        "list": register.id,
        "name": visit.words.say(content.spec.name),
        "key": str(EntryKey(register.id, code)),
        "entry": own,
        "said": said,
        "holds": live is not None,
        "today": today,
        "version": held.version,
        "days": said.days(held.starts, held.ends),
        "ends": [end for end in _ends(visit, register) if end["entry"] == code],
        "versions": [own.version for own in found],
        "synthetic": content.synthetic,
    }
    return Page("list_entry.html", said.matter(own), "lists", visit.words.t("lists.lead"), context)


def compare(visit: OpenVisit) -> Page:
    """What differs between two issued versions of a list. Raises ``NotFound``."""
    office, register = visit.office, _public(visit)
    last = register.issued[-1].number
    after = int(visit.query.get("after") or last)
    version = lists.issued(office, register.id, after)
    before = int(visit.query.get("before") or max(after - 1, 0))
    content = office.ports.lists.content(version)
    said = Said(visit.words, known_of(office), content)
    context = {
        "list": register.id,
        "name": visit.words.say(content.spec.name),
        "before": before,
        "after": after,
        "versions": [own.number for own in register.issued],
        "synthetic": content.synthetic,
    }
    grid = changes(visit, said, register, before, version)
    title = visit.words.t("lists.compare.title")
    return Page("list_compare.html", title, "lists", visit.words.t("lists.lead"), context, (grid,))


def changes(visit: OpenVisit, said: Said, register: Register, before: int, version: Version) -> Grid:
    """What differs from an issued version, with its reasons where it is the one before."""
    ports = visit.office.ports.lists
    now = ports.content(version)
    old = ports.content(lists.issued(visit.office, register.id, before)).spec if before else None
    found = differences(old, now.spec)
    told_ = why(said, now, found) if before == version.number - 1 else {}
    return changed(said, found, told_)


def why(said: Said, now: ListVersion, found: tuple[Difference, ...]) -> dict[str, str]:
    """The reasons that a version gives for what differs, by the code of the entry."""
    told_ = {}
    for code, record in reasons(now.spec, found).items():
        change = now.spec.changes[record] if record is not None else None
        english = change is not None and said.w.lang == "en" and change.reason_en
        told_[code] = "" if change is None else change.reason_en if english else change.reason
    return told_


def _public(visit: OpenVisit) -> Register:
    """A list that was issued; one that is only on its way is nobody's to see."""
    register = lists.register(visit.office, visit.args["list"])
    if not register.issued:
        raise NotFound(f"no list {register.id}", told("no_list", list=register.id))
    return register


def _ends(visit: OpenVisit, register: Register) -> list[dict[str, str]]:
    reason = visit.office.ports.lists.reason
    return [
        {"entry": end.entry, "day": end.day, "approval": end.approval, "reason": reason(end.event)}
        for end in register.ends
    ]


def _lists(visit: OpenVisit, said: Said) -> Grid:
    w, office = visit.words, visit.office
    lines = []
    for register in lists.registers(office):
        version = in_force(office, register)
        if version is None:
            continue
        content = office.ports.lists.content(version)
        own = Said(w, said.known, content)
        lines.append(
            (
                Cell(w.say(content.spec.name), register.id, href=visit.url(f"lists/{register.id}")),
                Cell(own.type(version.type), version.type),
                Cell(own.body(version.issuer), version.issuer),
                Cell(own.area(version.area), version.area),
                Cell(str(version.number), version.number),
                Cell(str(version.entries), version.entries),
                Cell(own.days(version.starts, version.ends), version.starts),
                Cell(w.t(f"lists.standing.{standing(office, register, version)}")),
                Cell(w.join(list(own.flags()))),
            )
        )
    heads = columns(
        ("LIST", w.t("lists.list")),
        ("TYPE", w.t("lists.type")),
        ("ISSUER", w.t("lists.issuer")),
        ("AREA", w.t("lists.area")),
        ("VERSION", w.t("lists.version"), "number"),
        ("ENTRIES", w.t("lists.entries"), "number"),
        ("FROM", w.t("lists.days")),
        ("STATE", w.t("lists.now")),
        ("NOTE", w.t("lists.marks")),
    )
    return Grid("lists", w.t("lists.caption"), heads, tuple(lines))


def _types(said: Said) -> Grid:
    w = said.w
    types = said.known.types.types if said.known else ()
    lines = tuple(
        (
            Cell(w.say(own.name), own.id),
            Cell(w.join([w.t(f"lists.governs.{act}") for act in own.governs]), ";".join(own.governs)),
            Cell(w.say(own.issued_by)),
            Cell(w.say(own.published)),
            Cell(w.t("list.semicolon").join(basis.words for basis in own.basis)),
            Cell(w.t(f"lists.evidence.{own.evidence}"), own.evidence),
            Cell(type_flags(w, own)),
        )
        for own in types
    )
    heads = columns(
        ("TYPE", w.t("lists.type")),
        ("GOVERNS", w.t("lists.governs.head")),
        ("ISSUED_BY", w.t("lists.issued_by")),
        ("PUBLISHED", w.t("lists.published")),
        ("BASIS", w.t("lists.column.basis")),
        ("EVIDENCE", w.t("lists.evidence.head")),
        ("NOTE", w.t("lists.marks")),
    )
    return Grid("types", w.t("lists.types"), heads, lines)


def _history(visit: OpenVisit, register: Register) -> Grid:
    w = visit.words
    lines = []
    for own in reversed(register.issued):
        href = visit.url(f"lists/{register.id}", version=str(own.number))
        compared = visit.url(
            f"lists/{register.id}/compare",
            **({"before": str(own.number - 1)} if own.number > 1 else {}),
            after=str(own.number),
        )
        lines.append(
            (
                Cell(str(own.number), own.number, href=href),
                Cell(visit.moment(own.moves[-1].at), own.moves[-1].at),
                Cell(own.starts),
                Cell(own.ends or w.t("lists.open_end"), own.ends),
                Cell(own.approval),
                Cell(w.t("lists.compare.go"), own.number, href=compared),
                Cell(own.sha256),
            )
        )
    heads = columns(
        ("VERSION", w.t("lists.version")),
        ("ISSUED", w.t("lists.issued"), "period"),
        ("FROM", w.t("lists.from"), "period"),
        ("TO", w.t("lists.to"), "period"),
        ("APPROVAL", w.t("lists.approval")),
        ("CHANGES", w.t("lists.changes")),
        ("SHA256", "SHA-256"),
    )
    return Grid("history", w.t("lists.history"), heads, tuple(lines))
