"""The index of a programme: indicators in, scores with ranks, contributions and intervals out."""

from xinxiao.analyse.programme_index.compile import compile
from xinxiao.analyse.programme_index.examine import examine

__all__ = ["compile", "examine"]
