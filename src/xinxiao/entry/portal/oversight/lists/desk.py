"""The desk of lists: what is on its way, and what an officer or a supervisor may do to it now."""

from __future__ import annotations

from collections.abc import Iterator

from xinxiao.entry.errors import shown
from xinxiao.entry.portal.answer import Answer
from xinxiao.entry.portal.desk import DeskVisit
from xinxiao.entry.portal.figure_table import Cell, Grid, columns
from xinxiao.entry.portal.oversight.lists.said import Said, changed, entries, in_force
from xinxiao.entry.portal.oversight.lists.view import why
from xinxiao.entry.portal.page import Page
from xinxiao.errors import Conflict, DataFault, NotAllowed, NotFound, Senseless, XinxiaoError, told
from xinxiao.model.finding import Finding
from xinxiao.model.oversight.lists import EntryKey
from xinxiao.oversight.lists import Proposed, Register, Version, differences
from xinxiao.uses.oversight import list_files, lists
from xinxiao.uses.oversight.list_files import Checked, Known
from xinxiao.uses.oversight.lists import OFFICERS, SUPERVISORS
from xinxiao.uses.oversight.office import Office

WHY = "why."
"""What the names of fields begin with that hold the reason of an entry."""
ACTS = ("review", "return", "approve", "issue")
MOST_SHOWN = 200
"""Findings on a page."""


def office_of(visit: DeskVisit) -> Office:
    """An office of who asks."""
    call = visit.call
    return Office(call.ports.oversight, call.actor, call.now)


def board(visit: DeskVisit) -> Page:
    """All lists with what is on its way, and where a new one is proposed."""
    return _board(visit, office_of(visit))


def do_propose_new(visit: DeskVisit) -> Answer:
    """Propose the first, or a further, version of a list from its YAML file."""
    office = office_of(visit)
    known = list_files.known(office)
    name, content = _sent(visit)
    done = list_files.checked(office, list_files.from_yaml(name, content, known.types), known)
    return _proposed(visit, office, known, done, "")


def desk_list(visit: DeskVisit) -> Page:
    """One list: the version on its way with what it changes, and what may be done. Raises ``NotFound``."""
    return _list(visit, office_of(visit))


def do_propose(visit: DeskVisit) -> Answer:
    """Propose a further version of a list from a CSV or XLSX file of its entries, each that differs with its reason: those that have none
    are listed to be given one."""
    office = office_of(visit)
    known = list_files.known(office)
    register = lists.register(office, visit.args["list"])
    before = office.ports.lists.content((register.issued or register.versions)[-1])
    name, content = _sent(visit)
    fields, why = visit.fields, _why(visit)
    number = register.next[0]
    try:
        lists.demand_proposer(office, known, register.versions[-1].area)
        read = list_files.from_table(
            name,
            content,
            before,
            known.types,
            number,
            fields["starts"],
            fields["ends"],
            fields["reason"],
            why,
        )
    except (DataFault, NotAllowed) as error:
        return visit.page(_list(visit, office, error), shown(error, visit.lang).status)
    done = list_files.checked(office, read, known)
    return _proposed(visit, office, known, done, register.id)


def _why(visit: DeskVisit) -> dict[str, str]:
    """The reasons that were given, by the codes of entries."""
    return {name.removeprefix(WHY): said for name, said in visit.fields.items() if name.startswith(WHY)}


def do_act(visit: DeskVisit) -> Answer:
    """Review, give back, approve or issue the version on its way: of the content that was read and no other."""
    office, name, fields = office_of(visit), visit.args["list"], visit.fields
    known, content = list_files.known(office), fields["content"]
    try:
        match fields["act"]:
            case "review":
                lists.review(office, known, name, content)
            case "return":
                lists.give_back(office, known, name, content, fields["reason"])
            case "approve":
                lists.approve(office, known, name, content, fields["approval"])
            case _:
                lists.issue(office, known, name, content)
    except (Conflict, DataFault, NotAllowed) as error:
        return visit.page(_list(visit, office, error), shown(error, visit.lang).status)
    return visit.to(f"desk/lists/{name}")


def do_end(visit: DeskVisit) -> Answer:
    """Propose that an entry end on a day; another person decides."""
    office, name, fields = office_of(visit), visit.args["list"], visit.fields
    key = EntryKey(name, fields["entry"])
    try:
        day = lists.day_of(fields["day"])
        lists.propose_end(office, list_files.known(office), key, day, fields["reason"])
    except (Conflict, DataFault, NotAllowed) as error:
        return visit.page(_list(visit, office, error), shown(error, visit.lang).status)
    return visit.to(f"desk/lists/{name}")


