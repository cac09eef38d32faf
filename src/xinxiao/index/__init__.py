"""A composite-index engine: from a tree of indicators and a panel of numbers to scores, ranks and their doubts.

The ten steps of the OECD/JRC *Handbook on Constructing Composite Indicators* (2008), each a named method with
parameters, declared in files or built in Python::

    from xinxiao import index

    folder = index.read_folder(Path("my-index"))          # what the index is (spec), and its numbers (panel)
    result = index.build(folder.spec, folder.panel)
    index.ranking_table(result)                           # units, best first
    result.of("INDEX"), result.rank_of("INDEX")           # the same as arrays, (periods, units); rank 1 = best
    result.findings                                       # what did not go as intended
    doubt = index.analyse(folder.spec, folder.panel)      # rank intervals, sensitivity
    audit = index.audit(result, doubt)                    # coherence, importance, removal: what a reviewer asks

**Tables and arrays.** A function whose name ends in ``_table`` gives a :class:`Table`: a row per unit, period, node or
assumption, columns by name, missing = None. ``table["SCORE"]`` is one column and ``table.array`` all its numbers as a
float64 matrix; ``rows()``, ``to_arrow()`` and ``to_pandas()`` give the whole. Everything on :mod:`xinxiao.index.arrays`
takes and gives bare NumPy arrays and knows no codes. Nothing else here returns an array without the codes of its axes.

Nothing here reads a clock or draws an undeclared random number. NumPy is imported at once; SciPy, HiGHS and the readers
and writers of workbooks when a function needs them; Arrow and pandas never, unless a table is asked for as one.
"""

from __future__ import annotations

import lazy_loader

# The names stand in ``__init__.pyi``. What an index is can be read without loading how it is computed.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
