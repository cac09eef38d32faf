"""The composite-index engine as a library: ``from xinxiao import index``.

It needs no programme: an index is a framework, a panel and a method. See ``docs/howto/index-from-a-folder.md``.
"""

from xinxiao.analyse.index import *  # noqa: F403
