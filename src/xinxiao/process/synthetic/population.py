"""An invented frame: units of the groups a programme declares, with codes of the range that nobody gives out.

Codes pass both checks of a unified social credit code (:mod:`xinxiao.model.collect.synthetic`); units of samples have ids with a
prefix. Sizes are heavy-tailed (log-normal, as sizes of firms are: Gibrat 1931), of mean 1 in each group.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.model.collect.code import ALPHABET, OWN_CHECKS, OWN_WEIGHTS, WEIGHTS
from xinxiao.model.collect.form import Population
from xinxiao.model.collect.invented import InventedKind
from xinxiao.model.collect.synthetic import AREA, PREFIX, WORD

PIECE = 20_000
"""Units that are made at once."""
FRAME = ("unit", "code", "name", "area", "industry", "size", "group")
"""Columns of a frame, as a register of units is taken in."""
BANDS = np.array([2.0537, 1.2816, 0.2533])
"""Of a normal distribution, what a fiftieth, a tenth and two fifths are above: the limits of size bands."""
CLUSTERED = 1.2
"""How areas of one region differ in their number of units (of the logarithm)."""
MOST = 10**8


@dataclass(frozen=True)
class Places:
    """Areas that have no others in them, and the larger one that each lies in; regions differ in how many units they have."""

    areas: tuple[str, ...]
    region: Callable[[str], str]

    def shares(self, seed: int) -> np.ndarray:
        """How likely a unit is in each area (A,)."""
        made = np.random.default_rng([seed, 1])
        regions = sorted({self.region(area) for area in self.areas})
        weight = dict(zip(regions, made.lognormal(0, 0.7, len(regions)), strict=True))
        shares = np.array([weight[self.region(area)] for area in self.areas])
        shares = shares * made.lognormal(0, CLUSTERED, len(self.areas))
        return np.asarray(shares / shares.sum())


@dataclass(frozen=True)
class Named:
    """A kind of units, and what its units are called."""

    kind: InventedKind
    name: str


def pieces(
    count: int, kinds: Sequence[Named], places: Places, seed: int, size: int = PIECE
) -> Iterator[pa.Table]:
    """An invented frame of ``count`` units in pieces: ``FRAME``, and ``level``, how large each unit is in its group.

    Raises ``ValueError`` for more units than there are codes.
    """
    if count > MOST:
        raise ValueError("more units than invented codes")
    shares = places.shares(seed)
    for number, first in enumerate(range(0, count, size)):
        made = np.random.default_rng([seed, 2, number])
        yield _piece(first, min(size, count - first), kinds, (places.areas, shares), made)


def _piece(
    first: int,
    count: int,
    kinds: Sequence[Named],
    places: tuple[tuple[str, ...], np.ndarray],
    made: np.random.Generator,
) -> pa.Table:
    weights = np.array([each.kind.weight for each in kinds])
    which = _allotted(count, weights / weights.sum(), made)
    area = made.choice(len(places[0]), count, p=places[1])
    normal = made.standard_normal(count)
    spread = np.array([each.kind.spread for each in kinds])[which]
    columns: dict[str, np.ndarray] = {
        name: np.empty(count, dtype=object) for name in ("begins", "industry", "size", "group")
    }
    for at, each in enumerate(kinds):
        own = np.flatnonzero(which == at)
        if each.kind.once and len(own) <= len(places[0]):
            area[own] = made.choice(len(places[0]), len(own), replace=False, p=places[1])
        columns["begins"][own] = each.kind.begins
        columns["group"][own] = each.kind.group
        columns["industry"][own] = _chosen(each.kind.industries, len(own), made)
        columns["size"][own] = _bands(each.kind.sizes, normal[own])
    numbers = np.arange(first, first + count)
    sampled = np.array([each.kind.sample for each in kinds])[which]
    codes = np.where(sampled, "", codes_of(numbers, columns["begins"]).to_numpy(zero_copy_only=False))
    text = pa.array(numbers + 1).cast(pa.string())
    ids = pc.if_else(
        pa.array(sampled),
        pc.binary_join_element_wise(PREFIX, pc.utf8_lpad(text, 9, "0"), ""),
        pa.array(codes),
    )
    names = pa.array([each.name for each in kinds]).take(pa.array(which))
    return pa.table(
        {
            "unit": ids.cast(pa.string()),
            "code": pa.array(codes, pa.string()),
            "name": pc.binary_join_element_wise(WORD, names, text, ""),
            "area": pa.array(places[0]).take(pa.array(area)),
            "industry": pa.array(columns["industry"], pa.string()),
            "size": pa.array(columns["size"], pa.string()),
            "group": pa.array(columns["group"], pa.string()),
            "level": np.exp(spread * normal - spread**2 / 2),
        }
    )


def _allotted(count: int, shares: np.ndarray, made: np.random.Generator) -> np.ndarray:
    """The kind of each unit (N,), as many of each as its share says to within one, in no order."""
    ends = np.rint(np.cumsum(shares) * count).astype(np.int64)
    which = np.searchsorted(ends, np.arange(count), side="right")
    return np.asarray(made.permutation(which))


def _chosen(weights: Mapping[str, float], count: int, made: np.random.Generator) -> np.ndarray:
    listed = list(weights) or [""]
    p = np.array([weights[name] for name in listed]) if weights else np.ones(1)
    return np.array(listed, dtype=object)[made.choice(len(listed), count, p=p / p.sum())]


def _bands(sizes: Sequence[str], normal: np.ndarray) -> np.ndarray:
    """The size band of each unit: the largest a fiftieth, the next ones up to a tenth and two fifths, the last the rest."""
    listed = np.array(list(sizes) or [""], dtype=object)
    limits = BANDS[: len(listed) - 1]
    return np.asarray(listed[(normal[:, None] < limits[None, :]).sum(axis=1)])


def codes_of(numbers: np.ndarray, begins: np.ndarray | None = None) -> pa.Array:
    """Codes of the invented range (N,), each with both its check characters; ``begins``: first two characters (N,)."""
    digits = numbers[:, None] // 10 ** np.arange(7, -1, -1) % 10
    own = np.frombuffer(OWN_CHECKS.encode(), np.uint8)[digits @ np.array(OWN_WEIGHTS) % 11]
    values = np.zeros((len(numbers), 17), dtype=np.int64)
    values[:, :2] = [ALPHABET.index(char) for char in "91"]
    if begins is not None:
        for name in np.unique(begins.astype(str)):
            values[begins == name, :2] = [ALPHABET.index(char) for char in name]
    values[:, 2:8] = [ALPHABET.index(char) for char in AREA]
    values[:, 8:16] = digits
    values[:, 16] = [ALPHABET.index(chr(char)) for char in own]
    letters = np.frombuffer(ALPHABET.encode(), np.uint8)
    whole = np.concatenate([values, (-(values @ np.array(WEIGHTS)) % 31)[:, None]], axis=1)
    return pa.array(np.ascontiguousarray(letters[whole]).view("S18").ravel()).cast(pa.string())


def asked_of(of: Population, units: pa.Table, areas: Collection[str]) -> np.ndarray:
    """Which units of a frame must fill a form (N,), bool. ``areas``: those of its population with all that lie in them."""
    where = np.ones(units.num_rows, dtype=bool)
    wanted = {"area": areas if of.area else (), "size": of.size, "group": of.group}
    for name, codes in wanted.items():
        if codes:
            where &= pc.is_in(units.column(name), pa.array(sorted(codes))).to_numpy()
    if of.industry:
        held = units.column("industry")
        begins = [pc.starts_with(held, code).to_numpy() for code in of.industry]
        where &= np.logical_or.reduce(begins)
    return where
