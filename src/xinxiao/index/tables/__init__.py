"""Results as tables and workbooks."""
