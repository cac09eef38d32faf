"""Why observations differ between two releases: by what is known to differ upstream of them, whole columns at a time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xinxiao.model import key as keys
from xinxiao.model.structure import VINTAGE
from xinxiao.release.lookup import Lookup

Why = Literal["VINTAGE", "INPUTS", "METHOD", "PROGRAMME", "CODE"]
NAMED = 3
"""How many revised inputs or changed files a reason names."""
WORDS = (VINTAGE, "SOURCE", "COMMENT")
"""What the reason of a newer vintage says."""
METHOD = ("METHOD", "FORMULA")
"""What says how a value was made. A dataflow without METHOD has formulas that tell of the data."""
HELD = "HELD"
"""The column of a side that says whether it has an observation."""
TEXT = pa.string()


def texts(table: pa.Table, name: str) -> pa.Array:
    """A column as text; of a table that lacks it, nothing in each row."""
    if name in table.column_names:
        return table.column(name).cast(TEXT).combine_chunks()
    return pa.nulls(table.num_rows, TEXT)


def held(side: pa.Table) -> pa.Array:
    """Which observations a side has."""
    return side.column(HELD).combine_chunks()


def joined(parts: Sequence[pa.Array], between: str) -> pa.Array:
    """Texts of several columns joined row by row, without the absent ones; nothing where all are absent."""
    # a join that skips what is absent loses the rows in which everything is
    return reduce(lambda a, b: pc.coalesce(pc.binary_join_element_wise(a, b, between), a, b), parts)


def differ(one: pa.Array, two: pa.Array) -> pa.Array:
    """Whether two columns of one type differ, row by row; two absent values are the same, an absent and a given one are not."""
    apart = pc.fill_null(pc.not_equal(one, two), False)
    return pc.or_(apart, pc.xor(pc.is_null(one), pc.is_null(two)))


class Cause:
    """Why observations differ. Dataflows are to be asked for in the order in which they are made from each other.

    ``otherwise`` and ``reason``: what to lay a difference to that no single revised input explains.
    """

    def __init__(self, new: Lookup, otherwise: Why, reason: str) -> None:
        self._new = new
        self._otherwise = (otherwise, reason)
        self._revised: dict[str, pa.Table] = {}

    def of(
        self,
        name: str,
        found: pa.Array,
        sides: tuple[pa.Table, pa.Table],
        own: Sequence[str],
    ) -> tuple[pa.Array, pa.Array]:
        """WHY and REASON of the observations of one dataflow that differ.

        ``found``: their keys; ``sides``: their rows before and after, empty where there is none; ``own``: for each
        dimension a place in the keys that inputs name them by. Those named are held for what is made from them.
        """
        before, after = sides
        self._revised[name] = pa.table([_either(after, before, d) for d in own], names=list(own))
        if any(VINTAGE in side.column_names for side in sides):
            words = [_told(_either(after, before, word)) for word in WORDS]
            reason = pc.fill_null(joined(words, "; "), "")
            return _same("VINTAGE", len(found)), reason
        why, reason = (_same(text, len(found)) for text in self._otherwise)
        named = self._inputs(name, found)
        why = pc.if_else(pc.is_valid(named), "INPUTS", why)
        reason = pc.coalesce(named, reason)
        other = self._method(before, after)
        words = pc.coalesce(_told(texts(after, "FORMULA")), texts(after, "METHOD"), "None")
        return pc.if_else(other, "METHOD", why), pc.if_else(other, words, reason)

    def _method(self, before: pa.Table, after: pa.Table) -> pa.Array:
        """Which observations that both releases hold are made in another way."""
        if METHOD[0] not in after.column_names:
            return _same(False, after.num_rows)
        both = pc.and_(held(before), held(after))
        apart = [differ(texts(before, name), texts(after, name)) for name in METHOD]
        return pc.and_(both, pc.or_(*apart))

    def _inputs(self, name: str, found: pa.Array) -> pa.Array:
        """The first revised inputs of each observation, and how many more; nothing where none is revised."""
        nothing = pa.nulls(len(found), TEXT)
        if name not in self._new.names:
            return nothing
        inputs = self._new.dataset(name).inputs
        inputs = inputs.filter(pc.is_in(inputs.column("KEY").combine_chunks(), found))
        inputs = inputs.filter(self._touched(inputs))
        if not inputs.num_rows:
            return nothing
        return _listed(inputs, found)

    def _touched(self, inputs: pa.Table) -> pa.Array:
        """Which inputs were revised, or name one that was."""
        flows, places = texts(inputs, "IN_DATAFLOW"), texts(inputs, "IN_KEY")
        touched = np.zeros(inputs.num_rows, dtype=bool)
        for flow, revised in self._revised.items():
            of_flow = np.flatnonzero(pc.equal(flows, flow).to_numpy(zero_copy_only=False))
            if of_flow.size and revised.num_rows:
                # many observations share one wide input: each is looked up once
                named = places.take(pa.array(of_flow)).dictionary_encode()
                touched[of_flow] = _names(named.dictionary, revised)[named.indices.to_numpy()]
        return pa.array(touched)


def _names(places: pa.Array, revised: pa.Table) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which (partial) keys name a row of ``revised``, whose columns are the places of a key in order.

    Keys with the same empty places are looked up together, among the rows without what stands there.
    """
    found = np.zeros(len(places), dtype=bool)
    width = revised.num_columns
    fitting = np.flatnonzero(
        pc.equal(pc.count_substring(places, keys.DOT), width - 1).to_numpy(zero_copy_only=False)
    )
    if not fitting.size:
        return found
    fit = places.take(pa.array(fitting))
    empty = pc.equal(pc.list_flatten(pc.split_pattern(fit, keys.DOT)), "").to_numpy(zero_copy_only=False)
    shapes, which = np.unique(empty.reshape(-1, width), axis=0, return_inverse=True)
    nothing = _same("", revised.num_rows)
    for number, shape in enumerate(shapes):
        columns = [nothing if skip else column for skip, column in zip(shape, revised.columns, strict=True)]
        known = keys.of_table(pa.table(columns, names=revised.column_names), revised.column_names)
        own = np.flatnonzero(which.reshape(-1) == number)
        found[fitting[own]] = pc.is_in(fit.take(pa.array(own)), known.combine_chunks()).to_numpy(
            zero_copy_only=False
        )
    return found


