"""What all tables of the ledger share."""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()
NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
"""A number of a row; in SQLite the row's own, so that there is no other number to replace it by."""
