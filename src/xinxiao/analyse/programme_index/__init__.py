"""The index of a programme: indicators in, scores with ranks, contributions and intervals out."""

from xinxiao.analyse.programme_index.computation import compile
from xinxiao.analyse.programme_index.examination import examine

__all__ = ["compile", "examine"]
