"""Who inspects whom: the lowest tickets of subject and person, of those who may, each person once for a subject.

The ticket is HMAC-SHA256(seed, subject ‖ "|" ‖ person). Candidates are the people of the body whose areas hold that of the
subject's code; of them, in the order of tickets, whoever may not is passed over with the first reason that holds, until
enough different people are found. Subjects are taken in the order in which they were drawn, bodies in that of the terms:
so it is settled who is full.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from xinxiao.model.oversight.draw import Assigned, Body, Inspector, Pair, Passed, Terms, Why
from xinxiao.oversight.tickets import EVERY, Across, Made, below, estimate

FIRST = 24
"""Tickets of a subject that are looked at before all are."""
AREA = slice(2, 8)
"""Where the area of the register stands in a code (GB 32100-2015)."""
SUBJECTS = 100
"""Subjects given to another process at once."""


def why_not(body: Body, person: Inspector, subject: str, terms: Terms) -> Why | None:
    """Why a person of a body cannot inspect a subject, whoever else does; None for who can."""
    held = [one for one in person.qualifications if one.name == body.qualification]
    if not held:
        return "unqualified"
    if not any(one.since <= terms.since and terms.until <= one.until for one in held):
        return "expired"
    if subject in person.conflicts or any(entry.entry in person.conflicts for entry in body.entries):
        return "conflict"
    return "recusal" if subject in person.recusals else None


def goes_to(person: Inspector, subject: str) -> bool:
    """Whether a subject lies in the areas of a person."""
    return not person.areas or subject[AREA].startswith(person.areas)


def paired(
    terms: Terms, subjects: Sequence[str], inspectors: Iterable[Inspector], seed: str, across: Across = map
) -> tuple[Pair, ...]:
    """The people for each subject and body, in order."""
    people = {one.person: one for one in reversed(list(inspectors))}
    load: Counter[str] = Counter()
    found = []
    for subject, body, tickets in _in_order(terms, subjects, people, seed, across):
        pair = _pair(terms, subject, body, people, tickets, load)
        load.update(one.person for one in pair.people)
        found.append(pair)
    return tuple(found)


def _pair(
    terms: Terms,
    subject: str,
    body: Body,
    people: Mapping[str, Inspector],
    tickets: Iterable[Made],
    load: Counter[str],
) -> Pair:
    chosen: list[Assigned] = []
    passed: list[Passed] = []
    for made, name in tickets:
        person = name.decode()
        why = why_not(body, people[person], subject, terms)
        if why is None and 0 < terms.cap.inspector <= load[person]:
            why = "full"
        if why is None:
            chosen.append(Assigned(person=person, ticket=made.hex()))
        else:
            passed.append(Passed(person=person, why=why))
        if len(chosen) == body.people:
            break
    return Pair(subject=subject, body=body.body, people=tuple(chosen), passed=tuple(passed))


def _in_order(
    terms: Terms, subjects: Sequence[str], people: Mapping[str, Inspector], seed: str, across: Across
) -> Iterator[tuple[str, Body, Iterator[Made]]]:
    """Each subject and body with its tickets in order: the first ones made ahead, all when they are not enough."""
    sets = [sorted(one.person for one in people.values() if one.body == body.body) for body in terms.bodies]
    everywhere = [all(not people[name].areas for name in names) for names in sets]
    tasks = []
    for start in range(0, len(subjects), SUBJECTS):
        own = []
        for subject in subjects[start : start + SUBJECTS]:
            for names, whole in zip(sets, everywhere, strict=True):
                near = None if whole else [n for n in names if goes_to(people[n], subject)]
                own.append((subject, near))
        tasks.append((seed, own, sets))
    keys = ((subject, body) for subject in subjects for body in terms.bodies)
    made = (one for part in across(_chunk, tasks) for one in part)
    for (subject, body), names, first in zip(keys, _near(tasks), made, strict=True):
        yield subject, body, _all(seed, subject, names, first)


def _near(
    tasks: Sequence[tuple[str, list[tuple[str, list[str] | None]], list[list[str]]]],
) -> Iterator[list[str]]:
    for _, own, sets in tasks:
        for i, (_, near) in enumerate(own):
            yield sets[i % len(sets)] if near is None else near


def _all(seed: str, subject: str, names: list[str], first: list[Made]) -> Iterator[Made]:
    yield from first
    if len(first) < len(names):
        yield from below(seed, _before(subject), [n.encode() for n in names], EVERY)[len(first) :]


def _before(subject: str) -> bytes:
    return f"{subject}|".encode()


def _chunk(task: tuple[str, list[tuple[str, list[str] | None]], list[list[str]]]) -> list[list[Made]]:
    seed, own, sets = task
    plain = [[name.encode() for name in names] for names in sets]
    found = []
    for i, (subject, near) in enumerate(own):
        names = plain[i % len(sets)] if near is None else [name.encode() for name in near]
        found.append(below(seed, _before(subject), names, estimate(FIRST, len(names)) if names else EVERY))
    return found
