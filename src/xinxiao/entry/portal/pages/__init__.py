"""One module for each kind of page: from a request to a :class:`~xinxiao.entry.portal.page.Page`."""