def do_decide(visit: DeskVisit) -> Answer:
    """End an entry as another proposed, after which what rests on it goes to review; or refuse it with a reason."""
    office, name, fields = office_of(visit), visit.args["list"], visit.fields
    known, number = list_files.known(office), fields["proposed"]
    proposed = int(number) if number.isascii() and number.isdecimal() else 0
    try:
        if fields["decision"] == "approve":
            lists.end(office, known, name, proposed, fields["approval"])
        else:
            lists.refuse_end(office, known, name, proposed, fields["reason"])
    except (Conflict, DataFault, NotAllowed) as error:
        return visit.page(_list(visit, office, error), shown(error, visit.lang).status)
    return visit.to(f"desk/lists/{name}")


def _sent(visit: DeskVisit) -> tuple[str, bytes]:
    if visit.file is None:
        raise Senseless("no file", told("field_missing", field="file"))
    return visit.file.filename or "list", visit.file.path.read_bytes()


def _proposed(visit: DeskVisit, office: Office, known: Known, done: Checked, name: str) -> Answer:
    error: XinxiaoError | None = None
    if not done.errors:
        try:
            own = lists.propose(office, known, list_files.sealed(done, known))
        except (Conflict, NotAllowed) as refused:
            error = refused
        else:
            return visit.to(f"desk/lists/{own.list}")
    found = done.findings if done.errors else ()
    page = _list(visit, office, error, found, done) if name else _board(visit, office, error, found)
    return visit.page(page, shown(error, visit.lang).status if error else 422)


def _board(
    visit: DeskVisit, office: Office, error: XinxiaoError | None = None, found: tuple[Finding, ...] = ()
) -> Page:
    w, known = visit.words, list_files.known(office)
    lines = []
    for register in lists.registers(office):
        last = _shown(office, known, register)
        if last is None:
            continue
        content = office.ports.lists.content(last)
        said, force = Said(w, known, content), register.in_force(office.today.isoformat())
        lines.append(
            (
                Cell(w.say(content.spec.name), register.id, href=visit.url(f"desk/lists/{register.id}")),
                Cell(said.type(last.type), last.type),
                Cell(said.area(last.area), last.area),
                Cell(w.t("lists.desk.state", state=w.t(f"lists.state.{last.state}"), number=last.number)),
                Cell(str(force.number) if force else w.t("lists.none"), force.number if force else None),
                Cell(visit.moment(last.moves[-1].at), last.moves[-1].at),
            )
        )
    heads = columns(
        ("LIST", w.t("lists.list")),
        ("TYPE", w.t("lists.type")),
        ("AREA", w.t("lists.area")),
        ("STATE", w.t("lists.desk.last")),
        ("IN_FORCE", w.t("lists.in_force")),
        ("AT", w.t("lists.desk.moved")),
    )
    context = {
        "grid": Grid("lists", w.t("lists.caption"), heads, tuple(lines)),
        "message": _message(visit, error),
        "findings": _lines(visit, found),
    }
    return Page("desk_lists.html", w.t("lists.desk.title"), "lists", context=context)


def _list(
    visit: DeskVisit,
    office: Office,
    error: XinxiaoError | None = None,
    found: tuple[Finding, ...] = (),
    tried: Checked | None = None,
) -> Page:
    known, register = list_files.known(office), lists.register(office, visit.args["list"])
    is_own = _is_own(office, known, register)
    if not is_own and not register.issued:
        raise NotFound(f"no list {register.id}", told("no_list", list=register.id))
    own = (register.open if is_own else None) or in_force(office, register) or register.versions[-1]
    content = office.ports.lists.content(own)
    said = Said(visit.words, known, content)
    before = [one for one in register.issued if one.number < own.number]
    old = office.ports.lists.content(before[-1]).spec if before else None
    differ = differences(old, content.spec)
    force = register.in_force(office.today.isoformat())
    context = {
        "list": register.id,
        "version": own,
        "said": said,
        "spec": content.spec,
        "days": said.days(own.starts, own.ends),
        "may": _may(office, known, register),
        "people": [
            (moved.state, visit.moment(moved.at), _who(visit, moved.actor), _reason(office, own, moved.state))
            for version in register.versions
            if version.number == own.number
            for moved in version.moves
            if is_own
        ],
        "ends": [_end(visit, office, known, register, one) for one in register.proposed if is_own],
        "living": [
            entry.code
            for entry in (office.ports.lists.content(force).spec.entries if force else ())
            if all(one.entry != entry.code for one in register.proposed)
        ],
        "today": office.today.isoformat(),
        "changes": changed(said, differ, why(said, content, differ)),
        "entries": entries(said, content),
        "message": _message(visit, error),
        "findings": _lines(visit, found),
        "reasons": list(_reasons(visit, office, register, tried)),
        "sent": {name: visit.fields.get(name, "") for name in ("starts", "ends", "reason")},
        "public": bool(register.issued),
    }
    return Page("desk_list.html", visit.words.say(content.spec.name), "lists", context=context)


