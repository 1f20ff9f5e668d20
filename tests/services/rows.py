"""Everything that is in the database, to see whether a request changed anything."""

from typing import Any

from sqlalchemy import select

from actions.database import Model, db

Rows = dict[str, list[tuple[Any, ...]]]


def all_rows() -> Rows:
    """Every row of every table, as stored."""
    db.session.commit()
    return {
        table.name: sorted((tuple(row) for row in db.session.execute(select(table))), key=repr)
        for table in Model.metadata.sorted_tables
    }
