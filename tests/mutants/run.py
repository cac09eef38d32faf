"""Try mutants of a room of the house: ``python tests/mutants/run.py analyse/targets --seed 1 --count 40``.

Each mutant is one small change of a module. Tests that run the changed line should fail; a mutant that none of them
notices has survived, and shows a number or a rule that no test holds. Mutants that compute the same stand in
``reasons.yaml`` as equivalent, survivors that are taken as they are as accepted, each with its reason.

The first run gathers which tests run which line (minutes); what it found is kept in ``.mutants``.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

HERE = Path(__file__).resolve().parent
if __name__ == "__main__":
    sys.path.insert(0, str(HERE.parents[1]))  # as a script it must find its neighbours

from tests.mutants.kinds import Mutant  # noqa: E402
from tests.mutants.reach import PACKAGE, Reach, gathered  # noqa: E402
from tests.mutants.sample import ROOMS, SEED, files, of_module, sampled, users  # noqa: E402
from tests.mutants.trial import Verdict, chosen, tried  # noqa: E402

REASONS = HERE / "reasons.yaml"


@dataclass(frozen=True)
class Reason:
    """Why a mutant may live: it computes the same (``equivalent``), or nobody minds (``accepted``)."""

    module: str
    scope: str
    was: str
    now: str
    verdict: str
    reason: str

    @property
    def place(self) -> tuple[str, str, str, str]:
        """The mutant it speaks of."""
        return self.module, self.scope, self.was, self.now


@dataclass(frozen=True)
class Account:
    """What became of the mutants of a room."""

    room: str
    verdicts: tuple[Verdict, ...]
    reasons: dict[tuple[str, str, str, str], Reason]

    def said(self, verdict: Verdict) -> str:
        """dead, timeout, equivalent, accepted or survived."""
        reason = self.reasons.get(verdict.mutant.place)
        return reason.verdict if verdict.outcome == "survived" and reason else verdict.outcome

    @property
    def counts(self) -> Counter[str]:
        """How many there are of each."""
        return Counter(map(self.said, self.verdicts))

    @property
    def unexplained(self) -> list[Verdict]:
        """The survivors without a reason."""
        return [verdict for verdict in self.verdicts if self.said(verdict) == "survived"]

    @property
    def share(self) -> tuple[int, int]:
        """How many died, of how many that compute something else."""
        return self.counts["dead"] + self.counts["timeout"], len(self.verdicts) - self.counts["equivalent"]


def reasons() -> dict[tuple[str, str, str, str], Reason]:
    """The mutants that may live."""
    found = [Reason(**entry) for entry in yaml.safe_load(REASONS.read_text("utf-8")) or ()]
    return {reason.place: reason for reason in found}


def outdated() -> list[Reason]:
    """Reasons that speak of no mutant any more."""
    asked = reasons().values()
    known = {
        mutant.place
        for module in {reason.module for reason in asked if (PACKAGE / reason.module).exists()}
        for mutant in of_module(module)
    }
    return [reason for reason in asked if reason.place not in known]


def accounts(rooms: dict[str, int], seed: int, processes: int) -> list[Account]:
    """Try a sample of each room: its account. Tests that fail on the code as it is kill nothing: an error."""
    reach = gathered(processes)
    work: list[tuple[Mutant | None, list[str]]] = []
    for room, count in rooms.items():
        work += [(mutant, chosen(mutant, reach, users(mutant))) for mutant in sampled(room, count, seed)]
    verdicts = []
    for verdict in tried(work, reach, processes):
        verdicts.append(verdict)
        place = f"{verdict.mutant.module}:{verdict.mutant.line}"
        print(f"{len(verdicts)} of {len(work)} {verdict.outcome} {place}", file=sys.stderr, flush=True)
    _sober(verdicts, reach)
    known = reasons()
    found = {verdict.mutant: verdict for verdict in verdicts}
    return [
        Account(room, tuple(found[mutant] for mutant in sampled(room, count, seed)), known)
        for room, count in rooms.items()
    ]


def table(told: Sequence[Account]) -> Iterator[str]:
    """What became of the mutants of each room, and of all: a line each."""
    yield f"{'room':<26}{'tried':>7}{'dead':>7}{'timeout':>9}{'equivalent':>12}{'accepted':>10}{'survived':>10}{'share':>8}"
    everything = Account("all", tuple(v for account in told for v in account.verdicts), reasons())
    for account in (*told, everything):
        dead, of = account.share
        found = account.counts
        numbers = (
            len(account.verdicts),
            *(found[said] for said in ("dead", "timeout", "equivalent", "accepted", "survived")),
        )
        each = "".join(f"{n:>{w}}" for n, w in zip(numbers, (7, 7, 9, 12, 10, 10), strict=True))
        yield f"{account.room:<26}{each}{dead / max(of, 1):>8.1%}"


def _sober(verdicts: Iterable[Verdict], reach: Reach) -> None:
    killers = sorted(
        {v.by for v in verdicts if v.by in reach.cost}, key=lambda test: (reach.cost[test], test)
    )
    (without,) = tried([(None, killers)], reach, 1)
    if killers and without.outcome != "survived":
        raise SystemExit(f"a test fails without a mutant too: {without.by}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Try the mutants that were asked for; 1 when one survived without a reason, too few died, or a reason speaks of none."""
    asked = _asked(arguments)
    rooms = {
        room.rstrip("/"): asked.count or ROOMS.get(room.rstrip("/"), 20) for room in asked.rooms or ROOMS
    }
    for room in rooms:
        files(room)
    told = accounts(rooms, asked.seed, asked.processes)
    for account in told:
        for verdict in account.verdicts:
            by = f" by {verdict.by}" if verdict.by else f" {verdict.tried} tests"
            print(f"{account.said(verdict)}:{by}\n  {verdict.mutant}")
    print("", *table(told), sep="\n")
    old = outdated()
    for reason in old:
        place = f"{reason.module} {reason.scope}"
        print(f"a reason speaks of no mutant: {place}\n    - {reason.was}\n    + {reason.now}")
    dead, of = (sum(account.share[side] for account in told) for side in (0, 1))
    return int(bool(old) or dead < asked.least * of or any(account.unexplained for account in told))


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    room = "a folder or file below src/xinxiao, or a name of sample.py; none: all"
    parser.add_argument("rooms", nargs="*", metavar="ROOM", help=room)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--count", type=int, help="mutants of each room; none: as sample.py says")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--least", type=float, default=0.0, help="the share that has to die")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
