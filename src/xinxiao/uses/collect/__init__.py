"""What people do to collect: be invited, sign in, report, review."""
