"""Whether this installation can do its work."""

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import SQLAlchemyError

from actions.database import db
from config import ROOT


def database_trouble() -> str | None:
    """Why the database cannot be worked with; nothing when it can."""
    try:
        with db.engine.connect() as connection:
            there = MigrationContext.configure(connection).get_current_revision()
    except SQLAlchemyError as error:
        return f"database does not answer ({type(error).__name__})"
    wanted = ScriptDirectory(str(ROOT / "migrations")).get_current_head()
    return None if there == wanted else f"database is at migration {there}, this version needs {wanted}"