def _listed(inputs: pa.Table, found: pa.Array) -> pa.Array:
    """The first ``NAMED`` of the ``inputs`` of each key that is ``found``, in the order sealed, and how many more."""
    own = pc.index_in(inputs.column("KEY").combine_chunks(), found).to_numpy()
    order = np.argsort(own, kind="stable")
    counts = np.bincount(own, minlength=len(found))
    firsts = np.cumsum(counts) - counts
    named = pc.binary_join_element_wise(texts(inputs, "IN_DATAFLOW"), texts(inputs, "IN_KEY"), ":")
    parts = [
        named.take(pa.array(order[np.minimum(firsts + n, order.size - 1)], mask=counts <= n))
        for n in range(NAMED)
    ]
    listed = joined(parts, ", ")
    left = pa.array(counts - NAMED).cast(TEXT)
    more = pc.binary_join_element_wise(" (+", left, ")", "")
    whole = pc.if_else(pa.array(counts > NAMED), pc.binary_join_element_wise(listed, more, ""), listed)
    return pc.if_else(pa.array(counts > 0), whole, pa.scalar(None, TEXT))


def _either(after: pa.Table, before: pa.Table, name: str) -> pa.Array:
    """A column of the later rows, and of the earlier ones where there is no later row."""
    return pc.if_else(held(after), texts(after, name), texts(before, name))


def _told(words: pa.Array) -> pa.Array:
    """Texts, and nothing for an empty one."""
    return pc.if_else(pc.equal(words, ""), pa.scalar(None, TEXT), words)


def _same(value: str | bool, count: int) -> pa.Array:
    return pa.repeat(pa.scalar(value), count)
