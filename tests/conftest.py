"""What holds for every test.

No test fails by the clock: Hypothesis has no deadline for an example, since a busy machine would break it.

The collector of garbage passes over the thousands of tests that were collected and comes less often than usual: it would
walk all of them again and again, which took a quarter of the time of reading small programmes.

Arrow looks for ``dateutil`` whenever it turns values into Python's, in vain where it is not installed: the search is cut
short here, since a quarter of the time of reading a small programme went into it.
"""

from __future__ import annotations

import gc
import sys
from importlib.util import find_spec

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


def pytest_collection_finish() -> None:
    """Set aside what lives until the end."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


if find_spec("dateutil") is None:
    sys.modules["dateutil"] = None  # type: ignore[assignment]