def _is_own(office: Office, known: Known, register: Register) -> bool:
    """Whether who asks handles lists of the area: what is on its way of others is not theirs to see."""
    return lists.may(office, known, register.versions[-1].area, OFFICERS)


def _shown(office: Office, known: Known, register: Register) -> Version | None:
    """The version of a list that the board speaks of: the last; for who handles no lists of the area the last that was issued, if any."""
    if _is_own(office, known, register):
        return register.versions[-1]
    return register.issued[-1] if register.issued else None


def _end(
    visit: DeskVisit, office: Office, known: Known, register: Register, one: Proposed
) -> dict[str, object]:
    """An end that was proposed, and whether who asks may decide on it."""
    supervisor = lists.may(office, known, register.versions[-1].area, SUPERVISORS)
    return {
        "number": one.event,
        "words": visit.words.t(
            "lists.act.end_words",
            who=_who(visit, one.actor),
            at=visit.moment(one.at),
            entry=one.entry,
            day=one.day,
        ),
        "reason": office.ports.lists.reason(one.event),
        "may": supervisor and office.actor.line != one.actor,
    }


def _reasons(
    visit: DeskVisit, office: Office, register: Register, tried: Checked | None
) -> Iterator[tuple[str, str, str]]:
    """Of each entry that differs in what was sent: the field of its reason, what it is called, and the reason that was given."""
    spec = tried.read.spec if tried is not None else None
    if tried is None or spec is None or any(found.code != "list.reason" for found in tried.errors):
        return
    before, why = (register.issued or register.versions)[-1], _why(visit)
    for own in differences(office.ports.lists.content(before).spec, spec)[:MOST_SHOWN]:
        entry = own.after or own.before
        kind, matter = visit.words.t(f"lists.change.{own.kind}"), entry.matter if entry else ""
        words = visit.words.t("lists.act.why", change=kind, entry=own.code, matter=matter)
        yield f"{WHY}{own.code}", words, why.get(own.code, "")


def _may(office: Office, known: Known, register: Register) -> tuple[str, ...]:
    """What who asks may do to a list now; to what they acted on themselves they do nothing that others must."""
    area, own = register.versions[-1].area, register.open
    officer, supervisor = (lists.may(office, known, area, roles) for roles in (OFFICERS, SUPERVISORS))
    other = own is not None and office.actor.line not in own.people
    allowed = {
        "propose": officer and own is None,
        "review": officer and other and own is not None and own.state == "proposed",
        "approve": supervisor and other and own is not None and own.state == "reviewed",
        "issue": supervisor and own is not None and own.state == "approved",
        "return": officer and own is not None,
        "end": officer and bool(register.issued),
    }
    return tuple(name for name, held in allowed.items() if held)


def _reason(office: Office, own: Version, state: str) -> str:
    found = next((moved for moved in own.moves if moved.state == state and moved.reason), None)
    return office.ports.lists.reason(found.event) if found else ""


def _who(visit: DeskVisit, actor: str) -> str:
    kind, _, name = actor.partition(":")
    account = visit.call.ports.people.account(name) if name else None
    return (account.name or account.login or name) if account else visit.words.t(f"lists.actor.{kind}")


def _message(visit: DeskVisit, error: XinxiaoError | None) -> str:
    if error is None:
        return ""
    said = shown(error, visit.lang)
    return f"{said.message}{visit.words.t('list.stop')} {said.hint}"


def _lines(visit: DeskVisit, found: tuple[Finding, ...]) -> list[str]:
    return [one.line_text(visit.lang) for one in found[:MOST_SHOWN]]
