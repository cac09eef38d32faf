"""The index of a programme: indicators in, scores with ranks, contributions and intervals out.

What examines it afterwards (:mod:`.examination`) is imported by whoever asks for that: no number depends on it.
"""

from xinxiao.analyse.programme_index.computation import compile

__all__ = ["compile"]
