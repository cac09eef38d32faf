"""What holds for every test.

Arrow looks for ``dateutil`` whenever it turns values into Python's, in vain where it is not installed: the search is cut
short here, since a quarter of the time of reading a small programme went into it.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec

if find_spec("dateutil") is None:
    sys.modules["dateutil"] = None  # type: ignore[assignment]
