"""Scrutiny: tests of what was reported, for statistical review only (GSBPM 5.3).

A wall stands around this room. Who may ask a respondent about a number is not who may punish for it: no room of inspection,
lists or cases may import from here, and nothing found here is handed to them. ``tests/unit/collect/test_wall.py`` walks the
importers.
"""

from xinxiao.collect.scrutiny.peers import quartiles
from xinxiao.collect.scrutiny.reported import Reported
from xinxiao.collect.scrutiny.review import Asked, scrutinise

__all__ = ["Asked", "Reported", "quartiles", "scrutinise"]
