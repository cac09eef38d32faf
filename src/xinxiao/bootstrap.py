"""Bootstrap: settings to stores to ports. The only place that picks an engine and knows where things are."""

from __future__ import annotations

import errno
import getpass
import os
import platform
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from xinxiao.errors import Unavailable, told
from xinxiao.model.actor import Actor
from xinxiao.settings import Settings, settings
from xinxiao.store.archive import Archive, building
from xinxiao.store.blobs import Blobs
from xinxiao.store.collect.desk import Desk
from xinxiao.store.collect.frame import Frame
from xinxiao.store.collect.people import People
from xinxiao.store.collect.reminders import Reminders
from xinxiao.store.collect.reports import Reports
from xinxiao.store.collect.submitted import Submitted
from xinxiao.store.collect.tokens import Tokens
from xinxiao.store.collect.unit_areas import unit_areas
from xinxiao.store.ledger import Ledger
from xinxiao.store.lock import locked
from xinxiao.store.oversight.cases import Cases
from xinxiao.store.oversight.content import Content
from xinxiao.store.oversight.counts import CaseCounts
from xinxiao.store.oversight.desk import CaseDesk
from xinxiao.store.oversight.draw_pages import DrawPages
from xinxiao.store.oversight.draws import Draws
from xinxiao.store.oversight.key_backups import BackedKeys
from xinxiao.store.oversight.lists import Lists
from xinxiao.store.oversight.masters import Masters
from xinxiao.store.oversight.personal import PersonalRecords
from xinxiao.store.oversight.personal_desk import PersonalDesk
from xinxiao.store.oversight.subjects import Subjects
from xinxiao.store.places import programme_folder
from xinxiao.store.post import Post
from xinxiao.store.provider import Provider
from xinxiao.store.seal import Seal
from xinxiao.store.source import checking, code
from xinxiao.store.tables import open_engine
from xinxiao.uses.call import Call, Ports, clock
from xinxiao.uses.collect.places import FramePlaces
from xinxiao.uses.head import Head
from xinxiao.uses.oversight.known import ProgrammeKnown
from xinxiao.uses.oversight.ports import OversightPorts
from xinxiao.uses.oversight.resting import CASE, CasesResting


def ports(home: Path | None = None) -> Ports:
    """The stores in ``home`` (or where the settings say). Nothing is made there before something is written.

    Raises :class:`Unavailable` for a place that is no folder.
    """
    chosen = settings(home)
    if chosen.home.exists() and not chosen.home.is_dir():
        reason = os.strerror(errno.ENOTDIR)
        raise Unavailable(str(chosen.home), told("home_closed", path=str(chosen.home), reason=reason))
    return _stores(chosen)


def _stores(chosen: Settings) -> Ports:
    ledger, blobs, post = (
        Ledger(chosen.ledger, chosen.oversight),
        Blobs(chosen.home / "lake"),
        Post(chosen.mail),
    )
    people = People(ledger.database, ledger.events)
    made = Ports(
        home=chosen.home,
        blobs=blobs,
        tables=open_engine(chosen.engine),
        ledger=ledger,
        frame=Frame(ledger),
        head=Head(ledger.releases.lives),
        post=post,
        zone=chosen.zone,
        exclusive=partial(locked, chosen.home / "lock"),
        code=code,
        checking=checking,
        programme_folder=programme_folder,
        archive=Archive,
        building=partial(_building, chosen),
        people=people,
        seal=Seal(chosen.secret_file),
        tokens=Tokens(ledger.database, ledger.events),
        reports=Reports(ledger.database, ledger.events),
        reminders=Reminders(ledger.database, ledger.events),
        desk=Desk(ledger.database),
        provider=Provider(chosen.provider),
        signing=chosen.signing,
        submitted=Submitted(ledger),
        oversight=replace(_oversight(chosen, ledger, blobs, post), called=partial(_called, people)),
    )
    return replace(made, places=FramePlaces(made, partial(unit_areas, ledger.database)))


def _called(people: People, account: str) -> str:
    """The name that somebody is registered by; empty for nobody."""
    held = people.account(account)
    return held.name if held is not None else ""


def _oversight(chosen: Settings, ledger: Ledger, blobs: Blobs, post: Post) -> OversightPorts:
    """The stores of oversight, which see the ledger by their own role."""
    keeping = chosen.keeping
    keys = BackedKeys(keeping.store, Masters(keeping.master_file, keeping.master), keeping.cipher)
    cases, known = Cases(ledger.office, ledger.oversight), ProgrammeKnown(programme_folder, blobs)
    personal = PersonalRecords(ledger.office, ledger.oversight)
    return OversightPorts(
        chain=ledger.oversight,
        subjects=Subjects(ledger),
        readings=ledger.office_readings,
        blobs=blobs,
        post=post,
        zone=chosen.zone,
        programme_folder=programme_folder,
        lists=Lists(ledger.office, ledger.oversight),
        content=Content(keys, personal.erased, keeping.cipher),
        keys=keys,
        personal=personal,
        personal_desk=PersonalDesk(ledger.office),
        cases=cases,
        draws=Draws(ledger.office, ledger.oversight),
        counts=CaseCounts(ledger.office, chosen.zone),
        draw_pages=DrawPages(ledger.office),
        known=known,
        resting={CASE: CasesResting(cases, known)},
        case_desk=CaseDesk(ledger.office),
    )


@contextmanager
def _building(chosen: Settings) -> Iterator[Ports]:
    """The stores of a home that is made beside its place and moved there at the end, and with it a ledger that is in it."""
    with building(chosen.home) as place:
        made = _stores(chosen.moved(place))
        try:
            yield made
        finally:
            made.ledger.close()


def operator() -> Actor:
    """The one who runs this installation from its command line."""
    try:
        return Actor("operator", getpass.getuser())
    except (KeyError, OSError):  # a user without a name, as in some containers
        return Actor("operator")


def worker() -> str:
    """A name for one process that works, unlike that of any other."""
    return f"{platform.node()[:60]}-{os.getpid()}-{secrets.token_hex(4)}"


def call(home: Path | None = None, actor: Actor | None = None) -> Call:
    """A call of a use by an actor, or else the operator, now, on the stores in ``home``."""
    return Call(ports(home), actor or operator(), clock())
