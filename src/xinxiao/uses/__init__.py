"""Uses: one module for each thing people do here. Command, page and API call the same function and only parse and render.

Every use takes a :class:`~xinxiao.uses.call.Call`: who asks, when, and on which stores.
"""
