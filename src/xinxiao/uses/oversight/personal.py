"""What is kept of people in a case: masked for everybody, shown on a reason that is recorded first, handed out to who it is about."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from xinxiao.errors import Conflict, DataFault, NotFound, told
from xinxiao.model.oversight.content import PERSON, Opened
from xinxiao.model.oversight.personal_facts import (
    CaseHandedOut,
    CaseHeld,
    CaseHoldEnded,
    CaseShown,
    PersonalFact,
)
from xinxiao.model.release import sha256
from xinxiao.oversight.mask import masks
from xinxiao.texts import LANGUAGES, text
from xinxiao.uses.oversight.office import Office
from xinxiao.uses.oversight.personal_file import (
    WHOLE,
    CaseFile,
    PersonalRules,
    demand_handler,
    demand_reason,
    demand_supervisor,
    opened,
)

FORMAT = "xinxiao-person-1"


@dataclass(frozen=True)
class Masked:
    """What is shown of an act without a reason: values by field, masked; and the fields that were erased, or whose key is lost."""

    act: int
    values: Mapping[str, str]
    erased: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shown:
    """What was shown on a reason: values by act and field; which of the fields were erased or lost; and the event that says so."""

    values: Mapping[int, Mapping[str, Any]] = field(repr=False)
    erased: tuple[str, ...]
    lost: tuple[str, ...]
    event: int


@dataclass(frozen=True)
class HandedOut:
    """What was handed out: as JSON, as text to read, and the event that holds the hash of the JSON."""

    json: bytes = field(repr=False)
    text: str = field(repr=False)
    event: int


def masked(office: Office, file: CaseFile, rules: PersonalRules) -> tuple[Masked, ...]:
    """Everything that is sealed of a case as it is shown without a reason, act by act. Raises :class:`NotAllowed`."""
    demand_handler(office, file)
    found = opened(office, file)
    every = {(act, name): value for act, one in found.items() for name, value in one.values.items()}
    keys = {f"{act} {name}": (act, name) for act, name in every}
    fields = {key: file.fields[name] for key, (_, name) in keys.items() if name in file.fields}
    shown = masks({key: every[own] for key, own in keys.items()}, fields, rules.masking)
    return tuple(
        Masked(act, {name: shown[f"{act} {name}"] for name in one.values}, one.erased, one.lost)
        for act, one in found.items()
    )


def show(office: Office, file: CaseFile, rules: PersonalRules, fields: Sequence[str], reason: str) -> Shown:
    """Show sealed fields of a case as they are, on a reason. That somebody sees them, and the reason, are on disk before they do.

    Raises :class:`NotAllowed`, and :class:`DataFault` for a reason that is none and for fields nothing is sealed of.
    """
    demand_handler(office, file)
    wanted = sorted(set(fields))
    held = {name for row in file.rows for name in row.fields}
    unknown = next((name for name in wanted if name not in held), None)
    if not wanted or unknown is not None:
        name = ascii(unknown or "-")[1:-1][:64]
        raise DataFault(f"{name}: nothing sealed", told("personal_nothing", field=name))
    said = demand_reason(file, rules, reason, wanted)
    found = opened(office, file)
    event = _say(
        office, file, said, lambda digest: CaseShown(case=file.case.id, fields=wanted, reason=digest)
    )
    values = {
        act: {name: one.values[name] for name in wanted if name in one.values} for act, one in found.items()
    }
    return Shown(
        {act: own for act, own in values.items() if own},
        _those(found, wanted, "erased"),
        _those(found, wanted, "lost"),
        event,
    )


def _those(found: Mapping[int, Opened], wanted: Sequence[str], what: str) -> tuple[str, ...]:
    return tuple(sorted({name for one in found.values() for name in getattr(one, what) if name in wanted}))


def _say(office: Office, file: CaseFile, words: str, fact: Any) -> int:
    """Record a fact with sealed words; the number of its event. ``fact``: made from the hash of what is sealed."""
    sealed = office.ports.content.sealed_words(file.case.id, words)
    made: PersonalFact = fact(sha256(sealed))
    (event,) = office.ports.personal.say(office.actor.line, office.at, [made], sealed)
    return event.sequence


def hold(office: Office, file: CaseFile, rules: PersonalRules, reason: str) -> int:
    """Have nothing of a case destroyed until further notice; the number of the event, by which the hold is ended."""
    demand_handler(office, file)
    if WHOLE in office.ports.personal.erased(file.case.id):
        raise Conflict(f"{file.case.id} is erased", told("content_erased", case=file.case.id))
    said = demand_reason(file, rules, reason)
    return _say(office, file, said, lambda digest: CaseHeld(case=file.case.id, reason=digest))


def end_hold(office: Office, file: CaseFile, rules: PersonalRules, held: int, reason: str) -> int:
    """End a hold. Raises :class:`NotAllowed` for who is no supervisor, :class:`Conflict` for a hold that does not last."""
    demand_supervisor(office, file)
    said = demand_reason(file, rules, reason)
    return _say(office, file, said, lambda digest: CaseHoldEnded(case=file.case.id, hold=held, reason=digest))


def reason_of(office: Office, file: CaseFile, event: int) -> str | None:
    """The reason that an event about a case holds the hash of; None where it has none, or it was erased."""
    demand_handler(office, file)
    return words_of(office, file.case.id, event)


def words_of(office: Office, case: str, event: int) -> str | None:
    """The words whose hash an event about a case holds; None where it has none, or they were erased. Who may see them is not asked."""
    sealed = office.ports.personal.words(event)
    if sealed is None or WHOLE in office.ports.personal.erased(case):
        return None
    return office.ports.content.opened_words(case, sealed)


def hand_out(
    office: Office, file: CaseFile, rules: PersonalRules, reason: str, part: str = PERSON
) -> HandedOut:
    """All that a case holds of a person, for that person (PIPL article 45). ``reason``: who asked, and by what they showed at the desk
    who they are; it is sealed and recorded, with the hash of the file, before anything is handed out.

    The file holds a number drawn by chance, so that its hash tells nothing of what it holds once that is erased. Raises
    :class:`NotAllowed`, :class:`DataFault` for a reason that is none, :class:`NotFound` where nothing is kept of the person.
    """
    demand_handler(office, file)
    said = demand_reason(file, rules, reason)
    own = [row for row in file.rows if row.part == part]
    found = opened(office, CaseFile(file.case, file.workflow, file.areas, tuple(own)))
    acts = [_act(file, act, one.values) for act, one in found.items() if one.values]
    if not acts:
        raise NotFound(f"{file.case.id}: nothing of {part}", told("personal_none", case=file.case.id))
    made = {
        "format": FORMAT,
        "id": os.urandom(16).hex(),
        "case": file.case.id,
        "workflow": {"zh": file.workflow.name.zh, "en": file.workflow.name.en},
        "synthetic": file.case.synthetic,
        "made_at": office.at,
        "part": part,
        "acts": acts,
    }
    content = (json.dumps(made, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
    fields = sorted({item["id"] for act in acts for item in act["fields"]})
    event = _say(
        office,
        file,
        said,
        lambda digest: CaseHandedOut(
            case=file.case.id, part=part, fields=fields, sha256=sha256(content), reason=digest
        ),
    )
    return HandedOut(content, _text(made, sha256(content)), event)


def _act(file: CaseFile, number: int, values: Mapping[str, Any]) -> dict[str, Any]:
    step = next((step for step in file.case.steps if step.number == number), None)
    return {
        "number": number,
        "on": step.on if step is not None else "",
        "fields": [
            {
                "id": name,
                "name": {"zh": file.name(name).zh, "en": file.name(name).en},
                "value": value,
                "basis": [
                    {"rule": one.rule, "article": one.article}
                    for one in (file.fields[name].basis if name in file.fields else ())
                ],
            }
            for name, value in sorted(values.items())
        ],
    }


def _text(made: Mapping[str, Any], digest: str) -> str:
    """What the JSON says, to read: its hash, that it is invented where it is, then act by act each field with its basis."""
    lines = [f"{made['case']}  {made['workflow']['zh']} {made['workflow']['en']}  {made['made_at']}"]
    lines += [
        f"SHA-256 {digest}",
        *(
            [" / ".join(text(one, "document.letter.synthetic") for one in LANGUAGES)]
            if made["synthetic"]
            else []
        ),
    ]
    for act in made["acts"]:
        lines += ["", f"{act['number']}  {act['on']}"]
        for item in act["fields"]:
            basis = "; ".join(" ".join(filter(None, one.values())) for one in item["basis"])
            value = item["value"] if isinstance(item["value"], str) else json.dumps(item["value"])
            lines.append(
                f"  {item['name']['zh']} {item['name']['en']}: {value}" + (f"  [{basis}]" if basis else "")
            )
    return "\n".join((*lines, ""))
