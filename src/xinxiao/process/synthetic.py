"""An invented population and its reports, for demonstrations, tests and measuring: seeded, of any size, and named as invented.

Codes are of the range that nobody gives out (:mod:`xinxiao.model.collect.synthetic`) and pass both checks of a unified social credit
code. Sizes are heavy-tailed (log-normal, as sizes of firms are: Gibrat 1931); what is reported grows from month to month, has a
season and noise of its own (what is counted at a period's end grows alone), sums are the sums of their items, and numbers meet the rules
of the form (:mod:`.conform`). Some reports are then spoilt, each in one known way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.model.collect.code import ALPHABET, OWN_CHECKS, OWN_WEIGHTS, WEIGHTS
from xinxiao.model.collect.content import Content, content_of
from xinxiao.model.collect.form import Form, Item
from xinxiao.model.collect.synthetic import AREA, WORD
from xinxiao.model.period import PER_YEAR, spelt
from xinxiao.process.conform import Conformed

Error = Literal["slip", "thousand", "swapped", "copied", "sum", "sign", "missing", "heaped", "duplicate"]
"""What is spoilt: a number ten times, or a thousand times, too large; two items exchanged; the period before sent again; a sum that
is none; a number below zero; a number left out; one rounded to its first digit; the report of another unit."""
ERRORS: tuple[Error, ...] = get_args(Error)
KEY = pa.schema([pa.field(n, pa.string()) for n in ("unit", "period", "error", "item", "right", "wrong")])
"""What was spoilt: where, how, and what stood there before."""
SPREAD, NOISE, GROWTH, SEASON = 1.4, 0.15, 0.008, 0.12
"""Spread of the sizes of firms (of their logarithms), noise of each number, growth a month, and how far the season goes."""
SHARE = 0.5, 0.95
"""How much of a whole its part is at most, where a rule says that it is one."""
LEAST = 20
"""The smallest number, so that parts of parts of it are not nothing."""


@dataclass(frozen=True)
class Codes:
    """What units are described by: the areas that have no others in them, industries, sizes from the largest on, groups."""

    areas: tuple[str, ...]
    industries: tuple[str, ...]
    sizes: tuple[str, ...]
    groups: tuple[str, ...]


def population(count: int, codes: Codes, seed: int, region: Callable[[str], str]) -> pa.Table:
    """An invented frame of ``count`` units: unit, code, name, area, industry, size, group, and ``level``, how large each is.

    ``region``: the larger area an area lies in; regions differ in how many units they have. Size bands follow ``level``.
    Raises ``ValueError`` for more units than there are codes.
    """
    made = np.random.default_rng([seed, 1])
    unit = codes_of(count)
    regions = sorted({region(area) for area in codes.areas})
    weight = dict(zip(regions, made.lognormal(0, 0.7, len(regions)), strict=True))
    shares = np.array([weight[region(area)] for area in codes.areas])
    level = made.lognormal(0, SPREAD, count)
    bands = np.array([1 - 0.02, 1 - 0.10, 1 - 0.40, 0.0])[: max(len(codes.sizes), 1)]
    at = np.full(count, len(bands) - 1)
    for band in range(len(bands) - 2, -1, -1):
        at = np.where(level >= np.quantile(level, bands[band]) if count else at, band, at)

    def chosen(listed: Sequence[str], p: np.ndarray | None = None) -> pa.Array:
        held = listed or ("",)
        return pa.array(held).take(pa.array(made.choice(len(held), count, p=p)))

    numbers = pa.array(np.arange(1, count + 1)).cast(pa.string())
    names = pc.binary_join_element_wise(f"{WORD}单位", numbers, "")
    return pa.table(
        {
            "unit": unit,
            "code": unit,
            "name": names,
            "area": chosen(codes.areas, shares / shares.sum()),
            "industry": chosen(codes.industries),
            "size": pa.array(codes.sizes or ("",)).take(pa.array(at)),
            "group": chosen(codes.groups),
            "level": level,
        }
    )


def codes_of(count: int) -> pa.Array:
    """The first codes of the invented range (N,), each with both its check characters."""
    if count > 10**8:
        raise ValueError("more units than invented codes")
    numbers = np.arange(count)
    digits = numbers[:, None] // 10 ** np.arange(7, -1, -1) % 10
    own = np.frombuffer(OWN_CHECKS.encode(), np.uint8)[digits @ np.array(OWN_WEIGHTS) % 11]
    values = np.zeros((count, 17), dtype=np.int64)
    values[:, :8] = [ALPHABET.index(char) for char in f"91{AREA}"]
    values[:, 8:16] = digits
    values[:, 16] = [ALPHABET.index(chr(char)) for char in own]
    letters = np.frombuffer(ALPHABET.encode(), np.uint8)
    whole = np.concatenate([values, (-(values @ np.array(WEIGHTS)) % 31)[:, None]], axis=1)
    return pa.array(np.ascontiguousarray(letters[whole]).view("S18").ravel()).cast(pa.string())


def reports(
    form: Form, units: pa.Table, period: str, seed: int, lists: Mapping[str, Sequence[str]]
) -> dict[str, pa.Array]:
    """What each of N units reports of a form for a period, by item: canonical text (N,). ``lists``: codes by code list."""
    said = spelt(period)
    if said is None or said.frequency not in PER_YEAR:
        raise ValueError(f"no period: {period}")
    level = np.asarray(units.column("level"))
    scaled: dict[str, np.ndarray] = {}
    texts: dict[str, pa.Array] = {}
    for at, item in enumerate(form.items):
        if item.type == "number":
            if not item.sums:
                first = 1 if item.flow == "cumulative" else said.part
                parts = range(first, said.part + 1)
                scaled[item.id] = sum(
                    (_numbers(item, at, level, said.year, part, said.frequency, seed) for part in parts),
                    np.zeros(len(level), dtype=np.int64),
                )
        else:
            choice = lists.get(item.codelist or "", ()) if item.type == "code" else (WORD,)
            made = np.random.default_rng([seed, 2, at, said.year, said.part])
            texts[item.id] = pa.array(choice or ("",)).take(
                pa.array(made.integers(0, max(len(choice), 1), len(level)))
            )
    shares = [
        np.random.default_rng([seed, 6, at]).uniform(*SHARE, len(level)) for at in range(len(form.rules))
    ]
    Conformed(form, period, scaled, texts, shares).conform()
    for item in form.items:
        if item.type == "number":
            texts[item.id] = _texts(_summed(form, item, scaled), item.places)
    return texts


def _numbers(
    item: Item, at: int, level: np.ndarray, year: int, part: int, frequency: str, seed: int
) -> np.ndarray:
    """Numbers of one period in units of the last place, int64 (N,)."""
    own = np.random.default_rng([seed, 3, at]).uniform(0.5, 2.0)
    steady = item.flow == "point"
    made = np.random.default_rng([seed, 4, at] if steady else [seed, 4, at, year, part])
    months = 12 // PER_YEAR[frequency]
    since = (year - 2020) * 12 + part * months
    season = 1 if steady else 1 + SEASON * np.sin(2 * np.pi * part / PER_YEAR[frequency])
    values = 1_000 * own * level * (1 + GROWTH) ** since * season * made.lognormal(0, NOISE, len(level))
    return np.asarray(np.clip(np.rint(values * 10**item.places), LEAST * 10**item.places, 10**15), np.int64)


def _summed(form: Form, item: Item, scaled: dict[str, np.ndarray]) -> np.ndarray:
    if item.id not in scaled:
        places = item.places
        parts = [(_summed(form, form.by_id[name], scaled), form.by_id[name].places) for name in item.sums]
        exact = [values * 10 ** max(places - own, 0) for values, own in parts]
        scaled[item.id] = sum(exact[1:], exact[0])
    return scaled[item.id]


def _texts(values: np.ndarray, places: int) -> pa.Array:
    """Integers in units of the last place as canonical text."""
    if not places:
        return pa.array(values).cast(pa.string())
    text = pa.array(values).cast(pa.string())
    padded = pc.utf8_lpad(text, places + 1, "0")
    whole = pc.utf8_slice_codeunits(padded, 0, -places)
    part = pc.utf8_rtrim(pc.utf8_slice_codeunits(padded, -places), "0")
    point = pc.if_else(pc.equal(part, ""), "", ".")
    return pc.binary_join_element_wise(whole, point, part, "")


def contents(texts: Mapping[str, pa.Array]) -> pa.Array:
    """Items as canonical contents, binary (N,): nothing in them needs to be escaped."""
    pieces: list[object] = ['{"cells":{']
    for number, name in enumerate(sorted(texts)):
        pieces += [f'{"," if number else ""}"{name}":"', texts[name], '"']
    pieces.append('},"explanations":{},"marks":{}}')
    return pc.binary_join_element_wise(*pieces, "").cast(pa.binary())


def spoilt(
    form: Form, units: pa.Table, now: pa.Array, before: pa.Array, count: int, seed: int, period: str
) -> tuple[pa.Array, pa.Table]:
    """Contents of which ``count`` are spoilt, each kind as often as the others, and the key of what was done (``KEY``).

    ``now``, ``before``: contents of the period and of the one before (N,). Raises ``ValueError`` for more than there are.
    """
    if count > len(now):
        raise ValueError(f"{count} errors in {len(now)} reports")
    made = np.random.default_rng([seed, 5])
    chosen = np.sort(made.choice(len(now), count, replace=False))
    held, rows, names = now.to_pylist(), [], units.column("unit").to_pylist()
    for turn, at in enumerate(chosen.tolist()):
        error = ERRORS[turn % len(ERRORS)]
        other = before[at].as_py() if error == "copied" else held[(at + 1) % len(held)]
        held[at], item, right, wrong = _spoil(form, held[at], other, error, made)
        rows.append((names[at], period, error, item, right, wrong))
    columns = zip(*rows, strict=True) if rows else [[] for _ in KEY]
    return pa.array(held, pa.binary()), pa.table([pa.array(c, pa.string()) for c in columns], schema=KEY)


def _spoil(
    form: Form, content: bytes, other: bytes, error: Error, made: np.random.Generator
) -> tuple[bytes, str, str, str]:
    """A content spoilt in one way, with the item, what stood there and what stands there now."""
    if error in ("copied", "duplicate"):
        return other, "", "", ""
    held = content_of(content)
    plain = [i.id for i in form.items if i.type == "number" and not i.sums]
    sums = [i.id for i in form.items if i.sums] or plain
    item = str(made.choice(sums if error == "sum" else plain))
    right = held.cells[item]
    cells = dict(held.cells)
    if error == "missing":
        del cells[item]
    elif error == "swapped":
        second = plain[(plain.index(item) + 1) % len(plain)]
        cells[item], cells[second] = cells[second], right
    else:
        cells[item] = _wrong(error, Decimal(right))
    return Content(cells=cells).canonical, item, right, cells.get(item, "")


def _wrong(error: Error, right: Decimal) -> str:
    match error:
        case "slip":
            wrong = right * 10
        case "thousand":
            wrong = right * 1_000
        case "sign":
            wrong = -right
        case "heaped":
            wrong = round(right, -max(right.adjusted(), 0))
        case _:
            wrong = right + 1
    text = f"{wrong.normalize():f}"
    return "0" if text == "-0" else text
