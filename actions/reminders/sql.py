"""Two small things that PostgreSQL and SQLite each say their own way."""

from typing import Any

from sqlalchemy import String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from actions.database import UtcDateTime


class seconds_after(FunctionElement[Any]):  # noqa: N801 -- it reads as the SQL function it stands for
    """An instant and whole seconds: the instant so many seconds later."""

    name = "seconds_after"
    type = UtcDateTime()
    inherit_cache = True


class hexed(FunctionElement[str]):  # noqa: N801 -- it reads as the SQL function it stands for
    """Bytes as lower-case hexadecimal digits."""

    name = "hexed"
    type = String()
    inherit_cache = True


@compiles(seconds_after, "postgresql")
def _seconds_after_on_postgresql(element: seconds_after, compiler: SQLCompiler, **options: Any) -> str:
    instant, seconds = (compiler.process(clause, **options) for clause in element.clauses)
    return f"({instant} + make_interval(secs => {seconds}))"


@compiles(seconds_after, "sqlite")
def _seconds_after_on_sqlite(element: seconds_after, compiler: SQLCompiler, **options: Any) -> str:
    instant, seconds = (compiler.process(clause, **options) for clause in element.clauses)
    # As instants are kept there: six digits after the point.
    return f"(strftime('%Y-%m-%d %H:%M:%S.000000', {instant}, '+' || ({seconds}) || ' seconds'))"


@compiles(hexed, "postgresql")
def _hexed_on_postgresql(element: hexed, compiler: SQLCompiler, **options: Any) -> str:
    return f"encode({compiler.process(element.clauses, **options)}, 'hex')"


@compiles(hexed, "sqlite")
def _hexed_on_sqlite(element: hexed, compiler: SQLCompiler, **options: Any) -> str:
    return f"lower(hex({compiler.process(element.clauses, **options)}))"
