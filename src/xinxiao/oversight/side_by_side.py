"""Work of a large draw in several processes. Whether it is, and how it is cut, changes no result."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

from xinxiao.oversight.tickets import Across

LARGE = 200_000
"""Hashes that take longer than starting a process does."""


@contextmanager
def across_processes(hashes: int, processes: int = 2) -> Iterator[Across]:
    """A ``map`` over as many processes, or the plain one where there is little to do. New processes are started clean."""
    if hashes < LARGE or processes < 2:
        yield map
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        yield pool.map
