"""What pages of plans and draws have in common: an office, moments in the zone of the installation, what is refused, and names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property

from xinxiao.entry.errors import shown
from xinxiao.entry.portal.desk import DeskVisit
from xinxiao.entry.portal.figure_table import Cell, Grid, columns
from xinxiao.entry.portal.oversight.cases.said import Sayer, office
from xinxiao.errors import Conflict, DataFault, NotAllowed, NotFound, TooLarge, XinxiaoError, told
from xinxiao.model.finding import Finding, by_weight
from xinxiao.model.oversight.draw import SourceOfChance, Terms
from xinxiao.model.oversight.plan import ChanceSpec, PlanColumn, TaskShare
from xinxiao.uses.oversight import draw_roster
from xinxiao.uses.oversight.draw_parts import second
from xinxiao.uses.oversight.draw_roster import DrawsKnown
from xinxiao.uses.oversight.draw_standing import DrawAsked
from xinxiao.uses.oversight.office import Office

REFUSED = (Conflict, DataFault, NotAllowed, NotFound, TooLarge)
"""What is said on the page where it was tried, with what was typed; anything else is a page of its own."""
STATUS = {"CONFLICT": 409, "NOT_ALLOWED": 403, "TOO_LARGE": 413}
MOST_FINDINGS = 200
"""Findings of a page; the first are of the first rows."""
_COLUMNS: Mapping[str, PlanColumn] = {
    "plan.kind": "kind",
    "plan.directed": "kind",
    "plan.entry": "entries",
    "plan.ratio": "ratio",
    "plan.period": "period",
    "plan.predicate": "predicate",
    "plan.twice": "number",
}
"""The column that a finding is about, where it does not name one."""


@dataclass(frozen=True)
class Tried:
    """What was sent and refused just now: what was typed, why not, and what is wrong with a file."""

    sent: Mapping[str, str] = field(default_factory=dict)
    why: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


NOTHING = Tried()


@dataclass(frozen=True)
class Desk:
    """A visit to the desk of draws: who asks, what the programme says, and how things are called."""

    visit: DeskVisit

    @cached_property
    def office(self) -> Office:
        """An office of who asks."""
        return office(self.visit)

    @cached_property
    def known(self) -> DrawsKnown:
        """What the programme says of draws."""
        return draw_roster.known(self.office)

    @cached_property
    def say(self) -> Sayer:
        """Names of what cases are about."""
        return Sayer(self.visit, self.office)

    def t(self, key: str, /, **places: object) -> str:
        """A text of these pages."""
        return self.visit.words.t(f"draw_desk.{key}", **places)

    def chance(self, ident: str) -> ChanceSpec | None:
        """A kind of randomness."""
        return next((one for one in self.known.spec.chance if one.id == ident), None)

    def source(self, ident: str) -> str:
        """What a source of randomness is called; its own name where no kind is."""
        kind = self.chance(ident)
        return self.visit.words.say(kind.name) if kind is not None else ident

    def moment(self, text: str) -> str:
        """A moment that was typed in the zone of the installation, as files of draws hold it: UTC. Raises :class:`DataFault`."""
        try:
            typed = datetime.fromisoformat(text)
        except ValueError:
            raise DataFault(text[:40], told("draw_time", value=ascii(text[:40])[1:-1])) from None
        if typed.tzinfo is None:
            typed = typed.replace(tzinfo=self.office.ports.zone)
        return second(typed)

    def typed(self, at: str) -> str:
        """A moment as it is typed."""
        return f"{datetime.fromisoformat(at).astimezone(self.office.ports.zone):%Y-%m-%dT%H:%M}" if at else ""

    def until(self, at: str) -> str:
        """How long it is until a moment, in days, hours and minutes; or that it is over."""
        seconds = int((datetime.fromisoformat(at) - self.office.now.astimezone(UTC)).total_seconds())
        if seconds <= 0:
            return self.t("over")
        minutes = -(-seconds // 60)
        days, hours = minutes // 1440, minutes // 60 % 24
        return self.t("until_days" if days else "until", days=days, hours=hours, minutes=minutes % 60)

    def share(self, one: TaskShare) -> str:
        """How many of a class are drawn."""
        name = one.stratum or self.t("all_classes")
        if one.ratio is None:
            return self.t("share_count", name=name, count=one.least)
        percent = Decimal(100 * one.ratio.numerator) / one.ratio.denominator
        return self.t("share_ratio", name=name, percent=f"{percent.normalize():f}")

    def refused(self, error: XinxiaoError) -> tuple[str, ...]:
        """Why something was not done and what to do. Raises the error for who may see nothing of this."""
        if isinstance(error, NotAllowed) and (error.told is None or error.told.name == "not_allowed"):
            raise error
        found = shown(error, self.visit.lang)
        return tuple(line for line in (found.message, found.hint) if line)

    def case(self, case: str) -> Cell:
        """A case that leads to its page."""
        return self.say.case(case)

    def draw(self, one: DrawAsked) -> Cell:
        """A draw that leads to its page at the desk."""
        return Cell(one.terms.number, one.terms.number, self.visit.url(f"desk/draws/{one.case.id}"))

    def findings(self, found: Sequence[Finding]) -> Grid | None:
        """What is wrong with a file: line, column, what it is and what to do; None where nothing is."""
        if not found:
            return None
        heads = columns(
            ("LINE", self.t("line"), "number"),
            ("COLUMN", self.t("column")),
            ("WHAT", self.t("what"), "long"),
        )
        cells = tuple(
            (
                Cell(str(one.line) if one.line else "–", one.line),
                Cell(self._column(one), one.code),
                Cell(one.message(self.visit.lang)),
            )
            for one in by_weight(found)[:MOST_FINDINGS]
        )
        return Grid("findings", self.t("findings", count=len(found)), heads, cells)

    def _column(self, found: Finding) -> str:
        """The header of the column that a finding is about, as files in use call it."""
        ident = dict(found.places).get("column", _COLUMNS.get(found.code, ""))
        headers: dict[str, tuple[str, ...]] = {one.id: one.aliases for one in self.known.columns.inspectors}
        headers |= {one.id: one.aliases for one in self.known.columns.columns}
        aliases = headers.get(ident, ())
        return aliases[0] if aliases else ident or "–"


def status(error: XinxiaoError) -> int:
    """The status of a page that says that something was refused."""
    return STATUS.get(error.code, 422)


def sources_grid(desk: Desk, sources: Iterable[SourceOfChance]) -> Grid:
    """The sources of randomness: what each is, which issue, what is taken, when, and how long that is from now."""
    heads = columns(
        ("SOURCE", desk.t("source")),
        ("ISSUE", desk.t("issue")),
        ("TAKES", desk.t("takes"), "long"),
        ("AT", desk.t("at")),
        ("LEFT", desk.t("left")),
    )
    cells = tuple(
        (
            Cell(desk.source(one.source), one.source),
            Cell(one.issue),
            Cell(one.takes),
            Cell(desk.visit.moment(one.at), one.at),
            Cell(desk.until(one.at)),
        )
        for one in sources
    )
    return Grid("sources", desk.t("sources"), heads, cells)


def strata_grid(desk: Desk, terms: Terms) -> Grid:
    """The classes of a roster: how many there are, and how many of them are drawn."""
    heads = columns(
        ("CLASS", desk.t("stratum")),
        ("SHA256", "SHA-256"),
        ("POPULATION", desk.t("population"), "number"),
        ("SIZE", desk.t("size"), "number"),
    )
    whole = desk.known.spec.whole
    cells = tuple(
        (
            Cell(desk.t("all_classes") if one.stratum == whole else one.stratum, one.stratum),
            Cell(f"{one.sha256[:16]}…", one.sha256),
            Cell(f"{one.population:,}", one.population),
            Cell(f"{one.size:,}", one.size),
        )
        for one in terms.strata
    )
    return Grid("strata", desk.t("strata"), heads, cells)


def exclusions_grid(desk: Desk, counted: Mapping[str, int]) -> Grid:
    """Who is left out of a roster, by reason."""
    codes = desk.known.spec.exclusions
    names = {getattr(codes, name): desk.t(f"excluded.{name}") for name in codes.__struct_fields__}
    heads = columns(("REASON", desk.t("excluded.head")), ("COUNT", desk.t("count"), "number"))
    cells = tuple(
        (Cell(names.get(code, code), code), Cell(f"{count:,}", count))
        for code, count in sorted(counted.items())
    )
    return Grid("exclusions", desk.t("excluded.caption"), heads, cells)


def draws_grid(desk: Desk, found: Sequence[DrawAsked]) -> Grid:
    """Draws with what comes next of each."""
    heads = columns(
        ("DRAW", desk.t("draw")),
        ("TASK", desk.t("task")),
        ("FROM", desk.t("plan")),
        ("STATE", desk.t("state")),
        ("NEXT", desk.t("next.head"), "long"),
    )
    cells = tuple(
        (
            desk.draw(one),
            Cell(one.terms.task, one.terms.task),
            Cell(one.terms.plan, one.terms.plan, desk.visit.url(f"desk/draws/plans/{one.terms.plan}")),
            Cell(
                desk.say.state(one.case.workflow, one.case.state),
                one.case.state,
                flags=desk.say.marks(one.case),
            ),
            Cell(desk.t(f"next.{one.next}"), one.next),
        )
        for one in found
    )
    return Grid("draws", desk.t("draws"), heads, cells)
