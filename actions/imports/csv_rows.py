"""A CSV file as rows with their line numbers; what cannot be read is reported, and the rest goes on."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from _csv import Reader

from actions.formulas import unguarded

# A description may be long; a single cell beyond this is a broken quote that swallowed the rest of the file.
csv.field_size_limit(200_000)
MOST_COLUMNS = 200


class UnreadableFile(Exception):
    """The file as a whole is no table of events; the message says what to do."""


@dataclass(frozen=True)
class CsvRow:
    """One row: the line it begins on, and its cells by column name."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True)
class RowProblem:
    """A row that could not be taken, and why."""

    line: int
    reason: str


def read_rows(file: BinaryIO, columns: frozenset[str]) -> tuple[list[str], list[str], Iterator[CsvRow | RowProblem]]:
    """The header's columns, those of them that are unknown, and the rows one after the other.

    Bytes that are not UTF-8 spoil their own row only. UTF-16 with its mark is read as what it is.

    Raises:
        UnreadableFile: the file is empty, has no header, or names a column twice.
    """
    reader = csv.reader(_lines(file))
    try:
        header = [name.strip().lower().replace(" ", "_") for name in next(reader)]
    except StopIteration:
        raise UnreadableFile("The file is empty.") from None
    except csv.Error as error:
        raise UnreadableFile(f"The first line cannot be read as CSV: {error}.") from None
    if len(header) > MOST_COLUMNS:
        raise UnreadableFile(f"The first line has {len(header)} columns; is this a CSV file?")
    twice = sorted({name for name in header if name in columns and header.count(name) > 1})
    if twice:
        raise UnreadableFile(f"The first line names {', '.join(twice)} more than once.")
    unknown = [name for name in header if name and name not in columns]
    return header, unknown, _rows(reader, header, columns)


def _lines(file: BinaryIO) -> Iterator[str]:
    mark = file.read(2)
    file.seek(0)
    # Bytes that are no UTF-8 are kept as lone surrogates, by which their row is known; UTF-16 has no such way.
    is_utf_16 = mark in (b"\xff\xfe", b"\xfe\xff")
    encoding, errors = ("utf-16", "replace") if is_utf_16 else ("utf-8-sig", "surrogateescape")
    text = io.TextIOWrapper(file, encoding=encoding, errors=errors, newline="")
    try:
        yield from text
    finally:
        # The file is the caller's to close, and after a header that was refused it may be closed already.
        if not text.closed:
            text.detach()


def _rows(reader: "Reader", header: list[str], columns: frozenset[str]) -> Iterator[CsvRow | RowProblem]:
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield RowProblem(line, f"The row cannot be read as CSV: {error}.")
            continue
        if not any(cell.strip() for cell in cells):
            continue
        yield _row(line, cells, header, columns)


def _row(line: int, cells: list[str], header: list[str], columns: frozenset[str]) -> CsvRow | RowProblem:
    if any("\udc80" <= character <= "\udcff" for cell in cells for character in cell):
        return RowProblem(line, "The row is not UTF-8 text. Save the file as “CSV UTF-8” and import it again.")
    if len(cells) > len(header):
        return RowProblem(line, f"The row has {len(cells)} cells but the first line names {len(header)} columns.")
    named = zip(header, cells, strict=False)
    return CsvRow(line, {name: unguarded(cell).strip() for name, cell in named if name in columns})
