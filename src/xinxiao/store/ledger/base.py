"""What all tables of the ledger share."""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()
NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
"""A number of a row; in SQLite the row's own, so that there is no other number to replace it by."""
WORD = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
"""A code: ordered by its bytes in every database."""
