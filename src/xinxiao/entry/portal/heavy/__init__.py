"""Heavy work: answers that compute for long are made by processes of their own, a few at a time, at low priority.

See ``docs/adr/019-heavy-work-logs-and-metrics.md``.
"""
